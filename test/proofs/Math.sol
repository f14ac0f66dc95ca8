// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title OpenZeppelin's Math, as far as the rule uses it, in words that a solver reads
/// @notice Stands for the original in proofs. test/contracts/libraries/PlainMath.t.sol holds the two to each other.
library Math {
    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function saturatingSub(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a - b : 0;
    }
}
