// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {FundTest} from "../support/FundTest.sol";

contract DonateTest is FundTest {
    function test_donate_addsWhatArrived() external {
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Donated(donor, 3 * USDT);
        _donate(3 * USDT);
        _assertBooks(3 * USDT, 0, 0);
        assertEq(fund.totals().donated, 3 * USDT, "donated in all");
        assertEq(fund.totals().credited, 0, "credited in all");
        assertEq(fund.available(), 3 * USDT, "available");
    }

    function test_donate_countsWhatAFeeLeft() external {
        token.setParams(10, 49);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Donated(donor, 9_990);
        _donate(10_000);
        _assertBooks(9_990, 0, 0);
    }

    function test_donate_isOpenWhilePausedAndClosed() external {
        _pause();
        _close();
        _donate(1);
        assertEq(fund.assets(), 1, "assets");
    }

    function test_donate_revertsOnNothing() external {
        vm.expectRevert(refusal(IInsuranceFund.ZeroAmount.selector));
        _donate(0);
    }

    function test_donate_revertsWhenTheTokenRefuses() external {
        token.addBlackList(donor);
        vm.expectRevert();
        _donate(1);
        assertEq(fund.assets(), 0, "assets");
    }
}
