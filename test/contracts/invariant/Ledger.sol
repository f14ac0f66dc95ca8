// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
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
} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles} from "../support/Bundle.sol";
import {IFund} from "../support/IFund.sol";
import {Test} from "../support/Test.sol";
import {Vm} from "../support/Vm.sol";
import {BOOKS_1, BOOKS_4, LIFE_4, LIFE_6, LIFE_8, MONEY_7, MONEY_8} from "./Invariants.sol";

/// @title The books as a stranger sees them
/// @notice Rebuilt from the fund's events alone, and compared with its views.
contract Ledger is Test {
    struct Period {
        Record record;
        uint256 credited;
        uint64 credits;
        uint64 creditsTime;
        /// the least bond under the policy of the submission
        uint256 leastBond;
    }

    IFund private immutable FUND;
    bytes32 private immutable DOMAIN;

    Totals private _totals;
    Policy[] private _policies;
    uint256[] private _since;
    address private _clearing;
    bool private _closed;
    bool private _paused;
    uint64 private _next = 1;
    uint64 private _end;
    uint48 private _serials;
    uint256 private _bonds;
    uint256 private _reserved;
    uint256 private _pending;

    mapping(uint256 period => Period) private _periods;
    mapping(bytes32 demand => Demand) private _demands;
    mapping(address account => uint256) private _claims;
    address[] private _accounts;

    /// @param openingTime What was given to the constructor, which has no event for it.
    constructor(IFund fund, uint40 openingTime) {
        FUND = fund;
        DOMAIN = Bundles.domain(block.chainid, address(fund));
        _end = openingTime;
    }

    // ------------------------------------------------------------------------------------------------- reading

    /// @dev The logs of this second.
    function read(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(FUND)) _read(logs[i].topics, logs[i].data);
        }
    }

    function _read(bytes32[] calldata topics, bytes calldata data) private {
        bytes32 name = topics[0];
        if (name == IInsuranceFund.Credited.selector) _credited(topics, data);
        else if (name == IInsuranceFund.Donated.selector) _totals.donated += _first(data);
        else if (name == IInsuranceFund.Synced.selector) _totals.donated += _first(data);
        else if (name == IInsuranceFund.SettlementSubmitted.selector) _submitted(topics, data);
        else if (name == IInsuranceFund.SettlementFinalized.selector) _finalized(topics, data);
        else if (name == IInsuranceFund.SettlementVoided.selector) _voided(topics, data);
        else if (name == IInsuranceFund.SettlementCancelled.selector) _cancelled(topics, data);
        else if (name == IInsuranceFund.Demanded.selector) _demanded(topics, data);
        else if (name == IInsuranceFund.LiquidationRevealed.selector) _liquidationRevealed(topics, data);
        else if (name == IInsuranceFund.PositionRevealed.selector) _positionRevealed(topics, data);
        else if (name == IInsuranceFund.DemandExpired.selector) _expired(topics, data);
        else if (name == IInsuranceFund.DemandReclaimed.selector) _reclaimed(topics, data);
        else if (name == IInsuranceFund.Withdrawn.selector) _claims[_account(topics[1])] -= _first(data);
        else if (name == IInsuranceFund.WrittenOff.selector) _totals.writtenOff += _first(data);
        else if (name == IInsuranceFund.Migrated.selector) _totals.migrated += _first(data);
        else if (name == IInsuranceFund.Closed.selector) _closed = true;
        else if (name == IInsuranceFund.ClearingSet.selector) _clearing = _account(topics[1]);
        else if (name == IInsuranceFund.PolicySet.selector) {
            assertEq(uint256(topics[1]), _policies.length, BOOKS_4);
            _since.push(_policies.length == 0 ? 0 : block.timestamp);
            _policies.push(abi.decode(data, (Policy)));
        } else if (name == Pausable.Paused.selector) _paused = true;
        else if (name == Pausable.Unpaused.selector) _paused = false;
    }

    function _credited(bytes32[] calldata topics, bytes calldata data) private {
        (uint64 sequence, uint256 amount, uint64 previousTime, Credit[] memory credits) = abi.decode(
            data,
            (uint64, uint256, uint64, Credit[])
        );
        Period storage p = _periods[uint256(topics[1])];
        assertEq(sequence, p.credits, BOOKS_4);
        assertEq(previousTime, p.creditsTime, LIFE_6);
        uint256 sum = 0;
        for (uint256 i = 0; i < credits.length; ++i) sum += credits[i].amount;
        assertLe(amount, sum, BOOKS_4);
        if (credits.length > 1) assertEq(amount, sum, BOOKS_4);
        p.credits += uint64(credits.length);
        p.creditsTime = uint64(block.timestamp);
        p.credited += amount;
        _totals.credited += amount;
    }

    function _submitted(bytes32[] calldata topics, bytes calldata data) private {
        (Bundle memory b, Policy memory judged, Terms memory t, uint64 previousTime) = _submission(data);
        Settlement memory s = b.header;
        assertEq(uint256(topics[1]), s.period, BOOKS_4);
        assertEq(uint256(topics[2]), ++_serials, LIFE_4);
        assertEq(t.coverage + t.shared + t.deficit, s.loss, BOOKS_4);
        Period storage p = _periods[s.period];
        assertEq(previousTime, p.record.lastTime, LIFE_6);
        assertEq(keccak256(abi.encode(judged)), keccak256(abi.encode(_policyFor(s.startTime))), LIFE_8);
        p.leastBond = judged.settlementBond;
        p.credited += t.pulled;
        _totals.credited += t.pulled;
        _reserved += t.coverage;
        _bonds += t.bond;
        _claims[_account(topics[3])] -= t.bondFromClaimable;
        ++_pending;
        if (s.period == _next) ++_next;
        if (s.period + 1 == _next) _end = s.endTime;
        p.record = _recordOf(b, judged, t);
        p.record.operator = _account(topics[3]);
    }

    function _submission(
        bytes calldata data
    ) private pure returns (Bundle memory b, Policy memory judged, Terms memory t, uint64 previousTime) {
        (b.header, judged, t, previousTime, ) = abi.decode(data, (Settlement, Policy, Terms, uint64, string));
    }

    /// @dev The rule of the period's start, the rest of now.
    function _policyFor(uint64 startTime) private view returns (Policy memory p) {
        uint256 version = _policies.length - 1;
        p = _policies[version];
        while (_since[version] > startTime) --version;
        Policy memory rule = _policies[version];
        (p.coverBps, p.headBps, p.basisAll, p.periodHours) = (
            rule.coverBps,
            rule.headBps,
            rule.basisAll,
            rule.periodHours
        );
    }

    function _recordOf(Bundle memory b, Policy memory judged, Terms memory t) private view returns (Record memory r) {
        r.settlementHash = b.headerHash(DOMAIN);
        (r.coverage, r.bond) = (uint128(t.coverage), uint128(t.bond));
        (r.endTime, r.submission) = (uint40(b.header.endTime), _serials);
        (r.challengeEnd, r.lastTime) = (uint40(t.challengeEnd), uint40(block.timestamp));
        (r.challengeWindow, r.revealWindow) = (judged.challengeWindow, judged.revealWindow);
        (r.coverBps, r.headBps, r.basisAll) = (judged.coverBps, judged.headBps, judged.basisAll);
        (r.policyVersion, r.status) = (uint16(_policies.length - 1), Status.Pending);
    }

    function _finalized(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 coverage, address operator, uint256 bond, uint64 previousTime) = abi.decode(
            data,
            (uint256, address, uint256, uint64)
        );
        _conclude(topics, Status.Finalized, coverage, bond, previousTime);
        _totals.covered += coverage;
        _claims[_account(topics[3])] += coverage;
        _claims[operator] += bond;
        assertEq(_account(topics[3]), _clearing, BOOKS_4);
    }

    function _voided(bytes32[] calldata topics, bytes calldata data) private {
        (, uint256 coverage, uint256 reward, uint256 forfeited, uint64 previousTime) = abi.decode(
            data,
            (Fault, uint256, uint256, uint256, uint64)
        );
        _conclude(topics, Status.Voided, coverage, reward + forfeited, previousTime);
        _split(topics, reward, forfeited);
    }

    function _cancelled(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 coverage, uint256 returned, uint256 forfeited, uint64 previousTime) = abi.decode(
            data,
            (uint256, uint256, uint256, uint64)
        );
        _conclude(topics, Status.Voided, coverage, returned + forfeited, previousTime);
        assertEq(_account(topics[3]), _periods[uint256(topics[1])].record.operator, BOOKS_4);
        _split(topics, returned, forfeited);
    }

    /// @dev A settlement is no longer pending, and its bond no longer held.
    function _conclude(
        bytes32[] calldata topics,
        Status status,
        uint256 coverage,
        uint256 bond,
        uint64 previousTime
    ) private {
        Record storage r = _touch(topics, previousTime);
        assertEq(coverage, r.coverage, BOOKS_4);
        assertEq(bond, r.bond, BOOKS_4);
        r.status = status;
        _reserved -= coverage;
        _bonds -= bond;
        --_pending;
    }

    /// @dev Of a lost bond.
    function _split(bytes32[] calldata topics, uint256 reward, uint256 forfeited) private {
        uint256 least = _periods[uint256(topics[1])].leastBond;
        uint256 bond = reward + forfeited;
        assertEq(reward, (bond < least ? bond : least) / 2, MONEY_7);
        _claims[_account(topics[3])] += reward;
        _totals.forfeited += forfeited;
    }

    function _demanded(bytes32[] calldata topics, bytes calldata data) private {
        (Tree tree, uint256 index, uint256 bond, uint256 fromClaimable, uint256 deadline, uint64 previousTime) = abi
            .decode(data, (Tree, uint256, uint256, uint256, uint256, uint64));
        Record storage r = _touch(topics, previousTime);
        ++r.openDemands;
        _bonds += bond;
        _claims[_account(topics[3])] -= fromClaimable;
        Demand storage d = _demands[_demandKey(topics[2], tree, index)];
        (d.demander, d.deadline) = (_account(topics[3]), uint40(deadline));
        (d.bond, d.period) = (uint128(bond), uint64(uint256(topics[1])));
    }

    function _liquidationRevealed(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 forfeited, uint64 previousTime, Liquidation memory leaf, ) = abi.decode(
            data,
            (uint256, uint64, Liquidation, bytes32[])
        );
        _answered(topics, Tree.Liquidations, leaf.index, forfeited, previousTime);
    }

    function _positionRevealed(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 forfeited, uint64 previousTime, Position memory leaf, ) = abi.decode(
            data,
            (uint256, uint64, Position, bytes32[])
        );
        _answered(topics, Tree.Positions, leaf.index, forfeited, previousTime);
    }

    /// @dev Of the leaf and its proof only the index matters to the books. The demander stays, as a mark.
    function _answered(
        bytes32[] calldata topics,
        Tree tree,
        uint256 index,
        uint256 forfeited,
        uint64 previousTime
    ) private {
        Record storage r = _touch(topics, previousTime);
        Demand storage d = _demands[_demandKey(topics[2], tree, index)];
        assertEq(uint256(topics[1]), d.period, BOOKS_4);
        assertEq(forfeited, d.bond, MONEY_8);
        --r.openDemands;
        r.quietUntil = uint40(block.timestamp + r.revealWindow);
        _bonds -= forfeited;
        _totals.forfeited += forfeited;
        (d.deadline, d.bond, d.period) = (0, 0, 0);
    }

    function _expired(bytes32[] calldata topics, bytes calldata data) private {
        (Tree tree, uint256 index, uint256 bond, uint64 previousTime) = abi.decode(
            data,
            (Tree, uint256, uint256, uint64)
        );
        --_touch(topics, previousTime).openDemands;
        _returned(_demandKey(topics[2], tree, index), _account(topics[3]), bond);
    }

    /// @dev No event of the period: its submission is at its end already.
    function _reclaimed(bytes32[] calldata topics, bytes calldata data) private {
        (address demander, uint256 bond) = abi.decode(data, (address, uint256));
        _returned(_demandKey(topics[1], Tree(uint256(topics[2])), uint256(topics[3])), demander, bond);
    }

    function _returned(bytes32 key, address demander, uint256 bond) private {
        assertEq(demander, _demands[key].demander, BOOKS_4);
        assertEq(bond, _demands[key].bond, BOOKS_4);
        _bonds -= bond;
        _claims[demander] += bond;
        delete _demands[key];
    }

    /// @dev An event of a period's current submission: it names the time of the one before.
    function _touch(bytes32[] calldata topics, uint64 previousTime) private returns (Record storage r) {
        r = _periods[uint256(topics[1])].record;
        assertEq(uint256(topics[2]), r.submission, BOOKS_4);
        assertEq(previousTime, r.lastTime, LIFE_6);
        r.lastTime = uint40(block.timestamp);
    }

    function _first(bytes calldata data) private pure returns (uint256) {
        return abi.decode(data, (uint256));
    }

    function _demandKey(bytes32 submission, Tree tree, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode(submission, tree, index));
    }

    /// @dev Remembers everybody who was ever named: these are all who can claim.
    function _account(bytes32 topic) private returns (address account) {
        account = address(uint160(uint256(topic)));
        for (uint256 i = 0; i < _accounts.length; ++i) if (_accounts[i] == account) return account;
        _accounts.push(account);
    }

    // ----------------------------------------------------------------------------------------------- comparing

    function check() external view {
        Totals memory t = _totals;
        uint256 assets = t.credited + t.donated + t.forfeited - t.covered - t.migrated - t.writtenOff;
        assertEq(FUND.assets(), assets, BOOKS_1);
        assertEq(keccak256(abi.encode(FUND.totals())), keccak256(abi.encode(t)), BOOKS_4);
        assertEq(FUND.reserved(), _reserved, BOOKS_4);
        assertEq(FUND.pendingCount(), _pending, BOOKS_4);
        uint256 owed = _bonds;
        for (uint256 i = 0; i < _accounts.length; ++i) {
            owed += _claims[_accounts[i]];
            assertEq(FUND.claimable(_accounts[i]), _claims[_accounts[i]], BOOKS_4);
        }
        assertEq(FUND.liabilities(), owed, BOOKS_4);
        assertEq(FUND.closed(), _closed, BOOKS_4);
        assertEq(FUND.paused(), _paused, BOOKS_4);
        assertEq(FUND.clearing(), _clearing, BOOKS_4);
        assertEq(keccak256(abi.encode(FUND.policy())), keccak256(abi.encode(_policies[_policies.length - 1])), BOOKS_4);
        assertEq(FUND.nextPeriod(), _next, BOOKS_4);
        assertEq(FUND.submissions(), _serials, LIFE_4);
        assertEq(FUND.lastEndTime(), _end, BOOKS_4);
        for (uint64 i = 1; i <= _next + 1; ++i) _checkPeriod(i, _periods[i]);
    }

    function _checkPeriod(uint64 number, Period storage p) private view {
        (uint256 amount, uint64 count, uint64 lastTime) = FUND.credited(number);
        assertEq(amount, p.credited, BOOKS_4);
        assertEq(count, p.credits, BOOKS_4);
        assertEq(lastTime, p.creditsTime, LIFE_6);
        assertEq(keccak256(abi.encode(FUND.record(number))), keccak256(abi.encode(p.record)), BOOKS_4);
        assertEq(uint256(FUND.status(number)), uint256(p.record.status), BOOKS_4);
        assertEq(FUND.submission(number), p.record.submission, BOOKS_4);
    }
}
