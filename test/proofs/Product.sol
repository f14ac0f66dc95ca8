// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Stands for a * b where CHC would have to multiply two unknowns. Each factor is shown to be below 2^128; that their product
/// is then below 2^256 is a lemma of its own (judge.test.ts). What it is, nothing here depends on: the hash may be anything.
function product(uint256 a, uint256 b) pure returns (uint256) {
    assert(a <= type(uint128).max);
    assert(b <= type(uint128).max);
    return uint256(keccak256(abi.encode(a, b)));
}
