// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Demand, Policy, Tree} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract RevealTest is FundTest {
    function test_reveal_showsAPosition() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.warp(NOW + 1 hours);
        bytes32[] memory proof = b.positionProof(2);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.PositionRevealed(1, 1, operator, DEMAND_BOND, uint64(NOW), b.positions[2], proof);
        _revealPosition(b, 2);
        _assertAnswered(POSITIONS, 2);
    }

    function test_reveal_showsALiquidation() external {
        Bundle memory b = _pending();
        _demand(b, LIQUIDATIONS, 1);
        vm.warp(NOW + 1 hours);
        bytes32[] memory proof = b.liquidationProof(1);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.LiquidationRevealed(1, 1, operator, DEMAND_BOND, uint64(NOW), b.liquidations[1], proof);
        _revealLiquidation(b, 1);
        _assertAnswered(LIQUIDATIONS, 1);
    }

    function test_reveal_givesAnOddBondToTheFund() external {
        Policy memory p = _policy();
        p.demandBond = uint96(DEMAND_BOND + 1);
        _setPolicy(p);
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _revealPosition(b, 2);
        assertEq(fund.claimable(operator), 0, "claimable");
        assertEq(fund.totals().forfeited, DEMAND_BOND + 1, "forfeited");
    }

    function test_reveal_paysNobodyWhoeverAnswers() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        vm.prank(stranger);
        fund.revealPosition(b.header, b.positions[2], b.positionProof(2));
        assertEq(fund.claimable(stranger), 0, "claimable by the answerer");
        assertEq(fund.claimable(operator), 0, "claimable by the operator");
        assertEq(fund.claimable(demander), 0, "claimable by the demander");
        _assertBooks(1_030 * USDT + DEMAND_BOND, 20 * USDT, BOND);
    }

    function test_reveal_isInTimeAtTheDeadline() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, LIQUIDATIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW);
        _revealPosition(b, 2);
        _revealLiquidation(b, 0);
        assertEq(fund.record(1).openDemands, 0, "open demands");
        assertEq(fund.record(1).quietUntil, NOW + 2 * REVEAL_WINDOW, "quiet until");
    }

    function test_reveal_revertsAfterTheDeadline() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, LIQUIDATIONS, 0);
        uint256 deadline = NOW + REVEAL_WINDOW;
        vm.warp(deadline + 1);
        vm.expectRevert(refusal(IInsuranceFund.AnswerTooLate.selector, deadline + 1, deadline));
        _revealPosition(b, 2);
        vm.expectRevert(refusal(IInsuranceFund.AnswerTooLate.selector, deadline + 1, deadline));
        _revealLiquidation(b, 0);
    }

    function test_reveal_revertsUnasked() external {
        Bundle memory b = _pending();
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        _revealPosition(b, 2);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 0, 2));
        _revealLiquidation(b, 2);
    }

    function test_reveal_revertsTheSecondTime() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _revealPosition(b, 2);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        _revealPosition(b, 2);
    }

    function test_reveal_answersOnlyItsOwnList() external {
        Bundle memory b = _pending();
        _demand(b, LIQUIDATIONS, 2);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 2));
        _revealPosition(b, 2);
    }

    function test_reveal_revertsOnALeafThatIsNotCommitted() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, LIQUIDATIONS, 2);
        Bundle memory forged = b.copy();
        forged.positions[2].profit += 1;
        forged.liquidations[2].closeValue += 1;
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 2));
        _revealPosition(forged, 2);
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 0, 2));
        _revealLiquidation(forged, 2);
    }

    function test_reveal_movesTheQuietTimeOnWithEachAnswer() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 2);
        _demand(b, LIQUIDATIONS, 0);
        _revealPosition(b, 2);
        assertEq(fund.record(1).quietUntil, NOW + REVEAL_WINDOW, "quiet until, first");
        vm.warp(NOW + 1 hours);
        _revealLiquidation(b, 0);
        assertEq(fund.record(1).quietUntil, NOW + 1 hours + REVEAL_WINDOW, "quiet until, then");
    }

    function test_reveal_givesTheFundTheBondThatArrived() external {
        Bundle memory b = _pending();
        token.setParams(10, 49);
        _demand(b, POSITIONS, 2);
        uint256 bond = DEMAND_BOND - DEMAND_BOND / 1_000;
        _revealPosition(b, 2);
        assertEq(fund.claimable(operator), 0, "claimable");
        assertEq(fund.totals().forfeited, bond, "forfeited");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function _assertAnswered(Tree tree, uint256 index) private view {
        _assertBooks(1_030 * USDT + DEMAND_BOND, 20 * USDT, BOND);
        assertEq(fund.claimable(operator), 0, "claimable by the answerer");
        assertEq(fund.totals().forfeited, DEMAND_BOND, "forfeited");
        assertEq(fund.record(1).openDemands, 0, "open demands");
        assertEq(fund.record(1).quietUntil, NOW + 1 hours + REVEAL_WINDOW, "quiet until");
        Demand memory d = fund.demandOf(1, tree, index);
        assertEq(d.demander, demander, "the mark that it was demanded");
        assertEq(d.deadline, 0, "deadline");
        assertEq(d.bond, 0, "bond");
        assertEq(d.period, 0, "period");
    }
}
