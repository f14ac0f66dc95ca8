// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Liquidation, Policy, Position, Settlement, Terms, Tree} from "../../../contracts/interfaces/Types.sol";
import {LIFE_4, LIFE_6} from "../invariant/Invariants.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";
import {Seeded} from "../support/Seeded.sol";
import {Vm} from "../support/Vm.sol";

/// @notice A settlement's life is found from its end: the record names the time of the latest event, each event that of the one before.
contract ReadBackwardsTest is FundTest {
    using Seeded for Seeded.Dice;

    /// @dev An event of a submission, as a node's logs have it: with the time of its block.
    struct Seen {
        uint64 period;
        uint64 submission;
        uint64 time;
        uint64 previousTime;
    }

    Seen[] private _seen;
    uint256 private _comeTrue;

    // --------------------------------------------------------------------------------------------- each event

    function test_submit_isTheFirstEvent() external {
        vm.recordLogs();
        vm.warp(NOW + 7);
        _pending();
        _assertLatest(1, 0);
        assertEq(fund.record(0).lastTime, 0, "of the opening");
        assertEq(fund.record(2).lastTime, 0, "of a period to come");
    }

    function test_demand_isAnEvent() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _demand(b, POSITIONS, 0);
        _assertLatest(1, NOW);
        vm.warp(NOW + 9);
        _demand(b, LIQUIDATIONS, 0);
        _assertLatest(1, NOW + 7);
    }

    function test_reveal_isAnEvent() external {
        Bundle memory b = _logged();
        _demand(b, POSITIONS, 0);
        _demand(b, LIQUIDATIONS, 0);
        vm.warp(NOW + 7);
        _revealPosition(b, 0);
        _assertLatest(1, NOW);
        vm.warp(NOW + 9);
        _revealLiquidation(b, 0);
        _assertLatest(1, NOW + 7);
    }

    /// @dev Two events of one call: the second names the second of the first, which is its own.
    function test_expire_isTwoEvents() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _demand(b, POSITIONS, 0);
        uint256 late = NOW + 7 + REVEAL_WINDOW + 1;
        vm.warp(late);
        fund.expire(b.header, POSITIONS, 0);
        _assertLatest(1, late);
        assertEq(_seen[_seen.length - 2].previousTime, NOW + 7, LIFE_6);
    }

    function test_challenge_isAnEvent() external {
        vm.recordLogs();
        Bundle memory b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
        vm.warp(NOW + 7);
        _challengePosition(b, 0);
        _assertLatest(1, NOW);
    }

    function test_cancel_isAnEvent() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _cancel(b);
        _assertLatest(1, NOW);
    }

    function test_finalize_isAnEvent() external {
        Bundle memory b = _logged();
        vm.warp(NOW + CHALLENGE_WINDOW + 7);
        fund.finalize(b.header);
        _assertLatest(1, NOW);
    }

    /// @dev The next submission leads back to the one that was voided.
    function test_submit_onceMoreNamesTheEndOfTheVoidedOne() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _cancel(b);
        vm.warp(NOW + 9);
        _submit(b);
        _assertLatest(1, NOW + 7);
    }

    // ----------------------------------------------------------------------------------------- what is no event

    function test_reclaim_isNoEventOfThePeriod() external {
        Bundle memory b = _logged();
        _demand(b, POSITIONS, 0);
        vm.warp(NOW + 7);
        _cancel(b);
        vm.warp(NOW + 9);
        fund.reclaim(1, POSITIONS, 0);
        assertEq(fund.record(1).lastTime, NOW + 7, LIFE_6);
    }

    function test_aRefusedCall_isNoEvent() external {
        Bundle memory b = _logged();
        _demand(b, POSITIONS, 0);
        vm.warp(NOW + 7);
        vm.expectRevert(refusal(IInsuranceFund.DemandedBefore.selector, 1, 1, 0));
        _demand(b, POSITIONS, 0);
        assertEq(fund.record(1).lastTime, NOW, LIFE_6);
    }

    function test_anotherPeriodsEvents_areItsOwn() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _submit(_second());
        _assertLatest(2, 0);
        assertEq(fund.record(1).lastTime, NOW, LIFE_6);
        vm.warp(NOW + 9);
        _demand(b, POSITIONS, 0);
        _assertLatest(1, NOW);
        assertEq(fund.record(2).lastTime, NOW + 7, LIFE_6);
    }

    // ------------------------------------------------------------------------------------------ one second

    function test_severalEventsOfOneSecond_nameThatSecond() external {
        Bundle memory b = _logged();
        _demand(b, POSITIONS, 0);
        _assertLatest(1, NOW);
        _revealPosition(b, 0);
        _assertLatest(1, NOW);
        _cancel(b);
        _assertLatest(1, NOW);
        _submit(b);
        _assertLatest(1, NOW);
        _assertFound(1, 5);
    }

    // ------------------------------------------------------------------------------------------- whole lives

    function test_aWholeLife_isFoundFromItsEnd() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 10);
        _demand(b, POSITIONS, 0);
        _demand(b, LIQUIDATIONS, 0);
        vm.warp(NOW + 20);
        _revealPosition(b, 0);
        vm.warp(NOW + 10 + REVEAL_WINDOW + 1);
        fund.expire(b.header, LIQUIDATIONS, 0);
        vm.warp(NOW + 1 days);
        _submit(b);
        vm.warp(NOW + 1 days + 1);
        _cancel(b);
        vm.warp(NOW + 2 days);
        _submit(b);
        _passWindow(b);
        fund.finalize(b.header);
        _assertFound(1, 10);
    }

    function testFuzz_everyEvent_isFoundFromTheRecordsAlone(uint256 seed) external {
        _live(seed);
    }

    function test_someLives_areLong() external {
        for (uint256 seed = 0; seed < 10; ++seed) {
            _start(address(token), _policy());
            delete _seen;
            vm.warp(NOW);
            _live(seed);
        }
        assertGt(_comeTrue, 250, "calls that came true, of 400");
    }

    /// @dev Three periods whose lives interlace, seconds that are shared and seconds that are empty.
    function _live(uint256 seed) private {
        Seeded.Dice memory d = Seeded.dice(seed);
        vm.recordLogs();
        _donate(1_000 * USDT);
        uint256[4] memory events;
        for (uint256 i = 0; i < 40; ++i) {
            if (d.roll(2) == 0) vm.warp(_time() + d.roll(3 hours));
            _collect();
            uint64 period = uint64(1 + d.roll(3));
            _act(d, _bundle(period));
            _collect();
        }
        for (uint256 i = 0; i < _seen.length; ++i) ++events[_seen[i].period];
        for (uint64 period = 1; period <= 3; ++period) _assertFound(period, events[period]);
    }

    // ------------------------------------------------------------------------------------------ serial numbers

    function test_submissions_countsThemAll() external {
        assertEq(fund.submissions(), 0, LIFE_4);
        Bundle memory b = _voided();
        assertEq(fund.submissions(), 1, LIFE_4);
        _submit(_second());
        assertEq(fund.submissions(), 2, LIFE_4);
        _submit(b);
        assertEq(fund.submissions(), 3, LIFE_4);
        assertEq(fund.submission(1), 3, LIFE_4);
        assertEq(fund.submission(2), 2, LIFE_4);
        _cancel(b);
        _passWindow(_second());
        fund.finalize(_second().header);
        assertEq(fund.submissions(), 3, LIFE_4);
    }

    function test_submissions_countsNoRefusedOne() external {
        Bundle memory b = _pending();
        vm.expectRevert();
        _submit(b);
        assertEq(fund.submissions(), 1, LIFE_4);
    }

    /// @dev Nobody walks through a flood of demands to find a header.
    function test_theTimeOfSubmission_isInTheRecord() external {
        Bundle memory b = _logged();
        vm.warp(NOW + 7);
        _demand(b, POSITIONS, 0);
        Policy memory p = _policy();
        p.challengeWindow = 3 days;
        _setPolicy(p);
        assertEq(fund.record(1).challengeEnd - fund.record(1).challengeWindow, NOW, "time of submission");
        _cancel(b);
        vm.warp(NOW + 9);
        _submit(b);
        assertEq(fund.record(1).challengeWindow, 3 days, "window");
        assertEq(fund.record(1).challengeEnd - fund.record(1).challengeWindow, NOW + 9, "time of submission");
    }

    // ------------------------------------------------------------------------------------------------- acting

    function _logged() private returns (Bundle memory b) {
        vm.recordLogs();
        b = _pending();
        _collect();
    }

    function _bundle(uint64 period) private pure returns (Bundle memory) {
        return _sampleAt(Place(period, OPENING + (period - 1) * 1 hours, OPENING + period * 1 hours));
    }

    /// @dev The first call that the fund takes, from any of them on.
    function _act(Seeded.Dice memory d, Bundle memory b) private {
        uint256 first = d.roll(7);
        uint256 i = d.roll(3);
        for (uint256 kind = first; kind < first + 7; ++kind) if (_try(kind % 7, i, b)) return;
    }

    function _try(uint256 kind, uint256 i, Bundle memory b) private returns (bool) {
        Settlement memory s = b.header;
        if (kind == 0) return _send(operator, abi.encodeCall(IInsuranceFund.submit, (s, 0, "")));
        if (kind == 1) return _send(stranger, abi.encodeCall(IInsuranceFund.finalize, (s)));
        if (kind == 2) return _send(demander, abi.encodeCall(IInsuranceFund.demand, (s, POSITIONS, i)));
        if (kind == 3) return _send(demander, abi.encodeCall(IInsuranceFund.demand, (s, LIQUIDATIONS, i)));
        if (kind == 4) return _send(stranger, abi.encodeCall(IInsuranceFund.expire, (s, LIQUIDATIONS, i)));
        if (kind == 5) return _send(guardian, abi.encodeCall(IInsuranceFund.cancel, (s)));
        bytes32[] memory proof = b.positionProof(i);
        return _send(operator, abi.encodeCall(IInsuranceFund.revealPosition, (s, b.positions[i], proof)));
    }

    function _send(address from, bytes memory data) private returns (bool done) {
        vm.prank(from);
        (done, ) = address(fund).call(data);
        if (done) ++_comeTrue;
    }

    /// @dev The optimizer may take the block's time for constant within a call.
    function _time() private view returns (uint256) {
        return block.timestamp;
    }

    // ------------------------------------------------------------------------------------------------- reading

    /// @dev The latest event of all is of this period, and of now.
    function _assertLatest(uint64 period, uint256 previousTime) private {
        _collect();
        Seen memory last = _seen[_seen.length - 1];
        assertEq(last.period, period, "period of the latest event");
        assertEq(last.previousTime, previousTime, LIFE_6);
        assertEq(fund.record(period).lastTime, block.timestamp, LIFE_6);
    }

    /// @dev Goes from second to second, and from submission to submission; `count` events are all there are.
    function _assertFound(uint64 period, uint256 count) private {
        _collect();
        uint64 time = fund.record(period).lastTime;
        uint256 found = 0;
        while (time != 0) {
            (uint256 here, uint64 before) = _lookAt(period, time);
            assertGt(here, 0, LIFE_6);
            assertLt(before, time, LIFE_6);
            found += here;
            time = before;
        }
        assertEq(found, count, LIFE_6);
    }

    /// @dev All of a period's events in one second, and where the oldest of them leads.
    function _lookAt(uint64 period, uint64 time) private view returns (uint256 count, uint64 before) {
        for (uint256 i = _seen.length; i > 0; --i) {
            Seen storage e = _seen[i - 1];
            if (e.period != period || e.time != time) continue;
            ++count;
            before = e.previousTime;
        }
    }

    function _collect() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            (bool known, uint64 previousTime) = _previousTime(logs[i].topics[0], logs[i].data);
            if (!known) continue;
            uint64 period = uint64(uint256(logs[i].topics[1]));
            uint64 serial = uint64(uint256(logs[i].topics[2]));
            _seen.push(Seen(period, serial, uint64(block.timestamp), previousTime));
        }
    }

    function _previousTime(bytes32 name, bytes memory data) private pure returns (bool known, uint64 time) {
        known = true;
        if (name == IInsuranceFund.SettlementSubmitted.selector) {
            (, , , time, ) = abi.decode(data, (Settlement, Policy, Terms, uint64, string));
        } else if (name == IInsuranceFund.SettlementFinalized.selector) {
            (, , , time) = abi.decode(data, (uint256, address, uint256, uint64));
        } else if (name == IInsuranceFund.SettlementVoided.selector) {
            (, , , , time) = abi.decode(data, (Fault, uint256, uint256, uint256, uint64));
        } else if (name == IInsuranceFund.SettlementCancelled.selector) {
            (, , , time) = abi.decode(data, (uint256, uint256, uint256, uint64));
        } else if (name == IInsuranceFund.Demanded.selector) {
            (, , , , , time) = abi.decode(data, (Tree, uint256, uint256, uint256, uint256, uint64));
        } else if (name == IInsuranceFund.LiquidationRevealed.selector) {
            (, time, , ) = abi.decode(data, (uint256, uint64, Liquidation, bytes32[]));
        } else if (name == IInsuranceFund.PositionRevealed.selector) {
            (, time, , ) = abi.decode(data, (uint256, uint64, Position, bytes32[]));
        } else if (name == IInsuranceFund.DemandExpired.selector) {
            (, , , time) = abi.decode(data, (Tree, uint256, uint256, uint64));
        } else known = false;
    }
}
