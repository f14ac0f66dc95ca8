// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Another's code with a storage of its own
/// @notice Deploys any runtime code over any storage, and emits one event as that code's constructor would.
contract Changeling {
    constructor(bytes memory runtime, bytes32[2][] memory slots, bytes32[] memory topics, bytes memory data) {
        for (uint256 i = 0; i < slots.length; ++i) {
            (bytes32 slot, bytes32 value) = (slots[i][0], slots[i][1]);
            assembly ("memory-safe") {
                sstore(slot, value)
            }
        }
        assembly ("memory-safe") {
            log3(add(data, 32), mload(data), mload(add(topics, 32)), mload(add(topics, 64)), mload(add(topics, 96)))
            return(add(runtime, 32), mload(runtime))
        }
    }
}
