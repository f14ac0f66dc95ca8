// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {Apportionment} from "../libraries/Apportionment.sol";
import {Commitment} from "../libraries/Commitment.sol";
import {Faults} from "../libraries/Faults.sol";

/// @title The libraries, one by one
/// @notice For tests in both languages that judge figures no chain ever saw.
contract LibraryHarness {
    using Commitment for IInsuranceFund.Settlement;
    using Commitment for IInsuranceFund.Position;
    using Commitment for IInsuranceFund.Liquidation;

    function toShareDown(uint256 loss, uint256 coverBps) external pure returns (uint256) {
        return Apportionment.toShareDown(loss, coverBps);
    }

    function quotaUp(uint256 loss, uint256 coverBps) external pure returns (uint256) {
        return Apportionment.quotaUp(loss, coverBps);
    }

    function reachesHead(uint256 profit, uint256 totalProfit, uint256 headBps) external pure returns (bool) {
        return Apportionment.reachesHead(profit, totalProfit, headBps);
    }

    function shareUpTo(uint256 cumulativeProfit, uint256 toShare, uint256 basisProfit) external pure returns (uint256) {
        return Apportionment.shareUpTo(cumulativeProfit, toShare, basisProfit);
    }

    function hashSettlement(IInsuranceFund.Settlement calldata s) external pure returns (bytes32) {
        return s.hash();
    }

    function hashPosition(IInsuranceFund.Position calldata leaf) external pure returns (bytes32) {
        return leaf.hash();
    }

    function hashLiquidation(IInsuranceFund.Liquidation calldata leaf) external pure returns (bytes32) {
        return leaf.hash();
    }

    function includes(
        bytes32 root,
        uint256 count,
        uint256 index,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external pure returns (bool) {
        return Commitment.includes(root, count, index, leaf, proof);
    }

    function ofPosition(
        IInsuranceFund.Settlement calldata s,
        IInsuranceFund.Position calldata leaf,
        uint256 headBps
    ) external pure returns (IInsuranceFund.Fault) {
        return Faults.ofPosition(s, leaf, headBps);
    }

    function ofPositions(
        IInsuranceFund.Settlement calldata s,
        IInsuranceFund.Position calldata a,
        IInsuranceFund.Position calldata b,
        uint256 headBps
    ) external pure returns (IInsuranceFund.Fault) {
        return Faults.ofPositions(s, a, b, headBps);
    }

    function ofLiquidation(
        IInsuranceFund.Settlement calldata s,
        IInsuranceFund.Liquidation calldata leaf
    ) external pure returns (IInsuranceFund.Fault) {
        return Faults.ofLiquidation(s, leaf);
    }

    function ofLiquidations(
        IInsuranceFund.Settlement calldata s,
        IInsuranceFund.Liquidation calldata a,
        IInsuranceFund.Liquidation calldata b
    ) external pure returns (IInsuranceFund.Fault) {
        return Faults.ofLiquidations(s, a, b);
    }

    function resultOf(IInsuranceFund.Liquidation calldata leaf) external pure returns (uint256 profit, uint256 loss) {
        return Faults.resultOf(leaf);
    }
}
