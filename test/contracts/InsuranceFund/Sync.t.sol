// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {FundTest} from "../support/FundTest.sol";

contract SyncTest is FundTest {
    function test_sync_turnsTokensSentWithoutACallIntoADonation() external {
        _donate(1);
        vm.prank(donor);
        token.transfer(address(fund), 5 * USDT);
        assertEq(fund.solvency(), int256(5 * USDT), "solvency before");
        assertEq(fund.assets(), 1, "assets before");

        vm.expectEmit(address(fund));
        emit IInsuranceFund.Synced(5 * USDT);
        fund.sync();
        _assertBooks(5 * USDT + 1, 0, 0);
        assertEq(fund.totals().donated, 5 * USDT + 1, "donated in all");
    }

    function test_sync_booksASingleUnit() external {
        vm.prank(donor);
        token.transfer(address(fund), 1);
        fund.sync();
        _assertBooks(1, 0, 0);
    }

    function test_sync_doesNothingWhenNothingCame() external {
        _pending();
        uint256 assets = fund.assets();
        vm.recordLogs();
        fund.sync();
        assertEq(vm.getRecordedLogs().length, 0, "events");
        assertEq(fund.assets(), assets, "assets");
    }

    function test_sync_doesNothingWhileTokensAreMissing() external {
        _donate(1);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        vm.recordLogs();
        fund.sync();
        assertEq(vm.getRecordedLogs().length, 0, "events");
        assertEq(fund.assets(), 1, "assets");
        assertEq(fund.solvency(), -1, "solvency");
    }

    function test_sync_leavesBondsAndClaimsAlone() external {
        _pending();
        uint256 liabilities = fund.liabilities();
        token.issue(address(fund), 9);
        fund.sync();
        assertEq(fund.liabilities(), liabilities, "liabilities");
        assertEq(fund.solvency(), 0, "solvency");
    }
}
