// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Policy} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice A demand in the last second, in the hope that the operator is down for a reveal window: with half of every bond as the prize, an
/// honest settlement of 100 million would be a ticket worth 500,000 USDT for one of 10. What there is to win does not grow with it.
contract OutageLotteryTest is FundTest {
    uint256 private constant MILLION = 1_000_000 * USDT;

    function setUp() public override {
        super.setUp();
        token.issue(operator, 10_000 * MILLION);
        token.issue(donor, 1_000 * MILLION);
        _donate(1_000 * MILLION);
    }

    function test_theDemanderOfALargeSettlement_winsNoMore() external {
        uint256 small = _prizeOf(100 * USDT, 1_000);
        assertEq(small, BOND / 2, "the prize of a loss of 100");
        assertEq(_prizeOf(100 * MILLION, 1_000), small, "the prize of a loss of 100 million");
        assertEq(_prizeOf(1_000 * MILLION, 1_000), small, "the prize of a loss of a billion");
        assertEq(_prizeOf(1_000 * MILLION, 10_000), small, "where the bond is all of it");
    }

    function testFuzz_theDemandersPrize_isTheSame(uint256 loss, uint256 bps) external {
        loss = bound(loss, 2, 1_000 * MILLION);
        assertEq(_prizeOf(loss, uint16(bound(bps, 0, 10_000))), BOND / 2, "prize");
    }

    /// @dev Many demands are as many tickets, but one is drawn: the others get their own bonds back.
    function test_manyDemanders_shareNoPrize() external {
        Bundle memory b = _submitLoss(100 * MILLION, 1_000);
        _demand(b, LIQUIDATIONS, 0);
        vm.prank(stranger);
        fund.demand(b.header, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, LIQUIDATIONS, 0);
        fund.reclaim(1, POSITIONS, 0);
        assertEq(fund.claimable(demander), BOND / 2 + DEMAND_BOND, "of the one who is paid");
        assertEq(fund.claimable(stranger), DEMAND_BOND, "of the other");
    }

    /// @dev What the demander has more than before, the bond of its demand back; the rest of the bond is the fund's.
    function _prizeOf(uint256 loss, uint16 bps) private returns (uint256 prize) {
        uint256 snapshot = vm.snapshotState();
        Bundle memory b = _submitLoss(loss, bps);
        uint256 bond = fund.record(1).bond;
        vm.warp(NOW + CHALLENGE_WINDOW - 1);
        _demand(b, POSITIONS, 0);
        vm.warp(NOW + CHALLENGE_WINDOW + REVEAL_WINDOW);
        fund.expire(b.header, POSITIONS, 0);
        vm.prank(demander);
        fund.withdraw(demander);
        prize = token.balanceOf(demander) - WEALTH;
        assertEq(fund.totals().forfeited, bond - prize, "what the fund got");
        vm.revertToState(snapshot);
    }

    function _submitLoss(uint256 loss, uint16 bps) private returns (Bundle memory b) {
        Policy memory p = _policy();
        p.bondBps = bps;
        _setPolicy(p);
        uint256[] memory profits = new uint256[](1);
        profits[0] = 2 * loss;
        int256[] memory results = new int256[](1);
        results[0] = -int256(loss);
        b = Bundles.build(Place(1, OPENING, FIRST_END), _rule(), profits, results, "loss");
        _submit(b);
    }
}
