// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Math as PlainMath} from "../../proofs/Math.sol";
import {Test} from "../support/Test.sol";

/// @notice What stands for OpenZeppelin's functions in proofs says what they say.
contract PlainMathTest is Test {
    function testFuzz_min_isOpenZeppelins(uint256 a, uint256 b) external pure {
        assertEq(PlainMath.min(a, b), Math.min(a, b), "min");
        assertEq(PlainMath.min(a, a), Math.min(a, a), "min of equals");
    }

    function testFuzz_saturatingSub_isOpenZeppelins(uint256 a, uint256 b) external pure {
        assertEq(PlainMath.saturatingSub(a, b), Math.saturatingSub(a, b), "saturatingSub");
        assertEq(PlainMath.saturatingSub(a, a), Math.saturatingSub(a, a), "saturatingSub of equals");
    }
}
