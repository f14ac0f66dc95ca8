// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {FundTest} from "../support/FundTest.sol";

contract WithdrawTest is FundTest {
    function test_withdraw_sendsWhatIsClaimable() external {
        _finalized();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Withdrawn(clearing, clearing, 20 * USDT);
        vm.prank(clearing);
        uint256 amount = fund.withdraw(clearing);

        assertEq(amount, 20 * USDT, "amount");
        assertEq(token.balanceOf(clearing), 20 * USDT, "arrived");
        assertEq(fund.claimable(clearing), 0, "claimable");
        _assertBooks(1_010 * USDT, 0, BOND);
    }

    function test_withdraw_sendsToWhomTheOwnerSays() external {
        _finalized();
        address receiver = makeAddr("receiver");
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Withdrawn(clearing, receiver, 20 * USDT);
        vm.prank(clearing);
        fund.withdraw(receiver);
        assertEq(token.balanceOf(receiver), 20 * USDT, "arrived");
    }

    function test_withdraw_isOpenWhilePausedAndClosed() external {
        _finalized();
        _pause();
        _close();
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(token.balanceOf(clearing), 20 * USDT, "arrived");
    }

    function test_withdraw_leavesTheFeeToTheReceiver() external {
        _finalized();
        token.setParams(10, 49);
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(token.balanceOf(clearing), 20 * USDT - (20 * USDT) / 1_000, "arrived");
        _assertBooks(1_010 * USDT, 0, BOND);
    }

    function test_withdraw_revertsWhereNothingIsClaimable() external {
        _finalized();
        vm.expectRevert(refusal(IInsuranceFund.NothingClaimable.selector, stranger));
        vm.prank(stranger);
        fund.withdraw(stranger);
    }

    function test_withdraw_revertsTheSecondTime() external {
        _finalized();
        vm.startPrank(clearing);
        fund.withdraw(clearing);
        vm.expectRevert(refusal(IInsuranceFund.NothingClaimable.selector, clearing));
        fund.withdraw(clearing);
        vm.stopPrank();
    }

    function test_withdraw_revertsToNobody() external {
        _finalized();
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(0)));
        vm.prank(clearing);
        fund.withdraw(address(0));
    }

    function test_withdraw_revertsToTheFundItself() external {
        _finalized();
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(fund)));
        vm.prank(clearing);
        fund.withdraw(address(fund));
    }

    /// @dev The attack on oneself: the real token takes what is sent to its own address, and nobody gets it out again.
    function test_theToken_takesWhatIsSentToItself() external {
        vm.prank(stranger);
        token.transfer(address(token), 10_000 * USDT);
        assertEq(token.balanceOf(address(token)), 10_000 * USDT, "lost");
    }

    function test_withdraw_revertsToTheToken() external {
        _finalized();
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(token)));
        vm.prank(clearing);
        fund.withdraw(address(token));
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable");
    }

    /// @dev The payee is looked at before the claim: whoever has none is told the same.
    function test_withdraw_revertsToNobodyTheFundOrTheTokenEvenWithoutAClaim() external {
        address[3] memory wrong = [address(0), address(fund), address(token)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, wrong[i]));
            vm.prank(stranger);
            fund.withdraw(wrong[i]);
        }
    }

    function test_withdraw_keepsTheClaimWhenTheTokenRefuses() external {
        _finalized();
        token.pause();
        vm.expectRevert();
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable");

        token.unpause();
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(token.balanceOf(clearing), 20 * USDT, "arrived");
    }

    function test_withdraw_worksOnWhatIsLeftOfTheVault() external {
        _finalized();
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        token.issue(address(fund), 20 * USDT);
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(token.balanceOf(clearing), 20 * USDT, "arrived");
    }
}
