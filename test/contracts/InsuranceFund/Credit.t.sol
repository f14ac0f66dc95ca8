// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Status} from "../../../contracts/interfaces/Types.sol";
import {FundTest} from "../support/FundTest.sol";

contract CreditTest is FundTest {
    function test_credit_addsWhatArrived() external {
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Credited(1, 0, 7 * USDT, 0, _credits(7 * USDT));
        _credit(1, 0, 7 * USDT);

        _assertBooks(7 * USDT, 0, 0);
        assertEq(token.balanceOf(address(fund)), 7 * USDT, "vault");
        assertEq(fund.totals().credited, 7 * USDT, "credited in all");
        (uint256 amount, uint64 count, uint64 lastTime) = fund.credited(1);
        assertEq(amount, 7 * USDT, "credited to the period");
        assertEq(count, 1, "credits of the period");
        assertEq(lastTime, NOW, "time of the latest");
    }

    function test_credit_countsEachPeriodByItself() external {
        _credit(1, 0, 1);
        _credit(1, 1, 2);
        _credit(9, 0, 4);
        (uint256 amount, uint64 count, ) = fund.credited(1);
        assertEq(amount, 3, "credited to period 1");
        assertEq(count, 2, "credits of period 1");
        (amount, count, ) = fund.credited(9);
        assertEq(amount, 4, "credited to a period to come");
        assertEq(count, 1, "credits of a period to come");
        assertEq(fund.assets(), 7, "assets");
    }

    function test_credit_countsWhatAFeeLeft() external {
        token.setParams(10, 49);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Credited(1, 0, 9_990, 0, _credits(10_000));
        _credit(1, 0, 10_000);
        _assertBooks(9_990, 0, 0);
        (uint256 amount, , ) = fund.credited(1);
        assertEq(amount, 9_990, "credited to the period");
    }

    function test_credit_acceptsAVoidedPeriod() external {
        _voided();
        _credit(1, 0, 5);
        (uint256 amount, uint64 count, ) = fund.credited(1);
        assertEq(amount, 30 * USDT + 5, "what submit pulled and the credit");
        assertEq(count, 1, "credits alone");
    }

    function test_credit_revertsForAStranger() external {
        vm.expectRevert(refusal(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        vm.prank(stranger);
        fund.credit(1, 0, _credits(1));
    }

    function test_credit_revertsWhilePaused() external {
        _pause();
        vm.expectRevert(refusal(Pausable.EnforcedPause.selector));
        _credit(1, 0, 1);
    }

    function test_credit_revertsWhenClosed() external {
        _close();
        vm.expectRevert(refusal(IInsuranceFund.FundClosed.selector));
        _credit(1, 0, 1);
    }

    function test_credit_revertsOnNothing() external {
        vm.expectRevert(refusal(IInsuranceFund.ZeroAmount.selector));
        _credit(1, 0, 0);
    }

    function test_credit_revertsOnPeriodZero() external {
        vm.expectRevert(refusal(IInsuranceFund.PeriodNotOpen.selector, 0, 1, uint256(Status.None)));
        _credit(0, 0, 1);
    }

    function test_credit_revertsOnAPendingPeriod() external {
        _pending();
        vm.expectRevert(refusal(IInsuranceFund.PeriodNotOpen.selector, 1, 2, uint256(Status.Pending)));
        _credit(1, 0, 1);
    }

    function test_credit_revertsOnAFinalizedPeriod() external {
        _finalized();
        vm.expectRevert(refusal(IInsuranceFund.PeriodNotOpen.selector, 1, 2, uint256(Status.Finalized)));
        _credit(1, 0, 1);
    }

    function test_credit_paysOnceWhenSentTwice() external {
        _credit(1, 0, 1);
        vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, 0, 1));
        _credit(1, 0, 1);
    }

    function test_credit_revertsWhenOneIsMissing() external {
        vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, 1, 0));
        _credit(1, 1, 1);
    }

    function testFuzz_credit_neverAddsMoreThanArrived(uint256 amount, uint256 rate) external {
        amount = bound(amount, 1, WEALTH);
        token.setParams(bound(rate, 0, 19), 49);
        uint256 before = token.balanceOf(address(fund));
        _credit(1, 0, amount);
        assertEq(fund.assets(), token.balanceOf(address(fund)) - before, "assets");
    }
}
