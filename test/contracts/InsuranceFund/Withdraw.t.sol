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
