// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Record, Status, Totals} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {GovernanceActions} from "./GovernanceActions.sol";
import {
    BOOKS_1,
    BOOKS_2,
    BOOKS_3,
    HASH_1,
    JUDGE_1,
    JUDGE_4,
    LIFE_1,
    LIFE_2,
    LIFE_3,
    LIFE_4,
    LIFE_5,
    LIFE_6,
    LIFE_7,
    MONEY_1,
    MONEY_2,
    MONEY_3,
    MONEY_4,
    MONEY_5
} from "./Invariants.sol";
import {Ledger} from "./Ledger.sol";
import {Model} from "./Model.sol";
import {OperatorActions} from "./OperatorActions.sol";
import {PublicActions} from "./PublicActions.sol";
import {WorldActions} from "./WorldActions.sol";

/// @title Everybody at once
/// @notice Every action that the engine may take, and the comparison of the fund with the model.
abstract contract Handler is OperatorActions, PublicActions, GovernanceActions, WorldActions {
    Ledger private _ledger;

    constructor() {
        setUp();
    }

    function setUp() public override(Model) {
        super.setUp();
        if (address(_ledger) == address(0)) _ledger = new Ledger(fund, OPENING);
    }

    function countOf(bytes32 action) external view returns (uint256) {
        return done[action];
    }

    // --------------------------------------------------------------------------------------------------- money

    function checkMoney() external view {
        uint256 owed = fund.assets() + fund.liabilities();
        uint256 balance = token.balanceOf(address(fund));
        if (taken == 0) assertGe(balance, owed, MONEY_1);
        assertGe(balance + taken, owed + totals_.writtenOff, MONEY_1);
        assertEq(fund.solvency(), int256(balance) - int256(owed), MONEY_1);
        assertGe(fund.assets(), fund.reserved(), MONEY_2);
        assertEq(fund.available(), fund.assets() - fund.reserved(), MONEY_2);

        (uint256 held, uint256 covered) = _pendingSums();
        for (uint256 i = 0; i < asked.length; ++i) {
            Asked storage a = asked[i];
            held += fund.demandOf(uint64(a.serial), a.tree, a.index).bond;
        }
        uint256 claimable = 0;
        address[12] memory accounts = _accounts();
        for (uint256 i = 0; i < accounts.length; ++i) {
            assertEq(fund.claimable(accounts[i]), claims[accounts[i]], MONEY_5);
            claimable += fund.claimable(accounts[i]);
        }
        assertEq(held, bonds, MONEY_3);
        assertEq(fund.liabilities(), held + claimable, MONEY_3);
        assertEq(fund.reserved(), covered, MONEY_4);
        assertEq(fund.reserved(), reserved_, MONEY_4);
    }

    /// @dev Bonds and coverage of what is pending, as the fund's records say.
    function _pendingSums() private view returns (uint256 held, uint256 covered) {
        for (uint64 p = 1; p < next_; ++p) {
            Record memory r = fund.record(p);
            if (r.status != Status.Pending) continue;
            held += r.bond;
            covered += r.coverage;
        }
    }

    // --------------------------------------------------------------------------------------------------- books

    function checkBooks() external view {
        Totals memory t = fund.totals();
        uint256 gained = totals_.credited + totals_.donated + totals_.forfeited;
        uint256 spent = totals_.covered + totals_.migrated + totals_.writtenOff;
        assertEq(fund.assets(), gained - spent, BOOKS_1);
        assertEq(fund.assets(), assets_, BOOKS_1);
        assertEq(t.credited, totals_.credited, BOOKS_2);
        assertEq(t.donated, totals_.donated, BOOKS_2);
        assertEq(t.forfeited, totals_.forfeited, BOOKS_2);
        assertEq(t.covered, totals_.covered, BOOKS_2);
        assertEq(t.migrated, totals_.migrated, BOOKS_2);
        assertEq(t.writtenOff, totals_.writtenOff, BOOKS_2);
        for (uint64 p = 1; p <= next_ + 1; ++p) {
            (uint256 amount, uint64 count, uint64 lastTime) = fund.credited(p);
            assertEq(amount, creditedTo[p], BOOKS_3);
            assertEq(count, creditsOf[p], BOOKS_3);
            assertEq(lastTime, creditsTime[p], LIFE_6);
        }
    }

    /// @dev What happened since the last time is read from the events first.
    function checkEvents() external {
        _readEvents();
        _ledger.check();
    }

    function _readEvents() internal override {
        _ledger.read(vm.getRecordedLogs());
    }

    // ---------------------------------------------------------------------------------------------------- life

    function checkLife() external view {
        uint256 pending = 0;
        assertEq(fund.nextPeriod(), next_, LIFE_1);
        assertEq(fund.lastEndTime(), endOf[next_ - 1], LIFE_1);
        for (uint64 p = 1; p < next_; ++p) {
            Record memory r = fund.record(p);
            Entry storage e = entries[latest[p] - 1];
            assertEq(r.endTime, endOf[p], LIFE_1);
            if (e.status != Status.Voided) assertEq(e.startTime, fund.record(p - 1).endTime, LIFE_1);
            assertEq(uint256(r.status), uint256(e.status), LIFE_2);
            assertEq(r.submission, latest[p], LIFE_4);
            assertEq(r.coverage, e.coverage, MONEY_4);
            assertEq(r.bond, e.bond, MONEY_3);
            assertEq(r.challengeEnd, e.challengeEnd, LIFE_2);
            assertEq(r.quietUntil, e.quietUntil, LIFE_2);
            assertEq(r.lastTime, e.lastTime, LIFE_6);
            assertEq(r.openDemands, e.openDemands, LIFE_7);
            assertEq(r.settlementHash, _hashOf(_bundleOf(latest[p])), HASH_1);
            if (r.status == Status.Pending) ++pending;
        }
        assertEq(uint256(fund.status(next_)), uint256(Status.None), LIFE_2);
        assertEq(fund.pendingCount(), pending, LIFE_3);
        assertEq(fund.submissions(), entries.length, LIFE_4);
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry storage e = entries[i];
            bool voided = e.status == Status.Voided;
            if (e.lie == Lie.None && !e.cancelled) assertTrue(!voided, JUDGE_1);
            if (e.operator == honest && !e.cancelled) assertTrue(!voided, JUDGE_1);
        }
    }

    /// @dev The outcome of one settlement that stands.
    function checkOutcome(uint256 seed) external view {
        if (entries.length == 0) return;
        uint256 serial = 1 + (seed % entries.length);
        if (entries[serial - 1].status == Status.Voided) return;
        Bundle memory b = _bundleOf(serial);
        (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit) = fund.outcomeOf(b.header);
        assertEq(toShare + quota, b.header.loss, JUDGE_4);
        assertEq(coverage + shared + deficit, b.header.loss, JUDGE_4);
        assertLe(coverage, quota, JUDGE_4);
        assertLe(shared, toShare, JUDGE_4);
        assertEq(coverage, entries[serial - 1].coverage, JUDGE_4);
    }

    /// @dev Whatever happened: with time, a restored vault and a token that works, nothing stays stuck.
    function endEverything() external {
        if (paused_) {
            vm.prank(guardian);
            fund.unpause();
            paused_ = false;
        }
        _repairToken();
        for (uint256 i = 0; i < asked.length; ++i) {
            if (asked[i].open) this.answer(i);
        }
        _readEvents();
        vm.warp(block.timestamp + 10 days);
        for (uint256 i = 0; i < asked.length; ++i) {
            this.expire(i);
            this.reclaim(i);
        }
        for (uint256 serial = 1; serial <= entries.length; ++serial) {
            if (_isDue(entries[serial - 1])) _finalize(serial);
        }
        assertEq(fund.pendingCount(), 0, LIFE_5);
        assertEq(fund.reserved(), 0, LIFE_5);
        for (uint256 i = 0; i < 12; ++i) this.withdraw(i);
        assertEq(fund.liabilities(), 0, LIFE_5);
        ++done["end of everything"];
    }

    function _repairToken() private {
        token.unpause();
        token.removeBlackList(address(fund));
        uint256 missing = _missing();
        if (missing != 0) token.issue(address(fund), missing);
    }
}
