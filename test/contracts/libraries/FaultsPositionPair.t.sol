// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {LibraryTest} from "../support/LibraryTest.sol";

/// @notice Two positions far from both ends and from the cut, so that only what they say about each other counts.
contract FaultsPositionPairTest is LibraryTest {
    Fault private constant NONE = Fault.None;
    Fault private constant ORDER = Fault.PositionOrder;
    Fault private constant SUM = Fault.PositionSum;

    function _header() private pure returns (Settlement memory s) {
        s.positionCount = 100;
        s.totalProfit = 10_000;
        s.headCount = 90;
        s.headProfit = 9_500;
    }

    function test_neighbours_withoutFault() external view {
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 40, 1_040), NONE);
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 50, 1_050), NONE);
    }

    function test_duplicateKey() external view {
        _assert(_position(10, 1, 50, 1_000), _position(11, 1, 40, 1_040), Fault.DuplicateKey);
        _assert(_position(10, 1, 50, 1_000), _position(80, 1, 40, 4_000), Fault.DuplicateKey);
        _assert(_position(10, 1, 50, 1_000), _position(80, 2, 40, 4_000), NONE);
    }

    function test_order_byProfit() external view {
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 51, 1_051), ORDER);
        _assert(_position(10, 1, 50, 1_000), _position(80, 2, 51, 4_570), ORDER);
        _assert(_position(10, 2, 51, 1_000), _position(11, 1, 50, 1_050), NONE);
    }

    function test_order_byKeyAmongEquals() external view {
        _assert(_position(10, 2, 50, 1_000), _position(11, 1, 50, 1_050), ORDER);
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 50, 1_050), NONE);
        _assert(_position(10, 2, 50, 1_000), _position(12, 1, 50, 1_100), ORDER);
        uint256 top = type(uint256).max;
        _assert(_position(10, top - 1, 50, 1_000), _position(11, top, 50, 1_050), NONE);
        _assert(_position(10, top, 50, 1_000), _position(11, top - 1, 50, 1_050), ORDER);
    }

    function test_sum_ofNeighboursIsExact() external view {
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 40, 1_039), SUM);
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 40, 1_041), SUM);
        // Within what distant positions may make up, but not what neighbours are.
        _assert(_position(10, 1, 50, 1_000), _position(11, 2, 40, 1_050), SUM);
    }

    function test_sum_atADistanceIsAtLeastTheLaterOnes() external view {
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 1_119), SUM);
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 1_120), NONE);
    }

    function test_sum_atADistanceIsAtMostTheEarlierOnes() external view {
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 1_151), SUM);
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 1_150), NONE);
    }

    function test_sum_neverFalls() external view {
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 999), SUM);
        _assert(_position(10, 1, 50, 1_000), _position(13, 2, 40, 40), SUM);
    }

    function test_sum_holdsTheLargestFigures() external view {
        Settlement memory s = _header();
        s.positionCount = type(uint64).max;
        (s.totalProfit, s.headProfit) = (type(uint128).max, type(uint128).max - 1);
        Position memory a = _position(1, 1, type(uint128).max - 1, type(uint128).max - 1);
        Position memory b = _position(type(uint64).max - 1, 2, type(uint128).max - 1, type(uint128).max);
        assertFault(libraries.ofPositions(s, a, b, 9_000), SUM, "2^64 times 2^128");
        b.profit = 1;
        assertFault(libraries.ofPositions(s, a, b, 9_000), SUM, "too many between");
        b.index = 2;
        assertFault(libraries.ofPositions(s, a, b, 9_000), NONE, "neighbours");
    }

    function test_eitherAtFaultAlone() external view {
        Position memory good = _position(10, 1, 50, 1_000);
        _assert(good, _position(11, 2, 0, 1_000), Fault.PositionZeroProfit);
        _assert(_position(9, 2, 0, 950), good, Fault.PositionZeroProfit);
        _assert(_position(9, 2, 0, 950), _position(99, 3, 1, 1), Fault.PositionZeroProfit);
    }

    function test_theSameLeafTwice() external view {
        Position memory leaf = _position(10, 1, 50, 1_000);
        assertFault(libraries.ofPositions(_header(), leaf, leaf, 9_000), NONE, "a good leaf");
        leaf.profit = 0;
        assertFault(libraries.ofPositions(_header(), leaf, leaf, 9_000), Fault.PositionZeroProfit, "a leaf at fault");
    }

    /// @dev In either order.
    function _assert(Position memory a, Position memory b, Fault expected) private view {
        assertFault(libraries.ofPositions(_header(), a, b, 9_000), expected, "fault");
        assertFault(libraries.ofPositions(_header(), b, a, 9_000), expected, "fault the other way round");
    }

    function _position(uint256 index, uint256 key, uint256 profit, uint256 sum) private pure returns (Position memory) {
        return Position(index, bytes32(key), profit, sum);
    }
}
