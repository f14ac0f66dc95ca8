// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract WriteOffTest is FundTest {
    function test_writeOff_lowersAssetsToWhatIsThere() external {
        _pending();
        _lose(7 * USDT);
        assertEq(fund.solvency(), -int256(7 * USDT), "solvency before");
        vm.expectEmit(address(fund));
        emit IInsuranceFund.WrittenOff(7 * USDT);
        vm.prank(stranger);
        fund.writeOff();
        _assertBooks(1_023 * USDT, 20 * USDT, BOND);
        assertEq(fund.totals().writtenOff, 7 * USDT, "written off in all");
    }

    function test_writeOff_leavesWhatIsReserved() external {
        Bundle memory b = _pending();
        _lose(1_011 * USDT);
        fund.writeOff();
        assertEq(fund.assets(), 20 * USDT, "assets");
        assertEq(fund.available(), 0, "available");
        assertEq(fund.solvency(), -int256(USDT), "solvency");

        // Once the reserve is free, the rest can be written off.
        _cancel(b);
        fund.writeOff();
        _assertBooks(19 * USDT + BOND / 2, 0, BOND / 2);
    }

    function test_writeOff_leavesWhatIsOwed() external {
        _finalized();
        _lose(1_010 * USDT + BOND);
        fund.writeOff();
        assertEq(fund.assets(), 0, "assets");
        assertEq(fund.liabilities(), BOND + 20 * USDT, "liabilities");
        assertEq(fund.solvency(), -int256(BOND), "solvency");
    }

    function test_writeOff_doesNothingWhereNothingIsMissing() external {
        _pending();
        vm.recordLogs();
        fund.writeOff();
        assertEq(vm.getRecordedLogs().length, 0, "events");
        token.issue(address(fund), 1);
        fund.writeOff();
        assertEq(fund.assets(), 1_030 * USDT, "assets");
        assertEq(fund.solvency(), 1, "solvency");
    }

    function test_writeOff_doesNothingWhereNothingMayBeWrittenOff() external {
        _pending();
        _lose(1_031 * USDT);
        fund.writeOff();
        vm.recordLogs();
        fund.writeOff();
        assertEq(vm.getRecordedLogs().length, 0, "events");
        assertEq(fund.totals().writtenOff, 1_010 * USDT, "written off in all");
    }

    function test_writeOff_isOpenWhilePausedAndClosed() external {
        _donate(2);
        _lose(1);
        _pause();
        _close();
        fund.writeOff();
        assertEq(fund.assets(), 1, "assets");
    }

    /// @dev The token takes `amount` away from the vault.
    function _lose(uint256 amount) private {
        uint256 left = token.balanceOf(address(fund)) - amount;
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        token.issue(address(fund), left);
    }
}
