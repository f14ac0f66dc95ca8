// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Position, Settlement} from "../interfaces/Types.sol";
import {Apportionment} from "../libraries/Apportionment.sol";
import {Commitment} from "../libraries/Commitment.sol";
import {Faults} from "../libraries/Faults.sol";

/// @title The libraries, one by one
/// @notice For tests in both languages that judge figures no chain ever saw.
contract LibraryHarness {
    using Commitment for Settlement;
    using Commitment for Position;
    using Commitment for Liquidation;

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

    function domainOf(uint256 chainId, address fund) external pure returns (bytes32) {
        return Commitment.domainOf(chainId, fund);
    }

    function hashSettlement(Settlement calldata s, bytes32 domain) external pure returns (bytes32) {
        return s.hash(domain);
    }

    function hashPosition(Position calldata leaf) external pure returns (bytes32) {
        return leaf.hash();
    }

    function hashLiquidation(Liquidation calldata leaf) external pure returns (bytes32) {
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

    function ofPosition(Settlement calldata s, Position calldata leaf, uint256 headBps) external pure returns (Fault) {
        return Faults.ofPosition(s, leaf, headBps);
    }

    function ofPositions(
        Settlement calldata s,
        Position calldata a,
        Position calldata b,
        uint256 headBps
    ) external pure returns (Fault) {
        return Faults.ofPositions(s, a, b, headBps);
    }

    function ofLiquidation(Settlement calldata s, Liquidation calldata leaf) external pure returns (Fault) {
        return Faults.ofLiquidation(s, leaf);
    }

    function ofLiquidations(
        Settlement calldata s,
        Liquidation calldata a,
        Liquidation calldata b
    ) external pure returns (Fault) {
        return Faults.ofLiquidations(s, a, b);
    }

    function resultOf(Liquidation calldata leaf) external pure returns (uint256 profit, uint256 loss) {
        return Faults.resultOf(leaf);
    }
}
