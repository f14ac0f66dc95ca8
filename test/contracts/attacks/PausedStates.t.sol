// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice A guardian who pauses stops the money's way forward, never the judgement and never what is somebody's already.
contract PausedStatesTest is FundTest {
    function test_paused_everyFaultIsStillJudged() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Lies.tell(b, Fault.LiquidationFirst);
        _submit(b);
        _pause();
        _challengeLiquidation(b, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_paused_leavesAreStillDemandedAndShown() external {
        Bundle memory b = _pending();
        _pause();
        _demand(b, POSITIONS, 0);
        _demand(b, LIQUIDATIONS, 0);
        _revealPosition(b, 0);
        _revealLiquidation(b, 0);
        assertEq(fund.record(1).openDemands, 0, "open demands");
    }

    function test_paused_silenceStillVoids() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        _demand(b, POSITIONS, 1);
        _pause();
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 0);
        fund.reclaim(1, POSITIONS, 1);
        vm.prank(demander);
        fund.withdraw(demander);
        assertEq(token.balanceOf(demander), WEALTH + BOND / 2, "what the demander has");
    }

    function test_paused_windowsRunOn() external {
        Bundle memory b = _pending();
        _pause();
        _passWindow(b);
        vm.expectRevert(refusal(IInsuranceFund.DemandTooLate.selector, NOW + CHALLENGE_WINDOW, NOW + CHALLENGE_WINDOW));
        _demand(b, POSITIONS, 0);
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        fund.finalize(b.header);
        vm.prank(guardian);
        fund.unpause();
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_paused_whatIsClaimableCanBeTaken() external {
        _finalized();
        _pause();
        vm.prank(operator);
        fund.withdraw(operator);
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(fund.liabilities(), 0, "liabilities");
    }

    function test_paused_theGovernorCanStillAct() external {
        _donate(5);
        _pause();
        _setPolicy(_policy());
        vm.prank(governor);
        fund.setClearing(stranger);
        _close();
        vm.prank(governor);
        fund.migrate(stranger);
        assertEq(token.balanceOf(stranger), WEALTH + 5, "migrated");
    }
}
