// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract CancelTest is FundTest {
    function test_cancel_returnsHalfOfTheBond() external {
        Bundle memory b = _pending();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementCancelled(1, 1, operator, 20 * USDT, BOND / 2, BOND / 2, uint64(NOW));
        _cancel(b);

        _assertStatus(b, Status.Voided);
        _assertBooks(1_030 * USDT + BOND / 2, 0, BOND / 2);
        assertEq(fund.claimable(operator), BOND / 2, "claimable by the operator");
        assertEq(fund.totals().forfeited, BOND / 2, "forfeited in all");
        assertEq(fund.pendingCount(), 0, "pending");
    }

    function test_cancel_leavesTheOddUnitToTheFund() external {
        Policy memory p = _policy();
        p.settlementBond = uint96(BOND + 1);
        _setPolicy(p);
        _cancel(_pending());
        assertEq(fund.claimable(operator), BOND / 2, "claimable by the operator");
        assertEq(fund.totals().forfeited, BOND / 2 + 1, "forfeited in all");
    }

    function test_cancel_isOpenAfterTheWindow() external {
        Bundle memory b = _pending();
        vm.warp(NOW + 100 days);
        _cancel(b);
        _assertStatus(b, Status.Voided);
    }

    function test_cancel_isOpenWhilePausedAndClosed() external {
        Bundle memory b = _pending();
        _pause();
        _close();
        _cancel(b);
        _assertStatus(b, Status.Voided);
    }

    function test_cancel_leavesOtherPeriodsAlone() external {
        Bundle memory first = _pending();
        Bundle memory second = _second();
        _submit(second);
        _cancel(first);
        _assertStatus(second, Status.Pending);
        assertEq(fund.reserved(), 20 * USDT, "reserved");
        assertEq(fund.record(2).bond, BOND, "the other bond");
        assertEq(fund.liabilities(), BOND + BOND / 2, "liabilities");
    }
}
