// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {JUDGE_5, JUDGE_6, JUDGE_7} from "../invariant/Invariants.sol";
import {Bundle, Bundles, Place, Rule} from "../support/Bundle.sol";
import {LibraryTest} from "../support/LibraryTest.sol";
import {Seeded} from "../support/Seeded.sol";

/// @notice Whole lists: no honest one has a fault, and none that was tampered with goes without.
contract FaultsListsTest is LibraryTest {
    using Seeded for Seeded.Dice;

    function testFuzz_honestLists_haveNoFault(uint256 seed) external view {
        Rule memory rule = Seeded.rule(seed);
        _assertHonest(Seeded.bundle(seed, Place(1, 1, 2), rule), rule.headBps);
    }

    /// @dev 1, 2, 2^k and 2^k + 1 positions of one size, of two sizes and of all sizes.
    function test_honestLists_ofAllShapes() external view {
        uint256[7] memory counts = [uint256(1), 2, 3, 4, 5, 8, 17];
        for (uint256 i = 0; i < counts.length; ++i) {
            for (uint256 sizes = 1; sizes < 4; ++sizes) {
                uint256[] memory profits = new uint256[](counts[i]);
                for (uint256 j = 0; j < profits.length; ++j) profits[j] = 10 + (j % (sizes * sizes));
                int256[] memory results = new int256[](counts[i]);
                for (uint256 j = 0; j < results.length; ++j) results[j] = int256(j % 4) * 5 - 10;
                _assertHonest(Bundles.build(Place(1, 1, 2), Rule(2_000, 9_000), profits, results, "shape"), 9_000);
            }
        }
    }

    function testFuzz_tamperedPositions_haveAFault(uint256 seed) external view {
        Seeded.Dice memory d = Seeded.dice(seed);
        Bundle memory b = Seeded.bundleOf(seed, 2, Place(1, 1, 2), Rule(2_000, 9_000));
        _tamperPositions(b, d);
        assertTrue(_hasPositionFault(b, 9_000), JUDGE_6);
    }

    function testFuzz_tamperedLiquidations_haveAFault(uint256 seed) external view {
        Seeded.Dice memory d = Seeded.dice(seed);
        Bundle memory b = Seeded.bundleOf(seed, 2, Place(1, 1, 2), Rule(2_000, 9_000));
        _tamperLiquidations(b, d);
        assertTrue(_hasLiquidationFault(b), JUDGE_6);
    }

    /// @dev Any figures at all, and those at which sums and casts turn over, are judged without a revert.
    function testFuzz_hostileFigures_areJudged(uint256 seed, Settlement memory s) external view {
        Seeded.Dice memory d = Seeded.dice(seed);
        if (d.roll(2) == 0) s = Seeded.bundle(seed, Place(1, 1, 2), Rule(2_000, 9_000)).header;
        Position memory p = _hostilePosition(d);
        Position memory q = _hostilePosition(d);
        uint256 headBps = 1 + d.roll(10_000);
        libraries.ofPosition(s, p, headBps);
        assertEq(
            uint256(libraries.ofPositions(s, p, q, headBps)) != 0,
            uint256(libraries.ofPositions(s, q, p, headBps)) != 0 || p.index == q.index,
            JUDGE_7
        );
        Liquidation memory l = _hostileLiquidation(d);
        Liquidation memory m = _hostileLiquidation(d);
        libraries.ofLiquidation(s, l);
        assertEq(
            uint256(libraries.ofLiquidations(s, l, m)) != 0,
            uint256(libraries.ofLiquidations(s, m, l)) != 0 || l.index == m.index,
            JUDGE_7
        );
        libraries.resultOf(l);
    }

    /// @dev An honest liquidation with one hostile figure: without fault only if that figure fits its bounds.
    function testFuzz_oneHostileFigure_mustFit(uint256 seed) external view {
        Seeded.Dice memory d = Seeded.dice(seed);
        Bundle memory b = Seeded.bundleOf(seed, 1, Place(1, 1_000, 1_000 + uint64(1 + d.roll(5))), Rule(2_000, 9_000));
        Liquidation memory l = b.liquidations[d.roll(b.liquidations.length)];
        uint256 kind = d.roll(5);
        if (kind == 0) l.side = _edge(d);
        else if (kind == 1) l.quantity = _edge(d);
        else if (kind == 2) l.takeoverValue = _edge(d);
        else if (kind == 3) l.closeValue = _edge(d);
        else l.time = d.roll(2) == 0 ? 998 + d.roll(10) : _edge(d);
        bool fits =
            l.side < 2 &&
                l.quantity != 0 &&
                l.quantity < 2 ** 128 &&
                l.takeoverValue < 2 ** 128 &&
                l.closeValue < 2 ** 128 &&
                l.time >= b.header.startTime &&
                l.time < b.header.endTime;
        bool clear = libraries.ofLiquidation(b.header, l) == Fault.None;
        assertTrue(fits || !clear, JUDGE_7);
        // Of quantity and time nothing but the bounds is judged.
        if (kind == 1 || kind == 4) assertEq(clear, fits, JUDGE_7);
    }

    // ------------------------------------------------------------------------------------------------ judging

    function _assertHonest(Bundle memory b, uint256 headBps) private view {
        assertTrue(!_hasPositionFault(b, headBps), JUDGE_5);
        assertTrue(!_hasLiquidationFault(b), JUDGE_5);
    }

    function _hasPositionFault(Bundle memory b, uint256 headBps) private view returns (bool) {
        for (uint256 i = 0; i < b.positions.length; ++i) {
            if (uint256(libraries.ofPosition(b.header, b.positions[i], headBps)) != 0) return true;
            for (uint256 j = i; j < b.positions.length; ++j) {
                if (uint256(libraries.ofPositions(b.header, b.positions[j], b.positions[i], headBps)) != 0) return true;
            }
        }
        return false;
    }

    function _hasLiquidationFault(Bundle memory b) private view returns (bool) {
        for (uint256 i = 0; i < b.liquidations.length; ++i) {
            if (uint256(libraries.ofLiquidation(b.header, b.liquidations[i])) != 0) return true;
            for (uint256 j = i; j < b.liquidations.length; ++j) {
                if (uint256(libraries.ofLiquidations(b.header, b.liquidations[j], b.liquidations[i])) != 0) return true;
            }
        }
        return false;
    }

    // ---------------------------------------------------------------------------------------------- tampering

    /// @dev One lie a list; sums that a liar would write anew are written anew.
    function _tamperPositions(Bundle memory b, Seeded.Dice memory d) private pure {
        uint256 i = d.roll(b.positions.length);
        uint256 kind = d.roll(9);
        if (kind == 0) b.positions[i].profit = _other(d, b.positions[i].profit);
        else if (kind == 1) b.positions[i].cumulativeProfit = _other(d, b.positions[i].cumulativeProfit);
        else if (kind == 2) b.header.totalProfit = uint128(_other(d, b.header.totalProfit) % 2 ** 128);
        else if (kind == 3) b.header.headProfit ^= uint128(1 + d.roll(7));
        else if (kind == 4) _countElsewhere(b);
        else if (kind == 5) _swap(b, i, (i + 1 + d.roll(b.positions.length - 1)) % b.positions.length);
        else if (kind == 6) b.positions[i].key = b.positions[(i + 1) % b.positions.length].key;
        else if (kind == 7) _cutElsewhere(b);
        else {
            b.positions[b.positions.length - 1].profit = 0;
            b.sumPositions(9_000);
        }
    }

    function _swap(Bundle memory b, uint256 i, uint256 j) private pure {
        (b.positions[i], b.positions[j]) = (b.positions[j], b.positions[i]);
        b.sumPositions(9_000);
    }

    /// @dev A head that is one position longer or shorter, but of the same profit.
    function _countElsewhere(Bundle memory b) private pure {
        if (b.header.headCount < b.positions.length) ++b.header.headCount;
        else --b.header.headCount;
    }

    /// @dev A head that is one position too long, with the profit to match; one that is too short is refused by submit.
    function _cutElsewhere(Bundle memory b) private pure {
        uint256 k = b.header.headCount;
        _countElsewhere(b);
        if (b.header.headCount > k) b.header.headProfit = uint128(b.positions[k].cumulativeProfit);
    }

    function _tamperLiquidations(Bundle memory b, Seeded.Dice memory d) private pure {
        uint256 i = d.roll(b.liquidations.length);
        Liquidation memory l = b.liquidations[i];
        uint256 kind = d.roll(11);
        if (kind == 0) l.takeoverValue = _other(d, l.takeoverValue);
        else if (kind == 1) l.closeValue = _other(d, l.closeValue);
        else if (kind == 2) l.cumulativeProfit = _other(d, l.cumulativeProfit);
        else if (kind == 3) l.cumulativeLoss = _other(d, l.cumulativeLoss);
        else if (kind == 4) l.side = 2 + d.roll(3);
        else if (kind == 5) b.header.profit = uint128(_other(d, b.header.profit) % 2 ** 128);
        else if (kind == 6) b.header.loss = uint128(_other(d, b.header.loss) % 2 ** 128);
        else if (kind == 7) l.key = b.liquidations[(i + 1) % b.liquidations.length].key;
        else if (kind == 8) l.quantity = d.roll(2) == 0 ? 0 : 2 ** 128 + d.roll(type(uint128).max);
        else if (kind == 9) l.time = _outside(b, d);
        else _swapKeys(b, i, (i + 1 + d.roll(b.liquidations.length - 1)) % b.liquidations.length);
    }

    function _swapKeys(Bundle memory b, uint256 i, uint256 j) private pure {
        (b.liquidations[i].key, b.liquidations[j].key) = (b.liquidations[j].key, b.liquidations[i].key);
    }

    /// @dev A time that is not the period's.
    function _outside(Bundle memory b, Seeded.Dice memory d) private pure returns (uint256 time) {
        time = _edge(d);
        if (time >= b.header.startTime && time < b.header.endTime) time = b.header.endTime;
    }

    /// @dev Another figure: near, far, or at an edge.
    function _other(Seeded.Dice memory d, uint256 x) private pure returns (uint256 y) {
        uint256 kind = d.roll(4);
        unchecked {
            if (kind == 0) y = x + 1;
            else if (kind == 1) y = x - 1;
            else if (kind == 2) y = _edge(d);
            else y = x ^ (1 << d.roll(64));
        }
        return y % 2 ** 128 == x % 2 ** 128 ? x + 1 : y;
    }

    function _edge(Seeded.Dice memory d) private pure returns (uint256) {
        uint256 kind = d.roll(8);
        unchecked {
            if (kind == 0) return d.roll(3);
            if (kind == 1) return 2 ** 64 - 1 + d.roll(3);
            if (kind == 2) return 2 ** 128 - 2 + d.roll(4);
            if (kind == 3) return 2 ** 192 + d.roll(3);
            if (kind == 4) return 2 ** 255 - 1 + d.roll(3);
            if (kind == 5) return type(uint256).max - d.roll(3);
            if (kind == 6) return d.roll(1_000);
            return d.roll(type(uint256).max);
        }
    }

    function _hostilePosition(Seeded.Dice memory d) private pure returns (Position memory p) {
        p.index = _edge(d);
        p.key = bytes32(_edge(d));
        p.profit = _edge(d);
        p.cumulativeProfit = _edge(d);
    }

    function _hostileLiquidation(Seeded.Dice memory d) private pure returns (Liquidation memory l) {
        l.index = _edge(d);
        l.key = bytes32(_edge(d));
        l.side = d.roll(3) == 0 ? _edge(d) : d.roll(2);
        l.takeoverValue = _edge(d);
        l.closeValue = _edge(d);
        l.quantity = _edge(d);
        l.time = _edge(d);
        l.cumulativeProfit = _edge(d);
        l.cumulativeLoss = _edge(d);
    }
}
