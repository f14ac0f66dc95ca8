// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Trees, the slow and plain way
/// @notice All 2n - 1 nodes in memory: leaf i at slot 2n - 2 - i, the children of slot t at 2t + 1 and 2t + 2, the root at 0.
library Trees {
    function build(bytes32[] memory leaves) internal pure returns (bytes32[] memory nodes) {
        uint256 count = leaves.length;
        if (count == 0) return nodes;
        nodes = new bytes32[](2 * count - 1);
        for (uint256 i = 0; i < count; ++i) nodes[nodes.length - 1 - i] = leaves[i];
        for (uint256 t = count - 1; t > 0; --t) {
            nodes[t - 1] = keccak256(bytes.concat(nodes[2 * t - 1], nodes[2 * t]));
        }
    }

    function root(bytes32[] memory nodes) internal pure returns (bytes32) {
        return nodes.length == 0 ? bytes32(0) : nodes[0];
    }

    function proof(bytes32[] memory nodes, uint256 index) internal pure returns (bytes32[] memory path) {
        uint256 depth = 0;
        uint256 slot = nodes.length - 1 - index;
        for (uint256 t = slot; t > 0; t = (t - 1) / 2) ++depth;
        path = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            path[i] = nodes[slot % 2 == 1 ? slot + 1 : slot - 1];
            slot = (slot - 1) / 2;
        }
    }
}
