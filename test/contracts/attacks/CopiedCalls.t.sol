// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice A call that is copied from the mempool and sent first takes one reward at most, and the outcome stays the same.
contract CopiedCallsTest is FundTest {
    function test_aCopiedChallenge_voidsAllTheSame() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);

        vm.prank(stranger);
        fund.challengePosition(b.header, b.positions[0], b.positionProof(0));
        vm.expectRevert(refusal(IInsuranceFund.NotPending.selector, 1, uint256(Status.Voided)));
        _challengePosition(b, 0);

        _assertStatus(b, Status.Voided);
        assertEq(fund.claimable(stranger), BOND / 2, "what the copier got");
        assertEq(fund.claimable(challenger), 0, "what the challenger got");
        assertEq(token.balanceOf(challenger), WEALTH, "what the challenger lost");
    }

    function test_aCopiedAnswer_answersAllTheSame() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        uint256 before = token.balanceOf(operator);
        vm.prank(stranger);
        fund.revealPosition(b.header, b.positions[1], b.positionProof(1));
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 1, 1, 1));
        _revealPosition(b, 1);
        assertEq(fund.claimable(stranger), 0, "what the copier got");
        assertEq(token.balanceOf(operator), before, "what the operator lost");

        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(operator), BOND, "the operator's bond");
    }

    /// @dev Whoever calls, silence pays the demander: there is nothing to copy.
    function test_aCopiedExpire_paysTheDemander() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.prank(stranger);
        fund.expire(b.header, POSITIONS, 1);
        assertEq(fund.claimable(stranger), 0, "what the copier got");
        assertEq(fund.claimable(demander), BOND / 2 + DEMAND_BOND, "what the demander got");
    }

    function test_aCopiedReclaim_paysTheDemander() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 1);
        _cancel(b);
        vm.prank(stranger);
        fund.reclaim(1, POSITIONS, 1);
        assertEq(fund.claimable(stranger), 0, "what the copier got");
        assertEq(fund.claimable(demander), DEMAND_BOND, "what the demander got");
    }

    function test_aCopiedDemand_costsTheCopierTheBond() external {
        Bundle memory b = _pending();
        vm.prank(stranger);
        fund.demand(b.header, POSITIONS, 1);
        vm.expectRevert(refusal(IInsuranceFund.DemandedBefore.selector, 1, 1, 1));
        _demand(b, POSITIONS, 1);
        assertEq(WEALTH - token.balanceOf(stranger), DEMAND_BOND, "what the copier paid");
    }
}
