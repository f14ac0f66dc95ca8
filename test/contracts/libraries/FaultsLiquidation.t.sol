// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {LibraryTest} from "../support/LibraryTest.sol";

/// @notice One liquidation, then two: each row of the tables at its boundary, a step before and a step beyond.
contract FaultsLiquidationTest is LibraryTest {
    IInsuranceFund.Fault private constant NONE = IInsuranceFund.Fault.None;
    IInsuranceFund.Fault private constant SUM = IInsuranceFund.Fault.LiquidationSum;
    uint256 private constant MAX = type(uint128).max;

    /// @dev n = 10, G = 1000, L = 2000.
    function _header() private pure returns (IInsuranceFund.Settlement memory s) {
        s.liquidationCount = 10;
        s.profit = 1_000;
        s.loss = 2_000;
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
        IInsuranceFund.Liquidation memory l = _profitOf(5, 30, 500, 0);
        (l.takeoverValue, l.closeValue) = (7, 7);
        for (uint256 side = 0; side < 2; ++side) {
            l.side = side;
            _assert(l, NONE);
        }
        l.side = 2;
        _assert(l, IInsuranceFund.Fault.LiquidationSide);
        l.side = type(uint256).max;
        _assert(l, IInsuranceFund.Fault.LiquidationSide);
    }

    function test_value() external view {
        IInsuranceFund.Liquidation memory l = _profitOf(5, 0, 500, 500);
        (l.takeoverValue, l.closeValue) = (MAX, MAX);
        _assert(l, NONE);
        l.takeoverValue = MAX + 1;
        _assert(l, IInsuranceFund.Fault.LiquidationValue);
        (l.takeoverValue, l.closeValue) = (MAX, MAX + 1);
        _assert(l, IInsuranceFund.Fault.LiquidationValue);
        l.closeValue = type(uint256).max;
        _assert(l, IInsuranceFund.Fault.LiquidationValue);
    }

    function test_aboveTotal() external view {
        _assert(_profitOf(5, 30, 1_001, 0), IInsuranceFund.Fault.LiquidationAboveTotal);
        _assert(_profitOf(5, 30, 1_000, 0), NONE);
        _assert(_profitOf(5, 30, 1_000, 2_001), IInsuranceFund.Fault.LiquidationAboveTotal);
        _assert(_profitOf(5, 30, 1_000, 2_000), NONE);
        _assert(_profitOf(5, 30, 1_000, type(uint256).max), IInsuranceFund.Fault.LiquidationAboveTotal);
    }

    function test_belowResult() external view {
        _assert(_profitOf(5, 30, 29, 0), IInsuranceFund.Fault.LiquidationBelowResult);
        _assert(_profitOf(5, 30, 30, 0), NONE);
        _assert(_lossOf(5, 30, 0, 29), IInsuranceFund.Fault.LiquidationBelowResult);
        _assert(_lossOf(5, 30, 0, 30), NONE);
    }

    function test_first() external view {
        _assert(_profitOf(0, 30, 31, 0), IInsuranceFund.Fault.LiquidationFirst);
        _assert(_profitOf(0, 30, 30, 1), IInsuranceFund.Fault.LiquidationFirst);
        _assert(_profitOf(0, 30, 30, 0), NONE);
        _assert(_lossOf(0, 30, 1, 30), IInsuranceFund.Fault.LiquidationFirst);
        _assert(_lossOf(0, 30, 0, 31), IInsuranceFund.Fault.LiquidationFirst);
        _assert(_lossOf(0, 30, 0, 30), NONE);
        _assert(_profitOf(1, 30, 31, 1), NONE);
    }

    function test_last() external view {
        _assert(_profitOf(9, 30, 999, 2_000), IInsuranceFund.Fault.LiquidationLast);
        _assert(_profitOf(9, 30, 1_000, 1_999), IInsuranceFund.Fault.LiquidationLast);
        _assert(_profitOf(9, 30, 1_000, 2_000), NONE);
        _assert(_profitOf(8, 30, 999, 1_999), NONE);
    }

    function test_theOnlyLiquidation() external view {
        IInsuranceFund.Settlement memory s = _header();
        (s.liquidationCount, s.profit) = (1, 0);
        assertFault(libraries.ofLiquidation(s, _lossOf(0, 2_000, 0, 2_000)), NONE, "all of it");
        assertFault(
            libraries.ofLiquidation(s, _lossOf(0, 1_999, 0, 1_999)),
            IInsuranceFund.Fault.LiquidationLast,
            "not all of it"
        );
    }

    // ------------------------------------------------------------------------------------------------- pairs

    function test_pair_duplicateKey() external view {
        IInsuranceFund.Liquidation memory a = _profitOf(3, 30, 100, 100);
        IInsuranceFund.Liquidation memory b = _profitOf(6, 30, 200, 100);
        _assertPair(a, b, NONE);
        b.key = a.key;
        _assertPair(a, b, IInsuranceFund.Fault.DuplicateKey);
    }

    function test_pair_profitOfNeighboursIsExact() external view {
        IInsuranceFund.Liquidation memory a = _profitOf(3, 30, 100, 100);
        _assertPair(a, _profitOf(4, 30, 130, 100), NONE);
        _assertPair(a, _profitOf(4, 30, 129, 100), SUM);
        _assertPair(a, _profitOf(4, 30, 131, 100), SUM);
        _assertPair(a, _profitOf(4, 30, 130, 99), SUM);
        _assertPair(a, _profitOf(4, 30, 130, 101), SUM);
    }

    function test_pair_lossOfNeighboursIsExact() external view {
        IInsuranceFund.Liquidation memory a = _lossOf(3, 30, 100, 100);
        _assertPair(a, _lossOf(4, 30, 100, 130), NONE);
        _assertPair(a, _lossOf(4, 30, 100, 129), SUM);
        _assertPair(a, _lossOf(4, 30, 100, 131), SUM);
        _assertPair(a, _lossOf(4, 30, 99, 130), SUM);
        _assertPair(a, _lossOf(4, 30, 101, 130), SUM);
    }

    function test_pair_atADistanceAtLeastItsOwnResult() external view {
        IInsuranceFund.Liquidation memory a = _profitOf(3, 30, 100, 100);
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
        IInsuranceFund.Liquidation memory good = _profitOf(3, 30, 100, 100);
        IInsuranceFund.Liquidation memory bad = _profitOf(4, 30, 130, 100);
        bad.side = 2;
        _assertPair(good, bad, IInsuranceFund.Fault.LiquidationSide);
        bad.index = 2;
        _assertPair(good, bad, IInsuranceFund.Fault.LiquidationSide);
    }

    function test_pair_theSameLeafTwice() external view {
        IInsuranceFund.Liquidation memory l = _profitOf(3, 30, 100, 100);
        _assertPair(l, l, NONE);
        l.side = 2;
        _assertPair(l, l, IInsuranceFund.Fault.LiquidationSide);
    }

    // ---------------------------------------------------------------------------------------------- helpers

    function _assertResult(
        uint256 side,
        uint256 takeoverValue,
        uint256 closeValue,
        uint256 profit,
        uint256 loss
    ) private view {
        IInsuranceFund.Liquidation memory l;
        (l.side, l.takeoverValue, l.closeValue) = (side, takeoverValue, closeValue);
        (uint256 profit_, uint256 loss_) = libraries.resultOf(l);
        assertEq(profit_, profit, "profit");
        assertEq(loss_, loss, "loss");
    }

    function _assert(IInsuranceFund.Liquidation memory l, IInsuranceFund.Fault expected) private view {
        assertFault(libraries.ofLiquidation(_header(), l), expected, "fault");
    }

    /// @dev In either order.
    function _assertPair(
        IInsuranceFund.Liquidation memory a,
        IInsuranceFund.Liquidation memory b,
        IInsuranceFund.Fault expected
    ) private view {
        assertFault(libraries.ofLiquidations(_header(), a, b), expected, "fault");
        assertFault(libraries.ofLiquidations(_header(), b, a), expected, "fault the other way round");
    }

    /// @dev A long that gained.
    function _profitOf(
        uint256 index,
        uint256 profit,
        uint256 profitSum,
        uint256 lossSum
    ) private pure returns (IInsuranceFund.Liquidation memory) {
        return IInsuranceFund.Liquidation(index, bytes32(index), "BTCUSDT", 0, 70, 70 + profit, profitSum, lossSum);
    }

    /// @dev A short that lost.
    function _lossOf(
        uint256 index,
        uint256 loss,
        uint256 profitSum,
        uint256 lossSum
    ) private pure returns (IInsuranceFund.Liquidation memory) {
        return IInsuranceFund.Liquidation(index, bytes32(index), "BTCUSDT", 1, 70, 70 + loss, profitSum, lossSum);
    }
}
