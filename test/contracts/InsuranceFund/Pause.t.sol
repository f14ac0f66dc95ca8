// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice What goes on while paused is in the attacks' PausedStates.t.sol.
contract PauseTest is FundTest {
    function test_pause_stopsCreditSubmitAndFinalize() external {
        Bundle memory b = _pending();
        _passWindow(b);
        vm.expectEmit(address(fund));
        emit Pausable.Paused(guardian);
        _pause();
        assertTrue(fund.paused(), "paused");

        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        _credit(2, 0, 1);
        Bundle memory second = _second();
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        _submit(second);
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        fund.finalize(b.header);
    }

    function test_unpause_letsThemGoOn() external {
        Bundle memory b = _pending();
        _passWindow(b);
        _pause();
        vm.expectEmit(address(fund));
        emit Pausable.Unpaused(guardian);
        vm.prank(guardian);
        fund.unpause();
        _credit(2, 0, 1);
        _submit(_second());
        fund.finalize(b.header);
        assertEq(fund.pendingCount(), 1, "pending");
    }

    function test_pause_revertsWhilePaused() external {
        _pause();
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        _pause();
    }

    function test_unpause_revertsUnlessPaused() external {
        vm.expectRevert(refusal(Pausable.ExpectedPause.selector));
        vm.prank(guardian);
        fund.unpause();
    }
}
