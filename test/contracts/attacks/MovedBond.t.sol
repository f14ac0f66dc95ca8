// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice The bond is a part of the coverage, and the coverage grows with any donation: whoever approves exactly what a preview said can be
/// kept from submitting for 0.0002 USDT a time. The bound of the quota is one that no stranger can move.
contract MovedBondTest is FundTest {
    uint256 private constant MILLION = 1_000_000 * USDT;

    function setUp() public override {
        super.setUp();
        token.issue(operator, 1_000 * MILLION);
        _donate(MILLION);
        vm.prank(operator);
        token.approve(address(fund), 0);
    }

    /// @dev The attack, and that it works as often as somebody likes.
    function test_aDonation_stopsWhoApprovedExactly() external {
        Bundle memory b = _loss();
        for (uint256 i = 0; i < 3; ++i) {
            _approve(_preview(b));
            _donate(200);
            vm.expectRevert(bytes(""));
            _submit(b);
            _approve(0);
        }
        _approve(_preview(b));
        _submit(b);
        assertEq(fund.record(1).bond, 90_000 * USDT + 6, "the bond that was moved by three donations");
    }

    function test_aDonation_stopsNobodyWhoApprovedTheBound() external {
        Bundle memory b = _loss();
        _approve(_bound(b));
        _donate(200);
        _submit(b, 0);
        assertEq(fund.record(1).bond, 90_000 * USDT + 2, "bond");
        assertEq(token.allowance(operator, address(fund)), _bound(b) - 90_000 * USDT - 2, "allowance that is left");
    }

    /// @dev Whatever lands between preview and block: gifts, tokens that are synced, a settlement's end, a lost bond.
    function testFuzz_theBound_isEnoughWhateverComesBetween(
        uint256 seed,
        uint128 gift,
        uint16 bps,
        uint96 least
    ) external {
        Policy memory p = _policy();
        p.bondBps = uint16(bound(bps, 0, 10_000));
        p.settlementBond = uint96(bound(least, 1, MILLION));
        _setPolicy(p);
        _approve(type(uint256).max);
        Bundle memory first = _sample();
        _submit(first);
        Bundle memory b = _sampleAt(Place(2, FIRST_END, FIRST_END + 1 hours));
        _approve(0);
        uint256 enough = _bound(b);
        _approve(enough);

        gift = uint128(bound(gift, 0, WEALTH / 2));
        token.issue(address(fund), gift);
        if (seed % 2 == 0) fund.sync();
        if (seed % 3 == 0 && gift != 0) _donate(gift);
        if (seed % 5 == 0) _cancel(first);
        else {
            _passWindow(first);
            fund.finalize(first.header);
        }
        uint256 before = token.balanceOf(operator);
        _submit(b);
        assertLe(before - token.balanceOf(operator), enough, "pulled");
        _assertStatus(b, Status.Pending);
    }

    /// @dev Reached where all of the quota is covered: no smaller bound would do.
    function test_theBound_isReached() external {
        _donate(2 * MILLION);
        Bundle memory b = _loss();
        _approve(_bound(b) - 1);
        vm.expectRevert(bytes(""));
        _submit(b);
        _approve(0);
        _approve(_bound(b));
        _submit(b);
        assertEq(token.allowance(operator, address(fund)), 0, "allowance that is left");
    }

    /// @dev missing + max(settlementBond, (quota + shared) * bondBps / 10000): neither assets nor reserves stand in it.
    function _bound(Bundle memory b) private view returns (uint256) {
        (uint256 credited, , ) = fund.credited(b.header.period);
        uint256 missing = b.header.profit > credited ? b.header.profit - credited : 0;
        return missing + _bondOf(b, b.header.loss - _toShare(b));
    }

    /// @dev As a tool would see it a block before.
    function _preview(Bundle memory b) private view returns (uint256) {
        uint256 quota = b.header.loss - _toShare(b);
        uint256 free = fund.available();
        return b.header.profit + _bondOf(b, quota < free ? quota : free);
    }

    function _bondOf(Bundle memory b, uint256 coverage) private view returns (uint256) {
        Policy memory p = fund.policy();
        uint256 shared = _toShare(b) < b.header.headProfit ? _toShare(b) : b.header.headProfit;
        uint256 part = ((coverage + shared) * p.bondBps) / 10_000;
        return part > p.settlementBond ? part : p.settlementBond;
    }

    function _toShare(Bundle memory b) private pure returns (uint256) {
        return (uint256(b.header.loss) * 8_000) / 10_000;
    }

    function _approve(uint256 amount) private {
        vm.prank(operator);
        token.approve(address(fund), amount);
    }

    /// @dev A loss of 10 million: a quota of 2 million, of which the fund has half.
    function _loss() private pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](1);
        profits[0] = 20 * MILLION;
        int256[] memory results = new int256[](1);
        results[0] = -int256(10 * MILLION);
        return Bundles.build(Place(1, OPENING, FIRST_END), _rule(), profits, results, "loss");
    }
}
