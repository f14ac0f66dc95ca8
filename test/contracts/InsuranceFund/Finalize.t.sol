// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract FinalizeTest is FundTest {
    function test_finalize_makesCoverageAndBondClaimable() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementFinalized(1, 1, clearing, 20 * USDT, operator, BOND, uint64(NOW));
        vm.prank(stranger);
        fund.finalize(b.header);

        _assertStatus(b, Status.Finalized);
        _assertBooks(1_010 * USDT, 0, BOND + 20 * USDT);
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable by clearing");
        assertEq(fund.claimable(operator), BOND, "claimable by the operator");
        assertEq(fund.totals().covered, 20 * USDT, "covered in all");
        assertEq(fund.pendingCount(), 0, "pending");
    }

    function test_finalize_revertsBeforeTheWindowHasPassed() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        vm.expectRevert(_notYet(NOW + CHALLENGE_WINDOW, 0));
        fund.finalize(b.header);
    }

    function test_finalize_revertsWhileADemandIsOpen() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 2);
        _revealPosition(b, 1);
        vm.warp(NOW + 30 days);
        vm.expectRevert(_notYet(NOW + CHALLENGE_WINDOW, 1));
        fund.finalize(b.header);
    }

    function test_finalize_waitsUntilAnAnswerCanBeJudged() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        _demand(b, POSITIONS, 0);
        uint256 answered = NOW + CHALLENGE_WINDOW + REVEAL_WINDOW - 1;
        vm.warp(answered);
        _revealPosition(b, 0);
        vm.warp(answered + REVEAL_WINDOW - 1);
        vm.expectRevert(_notYet(answered + REVEAL_WINDOW, 0));
        fund.finalize(b.header);
        vm.warp(answered + REVEAL_WINDOW);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_finalize_waitsForTheWindowAfterAnEarlyAnswer() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        _revealPosition(b, 0);
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        vm.expectRevert(_notYet(NOW + CHALLENGE_WINDOW, 0));
        fund.finalize(b.header);
        vm.warp(NOW + CHALLENGE_WINDOW);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_finalize_revertsWhilePaused() external {
        Bundle memory b = _pending();
        _passWindow(b);
        _pause();
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        fund.finalize(b.header);
    }

    function test_finalize_revertsWhileTokensAreMissing() external {
        Bundle memory b = _pending();
        _passWindow(b);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        vm.expectRevert(refusal(IInsuranceFund.Insolvent.selector, 1_030 * USDT + BOND));
        fund.finalize(b.header);

        token.issue(address(fund), 1_030 * USDT + BOND);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_finalize_paysTheClearingOfToday() external {
        Bundle memory b = _pending();
        vm.prank(governor);
        fund.setClearing(stranger);
        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(stranger), 20 * USDT, "claimable by the new account");
        assertEq(fund.claimable(clearing), 0, "claimable by the old one");
    }

    function test_finalize_addsToWhatIsClaimable() external {
        _finalized();
        Bundle memory b = _second();
        _submit(b);
        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(clearing), 40 * USDT, "claimable by clearing");
        assertEq(fund.claimable(operator), BOND, "claimable by the operator: one bond served twice");
        _assertBooks(1_020 * USDT, 0, BOND + 40 * USDT);
    }

    function test_finalize_goesOnInAnyOrder() external {
        Bundle memory first = _pending();
        Bundle memory second = _second();
        _submit(second);
        _passWindow(second);
        fund.finalize(second.header);
        _assertStatus(first, Status.Pending);
        _assertBooks(1_040 * USDT, 20 * USDT, 2 * BOND + 20 * USDT);
        fund.finalize(first.header);
        _assertBooks(1_020 * USDT, 0, 2 * BOND + 40 * USDT);
    }

    function test_finalize_goesOnWhenClosed() external {
        Bundle memory b = _pending();
        _close();
        _passWindow(b);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function _notYet(uint256 readyAt, uint256 openDemands) private pure returns (bytes memory) {
        return refusal(IInsuranceFund.NotYetFinal.selector, 1, readyAt, openDemands);
    }
}
