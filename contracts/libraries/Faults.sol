// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Position, Settlement} from "../interfaces/Types.sol";
import {Apportionment} from "./Apportionment.sol";

/// @title The judge
/// @notice What is wrong with one committed leaf, or with two. If submit accepted the header and no
/// leaf and no pair of a list is at fault, the list is the rule's: sorted, complete to its totals, and cut where it must be (docs/specification.md has the proof).
/// @dev Pure and total: any 256-bit figures are judged, nothing reverts. Bounds come first, so that all that is added, subtracted
/// or multiplied afterwards is known to fit: what passed them is below 2^128, and an index is below a uint64 count.
library Faults {
    /// @notice The fault of one position, or None.
    function ofPosition(Settlement calldata s, Position calldata leaf, uint256 headBps) internal pure returns (Fault) {
        if (leaf.profit == 0) return Fault.PositionZeroProfit;
        if (leaf.profit > leaf.cumulativeProfit) return Fault.PositionAboveCumulative;
        if (leaf.cumulativeProfit > s.totalProfit) return Fault.PositionAboveTotal;
        if (leaf.index == 0 && leaf.cumulativeProfit != leaf.profit) return Fault.PositionFirst;
        unchecked {
            uint256 place = leaf.index + 1;
            if (place == s.positionCount && leaf.cumulativeProfit != s.totalProfit) {
                return Fault.PositionLast;
            }
            if (place == s.headCount) {
                if (leaf.cumulativeProfit != s.headProfit) return Fault.PositionHeadProfit;
                if (Apportionment.reachesHead(leaf.cumulativeProfit - leaf.profit, s.totalProfit, headBps)) {
                    return Fault.PositionHeadCut;
                }
            }
        }
        return Fault.None;
    }

    /// @notice The fault of two positions, given in either order, or None. The same leaf twice is judged as one.
    function ofPositions(
        Settlement calldata s,
        Position calldata a,
        Position calldata b,
        uint256 headBps
    ) internal pure returns (Fault fault) {
        if (a.index > b.index) (a, b) = (b, a);
        fault = ofPosition(s, a, headBps);
        if (fault != Fault.None) return fault;
        fault = ofPosition(s, b, headBps);
        if (fault != Fault.None || a.index == b.index) return fault;

        if (a.key == b.key) return Fault.DuplicateKey;
        if (a.profit < b.profit || (a.profit == b.profit && a.key > b.key)) return Fault.PositionOrder;
        if (b.cumulativeProfit < a.cumulativeProfit) return Fault.PositionSum;
        // No overflow: a distance below 2^64 times a profit below 2^128.
        unchecked {
            uint256 distance = b.index - a.index;
            uint256 between = b.cumulativeProfit - a.cumulativeProfit;
            // Every position between is at least b's and at most a's size; a neighbour is b itself.
            if (between < distance * b.profit || between > (distance == 1 ? b.profit : distance * a.profit)) {
                return Fault.PositionSum;
            }
        }
        return Fault.None;
    }

    /// @notice The fault of one liquidation, or None.
    function ofLiquidation(Settlement calldata s, Liquidation calldata leaf) internal pure returns (Fault) {
        if (leaf.side > 1) return Fault.LiquidationSide;
        if (
            leaf.takeoverValue > type(uint128).max ||
            leaf.closeValue > type(uint128).max ||
            leaf.quantity > type(uint128).max ||
            leaf.quantity == 0
        ) return Fault.LiquidationValue;
        if (leaf.time < s.startTime || leaf.time >= s.endTime) return Fault.LiquidationTime;
        if (leaf.cumulativeProfit > s.profit || leaf.cumulativeLoss > s.loss) {
            return Fault.LiquidationAboveTotal;
        }
        (uint256 profit, uint256 loss) = resultOf(leaf);
        if (leaf.cumulativeProfit < profit || leaf.cumulativeLoss < loss) {
            return Fault.LiquidationBelowResult;
        }
        if (leaf.index == 0 && (leaf.cumulativeProfit != profit || leaf.cumulativeLoss != loss)) {
            return Fault.LiquidationFirst;
        }
        unchecked {
            if (
                leaf.index + 1 == s.liquidationCount &&
                (leaf.cumulativeProfit != s.profit || leaf.cumulativeLoss != s.loss)
            ) return Fault.LiquidationLast;
        }
        return Fault.None;
    }

    /// @notice The fault of two liquidations, given in either order, or None. The same leaf twice is judged as one.
    function ofLiquidations(
        Settlement calldata s,
        Liquidation calldata a,
        Liquidation calldata b
    ) internal pure returns (Fault fault) {
        if (a.index > b.index) (a, b) = (b, a);
        fault = ofLiquidation(s, a);
        if (fault != Fault.None) return fault;
        fault = ofLiquidation(s, b);
        if (fault != Fault.None || a.index == b.index) return fault;

        if (a.key >= b.key) return Fault.LiquidationOrder;
        (uint256 profit, uint256 loss) = resultOf(b);
        // No overflow: each is below 2^128.
        unchecked {
            uint256 leastProfit = a.cumulativeProfit + profit;
            uint256 leastLoss = a.cumulativeLoss + loss;
            if (b.cumulativeProfit < leastProfit || b.cumulativeLoss < leastLoss) {
                return Fault.LiquidationSum;
            }
            if (b.index - a.index == 1 && (b.cumulativeProfit != leastProfit || b.cumulativeLoss != leastLoss))
                return Fault.LiquidationSum;
        }
        return Fault.None;
    }

    /// @notice A liquidation's own profit and loss, one of them 0. Long: close - takeover; short: takeover - close.
    function resultOf(Liquidation calldata leaf) internal pure returns (uint256 profit, uint256 loss) {
        (uint256 gained, uint256 given) = leaf.side == 0
            ? (leaf.closeValue, leaf.takeoverValue)
            : (leaf.takeoverValue, leaf.closeValue);
        unchecked {
            return gained > given ? (gained - given, uint256(0)) : (uint256(0), given - gained);
        }
    }
}
