// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Liquidation, Position, Status} from "../../../contracts/interfaces/Types.sol";
import {JUDGE_7} from "../invariant/Invariants.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice An operator commits to figures of 256 bits, so that judging them might revert: every call on them is a fault, no fault, or
/// an answer.
contract HostileLeavesTest is FundTest {
    function testFuzz_anyLiquidation_isJudged(Liquidation memory leaf, uint256 place) external {
        Bundle memory b = _sample();
        place %= 3;
        leaf.index = place;
        b.liquidations[place] = leaf;
        _submitCommitted(b);
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < 3; ++i) {
            _assertJudged(b, _challengeOf(b, place, i));
            vm.revertToState(snapshot);
            _assertJudged(b, _challengeOf(b, i, place));
            vm.revertToState(snapshot);
        }
        _assertRead(abi.encodeCall(IInsuranceFund.verifyLiquidation, (b.header, leaf, b.liquidationProof(place))));
        _demand(b, LIQUIDATIONS, place);
        _revealLiquidation(b, place);
        assertEq(fund.record(1).openDemands, 0, JUDGE_7);
    }

    /// @dev One hostile figure in a leaf that is honest otherwise, so that the later checks are reached.
    function testFuzz_anyFigureOfALiquidation_isJudged(uint256 figure, uint256 which, uint256 place) external {
        Liquidation memory leaf = _sample().liquidations[place % 3];
        which %= 7;
        if (which == 0) leaf.side = figure;
        else if (which == 1) leaf.quantity = figure;
        else if (which == 2) leaf.takeoverValue = figure;
        else if (which == 3) leaf.closeValue = figure;
        else if (which == 4) leaf.time = figure;
        else if (which == 5) leaf.cumulativeProfit = figure;
        else leaf.cumulativeLoss = figure;
        this.testFuzz_anyLiquidation_isJudged(leaf, place);
    }

    function testFuzz_anyPosition_isJudged(Position memory leaf, uint256 place) external {
        Bundle memory b = _sample();
        place %= 4;
        leaf.index = place;
        b.positions[place] = leaf;
        _submitCommitted(b);
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < 4; ++i) {
            _assertJudged(b, _positionChallengeOf(b, place, i));
            vm.revertToState(snapshot);
            _assertJudged(b, _positionChallengeOf(b, i, place));
            vm.revertToState(snapshot);
        }
        _assertRead(abi.encodeCall(IInsuranceFund.shareOf, (b.header, leaf, b.positionProof(place))));
        _demand(b, POSITIONS, place);
        _revealPosition(b, place);
        assertEq(fund.record(1).openDemands, 0, JUDGE_7);
    }

    function testFuzz_anyFigureOfAPosition_isJudged(uint256 figure, bool ofSum, uint256 place) external {
        Position memory leaf = _sample().positions[place % 4];
        if (ofSum) leaf.cumulativeProfit = figure;
        else leaf.profit = figure;
        this.testFuzz_anyPosition_isJudged(leaf, place);
    }

    function _submitCommitted(Bundle memory b) private {
        b.commit();
        _submit(b);
    }

    /// @dev Voided, or without fault; nothing else.
    function _assertJudged(Bundle memory b, bytes memory challenge) private {
        vm.prank(challenger);
        (bool voided, bytes memory reason) = address(fund).call(challenge);
        if (voided) _assertStatus(b, Status.Voided);
        else assertEq(reason, refusal(IInsuranceFund.NoFault.selector), JUDGE_7);
    }

    /// @dev An answer, or the name of the leaf's fault.
    function _assertRead(bytes memory view_) private view {
        (bool done, bytes memory answer) = address(fund).staticcall(view_);
        if (!done) assertEq(bytes32(bytes4(answer)), bytes32(IInsuranceFund.LeafAtFault.selector), JUDGE_7);
    }

    function _challengeOf(Bundle memory b, uint256 i, uint256 j) private pure returns (bytes memory) {
        bytes32[] memory proof = b.liquidationProof(i);
        if (i == j) {
            return abi.encodeCall(IInsuranceFund.challengeLiquidation, (b.header, b.liquidations[i], proof));
        }
        return
            abi.encodeCall(
                IInsuranceFund.challengeLiquidationPair,
                (b.header, b.liquidations[i], proof, b.liquidations[j], b.liquidationProof(j))
            );
    }

    function _positionChallengeOf(Bundle memory b, uint256 i, uint256 j) private pure returns (bytes memory) {
        bytes32[] memory proof = b.positionProof(i);
        if (i == j) return abi.encodeCall(IInsuranceFund.challengePosition, (b.header, b.positions[i], proof));
        return
            abi.encodeCall(
                IInsuranceFund.challengePositionPair,
                (b.header, b.positions[i], proof, b.positions[j], b.positionProof(j))
            );
    }
}
