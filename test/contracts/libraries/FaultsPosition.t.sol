// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {LibraryTest} from "../support/LibraryTest.sol";

/// @notice One position: each row of the table at its boundary, a step before and a step beyond.
contract FaultsPositionTest is LibraryTest {
    Fault private constant NONE = Fault.None;

    /// @dev n = 10, k = 6, P = 1000, H = 920.
    function _header() private pure returns (Settlement memory s) {
        s.positionCount = 10;
        s.totalProfit = 1_000;
        s.headCount = 6;
        s.headProfit = 920;
    }

    function test_zeroProfit() external view {
        _assert(3, 0, 500, Fault.PositionZeroProfit);
        _assert(3, 1, 500, NONE);
    }

    function test_aboveCumulative() external view {
        _assert(3, 501, 500, Fault.PositionAboveCumulative);
        _assert(3, 500, 500, NONE);
        _assert(3, type(uint256).max, 500, Fault.PositionAboveCumulative);
    }

    function test_aboveTotal() external view {
        _assert(3, 1, 1_001, Fault.PositionAboveTotal);
        _assert(3, 1, 1_000, NONE);
        _assert(3, type(uint256).max, type(uint256).max, Fault.PositionAboveTotal);
    }

    function test_first() external view {
        _assert(0, 300, 301, Fault.PositionFirst);
        _assert(0, 300, 300, NONE);
        _assert(1, 300, 301, NONE);
    }

    function test_last() external view {
        _assert(9, 10, 999, Fault.PositionLast);
        _assert(9, 10, 1_000, NONE);
        _assert(8, 10, 999, NONE);
    }

    function test_headProfit() external view {
        _assert(5, 50, 919, Fault.PositionHeadProfit);
        _assert(5, 50, 921, Fault.PositionHeadProfit);
        _assert(5, 50, 920, NONE);
        _assert(4, 50, 919, NONE);
        _assert(6, 50, 921, NONE);
    }

    function test_headCut() external view {
        _assert(5, 20, 920, Fault.PositionHeadCut);
        _assert(5, 19, 920, Fault.PositionHeadCut);
        _assert(5, 21, 920, NONE);
    }

    function test_headCut_isMeasuredByTheRate() external view {
        Position memory leaf = _position(5, 20, 920);
        assertFault(libraries.ofPosition(_header(), leaf, 9_001), NONE, "90.01 %");
        assertFault(libraries.ofPosition(_header(), leaf, 9_000), Fault.PositionHeadCut, "90 %");
        leaf = _position(5, 920, 920);
        assertFault(libraries.ofPosition(_header(), leaf, 1), NONE, "nothing before");
    }

    function test_theOnlyPosition() external view {
        Settlement memory s = _header();
        (s.positionCount, s.headCount, s.headProfit) = (1, 1, 1_000);
        assertFault(libraries.ofPosition(s, _position(0, 1_000, 1_000), 9_000), NONE, "all of it");
        assertFault(libraries.ofPosition(s, _position(0, 999, 999), 9_000), Fault.PositionLast, "not all of it");
    }

    function test_aHeadOfAll() external view {
        Settlement memory s = _header();
        (s.headCount, s.headProfit) = (10, 1_000);
        assertFault(libraries.ofPosition(s, _position(9, 101, 1_000), 9_000), NONE, "needed");
        assertFault(libraries.ofPosition(s, _position(9, 100, 1_000), 9_000), Fault.PositionHeadCut, "not needed");
    }

    function _assert(uint256 index, uint256 profit, uint256 sum, Fault expected) private view {
        assertFault(libraries.ofPosition(_header(), _position(index, profit, sum), 9_000), expected, "fault");
    }

    function _position(uint256 index, uint256 profit, uint256 sum) private pure returns (Position memory) {
        return Position(index, "key", profit, sum);
    }
}
