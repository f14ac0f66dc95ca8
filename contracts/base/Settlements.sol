// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {Credit, Policy, Record, Settlement, Status, Terms, Tree} from "../interfaces/Types.sol";
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
        /// when the latest was entered
        uint64 lastTime;
    }

    /// @inheritdoc IInsuranceFund
    /// @dev Fixed, whatever becomes of the chain's id: what is pending must stay open to everyone after a fork.
    bytes32 public immutable domain;

    mapping(uint64 period => Credits) private _credits;

    /// @dev The record of period 0 is the fund's opening: where period 1 starts.
    mapping(uint64 period => Record) internal _records;

    constructor(uint40 openingTime) {
        require(openingTime <= block.timestamp, OpeningInFuture(openingTime, block.timestamp));
        _records[0].endTime = openingTime;
        domain = Commitment.domainOf(block.chainid, address(this));
    }

    /// @inheritdoc IInsuranceFund
    function credit(
        uint64 period,
        uint64 sequence,
        Credit[] calldata credits
    ) external restricted whenNotPaused nonReentrant {
        require(!closed, FundClosed());
        if (period < _nextPeriod) _requireVoided(period);
        Credits storage c = _credits[period];
        (uint128 amount, uint64 count, uint64 previousTime) = (c.amount, c.count, c.lastTime);
        require(sequence == count, SequenceMismatch(period, sequence, count));

        uint256 expected = _sumOf(credits);
        uint256 received = _pull(expected);
        require(received == expected || credits.length == 1, CreditsNotReceived(received, expected));
        // No cut: the books took what was received, a call's data are shorter than 2^64, and a time is a count of seconds.
        c.amount = amount + uint112(received);
        c.count = count + uint64(credits.length);
        c.lastTime = uint64(block.timestamp);
        _enterCredit(received);
        emit Credited(period, sequence, received, previousTime, credits);
    }

    /// @inheritdoc IInsuranceFund
    function submit(
        Settlement calldata s,
        uint256 leastCoverage,
        string calldata dataURI
    ) external restricted whenNotPaused nonReentrant {
        require(!closed, FundClosed());
        Record storage r = _records[s.period];
        (Policy memory p, uint256 version) = _policyOf(s.startTime);
        _requirePlace(s, r, p.periodHours);
        _requireLength(s, p.maxLevels);
        _requireSolvent();

        Terms memory t = _fixTerms(s, p, leastCoverage);
        uint64 previousTime = r.lastTime;
        _enter(s, r, p, version, t);
        emit SettlementSubmitted(s.period, r.submission, msg.sender, s, p, t, previousTime, dataURI);
    }

    /// @inheritdoc IInsuranceFund
    function finalize(Settlement calldata s) external whenNotPaused nonReentrant {
        Record storage r = _pending(s);
        uint256 readyAt = Math.max(r.challengeEnd, r.quietUntil);
        require(block.timestamp >= readyAt && r.openDemands == 0, NotYetFinal(s.period, readyAt, r.openDemands));
        _requireSolvent();

        r.status = Status.Finalized;
        uint64 previousTime = _touch(r);
        address payee = clearing;
        _unreserve(r.coverage);
        _payCoverage(payee, r.coverage);
        _returnBond(r.operator, r.bond);
        emit SettlementFinalized(s.period, r.submission, payee, r.coverage, r.operator, r.bond, previousTime);
    }

    /// @inheritdoc IInsuranceFund
    function cancel(Settlement calldata s) external restricted nonReentrant {
        Record storage r = _pending(s);
        (uint256 returned, uint256 forfeited, uint64 previousTime) = _void(r, r.operator);
        emit SettlementCancelled(s.period, r.submission, r.operator, r.coverage, returned, forfeited, previousTime);
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IInsuranceFund
    function credited(uint64 period) external view returns (uint256 amount, uint64 count, uint64 lastTime) {
        Credits storage credits = _credits[period];
        return (credits.amount, credits.count, credits.lastTime);
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

    // --------------------------------------------------------------------------------- what submit does

    /// @dev Pulls what is to be pulled, and fixes the figures.
    function _fixTerms(Settlement calldata s, Policy memory p, uint256 leastCoverage) private returns (Terms memory t) {
        uint256 toShare = Apportionment.toShareDown(s.loss, p.coverBps);
        _requireConsistent(s, p.headBps, toShare);
        t.pulled = _pullProfit(s);
        t.shared = _shared(s, toShare, p.basisAll);
        t.coverage = _coverage(s.loss - toShare, p.maxCoverageBps);
        require(t.coverage >= leastCoverage, CoverageTooLow(t.coverage, leastCoverage));
        t.deficit = s.loss - t.shared - t.coverage;
        (t.bond, t.bondFromClaimable) = _takeBond(
            Math.max(p.settlementBond, ((t.coverage + t.shared) * p.bondBps) / Apportionment.BPS)
        );
        t.challengeEnd = block.timestamp + p.challengeWindow;
    }

    /// @dev Reserves the coverage and writes the record.
    function _enter(Settlement calldata s, Record storage r, Policy memory p, uint256 version, Terms memory t) private {
        if (s.period == _nextPeriod) ++_nextPeriod;
        _reserve(t.coverage);
        r.settlementHash = s.hash(domain);
        r.coverage = t.coverage.toUint128();
        r.bond = t.bond.toUint128();
        r.operator = msg.sender;
        r.endTime = uint40(s.endTime);
        r.submission = ++_submissions;
        r.challengeEnd = t.challengeEnd.toUint40();
        r.quietUntil = 0;
        r.lastTime = uint40(block.timestamp);
        r.challengeWindow = p.challengeWindow;
        r.revealWindow = p.revealWindow;
        r.openDemands = 0;
        r.coverBps = p.coverBps;
        r.headBps = p.headBps;
        r.policyVersion = uint16(version);
        r.basisAll = p.basisAll;
        r.status = Status.Pending;
    }

    // --------------------------------------------------------------------------------- what submit checks

    /// @dev The period's place in the row of periods, without gap or overlap.
    function _requirePlace(Settlement calldata s, Record storage r, uint256 periodHours) private view {
        uint64 next = _nextPeriod;
        if (s.period != next) _requireVoided(s.period);
        uint64 expectedStart = _records[s.period - 1].endTime;
        require(s.startTime == expectedStart, PeriodGap(s.period, s.startTime, expectedStart));
        bool endIsOpen = s.period + 1 >= next;
        require(
            endIsOpen
                ? s.endTime > s.startTime &&
                    s.endTime <= block.timestamp &&
                    (periodHours == 0 || s.endTime - s.startTime == periodHours * 1 hours)
                : s.endTime == r.endTime,
            PeriodEnd(s.period, s.endTime)
        );
    }

    /// @dev What a watcher's machine can hold.
    function _requireLength(Settlement calldata s, uint256 maxLevels) private pure {
        uint256 most = 1 << maxLevels;
        require(s.liquidationCount <= most, ListTooLong(Tree.Liquidations, s.liquidationCount, most));
        require(s.positionCount <= most, ListTooLong(Tree.Positions, s.positionCount, most));
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

    /// @dev What a call credits; no sum of amounts below 2^128 overflows.
    function _sumOf(Credit[] calldata credits) private pure returns (uint256 sum) {
        require(credits.length != 0, NoCredits());
        for (uint256 i = 0; i < credits.length; ++i) {
            uint256 amount = credits[i].amount;
            require(amount != 0, ZeroAmount());
            unchecked {
                sum += amount;
            }
        }
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

    /// @dev Frees the coverage, opens the period again, and splits the bond by the policy of its submission. Demands left open are
    /// reclaimed one by one: nothing here loops.
    function _void(
        Record storage r,
        address payee
    ) internal returns (uint256 reward, uint256 forfeited, uint64 previousTime) {
        r.status = Status.Voided;
        previousTime = _touch(r);
        _unreserve(r.coverage);
        (reward, forfeited) = _splitBond(payee, r.bond, _policies[r.policyVersion].settlementBond);
    }

    /// @dev Something happens to the settlement now; what happened before was at the time returned. No cut: submit saw that a time of
    /// this chain fits, and the next one that does not is 34,000 years away.
    function _touch(Record storage r) internal returns (uint64 previousTime) {
        previousTime = r.lastTime;
        r.lastTime = uint40(block.timestamp);
    }

    // ---------------------------------------------------------------------------------------------- private

    function _matching(Settlement calldata s) private view returns (Record storage r) {
        r = _records[s.period];
        bytes32 given = s.hash(domain);
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
