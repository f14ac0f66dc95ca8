// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice A void or a cancel loops over no demand: each is reclaimed by itself.
contract ReclaimTest is FundTest {
    function test_reclaim_returnsTheBondAfterACancel() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _cancel(b);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.DemandReclaimed(1, POSITIONS, 2, demander, DEMAND_BOND);
        vm.prank(stranger);
        fund.reclaim(1, POSITIONS, 2);
        assertEq(fund.claimable(demander), DEMAND_BOND, "claimable by the demander");
        assertEq(fund.claimable(stranger), 0, "claimable by who called");
        _assertBooks(1_030 * USDT + BOND / 2, 0, BOND / 2 + DEMAND_BOND);
        assertEq(fund.demandOf(1, POSITIONS, 2).demander, address(0), "the demand is gone");
    }

    function test_reclaim_returnsTheBondAfterAVoid() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        vm.prank(stranger);
        fund.demand(b.header, LIQUIDATIONS, 1);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 1);
        fund.reclaim(1, LIQUIDATIONS, 1);
        assertEq(fund.claimable(stranger), DEMAND_BOND, "claimable by the other demander");
        assertEq(fund.liabilities(), BOND / 2 + 2 * DEMAND_BOND, "liabilities");
    }

    function test_reclaim_worksWhileALaterSubmissionIsPending() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _cancel(b);
        _submit(b);
        fund.reclaim(1, POSITIONS, 2);
        assertEq(fund.claimable(demander), DEMAND_BOND, "claimable by the demander");
        _assertStatus(b, Status.Pending);
        assertEq(fund.record(1).bond, BOND, "the bond of the later submission");
    }

    function test_reclaim_worksAfterALaterSubmissionWasFinalized() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _cancel(b);
        _submit(b);
        _passWindow(b);
        fund.finalize(b.header);
        fund.reclaim(1, POSITIONS, 2);
        assertEq(fund.claimable(demander), DEMAND_BOND, "claimable by the demander");
    }

    function test_reclaim_revertsWhileTheSubmissionIsPending() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.expectRevert(refusal(IInsuranceFund.SubmissionPending.selector, 1));
        fund.reclaim(1, POSITIONS, 2);
        vm.warp(NOW + 100 days);
        vm.expectRevert(refusal(IInsuranceFund.SubmissionPending.selector, 1));
        fund.reclaim(1, POSITIONS, 2);
    }

    function test_reclaim_revertsTheSecondTime() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _cancel(b);
        fund.reclaim(1, POSITIONS, 2);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        fund.reclaim(1, POSITIONS, 2);
    }

    function test_reclaim_revertsOnAnAnsweredDemand() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _revealPosition(b, 2);
        _cancel(b);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        fund.reclaim(1, POSITIONS, 2);
    }

    function test_reclaim_revertsOnTheDemandThatVoided() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 2);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        fund.reclaim(1, POSITIONS, 2);
    }

    function test_reclaim_revertsWithoutADemand() external {
        Bundle memory b = _voided();
        assertEq(b.header.period, 1, "period");
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 0, 0, 0));
        fund.reclaim(0, LIQUIDATIONS, 0);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, type(uint64).max, 1, type(uint256).max));
        fund.reclaim(type(uint64).max, POSITIONS, type(uint256).max);
    }
}
