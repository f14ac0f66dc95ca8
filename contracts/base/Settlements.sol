// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {Apportionment} from "../libraries/Apportionment.sol";
import {Commitment} from "../libraries/Commitment.sol";
import {Policies} from "./Policies.sol";

/// @title The periods
/// @notice A settlement's life as long as nobody objects: credited, submitted, finalized. Of a settlement only its hash and what
/// the money needs are stored; its header comes with every call.
abstract contract Settlements is Policies {
    using Commitment for Settlement;
    using SafeCast for uint256;

    struct Credits {
        uint128 amount;
        uint64 count;
    }

    mapping(uint64 period => Credits) private _credits;

    /// @dev The record of period 0 is the fund's opening: where period 1 starts.
    mapping(uint64 period => Record) internal _records;

    constructor(uint40 openingTime) {
        require(openingTime <= block.timestamp, OpeningInFuture(openingTime, block.timestamp));
        _records[0].endTime = openingTime;
    }

    /// @inheritdoc IInsuranceFund
    function credit(
        uint64 period,
        uint64 sequence,
        uint256 amount,
        bytes32 ref
    ) external restricted whenNotPaused nonReentrant {
        require(!closed, FundClosed());
        require(amount != 0, ZeroAmount());
        if (period < _nextPeriod) _requireVoided(period);
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
        if (s.period == _nextPeriod) ++_nextPeriod;
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
        address payee = clearing;
        _unreserve(r.coverage);
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

    // ------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IInsuranceFund
    function credited(uint64 period) external view returns (uint256 amount, uint64 count) {
        Credits storage credits = _credits[period];
        return (credits.amount, credits.count);
    }

    /// @inheritdoc IInsuranceFund
    function lastEndTime() external view returns (uint64) {
        return _records[_nextPeriod - 1].endTime;
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
    function outcomeOf(
        Settlement calldata s
    ) external view returns (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit) {
        Record storage r = _standing(s);
        toShare = Apportionment.toShareDown(s.loss, r.coverBps);
        quota = Apportionment.quotaUp(s.loss, r.coverBps);
        shared = _shared(s, toShare, r.basisAll);
        coverage = r.coverage;
        deficit = s.loss - shared - coverage;
    }

    // --------------------------------------------------------------------------------- what submit checks

    /// @dev The period's place in the row of periods, without gap or overlap.
    function _requirePlace(Settlement calldata s, Record storage r) private view {
        uint64 next = _nextPeriod;
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

    // -------------------------------------------------------------------------------- what the judge builds on

    /// @dev The record of a pending settlement, whose header is the one that was submitted.
    function _pending(Settlement calldata s) internal view returns (Record storage r) {
        r = _matching(s);
        require(r.status == Status.Pending, NotPending(s.period, r.status));
    }

    /// @dev The record of a pending or finalized settlement, whose header is the one that was submitted.
    function _standing(Settlement calldata s) internal view returns (Record storage r) {
        r = _matching(s);
        require(r.status != Status.Voided, VoidedSettlement(s.period));
    }

    /// @dev Frees the coverage, opens the period again, and splits the bond, so that proving one's own fault still costs. Demands
    /// left open are reclaimed one by one: nothing here loops.
    function _void(Record storage r, address payee) internal returns (uint256 reward, uint256 forfeited) {
        r.status = Status.Voided;
        _unreserve(r.coverage);
        return _splitBond(payee, r.bond);
    }

    // ---------------------------------------------------------------------------------------------- private

    function _matching(Settlement calldata s) private view returns (Record storage r) {
        r = _records[s.period];
        bytes32 given = s.hash();
        require(given == r.settlementHash, SettlementMismatch(s.period, given, r.settlementHash));
    }

    function _requireVoided(uint64 period) private view {
        Status current = _records[period].status;
        require(current == Status.Voided, PeriodNotOpen(period, _nextPeriod, current));
    }

    function _shared(Settlement calldata s, uint256 toShare, bool basisAll) private pure returns (uint256) {
        return Apportionment.shareUpTo(s.headProfit, toShare, basisAll ? s.totalProfit : s.headProfit);
    }
}
