// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {
    Credit,
    Demand,
    Fault,
    Liquidation,
    Policy,
    Position,
    Record,
    Settlement,
    Status,
    Terms,
    Totals,
    Tree
} from "./Types.sol";

/// @title The transparent insurance fund of one margin asset
/// @notice Holds the fund's money and judges the settlements that spend it. All amounts are base units of the margin
/// asset; all times are seconds since 1970; all rates are basis points (1/10000).
///
/// A period's settlement lives like this; every arrow is open to the caller named on it:
///
///                  submit (operator)             finalize (anyone, after the window)
///     None ─────────────────────────▶ Pending ─────────────────────────────────────▶ Finalized
///                                     ▲     │
///                  submit (operator)  │     │ challenge*, expire (anyone) · cancel (guardian)
///                                     │     ▼
///                                     Voided
///
/// A settlement's life can be read backwards, with no index of logs: `record(period).lastTime` is the block time of its latest event,
/// and each of its events, those with the topics period and submission, carries in `previousTime` the time of the event before. The first,
/// SettlementSubmitted, carries that of the voided submission before it, or 0. `credited(period).lastTime` and Credited do the same for
/// a period's credits.
///
/// The books balance at all times:
///     assets = credited + donated + forfeited - covered - migrated - writtenOff
///     token balance >= assets + liabilities, unless the token itself took tokens away (see `solvency`)
interface IInsuranceFund {
    // ----------------------------------------------------------------------------------------------- events

    /// @notice The operator credited liquidations' profits.
    /// @param sequence The number of the period's credits before; the first of `credits` has it, the next one more.
    /// @param amount What arrived in all; of a single credit it may be less than was asked for.
    /// @param previousTime When the period's credits before were entered; 0 if there are none.
    event Credited(uint64 indexed period, uint64 sequence, uint256 amount, uint64 previousTime, Credit[] credits);
    /// @notice `from` gave to the fund; `amount` is what arrived.
    event Donated(address indexed from, uint256 amount);
    /// @notice Tokens that had been sent without a call became a donation.
    event Synced(uint256 amount);
    /// @notice A settlement is pending. `policy` is what it is judged by: the rule of its start, the rest of now.
    event SettlementSubmitted(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed operator,
        Settlement settlement,
        Policy policy,
        Terms terms,
        uint64 previousTime,
        string dataURI
    );
    /// @notice The coverage became claimable by `clearing`, the bond by `operator` again.
    event SettlementFinalized(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed clearing,
        uint256 coverage,
        address operator,
        uint256 bond,
        uint64 previousTime
    );
    /// @notice `challenger` showed `fault`: the coverage is free, `reward` of the bond is the challenger's, the rest the fund's.
    event SettlementVoided(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed challenger,
        Fault fault,
        uint256 coverage,
        uint256 reward,
        uint256 forfeited,
        uint64 previousTime
    );
    /// @notice The guardian took a settlement back: the coverage is free, `returned` of the bond is the operator's, the rest the fund's.
    event SettlementCancelled(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed operator,
        uint256 coverage,
        uint256 returned,
        uint256 forfeited,
        uint64 previousTime
    );
    /// @notice `demander` asks to see a leaf until `deadline`.
    event Demanded(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed demander,
        Tree tree,
        uint256 index,
        uint256 bond,
        uint256 bondFromClaimable,
        uint256 deadline,
        uint64 previousTime
    );
    /// @notice A demanded liquidation was shown; `forfeited`, the demand's bond, is the fund's.
    event LiquidationRevealed(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed answerer,
        uint256 forfeited,
        uint64 previousTime,
        Liquidation leaf,
        bytes32[] proof
    );
    /// @notice A demanded position was shown; `forfeited`, the demand's bond, is the fund's.
    event PositionRevealed(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed answerer,
        uint256 forfeited,
        uint64 previousTime,
        Position leaf,
        bytes32[] proof
    );
    /// @notice A demand went unanswered; its bond is the demander's again.
    event DemandExpired(
        uint64 indexed period,
        uint64 indexed submission,
        address indexed demander,
        Tree tree,
        uint256 index,
        uint256 bond,
        uint64 previousTime
    );
    /// @notice A demand was left open by a void or a cancel; its bond is the demander's again.
    event DemandReclaimed(
        uint64 indexed submission,
        Tree indexed tree,
        uint256 indexed index,
        address demander,
        uint256 bond
    );
    /// @notice `account` took what was claimable by it.
    event Withdrawn(address indexed account, address indexed to, uint256 amount);
    /// @notice Tokens were missing; the fund's assets fell by `amount`.
    event WrittenOff(uint256 amount);
    /// @notice From now on nothing is credited or submitted.
    event Closed();
    /// @notice The fund's assets moved on.
    event Migrated(address indexed to, uint256 amount);
    /// @notice A policy is in force from now on.
    event PolicySet(uint256 indexed version, Policy policy);
    /// @notice Coverage goes to `account` from now on.
    event ClearingSet(address indexed account);

    // ----------------------------------------------------------------------------------------------- errors

    /// @notice Thrown when a payee is zero, the fund or the token, or when a token or an authority has no code.
    error InvalidAddress(address given);
    /// @notice Thrown when a credit or donation is of nothing.
    error ZeroAmount();
    /// @notice Thrown when a call credits nothing.
    error NoCredits();
    /// @notice Thrown when several credits did not arrive in full; send them one by one, each then counts as what arrived.
    error CreditsNotReceived(uint256 received, uint256 expected);
    /// @notice Thrown when the opening time lies in the future.
    error OpeningInFuture(uint256 openingTime, uint256 time);
    /// @notice Thrown when a policy's figure is outside its bounds (see `Policy`).
    error PolicyOutOfBounds(string field, uint256 given);
    /// @notice Thrown when something is credited or submitted to a closed fund, or a closed fund is closed.
    error FundClosed();
    /// @notice Thrown when a fund is migrated that is not closed.
    error FundNotClosed();
    /// @notice Thrown when a fund is migrated while settlements are pending.
    error SettlementsPending(uint256 count);
    /// @notice Thrown when a period is neither the next one nor voided (a credit: neither open nor voided).
    error PeriodNotOpen(uint64 period, uint64 nextPeriod, Status status);
    /// @notice Thrown when a credit's sequence number is not the count of credits so far: it was sent before, or one is missing.
    error SequenceMismatch(uint64 period, uint256 given, uint256 expected);
    /// @notice Thrown when a settlement's start does not join on to the end of the period before.
    error PeriodGap(uint64 period, uint64 startTime, uint64 expectedStartTime);
    /// @notice Thrown when a settlement ends before it starts, in the future, not `periodHours` after its start where the rule has them,
    /// or (submitted again) not where it ended before.
    error PeriodEnd(uint64 period, uint64 endTime);
    /// @notice Thrown when a list has more leaves than 2^maxLevels of the policy.
    error ListTooLong(Tree tree, uint256 count, uint256 most);
    /// @notice Thrown when count, root and sums of the liquidations contradict each other.
    error LiquidationsInconsistent();
    /// @notice Thrown when some but not all of positionCount, positionsRoot, totalProfit, headCount and headProfit are zero.
    error PositionsInconsistent();
    /// @notice Thrown when headCount and headProfit cannot be the head of the committed positions.
    error HeadInconsistent();
    /// @notice Thrown when positions are committed though there is nothing to share.
    error NothingToShare();
    /// @notice Thrown when the fund can cover less than the operator asked for at the least.
    error CoverageTooLow(uint256 coverage, uint256 leastCoverage);
    /// @notice Thrown when tokens are missing that the fund owes or holds.
    error Insolvent(uint256 missing);
    /// @notice Thrown when a period's profit did not arrive in full; top it up by `credit`.
    error ProfitNotReceived(uint256 received, uint256 expected);
    /// @notice Thrown when a header is not the one that was submitted for its period.
    error SettlementMismatch(uint64 period, bytes32 given, bytes32 stored);
    /// @notice Thrown when a settlement is asked for what only a pending one can do.
    error NotPending(uint64 period, Status status);
    /// @notice Thrown when a voided settlement is asked for a share or a result.
    error VoidedSettlement(uint64 period);
    /// @notice Thrown when a settlement is finalized before its window, its demands and its answers' windows have passed.
    error NotYetFinal(uint64 period, uint256 readyAt, uint256 openDemands);
    /// @notice Thrown when a leaf is not in its tree at its index.
    error NotInTree(Tree tree, uint256 index);
    /// @notice Thrown when a leaf breaks the rule by itself.
    error LeafAtFault(Fault fault);
    /// @notice Thrown when the leaves of a challenge break nothing.
    error NoFault();
    /// @notice Thrown when a demand comes after the challenge window.
    error DemandTooLate(uint256 time, uint256 challengeEnd);
    /// @notice Thrown when a demand is for a leaf beyond the list.
    error IndexOutOfRange(Tree tree, uint256 index, uint256 count);
    /// @notice Thrown when a leaf was demanded before from the same submission.
    error DemandedBefore(uint64 submission, Tree tree, uint256 index);
    /// @notice Thrown when there is no open demand.
    error NoOpenDemand(uint64 submission, Tree tree, uint256 index);
    /// @notice Thrown when an answer comes after its deadline.
    error AnswerTooLate(uint256 time, uint256 deadline);
    /// @notice Thrown when a demand can still be answered.
    error DeadlineNotPassed(uint256 time, uint256 deadline);
    /// @notice Thrown when a demand is reclaimed while its submission is pending.
    error SubmissionPending(uint64 submission);
    /// @notice Thrown when nothing is claimable by the caller.
    error NothingClaimable(address account);

    // --------------------------------------------------------------------------------------------- money in

    /// @notice Credits liquidations' profits as they happen, many at once. Operator only; not while paused or closed.
    /// @dev `sequence` is the number of credits of the period so far, so that a call sent twice pays once. A sequence number
    /// belongs to one `ref` for ever: after a refusal look it up in the events, never renumber.
    /// @param period An open period (>= nextPeriod) or a voided one.
    /// @param sequence That of the first of `credits`.
    /// @param credits At least one. Their sum is pulled from the operator and must arrive; of a single credit, what arrives counts.
    function credit(uint64 period, uint64 sequence, Credit[] calldata credits) external;

    /// @notice Gives `amount` to the fund; what arrives counts.
    function donate(uint256 amount) external;

    /// @notice Turns tokens that were sent without a call into a donation. Does nothing if there are none.
    function sync() external;

    // ------------------------------------------------------------------------------------------- settlement

    /// @notice Submits a period's settlement: pulls what the credits lack of its profit, reserves its coverage, holds its bond.
    /// Operator only; not while paused or closed.
    /// @param s The next period's, or a voided period's with its old start and, unless it is the latest, its old end.
    /// @param leastCoverage What the fund must at least be able to cover, in base units: a donation, a fault or a late demand elsewhere may
    /// change it between preview and block. The quota, unless less is enough.
    /// @param dataURI Where the bundle lies from which anyone can recompute the settlement.
    function submit(Settlement calldata s, uint256 leastCoverage, string calldata dataURI) external;

    /// @notice Makes the coverage claimable by clearing and the bond by its operator, once the window, all demands and the
    /// windows of all answers have passed. Not while paused or insolvent.
    function finalize(Settlement calldata s) external;

    /// @notice Takes a pending settlement back; its bond is split as for a fault, with the operator in the challenger's place.
    /// Guardian only.
    function cancel(Settlement calldata s) external;

    // ----------------------------------------------------------------------------------------------- faults

    /// @notice Voids a pending settlement by one liquidation that is at fault alone.
    function challengeLiquidation(Settlement calldata s, Liquidation calldata leaf, bytes32[] calldata proof) external;

    /// @notice Voids a pending settlement by two liquidations, in either order, that are at fault together.
    function challengeLiquidationPair(
        Settlement calldata s,
        Liquidation calldata a,
        bytes32[] calldata proofA,
        Liquidation calldata b,
        bytes32[] calldata proofB
    ) external;

    /// @notice Voids a pending settlement by one position that is at fault alone.
    function challengePosition(Settlement calldata s, Position calldata leaf, bytes32[] calldata proof) external;

    /// @notice Voids a pending settlement by two positions, in either order, that are at fault together.
    function challengePositionPair(
        Settlement calldata s,
        Position calldata a,
        bytes32[] calldata proofA,
        Position calldata b,
        bytes32[] calldata proofB
    ) external;

    // ---------------------------------------------------------------------------------------------- demands

    /// @notice Demands to see a leaf, against a bond; once for each leaf of a submission, inside the challenge window.
    function demand(Settlement calldata s, Tree tree, uint256 index) external;

    /// @notice Shows a demanded liquidation, up to and at the deadline; the demand's bond is the fund's.
    function revealLiquidation(Settlement calldata s, Liquidation calldata leaf, bytes32[] calldata proof) external;

    /// @notice Shows a demanded position, up to and at the deadline; the demand's bond is the fund's.
    function revealPosition(Settlement calldata s, Position calldata leaf, bytes32[] calldata proof) external;

    /// @notice Voids a pending settlement by a demand that went unanswered past its deadline; the reward is the demander's.
    function expire(Settlement calldata s, Tree tree, uint256 index) external;

    /// @notice Frees the bond of a demand that a void or a cancel left open; it becomes claimable by the demander.
    function reclaim(uint64 submission, Tree tree, uint256 index) external;

    // -------------------------------------------------------------------------------------------- money out

    /// @notice Sends what is claimable by the caller to `to`.
    /// @return amount What was sent.
    function withdraw(address to) external returns (uint256 amount);

    /// @notice Ends credits and submissions for ever; what is pending goes on. Governor only, delayed.
    function close() external;

    /// @notice Writes off what is missing and sends the fund's assets to `to`. Governor only, delayed; closed, nothing pending.
    function migrate(address to) external;

    /// @notice Sets the policy from now on. Governor only, delayed.
    function setPolicy(Policy calldata p) external;

    /// @notice Sets the account that receives coverage from now on; it holds no role. Governor only, delayed.
    function setClearing(address account) external;

    /// @notice If tokens are missing, lowers assets to what is there, but not below what is reserved. Does nothing otherwise.
    function writeOff() external;

    /// @notice Stops credit, submit and finalize; nothing else, and no window. Guardian only.
    function pause() external;

    /// @notice Ends a pause. Guardian only.
    function unpause() external;

    // ------------------------------------------------------------------------------------------------ views

    /// @notice The fund's own money: neither bonds nor claimable sums.
    function assets() external view returns (uint256);

    /// @notice The coverage of pending settlements, a part of assets.
    function reserved() external view returns (uint256);

    /// @notice assets - reserved.
    function available() external view returns (uint256);

    /// @notice Bonds held and claimable sums.
    function liabilities() external view returns (uint256);

    /// @notice Token balance - (assets + liabilities): tokens not yet synced, or, negative, tokens missing.
    function solvency() external view returns (int256);

    /// @notice What `account` can withdraw.
    function claimable(address account) external view returns (uint256);

    /// @notice The EIP-712 domain of this fund on its chain, under which headers are hashed; fixed at deployment.
    function domain() external view returns (bytes32);

    /// @notice What was credited to a period, pulls by submit included, the number of credits (the next sequence number), and when the
    /// latest was entered.
    function credited(uint64 period) external view returns (uint256 amount, uint64 count, uint64 lastTime);

    /// @notice How many submissions there were: their serial numbers are 1 to that, without a gap.
    function submissions() external view returns (uint64);

    /// @notice The running totals.
    function totals() external view returns (Totals memory);

    /// @notice The first period that was never submitted; from 1.
    function nextPeriod() external view returns (uint64);

    /// @notice Where the next period starts; at first, the fund's opening time.
    function lastEndTime() external view returns (uint64);

    function status(uint64 period) external view returns (Status);

    /// @notice Serial number of the period's current submission, from 1; 0 if there is none.
    function submission(uint64 period) external view returns (uint64);

    /// @notice What is stored of a period.
    function record(uint64 period) external view returns (Record memory);

    /// @notice How many settlements are pending.
    function pendingCount() external view returns (uint256);

    /// @notice A demand by its submission's serial number; zero where there is none, or where it expired or was reclaimed.
    function demandOf(uint64 submission, Tree tree, uint256 index) external view returns (Demand memory);

    /// @notice Who receives coverage.
    function clearing() external view returns (address);

    /// @notice No more credits or submissions.
    function closed() external view returns (bool);

    /// @notice The policy in force now.
    function policy() external view returns (Policy memory);

    /// @notice The policy whose rule a period that starts at `time` is judged by.
    function policyAt(uint64 time) external view returns (Policy memory);

    /// @notice The figures of a pending or finalized settlement.
    function outcomeOf(
        Settlement calldata s
    ) external view returns (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit);

    /// @notice What a position pays; 0 beyond the head. Reverts unless the position is committed by a pending or finalized
    /// settlement and without fault by itself.
    function shareOf(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external view returns (uint256);

    /// @notice A liquidation's result, above 0 a profit, below a loss. Reverts unless the liquidation is committed by a pending
    /// or finalized settlement and without fault by itself.
    function verifyLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external view returns (int256 result);
}
