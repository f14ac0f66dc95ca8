// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract ExpireTest is FundTest {
    function test_expire_voidsForSilence() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.DemandExpired(1, 1, demander, POSITIONS, 2, DEMAND_BOND, uint64(NOW));
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementVoided(
            1,
            1,
            demander,
            Fault.Silence,
            20 * USDT,
            BOND / 2,
            BOND / 2,
            uint64(NOW + REVEAL_WINDOW + 1)
        );
        vm.prank(stranger);
        fund.expire(b.header, POSITIONS, 2);

        _assertStatus(b, Status.Voided);
        _assertBooks(1_030 * USDT + BOND / 2, 0, BOND / 2 + DEMAND_BOND);
        assertEq(fund.claimable(demander), BOND / 2 + DEMAND_BOND, "claimable by the demander");
        assertEq(fund.claimable(stranger), 0, "claimable by who called");
        assertEq(fund.claimable(operator), 0, "claimable by the operator");
        assertEq(fund.totals().forfeited, BOND / 2, "forfeited");
        assertEq(fund.pendingCount(), 0, "pending");
        assertEq(fund.demandOf(1, POSITIONS, 2).demander, address(0), "the demand is gone");
    }

    /// @dev What the record counts afterwards is what can be reclaimed, and reclaiming leaves it as a mark of the submission's end.
    function test_expire_countsTheDemandDown() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 2);
        assertEq(fund.record(1).openDemands, 0, "open demands");
    }

    function test_expire_leavesTheOtherDemandsOpen() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 0);
        _revealPosition(b, 1);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 2);
        assertEq(fund.record(1).openDemands, 1, "open demands");
        fund.reclaim(1, LIQUIDATIONS, 0);
        assertEq(fund.record(1).openDemands, 1, "open demands at the submission's end");
        assertEq(fund.claimable(demander), BOND / 2 + 2 * DEMAND_BOND, "claimable by the demander");
        _assertBooks(1_030 * USDT + BOND / 2 + DEMAND_BOND, 0, BOND / 2 + 2 * DEMAND_BOND);
    }

    function test_expire_worksForBothLists() external {
        Bundle memory b = _pending();
        _demand(b, LIQUIDATIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, LIQUIDATIONS, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_expire_revertsAtTheDeadline() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        uint256 deadline = NOW + REVEAL_WINDOW;
        vm.warp(deadline);
        vm.expectRevert(refusal(IInsuranceFund.DeadlineNotPassed.selector, deadline, deadline));
        fund.expire(b.header, POSITIONS, 2);
    }

    function test_expire_revertsWithoutADemand() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 1));
        fund.expire(b.header, POSITIONS, 1);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 0, 2));
        fund.expire(b.header, LIQUIDATIONS, 2);
    }

    function test_expire_revertsOnAnAnsweredDemand() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _revealPosition(b, 2);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        fund.expire(b.header, POSITIONS, 2);
    }

    function test_expire_leavesOtherPeriodsAlone() external {
        Bundle memory first = _pending();
        Bundle memory second = _second();
        _submit(second);
        _demand(first, POSITIONS, 0);
        _demand(second, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW);
        _revealPosition(second, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(first.header, POSITIONS, 0);
        _assertStatus(first, Status.Voided);
        _assertStatus(second, Status.Pending);
        assertEq(fund.reserved(), 20 * USDT, "reserved");
        assertEq(fund.record(2).bond, BOND, "the other bond");
    }
}
