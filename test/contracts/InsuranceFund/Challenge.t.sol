// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

contract ChallengeTest is FundTest {
    function test_challenge_voidsAndPaysHalfOfTheLeastBond() external {
        Bundle memory b = _pendingLie(Fault.PositionFirst);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementVoided(
            1,
            1,
            challenger,
            Fault.PositionFirst,
            20 * USDT,
            BOND / 2,
            BOND / 2,
            uint64(NOW)
        );
        _challengePosition(b, 0);

        _assertStatus(b, Status.Voided);
        _assertBooks(1_030 * USDT + BOND / 2, 0, BOND / 2);
        assertEq(fund.claimable(challenger), BOND / 2, "claimable by the challenger");
        assertEq(fund.claimable(operator), 0, "claimable by the operator");
        assertEq(fund.totals().forfeited, BOND / 2, "forfeited");
        assertEq(fund.pendingCount(), 0, "pending");
    }

    function test_challenge_leavesTheOddUnitToTheFund() external {
        Policy memory p = _policy();
        p.settlementBond = uint96(BOND + 1);
        _setPolicy(p);
        _challengePosition(_pendingLie(Fault.PositionFirst), 0);
        assertEq(fund.claimable(challenger), BOND / 2, "claimable by the challenger");
        assertEq(fund.totals().forfeited, BOND / 2 + 1, "forfeited");
    }

    /// @dev Every fault but silence, each through the tree it stands in.
    function test_challenge_namesEachFault() external {
        for (uint8 i = uint8(Fault.DuplicateKey); i <= uint8(type(Fault).max); ++i) {
            uint256 snapshot = vm.snapshotState();
            Fault fault = Fault(i);
            Bundle memory b = _pendingLie(fault);
            vm.expectEmit(address(fund));
            emit IInsuranceFund.SettlementVoided(1, 1, challenger, fault, 20 * USDT, BOND / 2, BOND / 2, uint64(NOW));
            _challenge(b, fault);
            _assertStatus(b, Status.Voided);
            vm.revertToState(snapshot);
        }
    }

    /// @dev Of liquidations an order that is broken, at any distance and in either order given; `DuplicateKey` is of positions.
    function test_challengePair_namesASharedKeyOfLiquidationsAnOrder() external {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 3; ++j) {
                if (i == j) continue;
                uint256 snapshot = vm.snapshotState();
                Bundle memory b = _sample();
                b.liquidations[j].key = b.liquidations[i].key;
                _assertPairVoids(b, i, j, Fault.LiquidationOrder);
                vm.revertToState(snapshot);
            }
        }
    }

    function test_challengePair_namesDescendingKeysOfLiquidationsAnOrder() external {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 j = 0; j < 3; ++j) {
                if (i == j) continue;
                uint256 snapshot = vm.snapshotState();
                Bundle memory b = _sample();
                (b.liquidations[i].key, b.liquidations[j].key) = (b.liquidations[j].key, b.liquidations[i].key);
                _assertPairVoids(b, i, j, Fault.LiquidationOrder);
                vm.revertToState(snapshot);
            }
        }
    }

    function test_challenge_judgesATimeAtBothBorders() external {
        _assertTimeVoids(OPENING - 1);
        _assertTimeVoids(FIRST_END);
        _assertTimeVoids(0);
        _assertTimeVoids(type(uint256).max);
        uint256[2] memory within = [uint256(OPENING), FIRST_END - 1];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = vm.snapshotState();
            Bundle memory b = _sample();
            b.liquidations[1].time = within[i];
            b.commit();
            _submit(b);
            vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
            _challengeLiquidation(b, 1);
            vm.revertToState(snapshot);
        }
    }

    function test_challenge_judgesAQuantityAtBothBorders() external {
        uint256[3] memory wrong = [uint256(0), 2 ** 128, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 snapshot = vm.snapshotState();
            Bundle memory b = _sample();
            b.liquidations[1].quantity = wrong[i];
            _assertVoids(b, 1, Fault.LiquidationValue);
            vm.revertToState(snapshot);
        }
        Bundle memory right = _sample();
        (right.liquidations[0].quantity, right.liquidations[1].quantity) = (1, 2 ** 128 - 1);
        right.commit();
        _submit(right);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
            _challengeLiquidation(right, i);
        }
    }

    function test_challengePair_takesTheLeavesInEitherOrder() external {
        uint256 snapshot = vm.snapshotState();
        Bundle memory b = _pendingLie(Fault.PositionSum);
        _challengePositionPair(b, 1, 0);
        _assertStatus(b, Status.Voided);
        vm.revertToState(snapshot);
        b = _pendingLie(Fault.LiquidationSum);
        _challengeLiquidationPair(b, 1, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_challenge_isOpenAsLongAsItIsPending() external {
        Bundle memory b = _pendingLie(Fault.LiquidationFirst);
        vm.warp(NOW + 365 days);
        _challengeLiquidation(b, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_challenge_usesTheHeadRateOfTheSubmission() external {
        Policy memory p = _policy();
        p.headBps = 9_500;
        _start(address(token), p);
        Bundle memory b = _sample();
        b.sumPositions(9_500);
        b.commit();
        _submit(b);
        // Three positions hold 95 %: needed at 95 %, one too many only for a rate of 80 %.
        p.headBps = 8_000;
        _setPolicy(p);
        vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
        _challengePosition(b, 2);
    }

    // ----------------------------------------------------------------------------------------------- refusals

    function test_challenge_revertsOnHonestLeaves() external {
        Bundle memory b = _pending();
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
            _challengePosition(b, i);
            for (uint256 j = 0; j < 4; ++j) {
                vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
                _challengePositionPair(b, i, j);
            }
        }
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
            _challengeLiquidation(b, i);
            for (uint256 j = 0; j < 3; ++j) {
                vm.expectRevert(refusal(IInsuranceFund.NoFault.selector));
                _challengeLiquidationPair(b, i, j);
            }
        }
    }

    function test_challenge_revertsOnLeavesThatAreNotCommitted() external {
        Bundle memory b = _pending();
        Bundle memory forged = b.copy();
        (forged.positions[1].profit, forged.liquidations[1].side) = (0, 2);
        bytes memory notAPosition = refusal(IInsuranceFund.NotInTree.selector, 1, 1);
        bytes memory notALiquidation = refusal(IInsuranceFund.NotInTree.selector, 0, 1);
        vm.expectRevert(notAPosition);
        _challengePosition(forged, 1);
        vm.expectRevert(notALiquidation);
        _challengeLiquidation(forged, 1);
    }

    function test_challengePair_revertsWhereEitherIsNotCommitted() external {
        Bundle memory b = _pending();
        bytes32[] memory proof0 = b.positionProof(0);
        bytes32[] memory proof1 = b.positionProof(1);
        bytes32[] memory path0 = b.liquidationProof(0);
        bytes32[] memory path1 = b.liquidationProof(1);
        b.positions[1].profit = 0;
        b.liquidations[1].side = 2;

        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 1));
        fund.challengePositionPair(b.header, b.positions[0], proof0, b.positions[1], proof1);
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 1));
        fund.challengePositionPair(b.header, b.positions[1], proof1, b.positions[0], proof0);
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 0, 1));
        fund.challengeLiquidationPair(b.header, b.liquidations[0], path0, b.liquidations[1], path1);
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 0, 1));
        fund.challengeLiquidationPair(b.header, b.liquidations[1], path1, b.liquidations[0], path0);
    }

    function test_challenge_revertsAtAnIndexBeyondTheList() external {
        Bundle memory b = _pending();
        bytes32[] memory proof = b.positionProof(3);
        b.positions[3].index = type(uint256).max;
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, type(uint256).max));
        fund.challengePosition(b.header, b.positions[3], proof);
    }

    // ------------------------------------------------------------------------------------------------ helpers

    function _pendingLie(Fault fault) private returns (Bundle memory b) {
        _donate(1_000 * USDT);
        _credit(1, 0, 30 * USDT);
        b = _sample();
        Lies.tell(b, fault);
        _submit(b);
    }

    function _assertTimeVoids(uint256 time) private {
        uint256 snapshot = vm.snapshotState();
        Bundle memory b = _sample();
        b.liquidations[1].time = time;
        _assertVoids(b, 1, Fault.LiquidationTime);
        vm.revertToState(snapshot);
    }

    function _assertVoids(Bundle memory b, uint256 i, Fault fault) private {
        _submitAndExpect(b, fault);
        _challengeLiquidation(b, i);
        _assertStatus(b, Status.Voided);
    }

    function _assertPairVoids(Bundle memory b, uint256 i, uint256 j, Fault fault) private {
        _submitAndExpect(b, fault);
        _challengeLiquidationPair(b, i, j);
        _assertStatus(b, Status.Voided);
    }

    function _submitAndExpect(Bundle memory b, Fault fault) private {
        b.commit();
        _submit(b);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementVoided(1, 1, challenger, fault, 20 * USDT, BOND / 2, BOND / 2, uint64(NOW));
    }

    function _challenge(Bundle memory b, Fault fault) private {
        (bool pair, uint256 i, uint256 j) = Lies.evidence(fault);
        bool ofPositions = fault < Fault.LiquidationSide;
        if (ofPositions && pair) _challengePositionPair(b, i, j);
        else if (ofPositions) _challengePosition(b, i);
        else if (pair) _challengeLiquidationPair(b, i, j);
        else _challengeLiquidation(b, i);
    }

    function _challengePositionPair(Bundle memory b, uint256 i, uint256 j) private {
        vm.prank(challenger);
        fund.challengePositionPair(b.header, b.positions[i], b.positionProof(i), b.positions[j], b.positionProof(j));
    }

    function _challengeLiquidationPair(Bundle memory b, uint256 i, uint256 j) private {
        vm.prank(challenger);
        fund.challengeLiquidationPair(
            b.header,
            b.liquidations[i],
            b.liquidationProof(i),
            b.liquidations[j],
            b.liquidationProof(j)
        );
    }
}
