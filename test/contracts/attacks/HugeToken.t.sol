// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Credit, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {BOOKS_5} from "../invariant/Invariants.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice A token of any supply: the books refuse what does not fit 2^112 when it comes in, so that whatever came in can be judged,
/// freed, paid and moved on, up to the last unit that they hold.
contract HugeTokenTest is FundTest {
    uint256 private constant FULL = 2 ** 112 - 1;
    bytes private constant OVERFLOW = abi.encodeWithSignature("Panic(uint256)", 0x11);

    function setUp() public override {
        super.setUp();
        token.issue(donor, 2 ** 200);
        token.issue(operator, 2 ** 200);
        token.issue(demander, 2 ** 120);
    }

    // ----------------------------------------------------------------------------------------- what comes in

    function test_theBooks_holdAUnitLessThan2To112() external {
        _donate(FULL);
        assertEq(fund.assets(), FULL, "assets");
        vm.expectRevert(OVERFLOW);
        _donate(1);
        vm.expectRevert(OVERFLOW);
        _credit(1, 0, 1);
        vm.expectRevert(OVERFLOW);
        _credit(1, 0, _credits(1, 1));
        assertEq(fund.assets(), FULL, "assets");
    }

    function test_donate_refusesWhatNeverFits() external {
        vm.expectRevert(_tooWide(FULL + 1));
        _donate(FULL + 1);
        vm.expectRevert(_tooWide(2 ** 199));
        _donate(2 ** 199);
    }

    function test_credit_refusesASumThatNeverFits() external {
        _credit(1, 0, _credits(FULL - 5, 5));
        vm.expectRevert(OVERFLOW);
        _credit(1, 2, 1);
        (uint256 amount, uint64 count, ) = fund.credited(1);
        assertEq(amount, FULL, "credited to the period");
        assertEq(count, 2, "credits of the period");
    }

    function test_credit_refusesASumAUnitTooLarge() external {
        vm.expectRevert(_tooWide(FULL + 1));
        _credit(1, 0, _credits(FULL - 5, 6));
    }

    /// @dev The attack: amounts that wrap to 1 in 128 bits would be pulled as 1 and told as 2^128 - 1 each.
    function test_credit_addsAmountsOf128BitsWithoutWrapping() external {
        uint256 most = type(uint128).max;
        vm.expectRevert(_tooWide(most));
        _credit(1, 0, most);
        vm.expectRevert(_tooWide(most + 2));
        _credit(1, 0, _credits(most, 2));
        Credit[] memory credits = new Credit[](300);
        for (uint256 i = 0; i < credits.length; ++i) credits[i] = Credit(type(uint128).max, bytes32(i));
        vm.expectRevert(_tooWide(300 * most));
        _credit(1, 0, credits);
        _assertBooks(0, 0, 0);
    }

    function test_sync_refusesWhatNeverFits() external {
        token.issue(address(fund), FULL + 1);
        vm.expectRevert(_tooWide(FULL + 1));
        fund.sync();
        assertEq(fund.assets(), 0, "assets");
    }

    function test_sync_refusesWhatNoLongerFits() external {
        _donate(2);
        token.issue(address(fund), FULL - 1);
        vm.expectRevert(OVERFLOW);
        fund.sync();
        _donate(1);
        assertEq(fund.assets(), 3, "assets");
    }

    /// @dev Tokens sent without a call, more than the books could ever hold, stand in nobody's way.
    function test_aBareTransfer_ofAnySizeHoldsNothingUp() external {
        Bundle memory b = _pending();
        token.issue(address(fund), 2 ** 199);
        _demand(b, POSITIONS, 0);
        _revealPosition(b, 0);
        _passWindow(b);
        fund.finalize(b.header);
        vm.prank(clearing);
        fund.withdraw(clearing);
        _submit(_second());
        _assertStatus(_second(), Status.Pending);
    }

    function test_submit_refusesAProfitThatNeverFits() external {
        Bundle memory b = _large(2 ** 112, 1, 1);
        vm.expectRevert(_tooWide(2 ** 112));
        _submit(b);
        b = _large(2 ** 127, 1, 1);
        vm.expectRevert(_tooWide(2 ** 127));
        _submit(b);
    }

    function test_submit_refusesABondThatNeverFits() external {
        _setBonds(1, 10_000, 1);
        Bundle memory b = _large(0, 2 ** 113, 2 ** 114);
        uint256 shared = (uint256(2) ** 113 * 8_000) / 10_000;
        vm.expectRevert(_tooWide(shared));
        _submit(b);
    }

    function test_submit_andDemandRefuseBondsThatNoLongerFit() external {
        Bundle memory b = _pending();
        _donate(FULL - 1_030 * USDT - BOND - DEMAND_BOND + 1);
        vm.expectRevert(OVERFLOW);
        _demand(b, POSITIONS, 0);
        Bundle memory second = _second();
        vm.expectRevert(OVERFLOW);
        _submit(second);
    }

    // ------------------------------------------------------------------------------------- full to the last unit

    function test_full_aFaultStillVoids() external {
        Bundle memory b = _full();
        _challengePosition(b, 0);
        _assertAllGoesOut(b);
    }

    function test_full_silenceStillVoids() external {
        Bundle memory b = _full();
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 1);
        fund.reclaim(1, LIQUIDATIONS, 1);
        _assertAllGoesOut(b);
    }

    function test_full_aCancelStillVoids() external {
        Bundle memory b = _full();
        _cancel(b);
        fund.reclaim(1, POSITIONS, 1);
        fund.reclaim(1, LIQUIDATIONS, 1);
        _assertAllGoesOut(b);
    }

    function test_full_answersAreStillTakenAndTheEndStillComes() external {
        Bundle memory b = _full();
        _revealPosition(b, 1);
        _revealLiquidation(b, 1);
        assertEq(fund.assets() + fund.liabilities(), FULL, BOOKS_5);
        vm.warp(NOW + CHALLENGE_WINDOW + REVEAL_WINDOW);
        fund.finalize(b.header);
        _assertAllGoesOut(b);
    }

    function test_full_whatIsLostIsStillWrittenOff() external {
        Bundle memory b = _full();
        _cancel(b);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        uint256 assets = fund.assets();
        fund.writeOff();
        assertEq(fund.assets(), 0, BOOKS_5);
        assertEq(fund.totals().writtenOff, assets, BOOKS_5);
    }

    /// @dev However the units are spread over assets, bonds and claims.
    function testFuzz_full_everythingGoesOutAgain(uint256 seed, uint256 loss, uint96 least, uint96 ask) external {
        loss = bound(loss, 2, 2 ** 108);
        _setBonds(bound(least, 1, type(uint96).max), uint16(seed % 10_001), bound(ask, 1, type(uint96).max));
        Bundle memory b = _large(bound(seed, 1, 2 ** 108), loss, 2 * loss);
        _fill(b);
        if (seed % 4 == 0) _cancel(b);
        else if (seed % 4 == 1) _challengePosition(b, 0);
        else if (seed % 4 == 2) {
            vm.warp(NOW + REVEAL_WINDOW + 1);
            fund.expire(b.header, POSITIONS, 1);
        } else {
            _revealPosition(b, 1);
            _revealLiquidation(b, 1);
            vm.warp(NOW + CHALLENGE_WINDOW + REVEAL_WINDOW);
            fund.finalize(b.header);
        }
        _assertAllGoesOut(b);
    }

    // ------------------------------------------------------------------------------------------------- helpers

    /// @dev Pending with bonds of all sizes, demanded from, and not a unit free in the books.
    function _full() private returns (Bundle memory b) {
        _setBonds(type(uint96).max, 10_000, type(uint96).max);
        b = _large(2 ** 109, 2 ** 110, 2 ** 111);
        _fill(b);
    }

    function _fill(Bundle memory b) private {
        _donate(2 ** 108);
        _submit(b);
        _demand(b, POSITIONS, 1);
        _demand(b, LIQUIDATIONS, 1);
        _donate(FULL - fund.assets() - fund.liabilities());
        assertEq(fund.assets() + fund.liabilities(), FULL, BOOKS_5);
    }

    /// @dev Claims, then the assets; nothing is left, neither in the books nor in the vault.
    function _assertAllGoesOut(Bundle memory b) private {
        if (fund.demandOf(1, POSITIONS, 1).deadline != 0) fund.reclaim(1, POSITIONS, 1);
        if (fund.demandOf(1, LIQUIDATIONS, 1).deadline != 0) fund.reclaim(1, LIQUIDATIONS, 1);
        assertEq(fund.assets() + fund.liabilities(), FULL, BOOKS_5);
        assertEq(fund.reserved(), 0, BOOKS_5);
        assertTrue(fund.status(b.header.period) != Status.Pending, BOOKS_5);
        address[4] memory owners = [operator, clearing, challenger, demander];
        for (uint256 i = 0; i < 4; ++i) {
            if (fund.claimable(owners[i]) == 0) continue;
            vm.prank(owners[i]);
            fund.withdraw(owners[i]);
        }
        _close();
        vm.prank(governor);
        fund.migrate(stranger);
        _assertBooks(0, 0, 0);
        assertEq(token.balanceOf(address(fund)), 0, BOOKS_5);
    }

    /// @dev A profit, a loss and two winners, the first of which is a lie.
    function _large(uint256 profit, uint256 loss, uint256 winner) private pure returns (Bundle memory b) {
        uint256[] memory profits = new uint256[](2);
        (profits[0], profits[1]) = (winner, winner);
        int256[] memory results = new int256[](2);
        (results[0], results[1]) = (int256(profit), -int256(loss));
        b = Bundles.build(Place(1, OPENING, FIRST_END), _rule(), profits, results, "large");
        if (b.positions.length == 0) return b;
        b.positions[0].profit -= 1;
        b.commit();
    }

    function _setBonds(uint256 least, uint16 bps, uint256 ask) private {
        Policy memory p = _policy();
        (p.settlementBond, p.bondBps, p.demandBond) = (uint96(least), bps, uint96(ask));
        _setPolicy(p);
    }

    function _tooWide(uint256 value) private pure returns (bytes memory) {
        return abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 112, value);
    }
}
