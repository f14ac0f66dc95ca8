// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Bundle} from "./Bundle.sol";

/// @title Dishonest editions of the sample
/// @notice One for each fault, committed as an operator would who means it; submit accepts all of them.
library Lies {
    function tell(Bundle memory b, IInsuranceFund.Fault fault) internal pure {
        if (fault < IInsuranceFund.Fault.LiquidationSide) _aboutPositions(b, fault);
        else _aboutLiquidations(b, fault);
        b.commit();
    }

    /// @notice Which leaves show it.
    function evidence(IInsuranceFund.Fault fault) internal pure returns (bool pair, uint256 i, uint256 j) {
        if (fault == IInsuranceFund.Fault.DuplicateKey) return (true, 0, 3);
        if (fault == IInsuranceFund.Fault.PositionOrder) return (true, 0, 1);
        if (fault == IInsuranceFund.Fault.PositionSum) return (true, 0, 1);
        if (fault == IInsuranceFund.Fault.LiquidationSum) return (true, 0, 1);
        if (fault == IInsuranceFund.Fault.PositionFirst) return (false, 0, 0);
        if (fault == IInsuranceFund.Fault.PositionZeroProfit) return (false, 3, 0);
        if (fault == IInsuranceFund.Fault.PositionLast) return (false, 3, 0);
        if (fault == IInsuranceFund.Fault.PositionHeadCut) return (false, 3, 0);
        if (fault == IInsuranceFund.Fault.PositionHeadProfit) return (false, 2, 0);
        if (fault == IInsuranceFund.Fault.LiquidationFirst) return (false, 0, 0);
        if (fault == IInsuranceFund.Fault.LiquidationLast) return (false, 2, 0);
        return (false, 1, 0);
    }

    function _aboutPositions(Bundle memory b, IInsuranceFund.Fault fault) private pure {
        IInsuranceFund.Position[] memory list = b.positions;
        if (fault == IInsuranceFund.Fault.DuplicateKey) list[3].key = list[0].key;
        else if (fault == IInsuranceFund.Fault.PositionZeroProfit) list[3].profit = 0;
        else if (fault == IInsuranceFund.Fault.PositionAboveCumulative) list[1].profit = list[1].cumulativeProfit + 1;
        else if (fault == IInsuranceFund.Fault.PositionAboveTotal) list[1].cumulativeProfit = b.header.totalProfit + 1;
        else if (fault == IInsuranceFund.Fault.PositionFirst) list[0].cumulativeProfit += 1;
        else if (fault == IInsuranceFund.Fault.PositionLast) list[3].cumulativeProfit -= 1;
        else if (fault == IInsuranceFund.Fault.PositionHeadProfit) b.header.headProfit += 1;
        else if (fault == IInsuranceFund.Fault.PositionHeadCut) {
            (b.header.headCount, b.header.headProfit) = (4, b.header.totalProfit);
        } else if (fault == IInsuranceFund.Fault.PositionOrder) {
            (list[0], list[1]) = (list[1], list[0]);
            b.sumPositions(9_000);
        } else if (fault == IInsuranceFund.Fault.PositionSum) {
            list[1].cumulativeProfit += 1;
        }
    }

    function _aboutLiquidations(Bundle memory b, IInsuranceFund.Fault fault) private pure {
        IInsuranceFund.Liquidation[] memory list = b.liquidations;
        if (fault == IInsuranceFund.Fault.LiquidationSide) list[1].side = 2;
        else if (fault == IInsuranceFund.Fault.LiquidationValue) list[1].takeoverValue = 2 ** 128;
        else if (fault == IInsuranceFund.Fault.LiquidationAboveTotal) list[1].cumulativeLoss = b.header.loss + 1;
        else if (fault == IInsuranceFund.Fault.LiquidationBelowResult) list[1].cumulativeProfit -= 1;
        else if (fault == IInsuranceFund.Fault.LiquidationFirst) list[0].cumulativeProfit = 1;
        else if (fault == IInsuranceFund.Fault.LiquidationLast) list[2].cumulativeLoss -= 1;
        else if (fault == IInsuranceFund.Fault.LiquidationSum) list[1].cumulativeLoss += 1;
    }
}
