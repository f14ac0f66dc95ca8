// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Books} from "./base/Books.sol";
import {Policies} from "./base/Policies.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {Apportionment} from "./libraries/Apportionment.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {Faults} from "./libraries/Faults.sol";

/// @title The transparent insurance fund of one margin asset
/// @notice A settlement's life: credited, submitted, judged, finalized. The code is immutable; there is no proxy.
///
/// What is trusted
/// - the AccessManager's set-up: operator, guardian, and a governor that acts only after a public delay;
/// - the token: that it does not take tokens away or rebase. If it does, `solvency` says so and `submit` and `finalize` stop.
///
/// What is not trusted
/// - the operator, about anything that the committed lists show: any breach of the rule is shown by one or two leaves, anyone may
///   hand them in, and a leaf that is kept secret can be demanded. What the lists cannot show is in README.md, "Limitations";
/// - payees, challengers, demanders: nothing is pushed to them, and nothing loops over them.
contract InsuranceFund is Policies {
    using Commitment for bytes32;
    using Commitment for Settlement;
    using Commitment for Position;
    using Commitment for Liquidation;
    using SafeCast for uint256;

    struct Credits {
        uint128 amount;
        uint64 count;
    }

    /// @inheritdoc IInsuranceFund
    address public clearing;

    mapping(uint64 period => Credits) private _credits;

    /// @dev The record of period 0 is the fund's opening: where period 1 starts.
    mapping(uint64 period => Record) private _records;

    mapping(uint256 submission => mapping(Tree => mapping(uint256 index => Demand))) private _demands;

    constructor(
        IERC20 token_,
        address authority_,
        address clearing_,
        uint40 openingTime,
        Policy memory policy_
    ) AccessManaged(authority_) Books(token_) Policies(policy_) {
        require(openingTime <= block.timestamp, OpeningInFuture(openingTime, block.timestamp));
        _records[0].endTime = openingTime;
        _setClearing(clearing_);
    }

    // --------------------------------------------------------------------------------- credit and settlement

    /// @inheritdoc IInsuranceFund
    function credit(
        uint64 period,
        uint64 sequence,
        uint256 amount,
        bytes32 ref
    ) external restricted whenNotPaused nonReentrant {
        require(!closed, FundClosed());
        require(amount != 0, ZeroAmount());
        if (period < nextPeriod) _requireVoided(period);
        Credits storage credits = _credits[period];
        require(sequence == credits.count, SequenceMismatch(period, sequence, credits.count));

        uint256 received = _pull(amount);
        credits.amount += received.toUint128();
        credits.count = sequence + 1;
        _enterCredit(received);
        emit Credited(period, sequence, ref, received);
    }

    /// @inheritdoc IInsuranceFund
    function submit(Settlement calldata s, string calldata dataURI) external restricted whenNotPaused nonReentrant {
        require(!closed, FundClosed());
        Record storage r = _records[s.period];
        _requirePlace(s, r);
        Policy memory p = policyAt(s.startTime);
        uint256 toShare = Apportionment.toShareDown(s.loss, p.coverBps);
        _requireConsistent(s, p.headBps, toShare);
        _requireSolvent();

        uint256 version = _policyVersion;
        _judgeByRuleOf(p, _policies[version]);
        Terms memory t;
        t.pulled = _pullProfit(s);
        t.shared = _shared(s, toShare, p.basisAll);
        t.coverage = _coverage(s.loss - toShare, p.maxCoverageBps);
        t.deficit = s.loss - t.shared - t.coverage;
        (t.bond, t.bondFromClaimable) = _takeBond(
            Math.max(p.settlementBond, ((t.coverage + t.shared) * p.bondBps) / Apportionment.BPS)
        );
        t.challengeEnd = block.timestamp + p.challengeWindow;

        uint48 serial = ++_submissions;
        ++_pendingCount;
        if (s.period == nextPeriod) nextPeriod = s.period + 1;
        _reserve(t.coverage);
        r.settlementHash = s.hash();
        r.coverage = t.coverage.toUint128();
        r.bond = t.bond.toUint128();
        r.operator = msg.sender;
        r.endTime = uint40(s.endTime);
        r.status = Status.Pending;
        r.submission = serial;
        r.challengeEnd = t.challengeEnd.toUint40();
        r.quietUntil = 0;
        r.revealWindow = uint24(p.revealWindow);
        r.openDemands = 0;
        r.coverBps = p.coverBps;
        r.headBps = p.headBps;
        r.basisAll = p.basisAll;
        r.policyVersion = uint24(version);
        emit SettlementSubmitted(s.period, serial, msg.sender, s, p, t, dataURI);
    }

    /// @inheritdoc IInsuranceFund
    function finalize(Settlement calldata s) external whenNotPaused nonReentrant {
        Record storage r = _pending(s);
        uint256 readyAt = Math.max(r.challengeEnd, r.quietUntil);
        require(block.timestamp >= readyAt && r.openDemands == 0, NotYetFinal(s.period, readyAt, r.openDemands));
        _requireSolvent();

        r.status = Status.Finalized;
        --_pendingCount;
        address payee = clearing;
        _payCoverage(payee, r.coverage);
        _returnBond(r.operator, r.bond);
        emit SettlementFinalized(s.period, r.submission, payee, r.coverage, r.operator, r.bond);
    }

    /// @inheritdoc IInsuranceFund
    function cancel(Settlement calldata s) external restricted nonReentrant {
        Record storage r = _pending(s);
        (uint256 returned, uint256 forfeited) = _void(r, r.operator);
        emit SettlementCancelled(s.period, r.submission, r.operator, r.coverage, returned, forfeited);
    }

    // ----------------------------------------------------------------------------------------------- faults

    /// @inheritdoc IInsuranceFund
    function challengeLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        _voidFor(s.period, r, msg.sender, Faults.ofLiquidation(s, leaf));
    }

    /// @inheritdoc IInsuranceFund
    function challengeLiquidationPair(
        Settlement calldata s,
        Liquidation calldata a,
        bytes32[] calldata proofA,
        Liquidation calldata b,
        bytes32[] calldata proofB
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, a, proofA);
        _requireIncluded(s, b, proofB);
        _voidFor(s.period, r, msg.sender, Faults.ofLiquidations(s, a, b));
    }

    /// @inheritdoc IInsuranceFund
    function challengePosition(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        _voidFor(s.period, r, msg.sender, Faults.ofPosition(s, leaf, r.headBps));
    }

    /// @inheritdoc IInsuranceFund
    function challengePositionPair(
        Settlement calldata s,
        Position calldata a,
        bytes32[] calldata proofA,
        Position calldata b,
        bytes32[] calldata proofB
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, a, proofA);
        _requireIncluded(s, b, proofB);
        _voidFor(s.period, r, msg.sender, Faults.ofPositions(s, a, b, r.headBps));
    }

    // ---------------------------------------------------------------------------------------------- demands

    /// @inheritdoc IInsuranceFund
    function demand(Settlement calldata s, Tree tree, uint256 index) external nonReentrant {
        Record storage r = _pending(s);
        require(block.timestamp < r.challengeEnd, DemandTooLate(block.timestamp, r.challengeEnd));
        uint256 count = tree == Tree.Positions ? s.positionCount : s.liquidationCount;
        require(index < count, IndexOutOfRange(tree, index, count));
        uint48 serial = r.submission;
        Demand storage d = _demands[serial][tree][index];
        require(d.demander == address(0), DemandedBefore(serial, tree, index));

        (uint256 bond, uint256 fromClaimable) = _takeBond(_policies[r.policyVersion].demandBond);
        uint256 deadline = block.timestamp + r.revealWindow;
        ++r.openDemands;
        d.demander = msg.sender;
        d.deadline = deadline.toUint40();
        d.open = true;
        d.bond = bond.toUint128();
        d.period = s.period;
        emit Demanded(serial, tree, index, s.period, msg.sender, bond, fromClaimable, deadline);
    }

    /// @inheritdoc IInsuranceFund
    function revealLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        (uint256 reward, uint256 forfeited) = _answer(r, Tree.Liquidations, leaf.index);
        emit LiquidationRevealed(r.submission, leaf.index, msg.sender, s.period, reward, forfeited, leaf, proof);
    }

    /// @inheritdoc IInsuranceFund
    function revealPosition(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        (uint256 reward, uint256 forfeited) = _answer(r, Tree.Positions, leaf.index);
        emit PositionRevealed(r.submission, leaf.index, msg.sender, s.period, reward, forfeited, leaf, proof);
    }

    /// @inheritdoc IInsuranceFund
    function expire(Settlement calldata s, Tree tree, uint256 index) external nonReentrant {
        Record storage r = _pending(s);
        uint48 serial = r.submission;
        Demand storage d = _openDemand(serial, tree, index);
        require(block.timestamp > d.deadline, DeadlineNotPassed(block.timestamp, d.deadline));
        address demander = d.demander;
        uint256 bond = _endDemand(d);
        _returnBond(demander, bond);
        emit DemandExpired(serial, tree, index, demander, bond);
        _voidFor(s.period, r, demander, Fault.Silence);
    }

    /// @inheritdoc IInsuranceFund
    function reclaim(uint64 serial, Tree tree, uint256 index) external nonReentrant {
        Demand storage d = _openDemand(serial, tree, index);
        Record storage r = _records[d.period];
        require(r.submission != serial || r.status != Status.Pending, SubmissionPending(serial));
        address demander = d.demander;
        uint256 bond = _endDemand(d);
        _returnBond(demander, bond);
        emit DemandReclaimed(serial, tree, index, demander, bond);
    }

    // ------------------------------------------------------------------------------------------- governance

    /// @inheritdoc IInsuranceFund
    function setClearing(address account) external restricted {
        _setClearing(account);
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IInsuranceFund
    function credited(uint64 period) external view returns (uint256 amount, uint64 count) {
        Credits storage credits = _credits[period];
        return (credits.amount, credits.count);
    }

    /// @inheritdoc IInsuranceFund
    function lastEndTime() external view returns (uint64) {
        return _records[nextPeriod - 1].endTime;
    }

    /// @inheritdoc IInsuranceFund
    function status(uint64 period) external view returns (Status) {
        return _records[period].status;
    }

    /// @inheritdoc IInsuranceFund
    function submission(uint64 period) external view returns (uint64) {
        return _records[period].submission;
    }

    /// @inheritdoc IInsuranceFund
    function record(uint64 period) external view returns (Record memory) {
        return _records[period];
    }

    /// @inheritdoc IInsuranceFund
    function demandOf(uint64 serial, Tree tree, uint256 index) external view returns (Demand memory) {
        return _demands[serial][tree][index];
    }

    /// @inheritdoc IInsuranceFund
    function outcomeOf(
        Settlement calldata s
    ) external view returns (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit) {
        Record storage r = _standing(s);
        toShare = Apportionment.toShareDown(s.loss, r.coverBps);
        quota = s.loss - toShare;
        shared = _shared(s, toShare, r.basisAll);
        coverage = r.coverage;
        deficit = s.loss - shared - coverage;
    }

    /// @inheritdoc IInsuranceFund
    function shareOf(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external view returns (uint256) {
        Record storage r = _standing(s);
        _requireIncluded(s, leaf, proof);
        Fault fault = Faults.ofPosition(s, leaf, r.headBps);
        require(fault == Fault.None, LeafAtFault(fault));
        if (leaf.index >= s.headCount) return 0;
        uint256 toShare = Apportionment.toShareDown(s.loss, r.coverBps);
        uint256 basisProfit = r.basisAll ? s.totalProfit : s.headProfit;
        return
            Apportionment.shareUpTo(leaf.cumulativeProfit, toShare, basisProfit) -
            Apportionment.shareUpTo(leaf.cumulativeProfit - leaf.profit, toShare, basisProfit);
    }

    /// @inheritdoc IInsuranceFund
    function verifyLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external view returns (int256 result) {
        _standing(s);
        _requireIncluded(s, leaf, proof);
        Fault fault = Faults.ofLiquidation(s, leaf);
        require(fault == Fault.None, LeafAtFault(fault));
        (uint256 profit, uint256 loss) = Faults.resultOf(leaf);
        return profit.toInt256() - loss.toInt256();
    }

    // --------------------------------------------------------------------------------- what submit checks

    /// @dev The period's place in the row of periods, without gap or overlap.
    function _requirePlace(Settlement calldata s, Record storage r) private view {
        uint64 next = nextPeriod;
        if (s.period != next) _requireVoided(s.period);
        uint64 expectedStart = _records[s.period - 1].endTime;
        require(s.startTime == expectedStart, PeriodGap(s.period, s.startTime, expectedStart));
        bool endIsOpen = s.period + 1 >= next;
        require(
            endIsOpen ? s.endTime > s.startTime && s.endTime <= block.timestamp : s.endTime == r.endTime,
            PeriodEnd(s.period, s.endTime)
        );
    }

    /// @dev What a header alone can contradict.
    function _requireConsistent(Settlement calldata s, uint256 headBps, uint256 toShare) private pure {
        bool none = s.liquidationsRoot == 0;
        require(
            (s.liquidationCount == 0) == none && !(none && (s.profit != 0 || s.loss != 0)),
            LiquidationsInconsistent()
        );
        none = s.positionsRoot == 0;
        require(
            (s.positionCount == 0) == none &&
                (s.totalProfit == 0) == none &&
                (s.headCount == 0) == none &&
                (s.headProfit == 0) == none,
            PositionsInconsistent()
        );
        if (none) return;
        require(toShare != 0, NothingToShare());
        require(
            s.headCount <= s.positionCount &&
                s.headProfit <= s.totalProfit &&
                (s.headCount == s.positionCount) == (s.headProfit == s.totalProfit) &&
                Apportionment.reachesHead(s.headProfit, s.totalProfit, headBps),
            HeadInconsistent()
        );
    }

    /// @dev The rule is the one of the period's start; brake, windows and bonds are today's.
    function _judgeByRuleOf(Policy memory p, Policy memory today) private pure {
        p.maxCoverageBps = today.maxCoverageBps;
        p.challengeWindow = today.challengeWindow;
        p.revealWindow = today.revealWindow;
        p.settlementBond = today.settlementBond;
        p.bondBps = today.bondBps;
        p.demandBond = today.demandBond;
    }

    /// @dev Pulls what the credits lack of the period's profit.
    function _pullProfit(Settlement calldata s) private returns (uint256 missing) {
        Credits storage credits = _credits[s.period];
        missing = Math.saturatingSub(s.profit, credits.amount);
        if (missing == 0) return 0;
        uint256 received = _pull(missing);
        require(received == missing, ProfitNotReceived(received, missing));
        credits.amount = s.profit;
        _enterCredit(missing);
    }

    function _coverage(uint256 quota, uint256 maxCoverageBps) private view returns (uint256) {
        uint256 limit = (assets() * maxCoverageBps) / Apportionment.BPS;
        return Math.min(quota, Math.saturatingSub(limit, reserved()));
    }

    // ---------------------------------------------------------------------------------------------- private

    function _setClearing(address account) private {
        _requireReceiver(account);
        clearing = account;
        emit ClearingSet(account);
    }

    function _requireVoided(uint64 period) private view {
        Status now_ = _records[period].status;
        require(now_ == Status.Voided, PeriodNotOpen(period, nextPeriod, now_));
    }

    function _matching(Settlement calldata s) private view returns (Record storage r) {
        r = _records[s.period];
        bytes32 given = s.hash();
        require(given == r.settlementHash, SettlementMismatch(s.period, given, r.settlementHash));
    }

    function _pending(Settlement calldata s) private view returns (Record storage r) {
        r = _matching(s);
        require(r.status == Status.Pending, NotPending(s.period, r.status));
    }

    function _standing(Settlement calldata s) private view returns (Record storage r) {
        r = _matching(s);
        require(r.status != Status.Voided, VoidedSettlement(s.period));
    }

    function _requireIncluded(Settlement calldata s, Position calldata leaf, bytes32[] calldata proof) private pure {
        require(
            s.positionsRoot.includes(s.positionCount, leaf.index, leaf.hash(), proof),
            NotInTree(Tree.Positions, leaf.index)
        );
    }

    function _requireIncluded(Settlement calldata s, Liquidation calldata leaf, bytes32[] calldata proof) private pure {
        require(
            s.liquidationsRoot.includes(s.liquidationCount, leaf.index, leaf.hash(), proof),
            NotInTree(Tree.Liquidations, leaf.index)
        );
    }

    function _shared(Settlement calldata s, uint256 toShare, bool basisAll) private pure returns (uint256) {
        return Apportionment.shareUpTo(s.headProfit, toShare, basisAll ? s.totalProfit : s.headProfit);
    }

    function _openDemand(uint64 serial, Tree tree, uint256 index) private view returns (Demand storage d) {
        d = _demands[serial][tree][index];
        require(d.open, NoOpenDemand(serial, tree, index));
    }

    function _endDemand(Demand storage d) private returns (uint256 bond) {
        bond = d.bond;
        d.open = false;
        d.bond = 0;
        d.period = 0;
    }

    /// @dev Half of the demand's bond to whoever answers and the rest to the fund, so that secrecy earns nothing.
    function _answer(Record storage r, Tree tree, uint256 index) private returns (uint256 reward, uint256 forfeited) {
        Demand storage d = _openDemand(r.submission, tree, index);
        require(block.timestamp <= d.deadline, AnswerTooLate(block.timestamp, d.deadline));
        uint256 bond = _endDemand(d);
        --r.openDemands;
        // What the answer shows can still be judged.
        r.quietUntil = (block.timestamp + r.revealWindow).toUint40();
        reward = bond / 2;
        forfeited = _forfeit(bond, msg.sender, reward);
    }

    function _voidFor(uint64 period, Record storage r, address challenger, Fault fault) private {
        require(fault != Fault.None, NoFault());
        (uint256 reward, uint256 forfeited) = _void(r, challenger);
        emit SettlementVoided(period, r.submission, challenger, fault, r.coverage, reward, forfeited);
    }

    /// @dev Frees the coverage and opens the period again. Half of the bond to `payee`, the odd unit and the rest to the fund, so
    /// that proving one's own fault still costs. Demands left open are reclaimed one by one: nothing here loops.
    function _void(Record storage r, address payee) private returns (uint256 reward, uint256 forfeited) {
        r.status = Status.Voided;
        --_pendingCount;
        _unreserve(r.coverage);
        reward = r.bond / 2;
        forfeited = _forfeit(r.bond, payee, reward);
    }
}
