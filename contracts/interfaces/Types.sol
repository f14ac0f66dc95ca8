// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// What the fund is told, stores and answers. All amounts are base units of the margin asset; all times are seconds since 1970; all
// rates are basis points (1/10000).

enum Status {
    None,
    Pending,
    Finalized,
    Voided
}

enum Tree {
    Liquidations,
    Positions
}

/// @notice What is wrong with a settlement, as shown by one leaf, a pair of leaves, or silence.
enum Fault {
    None,
    /// a demanded leaf was not shown in time
    Silence,
    /// two positions have the same key
    DuplicateKey,
    /// a position's profit is zero
    PositionZeroProfit,
    /// a position's profit is above its cumulative profit
    PositionAboveCumulative,
    /// a cumulative profit is above the total profit
    PositionAboveTotal,
    /// the first position's cumulative profit is not its own profit
    PositionFirst,
    /// the last position's cumulative profit is not the total profit
    PositionLast,
    /// the last head position's cumulative profit is not the head's profit
    PositionHeadProfit,
    /// the head reaches its part of the profit already without its last position
    PositionHeadCut,
    /// a position stands before one with a larger profit, or before an equal one with a smaller key
    PositionOrder,
    /// two cumulative profits differ by less or more than the positions between them can make up
    PositionSum,
    /// a liquidation's side is neither long (0) nor short (1)
    LiquidationSide,
    /// a quantity is zero, or a quantity, takeover or close value is 2^128 or more
    LiquidationValue,
    /// a liquidation's time is before the period's start, or not before its end
    LiquidationTime,
    /// a running total is above the period's profit or loss
    LiquidationAboveTotal,
    /// a running total is below the liquidation's own result
    LiquidationBelowResult,
    /// the first liquidation's running totals are not its own result
    LiquidationFirst,
    /// the last liquidation's running totals are not the period's profit and loss
    LiquidationLast,
    /// a liquidation stands before one with a smaller key, or the same
    LiquidationOrder,
    /// two running totals differ by less (neighbours: by other) than the later liquidation's own result
    LiquidationSum
}

/// @notice The header of a period's settlement; only its hash is stored.
struct Settlement {
    /// consecutive number, from 1
    uint64 period;
    /// where the period before ended
    uint64 startTime;
    uint64 endTime;
    /// sum of the liquidations' profits (G)
    uint128 profit;
    /// sum of the liquidations' losses (L)
    uint128 loss;
    uint64 liquidationCount;
    bytes32 liquidationsRoot;
    uint64 positionCount;
    bytes32 positionsRoot;
    /// sum of the positions' profits (P)
    uint128 totalProfit;
    /// how many positions share the loss (k)
    uint64 headCount;
    /// sum of the head's profits (H)
    uint128 headProfit;
}

/// @notice A leaf of the positions' tree. `index` is proven by the path and not hashed.
struct Position {
    uint256 index;
    bytes32 key;
    uint256 profit;
    uint256 cumulativeProfit;
}

/// @notice A leaf of the liquidations' tree. `index` is proven by the path and not hashed.
struct Liquidation {
    uint256 index;
    bytes32 key;
    /// the market's name: UTF-8, padded with zeros on the right
    bytes32 market;
    /// 0 long, 1 short
    uint256 side;
    /// in 10^-18 of the market's unit; above 0
    uint256 quantity;
    uint256 takeoverValue;
    uint256 closeValue;
    /// the second in which the engine had closed it; from the period's start, before its end
    uint256 time;
    uint256 cumulativeProfit;
    uint256 cumulativeLoss;
}

/// @notice The governor's settings: the rule, by which a period is judged from its start to its end, and what holds at submission.
struct Policy {
    /// the rule: the fund's part of a loss; 0 to 10000
    uint16 coverBps;
    /// the rule: the head's part of all profit; 1 to 10000
    uint16 headBps;
    /// the rule: shares are measured against all profit (true) or the head's (false)
    bool basisAll;
    /// the rule: how long each period is; 0 (any length) to 720
    uint16 periodHours;
    /// the brake: the part of assets that all pending periods may reserve together; 1 to 10000 (none)
    uint16 maxCoverageBps;
    /// how long a settlement can be demanded from; revealWindow to 30 days
    uint24 challengeWindow;
    /// how long a demanded leaf may stay unshown; from 1 hour
    uint24 revealWindow;
    /// no list has more than 2^maxLevels leaves; 1 to 40
    uint8 maxLevels;
    /// bond as a part of coverage + shared, where that is more; up to 10000
    uint16 bondBps;
    /// least bond of a settlement, and what a reward is measured by; above 0
    uint96 settlementBond;
    /// bond of a demand; above 0
    uint96 demandBond;
}

/// @notice A liquidation's profit, credited as it happens.
struct Credit {
    /// what is pulled from the operator; above 0
    uint128 amount;
    /// the exchange's own reference of the liquidation
    bytes32 ref;
}

/// @notice What is stored of a period, as of its latest submission.
/// @dev Four slots, packed by what is touched together: a challenge or an answer writes the last alone.
struct Record {
    bytes32 settlementHash;
    /// reserved while pending, paid when finalized
    uint128 coverage;
    /// the settlement bond as it arrived
    uint128 bond;
    /// who submitted, and gets the bond back
    address operator;
    uint40 endTime;
    /// serial number of the submission, from 1
    uint48 submission;
    /// when demands end and finalizing may begin
    uint40 challengeEnd;
    /// the last answer's time + revealWindow; finalizing waits for it
    uint40 quietUntil;
    /// the time of the submission's latest event: where reading its life backwards begins
    uint40 lastTime;
    /// challengeEnd - challengeWindow is the time of submission
    uint24 challengeWindow;
    uint24 revealWindow;
    /// neither answered nor expired
    uint24 openDemands;
    uint16 coverBps;
    uint16 headBps;
    /// the policy in force at submission
    uint16 policyVersion;
    bool basisAll;
    Status status;
}

/// @notice The figures that a submission fixes.
struct Terms {
    /// what was pulled because credits were below the period's profit
    uint256 pulled;
    uint256 coverage;
    /// what the head pays, in sum
    uint256 shared;
    /// what neither fund nor head may pay
    uint256 deficit;
    /// the bond held, as it arrived
    uint256 bond;
    /// the part of the bond that came from the operator's claimable sum
    uint256 bondFromClaimable;
    /// when the challenge window ends
    uint256 challengeEnd;
}

/// @notice A demand for one leaf of one submission.
struct Demand {
    address demander;
    /// the last second in which it can be answered; 0 once it was
    uint40 deadline;
    uint128 bond;
    uint64 period;
}

/// @notice Running totals since the beginning.
struct Totals {
    /// credits, and what submissions pulled
    uint256 credited;
    /// donations, and tokens sent without a call
    uint256 donated;
    /// the fund's part of bonds
    uint256 forfeited;
    /// coverage paid
    uint256 covered;
    uint256 migrated;
    uint256 writtenOff;
}
