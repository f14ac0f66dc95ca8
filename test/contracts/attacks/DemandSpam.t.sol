// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Seeded} from "../support/Seeded.sol";

/// @notice Who demands every leaf pays the fund for each, and delays by two reveal windows at most.
contract DemandSpamTest is FundTest {
    function testFuzz_demandingEverything_paysTheFund(uint256 seed) external {
        Bundle memory b = Seeded.bundleOf(seed, 1, Place(1, OPENING, FIRST_END), _rule());
        token.issue(operator, uint256(b.header.profit) + b.header.loss + b.header.totalProfit);
        token.issue(demander, WEALTH);
        _submit(b);
        for (uint256 i = 0; i < b.positions.length; ++i) _demand(b, POSITIONS, i);
        for (uint256 i = 0; i < b.liquidations.length; ++i) _demand(b, LIQUIDATIONS, i);
        for (uint256 i = 0; i < b.positions.length; ++i) _revealPosition(b, i);
        for (uint256 i = 0; i < b.liquidations.length; ++i) _revealLiquidation(b, i);

        uint256 demands = b.positions.length + b.liquidations.length;
        assertEq(2 * WEALTH - token.balanceOf(demander), demands * DEMAND_BOND, "what the spammer paid");
        assertEq(fund.claimable(demander), 0, "what the spammer got back");
        assertEq(fund.claimable(operator), 0, "what the operator earned");
        assertEq(fund.totals().forfeited, demands * DEMAND_BOND, "what the fund earned");
        _passWindow(b);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    /// @dev However late each demand and each answer comes, the end is in sight.
    function testFuzz_demands_delayByTwoRevealWindowsAtMost(uint256 seed) external {
        Seeded.Dice memory d = Seeded.dice(seed);
        Bundle memory b = _pending();
        uint256 time = NOW;
        for (uint256 i = 0; i < 4 && time < NOW + CHALLENGE_WINDOW; ++i) {
            time += Seeded.roll(d, NOW + CHALLENGE_WINDOW - time);
            vm.warp(time);
            _demand(b, POSITIONS, i);
            time += Seeded.roll(d, REVEAL_WINDOW + 1);
            vm.warp(time);
            _revealPosition(b, i);
        }
        vm.warp(NOW + CHALLENGE_WINDOW + 2 * REVEAL_WINDOW);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_demands_delayByTwoRevealWindowsAtMost() external {
        Bundle memory b = _pending();
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        _demand(b, POSITIONS, 0);
        uint256 answered = NOW + CHALLENGE_WINDOW - 1 + REVEAL_WINDOW;
        vm.warp(answered);
        _revealPosition(b, 0);
        vm.warp(answered + REVEAL_WINDOW);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }
}
