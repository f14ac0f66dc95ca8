// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";

/// @title The commitment
/// @notice The only place that encodes a header or a leaf, and that checks whether a leaf is in a tree.
library Commitment {
    function hash(IInsuranceFund.Settlement calldata s) internal pure returns (bytes32) {
        return keccak256(abi.encode(s));
    }

    /// @dev Hashed twice, so that no leaf can pass for an inner node.
    function hash(IInsuranceFund.Position calldata leaf) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(abi.encode(leaf.key, leaf.profit, leaf.cumulativeProfit))));
    }

    /// @dev Hashed twice, so that no leaf can pass for an inner node.
    function hash(IInsuranceFund.Liquidation calldata leaf) internal pure returns (bytes32) {
        bytes32 once = keccak256(
            abi.encode(
                leaf.key,
                leaf.market,
                leaf.side,
                leaf.takeoverValue,
                leaf.closeValue,
                leaf.cumulativeProfit,
                leaf.cumulativeLoss
            )
        );
        return keccak256(abi.encode(once));
    }

    /// @notice Whether `leaf` is the leaf `index` of the `count` leaves under `root`.
    /// @dev The tree is an array of 2 * count - 1 slots: leaf i at slot 2 * count - 2 - i, the children of slot t at 2t + 1 and
    /// 2t + 2, the root at 0. Pairs are not sorted: the path is the index, so a root commits to one list.
    function includes(
        bytes32 root,
        uint256 count,
        uint256 index,
        bytes32 leaf,
        bytes32[] calldata proof
    ) internal pure returns (bool) {
        if (index >= count) return false;
        // No overflow: counts are uint64 in the header, and index < count. t is above 0 wherever 1 is subtracted.
        unchecked {
            uint256 t = 2 * count - 2 - index;
            for (uint256 i = 0; i < proof.length; ++i) {
                if (t == 0) return false;
                bytes32 sibling = proof[i];
                // An odd slot is a left child. Scratch space only; a branch and two calls a level would cost a tenth of a challenge.
                assembly ("memory-safe") {
                    let left := and(t, 1)
                    mstore(shl(5, iszero(left)), leaf)
                    mstore(shl(5, left), sibling)
                    leaf := keccak256(0x00, 0x40)
                }
                t = (t - 1) >> 1;
            }
            return t == 0 && leaf == root;
        }
    }
}
