// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Position} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "./Bundle.sol";

/// @title Dishonest editions of the sample
/// @notice One for each fault, committed as an operator would who means it; submit accepts all of them.
library Lies {
    function tell(Bundle memory b, Fault fault) internal pure {
        if (fault < Fault.LiquidationSide) _aboutPositions(b, fault);
        else _aboutLiquidations(b, fault);
        b.commit();
    }

    /// @notice Which leaves show it.
    function evidence(Fault fault) internal pure returns (bool pair, uint256 i, uint256 j) {
        if (fault == Fault.DuplicateKey) return (true, 0, 3);
        if (fault == Fault.PositionOrder) return (true, 0, 1);
        if (fault == Fault.PositionSum) return (true, 0, 1);
        if (fault == Fault.LiquidationOrder) return (true, 0, 1);
        if (fault == Fault.LiquidationSum) return (true, 0, 1);
        if (fault == Fault.PositionFirst) return (false, 0, 0);
        if (fault == Fault.PositionZeroProfit) return (false, 3, 0);
        if (fault == Fault.PositionLast) return (false, 3, 0);
        if (fault == Fault.PositionHeadCut) return (false, 3, 0);
        if (fault == Fault.PositionHeadProfit) return (false, 2, 0);
        if (fault == Fault.LiquidationFirst) return (false, 0, 0);
        if (fault == Fault.LiquidationLast) return (false, 2, 0);
        return (false, 1, 0);
    }

    function _aboutPositions(Bundle memory b, Fault fault) private pure {
        Position[] memory list = b.positions;
        if (fault == Fault.DuplicateKey) list[3].key = list[0].key;
        else if (fault == Fault.PositionZeroProfit) list[3].profit = 0;
        else if (fault == Fault.PositionAboveCumulative) list[1].profit = list[1].cumulativeProfit + 1;
        else if (fault == Fault.PositionAboveTotal) list[1].cumulativeProfit = b.header.totalProfit + 1;
        else if (fault == Fault.PositionFirst) list[0].cumulativeProfit += 1;
        else if (fault == Fault.PositionLast) list[3].cumulativeProfit -= 1;
        else if (fault == Fault.PositionHeadProfit) b.header.headProfit += 1;
        else if (fault == Fault.PositionHeadCut) {
            (b.header.headCount, b.header.headProfit) = (4, b.header.totalProfit);
        } else if (fault == Fault.PositionOrder) {
            (list[0], list[1]) = (list[1], list[0]);
            b.sumPositions(9_000);
        } else if (fault == Fault.PositionSum) {
            list[1].cumulativeProfit += 1;
        }
    }

    function _aboutLiquidations(Bundle memory b, Fault fault) private pure {
        Liquidation[] memory list = b.liquidations;
        if (fault == Fault.LiquidationSide) list[1].side = 2;
        else if (fault == Fault.LiquidationValue) list[1].quantity = 0;
        else if (fault == Fault.LiquidationTime) list[1].time = b.header.endTime;
        else if (fault == Fault.LiquidationAboveTotal) list[1].cumulativeLoss = b.header.loss + 1;
        else if (fault == Fault.LiquidationBelowResult) list[1].cumulativeProfit -= 1;
        else if (fault == Fault.LiquidationFirst) list[0].cumulativeProfit = 1;
        else if (fault == Fault.LiquidationLast) list[2].cumulativeLoss -= 1;
        else if (fault == Fault.LiquidationOrder) (list[0].key, list[1].key) = (list[1].key, list[0].key);
        else if (fault == Fault.LiquidationSum) list[1].cumulativeLoss += 1;
    }
}
