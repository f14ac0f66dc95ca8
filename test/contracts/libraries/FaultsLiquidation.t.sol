// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Settlement} from "../../../contracts/interfaces/Types.sol";
import {LibraryTest} from "../support/LibraryTest.sol";

/// @notice One liquidation, then two: each row of the tables at its boundary, a step before and a step beyond.
contract FaultsLiquidationTest is LibraryTest {
    Fault private constant NONE = Fault.None;
    Fault private constant SUM = Fault.LiquidationSum;
    uint256 private constant MAX = type(uint128).max;

    /// @dev n = 10, G = 1000, L = 2000.
    function _header() private pure returns (Settlement memory s) {
        s.liquidationCount = 10;
        s.profit = 1_000;
        s.loss = 2_000;
        (s.startTime, s.endTime) = (5_000, 6_000);
    }

    function test_resultOf() external view {
        _assertResult(0, 100, 130, 30, 0);
        _assertResult(0, 130, 100, 0, 30);
        _assertResult(1, 130, 100, 30, 0);
        _assertResult(1, 100, 130, 0, 30);
        _assertResult(0, 100, 100, 0, 0);
        _assertResult(1, 100, 100, 0, 0);
        _assertResult(0, 0, MAX, MAX, 0);
        _assertResult(1, 0, MAX, 0, MAX);
    }

    function test_side() external view {
        Liquidation memory l = _profitOf(5, 30, 500, 0);
        (l.takeoverValue, l.closeValue) = (7, 7);
        for (uint256 side = 0; side < 2; ++side) {
            l.side = side;
            _assert(l, NONE);
        }
        l.side = 2;
        _assert(l, Fault.LiquidationSide);
        l.side = type(uint256).max;
        _assert(l, Fault.LiquidationSide);
    }

    function test_value() external view {
        Liquidation memory l = _profitOf(5, 0, 500, 500);
        (l.takeoverValue, l.closeValue) = (MAX, MAX);
        _assert(l, NONE);
        l.takeoverValue = MAX + 1;
        _assert(l, Fault.LiquidationValue);
        (l.takeoverValue, l.closeValue) = (MAX, MAX + 1);
        _assert(l, Fault.LiquidationValue);
        l.closeValue = type(uint256).max;
        _assert(l, Fault.LiquidationValue);
    }

    function test_value_ofNothing() external view {
        Liquidation memory l = _profitOf(5, 0, 500, 500);
        (l.takeoverValue, l.closeValue) = (0, 0);
        _assert(l, NONE);
    }

    function test_quantity() external view {
        Liquidation memory l = _profitOf(5, 30, 500, 500);
        l.quantity = 0;
        _assert(l, Fault.LiquidationValue);
        l.quantity = 1;
        _assert(l, NONE);
        l.quantity = MAX;
        _assert(l, NONE);
        l.quantity = MAX + 1;
        _assert(l, Fault.LiquidationValue);
        l.quantity = type(uint256).max;
        _assert(l, Fault.LiquidationValue);
    }

    function test_time_fromTheStartOn() external view {
        _assertTime(0, Fault.LiquidationTime);
        _assertTime(4_999, Fault.LiquidationTime);
        _assertTime(5_000, NONE);
        _assertTime(5_001, NONE);
    }

    function test_time_beforeTheEnd() external view {
        _assertTime(5_999, NONE);
        _assertTime(6_000, Fault.LiquidationTime);
        _assertTime(6_001, Fault.LiquidationTime);
    }

    /// @dev Nothing of 256 bits is cut to a time that would fit.
    function test_time_of256Bits() external view {
        _assertTime(type(uint64).max, Fault.LiquidationTime);
        _assertTime(2 ** 64 + 5_500, Fault.LiquidationTime);
        _assertTime(2 ** 128 + 5_500, Fault.LiquidationTime);
        _assertTime(2 ** 255 + 5_500, Fault.LiquidationTime);
        _assertTime(type(uint256).max, Fault.LiquidationTime);
    }

    function test_time_ofTheLastPeriodThereCouldBe() external view {
        Settlement memory s = _header();
        (s.startTime, s.endTime) = (type(uint64).max - 1, type(uint64).max);
        Liquidation memory l = _profitOf(5, 30, 500, 500);
        l.time = type(uint64).max - 1;
        assertFault(libraries.ofLiquidation(s, l), NONE, "its only second");
        l.time = type(uint64).max;
        assertFault(libraries.ofLiquidation(s, l), Fault.LiquidationTime, "a second later");
    }

    /// @dev Side, then values, then time, then sums: hostile figures are named by the first that is wrong.
    function test_theFirstFault_isNamed() external view {
        Liquidation memory l = _profitOf(5, 30, 1_001, 0);
        (l.side, l.quantity, l.time) = (2, 0, 0);
        _assert(l, Fault.LiquidationSide);
        l.side = 0;
        _assert(l, Fault.LiquidationValue);
        l.quantity = 1;
        _assert(l, Fault.LiquidationTime);
        l.time = 5_500;
        _assert(l, Fault.LiquidationAboveTotal);
    }

    function test_aboveTotal() external view {
        _assert(_profitOf(5, 30, 1_001, 0), Fault.LiquidationAboveTotal);
        _assert(_profitOf(5, 30, 1_000, 0), NONE);
        _assert(_profitOf(5, 30, 1_000, 2_001), Fault.LiquidationAboveTotal);
        _assert(_profitOf(5, 30, 1_000, 2_000), NONE);
        _assert(_profitOf(5, 30, 1_000, type(uint256).max), Fault.LiquidationAboveTotal);
    }

    function test_belowResult() external view {
        _assert(_profitOf(5, 30, 29, 0), Fault.LiquidationBelowResult);
        _assert(_profitOf(5, 30, 30, 0), NONE);
        _assert(_lossOf(5, 30, 0, 29), Fault.LiquidationBelowResult);
        _assert(_lossOf(5, 30, 0, 30), NONE);
    }

    function test_first() external view {
        _assert(_profitOf(0, 30, 31, 0), Fault.LiquidationFirst);
        _assert(_profitOf(0, 30, 30, 1), Fault.LiquidationFirst);
        _assert(_profitOf(0, 30, 30, 0), NONE);
        _assert(_lossOf(0, 30, 1, 30), Fault.LiquidationFirst);
        _assert(_lossOf(0, 30, 0, 31), Fault.LiquidationFirst);
        _assert(_lossOf(0, 30, 0, 30), NONE);
        _assert(_profitOf(1, 30, 31, 1), NONE);
    }

    function test_last() external view {
        _assert(_profitOf(9, 30, 999, 2_000), Fault.LiquidationLast);
        _assert(_profitOf(9, 30, 1_000, 1_999), Fault.LiquidationLast);
        _assert(_profitOf(9, 30, 1_000, 2_000), NONE);
        _assert(_profitOf(8, 30, 999, 1_999), NONE);
    }

    function test_theOnlyLiquidation() external view {
        Settlement memory s = _header();
        (s.liquidationCount, s.profit) = (1, 0);
        assertFault(libraries.ofLiquidation(s, _lossOf(0, 2_000, 0, 2_000)), NONE, "all of it");
        assertFault(libraries.ofLiquidation(s, _lossOf(0, 1_999, 0, 1_999)), Fault.LiquidationLast, "not all of it");
    }

    // ------------------------------------------------------------------------------------------------- pairs

    function test_pair_order() external view {
        Liquidation memory a = _profitOf(3, 30, 100, 100);
        Liquidation memory b = _profitOf(6, 30, 200, 100);
        _assertPair(a, b, NONE);
        (a.key, b.key) = (bytes32(uint256(8)), bytes32(uint256(9)));
        _assertPair(a, b, NONE);
        (a.key, b.key) = (bytes32(uint256(9)), bytes32(uint256(8)));
        _assertPair(a, b, Fault.LiquidationOrder);
        (a.key, b.key) = (bytes32(0), bytes32(type(uint256).max));
        _assertPair(a, b, NONE);
        (a.key, b.key) = (bytes32(type(uint256).max), bytes32(0));
        _assertPair(a, b, Fault.LiquidationOrder);
    }

    /// @dev No `DuplicateKey` here: that is a fault of positions, whose order is another.
    function test_pair_order_ofEqualKeys() external view {
        for (uint256 distance = 1; distance < 4; ++distance) {
            Liquidation memory a = _profitOf(3, 30, 100, 100);
            Liquidation memory b = _profitOf(3 + distance, 30, 130, 100);
            b.key = a.key;
            _assertPair(a, b, Fault.LiquidationOrder);
            (a.key, b.key) = (bytes32(0), bytes32(0));
            _assertPair(a, b, Fault.LiquidationOrder);
        }
    }

    function test_pair_order_isJudgedBeforeTheSums() external view {
        Liquidation memory a = _profitOf(3, 30, 100, 100);
        Liquidation memory b = _profitOf(4, 30, 129, 100);
        (a.key, b.key) = (b.key, a.key);
        _assertPair(a, b, Fault.LiquidationOrder);
    }

    function test_pair_profitOfNeighboursIsExact() external view {
        Liquidation memory a = _profitOf(3, 30, 100, 100);
        _assertPair(a, _profitOf(4, 30, 130, 100), NONE);
        _assertPair(a, _profitOf(4, 30, 129, 100), SUM);
        _assertPair(a, _profitOf(4, 30, 131, 100), SUM);
        _assertPair(a, _profitOf(4, 30, 130, 99), SUM);
        _assertPair(a, _profitOf(4, 30, 130, 101), SUM);
    }

    function test_pair_lossOfNeighboursIsExact() external view {
        Liquidation memory a = _lossOf(3, 30, 100, 100);
        _assertPair(a, _lossOf(4, 30, 100, 130), NONE);
        _assertPair(a, _lossOf(4, 30, 100, 129), SUM);
        _assertPair(a, _lossOf(4, 30, 100, 131), SUM);
        _assertPair(a, _lossOf(4, 30, 99, 130), SUM);
        _assertPair(a, _lossOf(4, 30, 101, 130), SUM);
    }

    function test_pair_atADistanceAtLeastItsOwnResult() external view {
        Liquidation memory a = _profitOf(3, 30, 100, 100);
        _assertPair(a, _profitOf(5, 30, 130, 100), NONE);
        _assertPair(a, _profitOf(5, 30, 131, 101), NONE);
        _assertPair(a, _profitOf(5, 30, 1_000, 2_000), NONE);
        _assertPair(a, _profitOf(5, 30, 129, 100), SUM);
        _assertPair(a, _profitOf(5, 30, 130, 99), SUM);
        _assertPair(a, _lossOf(5, 30, 100, 130), NONE);
        _assertPair(a, _lossOf(5, 30, 100, 129), SUM);
        _assertPair(a, _lossOf(5, 30, 99, 130), SUM);
    }

    function test_pair_eitherAtFaultAlone() external view {
        Liquidation memory good = _profitOf(3, 30, 100, 100);
        Liquidation memory bad = _profitOf(4, 30, 130, 100);
        bad.side = 2;
        _assertPair(good, bad, Fault.LiquidationSide);
        bad.index = 2;
        _assertPair(good, bad, Fault.LiquidationSide);
    }

    function test_pair_theSameLeafTwice() external view {
        Liquidation memory l = _profitOf(3, 30, 100, 100);
        _assertPair(l, l, NONE);
        l.side = 2;
        _assertPair(l, l, Fault.LiquidationSide);
    }

    // ---------------------------------------------------------------------------------------------- helpers

    function _assertResult(
        uint256 side,
        uint256 takeoverValue,
        uint256 closeValue,
        uint256 profit,
        uint256 loss
    ) private view {
        Liquidation memory l;
        (l.side, l.takeoverValue, l.closeValue) = (side, takeoverValue, closeValue);
        (uint256 profit_, uint256 loss_) = libraries.resultOf(l);
        assertEq(profit_, profit, "profit");
        assertEq(loss_, loss, "loss");
    }

    function _assertTime(uint256 time, Fault expected) private view {
        Liquidation memory l = _profitOf(5, 30, 500, 500);
        l.time = time;
        _assert(l, expected);
    }

    function _assert(Liquidation memory l, Fault expected) private view {
        assertFault(libraries.ofLiquidation(_header(), l), expected, "fault");
    }

    /// @dev In either order.
    function _assertPair(Liquidation memory a, Liquidation memory b, Fault expected) private view {
        assertFault(libraries.ofLiquidations(_header(), a, b), expected, "fault");
        assertFault(libraries.ofLiquidations(_header(), b, a), expected, "fault the other way round");
    }

    /// @dev A long that gained.
    function _profitOf(
        uint256 index,
        uint256 profit,
        uint256 profitSum,
        uint256 lossSum
    ) private pure returns (Liquidation memory) {
        return Liquidation(index, bytes32(index), "BTCUSDT", 0, 9, 70, 70 + profit, 5_500, profitSum, lossSum);
    }

    /// @dev A short that lost.
    function _lossOf(
        uint256 index,
        uint256 loss,
        uint256 profitSum,
        uint256 lossSum
    ) private pure returns (Liquidation memory) {
        return Liquidation(index, bytes32(index), "BTCUSDT", 1, 9, 70, 70 + loss, 5_500, profitSum, lossSum);
    }
}
