// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice Times are kept in 40 bits. A chain whose clock is near their end, or leaps beyond it: submit refuses what would not fit, and
/// nothing that judges or frees ever fails on a time.
contract FarFutureTest is FundTest {
    uint256 private constant END = 2 ** 40;
    /// @dev The last second in which a window still ends before `END`.
    uint256 private constant LAST = END - 1 - CHALLENGE_WINDOW;

    function test_submit_acceptsTheLastWindowThatFits() external {
        vm.warp(LAST);
        Bundle memory b = _pending();
        assertEq(fund.record(1).challengeEnd, END - 1, "end of the window");
        assertEq(fund.record(1).lastTime, LAST, "latest event");
        _assertStatus(b, Status.Pending);
    }

    function test_submit_refusesAWindowThatDoesNotFit() external {
        vm.warp(LAST + 1);
        Bundle memory b = _sample();
        bytes memory reason = abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, END);
        vm.expectRevert(reason);
        _submit(b);
    }

    /// @dev A period that ends beyond 40 bits is refused, too, and not cut to one that ended long ago.
    function test_submit_refusesAnEndThatDoesNotFit() external {
        vm.warp(END + FIRST_END);
        Bundle memory b = _sampleAt(Place(1, OPENING, uint64(END + FIRST_END)));
        uint256 window = END + FIRST_END + CHALLENGE_WINDOW;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, window));
        _submit(b);
        assertEq(fund.lastEndTime(), OPENING, "last end");
    }

    /// @dev As long as deadlines fit, a life that ends near the end of time is a life as any other.
    function test_aWholeLife_fitsBeforeTheEnd() external {
        uint256 start = LAST - 2 * REVEAL_WINDOW;
        vm.warp(start);
        Bundle memory b = _pending();
        vm.warp(start + CHALLENGE_WINDOW - 1);
        _demand(b, POSITIONS, 0);
        vm.warp(start + CHALLENGE_WINDOW - 1 + REVEAL_WINDOW);
        _revealPosition(b, 0);
        uint256 readyAt = start + CHALLENGE_WINDOW - 1 + 2 * REVEAL_WINDOW;
        assertEq(fund.record(1).quietUntil, readyAt, "quiet until");
        vm.warp(readyAt - 1);
        vm.expectRevert(refusal(IInsuranceFund.NotYetFinal.selector, 1, readyAt, 0));
        fund.finalize(b.header);
        vm.warp(readyAt);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    // --------------------------------------------------------------------------------------- beyond all of them

    function test_beyondTheEnd_aFaultStillVoids() external {
        Bundle memory b = _lie();
        uint256[4] memory times = [END, END + 1, 2 ** 47, uint256(type(uint64).max)];
        for (uint256 i = 0; i < 4; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.warp(times[i]);
            _challengePosition(b, 0);
            _assertStatus(b, Status.Voided);
            vm.revertToState(snapshot);
        }
        vm.warp(type(uint256).max);
        _challengePosition(b, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_beyondTheEnd_silenceStillVoids() external {
        Bundle memory b = _lie();
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 1);
        vm.warp(type(uint256).max);
        fund.expire(b.header, POSITIONS, 1);
        fund.reclaim(1, LIQUIDATIONS, 1);
        vm.prank(demander);
        fund.withdraw(demander);
        assertEq(token.balanceOf(demander), WEALTH + BOND / 2, "what the demander has");
    }

    function test_beyondTheEnd_aSettlementIsStillFinalizedOrCancelled() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        _submit(b);
        uint256 snapshot = vm.snapshotState();
        vm.warp(type(uint256).max);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
        vm.revertToState(snapshot);
        // The manager of the roles counts time in 48 bits.
        vm.warp(2 ** 48 - 1);
        _cancel(b);
        _assertStatus(b, Status.Voided);
    }

    function testFuzz_anyLaterTime_failsNoJudgement(uint256 time) external {
        Bundle memory b = _lie();
        _demand(b, POSITIONS, 1);
        vm.warp(bound(time, NOW, type(uint256).max));
        uint256 snapshot = vm.snapshotState();
        _challengePosition(b, 0);
        vm.revertToState(snapshot);
        if (block.timestamp > NOW + REVEAL_WINDOW) fund.expire(b.header, POSITIONS, 1);
        else _revealPosition(b, 1);
    }

    // ---------------------------------------------------------------------------------------------------- counts

    /// @dev Open demands are counted in 24 bits: one more is refused, and the ones there are can be answered, expire and be judged.
    function test_asManyDemandsAsCanBeCounted_failNoJudgement() external {
        Bundle memory b = _lie();
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 1);
        _setOpenDemands(type(uint24).max);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        _demand(b, POSITIONS, 2);
        uint256 snapshot = vm.snapshotState();
        _revealPosition(b, 1);
        assertEq(fund.record(1).openDemands, type(uint24).max - 1, "open demands");
        _demand(b, POSITIONS, 2);
        vm.revertToState(snapshot);
        _challengePosition(b, 0);
        vm.revertToState(snapshot);
        _cancel(b);
        vm.revertToState(snapshot);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, LIQUIDATIONS, 1);
        _assertStatus(b, Status.Voided);
    }

    /// @dev Nobody buys 16 million demands in a test: the count is written where it lies (see Storage.t.sol).
    function _setOpenDemands(uint24 count) private {
        vm.record();
        fund.record(1);
        (bytes32[] memory reads, ) = vm.accesses(address(fund));
        uint256 last = 0;
        for (uint256 i = 0; i < reads.length; ++i) if (uint256(reads[i]) > last) last = uint256(reads[i]);
        uint256 word = uint256(vm.load(address(fund), bytes32(last)));
        uint256 shift = 40 + 40 + 40 + 24 + 24;
        word = (word & ~(uint256(type(uint24).max) << shift)) | (uint256(count) << shift);
        vm.store(address(fund), bytes32(last), bytes32(word));
        assertEq(fund.record(1).openDemands, count, "open demands");
    }

    function _lie() private returns (Bundle memory b) {
        _donate(1_000 * USDT);
        b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
    }
}
