// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Status} from "../../../contracts/interfaces/Types.sol";
import {MONEY_8} from "../invariant/Invariants.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Seeded} from "../support/Seeded.sol";

/// @notice An operator keeps its bundle to itself, so that watchers must demand what they would have read: if a part of each answered
/// demand were the answerer's, that would be an income.
contract SecrecyTest is FundTest {
    using Seeded for Seeded.Dice;

    function testFuzz_secrecy_earnsTheOperatorNothing(uint256 seed) external {
        Seeded.Dice memory d = Seeded.dice(seed);
        Bundle memory b = Seeded.bundleOf(seed, 1, Place(1, OPENING, FIRST_END), _rule());
        token.issue(operator, uint256(b.header.profit) + b.header.loss + b.header.totalProfit);
        _submit(b);
        uint256 before = _wealth();
        uint256 assets = fund.assets();
        uint256 demands = 0;
        for (uint256 i = 0; i < b.positions.length + b.liquidations.length; ++i) {
            if (d.roll(2) == 0) continue;
            _askAndAnswer(b, i, d.roll(3));
            ++demands;
        }
        assertEq(_wealth(), before, MONEY_8);
        assertEq(fund.assets() - assets, demands * DEMAND_BOND, MONEY_8);
        assertEq(fund.totals().forfeited, demands * DEMAND_BOND, MONEY_8);
        assertEq(fund.claimable(demander) + fund.claimable(stranger), 0, MONEY_8);

        _passWindow(b);
        vm.warp(block.timestamp + REVEAL_WINDOW);
        fund.finalize(b.header);
        assertEq(_wealth() - before, fund.claimable(clearing), "more than the coverage");
        _assertStatus(b, Status.Finalized);
    }

    /// @dev Whoever answers: the operator, the demander itself, a stranger who has the bundle.
    function _askAndAnswer(Bundle memory b, uint256 i, uint256 who) private {
        address[3] memory answerers = [operator, demander, stranger];
        bool ofPositions = i < b.positions.length;
        if (!ofPositions) i -= b.positions.length;
        _demand(b, ofPositions ? POSITIONS : LIQUIDATIONS, i);
        bytes32[] memory proof = ofPositions ? b.positionProof(i) : b.liquidationProof(i);
        vm.prank(answerers[who]);
        if (ofPositions) fund.revealPosition(b.header, b.positions[i], proof);
        else fund.revealLiquidation(b.header, b.liquidations[i], proof);
    }

    /// @dev What the operator and its clearing own, the bond that is held with it.
    function _wealth() private view returns (uint256 sum) {
        sum = token.balanceOf(operator) + fund.claimable(operator);
        sum += token.balanceOf(clearing) + fund.claimable(clearing);
        if (fund.status(1) == Status.Pending) sum += fund.record(1).bond;
    }
}
