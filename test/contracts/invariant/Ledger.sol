// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {IFund} from "../support/IFund.sol";
import {Test} from "../support/Test.sol";
import {Vm} from "../support/Vm.sol";
import {BOOKS_1, BOOKS_4} from "./Invariants.sol";

/// @title The books as a stranger sees them
/// @notice Rebuilt from the fund's events alone, and compared with its views.
contract Ledger is Test {
    struct Period {
        IInsuranceFund.Record record;
        uint256 credited;
        uint64 credits;
    }

    IFund private immutable FUND;

    IInsuranceFund.Totals private _totals;
    IInsuranceFund.Policy private _policy;
    address private _clearing;
    bool private _closed;
    bool private _paused;
    uint64 private _next = 1;
    uint64 private _end;
    uint24 private _version;
    uint256 private _bonds;
    uint256 private _reserved;
    uint256 private _pending;

    mapping(uint256 period => Period) private _periods;
    mapping(bytes32 demand => IInsuranceFund.Demand) private _demands;
    mapping(address account => uint256) private _claims;
    address[] private _accounts;

    /// @param openingTime What was given to the constructor, which has no event for it.
    constructor(IFund fund, uint40 openingTime) {
        FUND = fund;
        _end = openingTime;
    }

    // ------------------------------------------------------------------------------------------------- reading

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
        else if (name == IInsuranceFund.LiquidationRevealed.selector) {
            _revealed(topics, data, IInsuranceFund.Tree.Liquidations);
        } else if (name == IInsuranceFund.PositionRevealed.selector) {
            _revealed(topics, data, IInsuranceFund.Tree.Positions);
        } else if (name == IInsuranceFund.DemandExpired.selector) _returned(topics, data);
        else if (name == IInsuranceFund.DemandReclaimed.selector) _returned(topics, data);
        else if (name == IInsuranceFund.Withdrawn.selector) _claims[_account(topics[1])] -= _first(data);
        else if (name == IInsuranceFund.WrittenOff.selector) _totals.writtenOff += _first(data);
        else if (name == IInsuranceFund.Migrated.selector) _totals.migrated += _first(data);
        else if (name == IInsuranceFund.Closed.selector) _closed = true;
        else if (name == IInsuranceFund.ClearingSet.selector) _clearing = _account(topics[1]);
        else if (name == IInsuranceFund.PolicySet.selector) {
            _version = uint24(uint256(topics[1]));
            _policy = abi.decode(data, (IInsuranceFund.Policy));
        } else if (name == Pausable.Paused.selector) _paused = true;
        else if (name == Pausable.Unpaused.selector) _paused = false;
    }

    function _credited(bytes32[] calldata topics, bytes calldata data) private {
        Period storage p = _periods[uint256(topics[1])];
        assertEq(uint256(topics[2]), p.credits, BOOKS_4);
        ++p.credits;
        p.credited += _first(data);
        _totals.credited += _first(data);
    }

    function _submitted(bytes32[] calldata topics, bytes calldata data) private {
        (IInsuranceFund.Settlement memory s, IInsuranceFund.Policy memory judged, IInsuranceFund.Terms memory t, ) = abi
            .decode(data, (IInsuranceFund.Settlement, IInsuranceFund.Policy, IInsuranceFund.Terms, string));
        assertEq(uint256(topics[1]), s.period, BOOKS_4);
        assertEq(t.coverage + t.shared + t.deficit, s.loss, BOOKS_4);
        Period storage p = _periods[s.period];
        p.credited += t.pulled;
        _totals.credited += t.pulled;
        _reserved += t.coverage;
        _bonds += t.bond;
        _claims[_account(topics[3])] -= t.bondFromClaimable;
        ++_pending;
        if (s.period == _next) ++_next;
        if (s.period + 1 == _next) _end = s.endTime;
        p.record = IInsuranceFund.Record({
            settlementHash: keccak256(abi.encode(s)),
            coverage: uint128(t.coverage),
            bond: uint128(t.bond),
            operator: _account(topics[3]),
            endTime: uint40(s.endTime),
            status: IInsuranceFund.Status.Pending,
            submission: uint48(uint256(topics[2])),
            challengeEnd: uint40(t.challengeEnd),
            quietUntil: 0,
            revealWindow: uint24(judged.revealWindow),
            openDemands: 0,
            coverBps: judged.coverBps,
            headBps: judged.headBps,
            basisAll: judged.basisAll,
            policyVersion: _version
        });
    }

    function _finalized(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 coverage, address operator, uint256 bond) = abi.decode(data, (uint256, address, uint256));
        _conclude(topics, IInsuranceFund.Status.Finalized, coverage, bond);
        _totals.covered += coverage;
        _claims[_account(topics[3])] += coverage;
        _claims[operator] += bond;
        assertEq(_account(topics[3]), _clearing, BOOKS_4);
    }

    function _voided(bytes32[] calldata topics, bytes calldata data) private {
        (, uint256 coverage, uint256 reward, uint256 forfeited) = abi.decode(
            data,
            (IInsuranceFund.Fault, uint256, uint256, uint256)
        );
        _conclude(topics, IInsuranceFund.Status.Voided, coverage, reward + forfeited);
        _split(topics[3], reward, forfeited);
    }

    function _cancelled(bytes32[] calldata topics, bytes calldata data) private {
        (uint256 coverage, uint256 returned, uint256 forfeited) = abi.decode(data, (uint256, uint256, uint256));
        _conclude(topics, IInsuranceFund.Status.Voided, coverage, returned + forfeited);
        _split(topics[3], returned, forfeited);
    }

    /// @dev A settlement is no longer pending, and its bond no longer held.
    function _conclude(
        bytes32[] calldata topics,
        IInsuranceFund.Status status,
        uint256 coverage,
        uint256 bond
    ) private {
        IInsuranceFund.Record storage r = _periods[uint256(topics[1])].record;
        assertEq(uint256(topics[2]), r.submission, BOOKS_4);
        assertEq(coverage, r.coverage, BOOKS_4);
        assertEq(bond, r.bond, BOOKS_4);
        r.status = status;
        _reserved -= coverage;
        _bonds -= bond;
        --_pending;
    }

    function _demanded(bytes32[] calldata topics, bytes calldata data) private {
        (uint64 period, address demander, uint256 bond, uint256 fromClaimable, uint256 deadline) = abi.decode(
            data,
            (uint64, address, uint256, uint256, uint256)
        );
        IInsuranceFund.Record storage r = _periods[period].record;
        assertEq(uint256(topics[1]), r.submission, BOOKS_4);
        ++r.openDemands;
        _bonds += bond;
        _claims[_account(bytes32(uint256(uint160(demander))))] -= fromClaimable;
        _demands[_demandKey(topics[1], topics[2], topics[3])] = IInsuranceFund.Demand(
            demander,
            uint40(deadline),
            uint128(bond),
            period
        );
    }

    /// @dev Of the leaf and its proof only the index matters to the books.
    function _revealed(bytes32[] calldata topics, bytes calldata data, IInsuranceFund.Tree tree) private {
        (uint64 period, uint256 reward, uint256 forfeited) = abi.decode(data, (uint64, uint256, uint256));
        bytes32 key = _demandKey(topics[1], bytes32(uint256(tree)), topics[2]);
        IInsuranceFund.Demand storage d = _demands[key];
        assertEq(period, d.period, BOOKS_4);
        assertEq(reward + forfeited, d.bond, BOOKS_4);
        --_periods[period].record.openDemands;
        _bonds -= reward + forfeited;
        _split(topics[3], reward, forfeited);
        delete _demands[key];
    }

    function _returned(bytes32[] calldata topics, bytes calldata data) private {
        (address demander, uint256 bond) = abi.decode(data, (address, uint256));
        bytes32 key = _demandKey(topics[1], topics[2], topics[3]);
        assertEq(demander, _demands[key].demander, BOOKS_4);
        assertEq(bond, _demands[key].bond, BOOKS_4);
        _bonds -= bond;
        _claims[demander] += bond;
        delete _demands[key];
    }

    function _split(bytes32 payee, uint256 reward, uint256 forfeited) private {
        _claims[_account(payee)] += reward;
        _totals.forfeited += forfeited;
    }

    function _first(bytes calldata data) private pure returns (uint256) {
        return abi.decode(data, (uint256));
    }

    function _demandKey(bytes32 submission, bytes32 tree, bytes32 index) private pure returns (bytes32) {
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
        IInsuranceFund.Totals memory t = _totals;
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
        assertEq(keccak256(abi.encode(FUND.policy())), keccak256(abi.encode(_policy)), BOOKS_4);
        assertEq(FUND.nextPeriod(), _next, BOOKS_4);
        assertEq(FUND.lastEndTime(), _end, BOOKS_4);
        for (uint64 i = 1; i <= _next + 1; ++i) _checkPeriod(i, _periods[i]);
    }

    function _checkPeriod(uint64 number, Period storage p) private view {
        (uint256 amount, uint64 count) = FUND.credited(number);
        assertEq(amount, p.credited, BOOKS_4);
        assertEq(count, p.credits, BOOKS_4);
        IInsuranceFund.Record memory r = FUND.record(number);
        // An answer's time is its block's, which a recorded log does not have; the model knows it (`Handler.checkLife`).
        r.quietUntil = 0;
        assertEq(keccak256(abi.encode(r)), keccak256(abi.encode(p.record)), BOOKS_4);
        assertEq(uint256(FUND.status(number)), uint256(p.record.status), BOOKS_4);
        assertEq(FUND.submission(number), p.record.submission, BOOKS_4);
    }
}
