// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Liquidation, Position, Settlement} from "../interfaces/Types.sol";

/// @title The commitment
/// @notice The only place that encodes a header or a leaf, and that checks whether a leaf is in a tree.
library Commitment {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME_HASH = keccak256("InsuranceFund");
    bytes32 private constant VERSION_HASH = keccak256("1");
    bytes32 private constant SETTLEMENT_TYPEHASH = keccak256(
        "Settlement(uint64 period,uint64 startTime,uint64 endTime,uint128 profit,uint128 loss,uint64 liquidationCount,bytes32 liquidationsRoot,uint64 positionCount,bytes32 positionsRoot,uint128 totalProfit,uint64 headCount,uint128 headProfit)"
    );

    /// @notice The EIP-712 domain of a fund: a hash under it names one fund on one chain.
    function domainOf(uint256 chainId, address fund) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, chainId, fund));
    }

    /// @notice A header's hash, as EIP-712 has it.
    function hash(Settlement calldata s, bytes32 domain) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(SETTLEMENT_TYPEHASH, s))));
    }

    /// @dev Hashed twice, so that no leaf can pass for an inner node.
    function hash(Position calldata leaf) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(abi.encode(leaf.key, leaf.profit, leaf.cumulativeProfit))));
    }

    /// @dev Hashed twice, so that no leaf can pass for an inner node.
    function hash(Liquidation calldata leaf) internal pure returns (bytes32) {
        bytes32 once = keccak256(
            abi.encode(
                leaf.key,
                leaf.market,
                leaf.side,
                leaf.quantity,
                leaf.takeoverValue,
                leaf.closeValue,
                leaf.time,
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
