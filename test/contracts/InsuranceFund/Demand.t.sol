// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Demand, Policy} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract DemandTest is FundTest {
    function test_demand_asksForALeafAgainstABond() external {
        Bundle memory b = _pending();
        vm.warp(NOW + 1 hours);
        uint256 before = token.balanceOf(demander);
        uint256 deadline = NOW + 1 hours + REVEAL_WINDOW;
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Demanded(1, 1, demander, POSITIONS, 3, DEMAND_BOND, 0, deadline, uint64(NOW));
        _demand(b, POSITIONS, 3);

        assertEq(before - token.balanceOf(demander), DEMAND_BOND, "pulled");
        _assertBooks(1_030 * USDT, 20 * USDT, BOND + DEMAND_BOND);
        assertEq(fund.record(1).openDemands, 1, "open demands");
        Demand memory d = fund.demandOf(1, POSITIONS, 3);
        assertEq(d.demander, demander, "demander");
        assertEq(d.deadline, deadline, "deadline");
        assertEq(d.bond, DEMAND_BOND, "bond");
        assertEq(d.period, 1, "period");
    }

    function test_demand_reachesEveryLeafOfBothLists() external {
        Bundle memory b = _pending();
        for (uint256 i = 0; i < 4; ++i) _demand(b, POSITIONS, i);
        for (uint256 i = 0; i < 3; ++i) _demand(b, LIQUIDATIONS, i);
        assertEq(fund.record(1).openDemands, 7, "open demands");
        assertEq(fund.liabilities(), BOND + 7 * DEMAND_BOND, "liabilities");
    }

    function test_demand_takesTheBondFromTheClaimFirst() external {
        Bundle memory b = _claimOfADemandersBond(DEMAND_BOND, 3 * DEMAND_BOND);
        assertEq(fund.claimable(demander), DEMAND_BOND, "claimable before");

        uint256 before = token.balanceOf(demander);
        uint256 deadline = NOW + REVEAL_WINDOW;
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Demanded(1, 2, demander, POSITIONS, 1, 3 * DEMAND_BOND, DEMAND_BOND, deadline, uint64(NOW));
        _demand(b, POSITIONS, 1);
        assertEq(fund.claimable(demander), 0, "claimable");
        assertEq(before - token.balanceOf(demander), 2 * DEMAND_BOND, "pulled");
        assertEq(fund.demandOf(2, POSITIONS, 1).bond, 3 * DEMAND_BOND, "bond");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function test_demand_takesAClaimOfOneUnit() external {
        Bundle memory b = _claimOfADemandersBond(1, 2);
        assertEq(fund.claimable(demander), 1, "claimable before");
        _demand(b, POSITIONS, 1);
        assertEq(fund.claimable(demander), 0, "claimable");
        _assertBooks(1_030 * USDT + BOND / 2, 20 * USDT, BOND + 2);
    }

    function test_demand_leavesTheRestOfTheClaim() external {
        Bundle memory b = _claimOfADemandersBond(DEMAND_BOND, DEMAND_BOND - 1);
        _demand(b, POSITIONS, 1);
        assertEq(fund.claimable(demander), 1, "claimable");
    }

    function test_demand_needsNoTokenWhereTheClaimIsEnough() external {
        Bundle memory first = _finalized();
        Bundle memory b = _second();
        _submit(b);
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable by clearing");
        Policy memory p = _policy();
        p.demandBond = uint96(20 * USDT);
        _cancel(b);
        _setPolicy(p);
        _submit(b);
        token.pause();
        vm.prank(clearing);
        fund.demand(b.header, POSITIONS, 0);
        assertEq(fund.claimable(clearing), 0, "claimable");
        assertEq(fund.demandOf(3, POSITIONS, 0).bond, 20 * USDT, "bond");
        assertEq(first.header.period, 1, "first period");
    }

    function test_demand_holdsTheBondThatArrived() external {
        Bundle memory b = _pending();
        token.setParams(10, 49);
        uint256 arrives = DEMAND_BOND - DEMAND_BOND / 1_000;
        _demand(b, POSITIONS, 0);
        assertEq(fund.demandOf(1, POSITIONS, 0).bond, arrives, "bond");
        _assertBooks(1_030 * USDT, 20 * USDT, BOND + arrives);
    }

    function test_demand_isOpenUpToTheLastSecondOfTheWindow() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        _demand(b, POSITIONS, 0);
        assertEq(fund.demandOf(1, POSITIONS, 0).deadline, NOW + CHALLENGE_WINDOW - 1 + REVEAL_WINDOW, "deadline");
    }

    function test_demand_revertsAfterTheWindow() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW);
        vm.expectRevert(refusal(IInsuranceFund.DemandTooLate.selector, NOW + CHALLENGE_WINDOW, NOW + CHALLENGE_WINDOW));
        _demand(b, POSITIONS, 0);
    }

    function test_demand_revertsBeyondTheList() external {
        Bundle memory b = _pending();
        vm.expectRevert(refusal(IInsuranceFund.IndexOutOfRange.selector, 1, 4, 4));
        _demand(b, POSITIONS, 4);
        vm.expectRevert(refusal(IInsuranceFund.IndexOutOfRange.selector, 0, 3, 3));
        _demand(b, LIQUIDATIONS, 3);
        vm.expectRevert(refusal(IInsuranceFund.IndexOutOfRange.selector, 1, type(uint256).max, 4));
        _demand(b, POSITIONS, type(uint256).max);
    }

    function test_demand_revertsWhileTheSameIsOpen() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.expectRevert(refusal(IInsuranceFund.DemandedBefore.selector, 1, 1, 2));
        vm.prank(challenger);
        fund.demand(b.header, POSITIONS, 2);
    }

    function test_demand_revertsOnceTheSameWasAnswered() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _revealPosition(b, 2);
        vm.expectRevert(refusal(IInsuranceFund.DemandedBefore.selector, 1, 1, 2));
        _demand(b, POSITIONS, 2);
    }

    function test_demand_countsTheSameIndexOfBothListsApart() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, LIQUIDATIONS, 2);
        assertEq(fund.record(1).openDemands, 2, "open demands");
    }

    function test_demand_takesBondAndWindowOfTheSubmission() external {
        Bundle memory b = _pending();
        Policy memory p = _policy();
        p.demandBond *= 2;
        p.revealWindow = 1 hours;
        _setPolicy(p);
        _demand(b, POSITIONS, 2);
        assertEq(fund.demandOf(1, POSITIONS, 2).bond, DEMAND_BOND, "bond");
        assertEq(fund.demandOf(1, POSITIONS, 2).deadline, NOW + REVEAL_WINDOW, "deadline");

        _cancel(b);
        _submit(b);
        _demand(b, POSITIONS, 2);
        assertEq(fund.demandOf(2, POSITIONS, 2).bond, 2 * DEMAND_BOND, "bond under the new policy");
        assertEq(fund.demandOf(2, POSITIONS, 2).deadline, NOW + 1 hours, "deadline under the new policy");
    }

    /// @dev A demand of a submission that was cancelled came back; the next submission asks another bond.
    function _claimOfADemandersBond(uint256 bond, uint256 next) private returns (Bundle memory b) {
        Policy memory p = _policy();
        p.demandBond = uint96(bond);
        _setPolicy(p);
        b = _pending();
        _demand(b, POSITIONS, 0);
        _cancel(b);
        fund.reclaim(1, POSITIONS, 0);
        p.demandBond = uint96(next);
        _setPolicy(p);
        _submit(b);
    }
}
