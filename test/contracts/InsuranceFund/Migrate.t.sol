// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice The end of a fund: closed, run out, moved on.
contract MigrateTest is FundTest {
    address private _next = makeAddr("the next fund");

    function test_close_endsCreditsAndSubmissions() external {
        assertTrue(!fund.closed(), "closed before");
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Closed();
        _close();
        assertTrue(fund.closed(), "closed");
    }

    function test_close_revertsTheSecondTime() external {
        _close();
        vm.expectRevert(refusal(IInsuranceFund.FundClosed.selector));
        _close();
    }

    function test_migrate_sendsTheAssetsAndNothingElse() external {
        _finalized();
        _close();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Migrated(_next, 1_010 * USDT);
        _migrate(_next);
        assertEq(token.balanceOf(_next), 1_010 * USDT, "arrived");
        assertEq(fund.totals().migrated, 1_010 * USDT, "migrated in all");
        _assertBooks(0, 0, BOND + 20 * USDT);

        vm.prank(operator);
        fund.withdraw(operator);
        vm.prank(clearing);
        fund.withdraw(clearing);
        assertEq(token.balanceOf(address(fund)), 0, "left after all claims");
    }

    function test_migrate_movesALateDonationOnToo() external {
        _donate(5);
        _close();
        _migrate(_next);
        _donate(7);
        _migrate(_next);
        assertEq(token.balanceOf(_next), 12, "arrived");
        assertEq(fund.totals().migrated, 12, "migrated in all");
    }

    function test_migrate_writesOffWhatIsMissingFirst() external {
        _finalized();
        _close();
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        uint256 left = BOND + 20 * USDT + 400 * USDT;
        token.issue(address(fund), left);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.WrittenOff(610 * USDT);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Migrated(_next, 400 * USDT);
        _migrate(_next);
        assertEq(token.balanceOf(_next), 400 * USDT, "arrived");
        _assertBooks(0, 0, BOND + 20 * USDT);
    }

    function test_migrate_leavesTheClaimsWhatIsLeft() external {
        _finalized();
        _close();
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        token.issue(address(fund), BOND);
        _migrate(_next);
        assertEq(token.balanceOf(_next), 0, "arrived");
        assertEq(fund.assets(), 0, "assets");
        assertEq(fund.solvency(), -int256(20 * USDT), "solvency");
    }

    function test_migrate_revertsUnlessClosed() external {
        _donate(1);
        vm.expectRevert(refusal(IInsuranceFund.FundNotClosed.selector));
        _migrate(_next);
    }

    function test_migrate_revertsWhileSettlementsArePending() external {
        Bundle memory first = _pending();
        Bundle memory second = _second();
        _submit(second);
        _close();
        vm.expectRevert(refusal(IInsuranceFund.SettlementsPending.selector, 2));
        _migrate(_next);
        _cancel(first);
        vm.expectRevert(refusal(IInsuranceFund.SettlementsPending.selector, 1));
        _migrate(_next);
        _passWindow(second);
        fund.finalize(second.header);
        _migrate(_next);
        assertEq(fund.assets(), 0, "assets");
    }

    function test_migrate_revertsToNobodyTheFundOrTheToken() external {
        _close();
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(0)));
        _migrate(address(0));
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(fund)));
        _migrate(address(fund));
        vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, address(token)));
        _migrate(address(token));
    }

    function _migrate(address to) private {
        vm.prank(governor);
        fund.migrate(to);
    }
}
