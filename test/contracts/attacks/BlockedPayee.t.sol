// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Status} from "../../../contracts/interfaces/Types.sol";
import {RevertingToken} from "../../../contracts/mocks/RevertingToken.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice Nothing is pushed: a payee whom the token refuses blocks nobody, not even itself for ever.
contract BlockedPayeeTest is FundTest {
    RevertingToken private _picky;

    function setUp() public override {
        super.setUp();
        _picky = RevertingToken(_create("RevertingToken.sol:RevertingToken", ""));
        _start(address(_picky), _policy());
        address[4] memory rich = [operator, challenger, demander, donor];
        for (uint256 i = 0; i < 4; ++i) _picky.issue(rich[i], WEALTH);
    }

    function test_aRefusedPayee_blocksNoFinalization() external {
        Bundle memory b = _pending();
        _picky.refuse(clearing);
        _picky.refuse(operator);
        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(clearing), 20 * USDT, "claimable by clearing");

        vm.expectRevert(abi.encodeWithSelector(RevertingToken.Refused.selector, clearing));
        vm.prank(clearing);
        fund.withdraw(clearing);
        vm.prank(clearing);
        fund.withdraw(stranger);
        assertEq(_picky.balanceOf(stranger), 20 * USDT, "sent elsewhere instead");
    }

    function test_aRefusedChallenger_stillVoids() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
        _picky.refuse(challenger);
        _challengePosition(b, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_aRefusedDemander_blocksNoAnswerAndNoVoid() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        _demand(b, POSITIONS, 1);
        _picky.refuse(demander);
        _picky.refuse(operator);
        _revealPosition(b, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 1);
        _assertStatus(b, Status.Voided);
        assertEq(fund.claimable(demander), BOND / 2 + DEMAND_BOND, "claimable by the demander");
    }

    function test_aRefusedOperator_blocksNoCancelAndNoReclaim() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        _picky.refuse(operator);
        _picky.refuse(demander);
        _cancel(b);
        fund.reclaim(1, POSITIONS, 0);
        _assertStatus(b, Status.Voided);
    }

    /// @dev What judges never reads the token, not even its balance.
    function test_aTokenThatAnswersNothing_blocksNoJudgement() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 1);
        _demand(b, LIQUIDATIONS, 2);
        _picky.goBlind();
        _revealPosition(b, 1);
        _revealLiquidation(b, 1);
        uint256 snapshot = vm.snapshotState();
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, LIQUIDATIONS, 2);
        vm.revertToState(snapshot);
        _cancel(b);
        vm.revertToState(snapshot);
        _challengePosition(b, 0);
        fund.reclaim(1, LIQUIDATIONS, 2);
        _assertStatus(b, Status.Voided);

        vm.expectRevert(refusal(RevertingToken.Blind.selector));
        fund.sync();
    }
}
