// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault} from "../../../contracts/interfaces/Types.sol";
import {LibraryHarness} from "../../../contracts/mocks/LibraryHarness.sol";
import {Test} from "./Test.sol";

/// @title The fund's libraries, compiled as in the fund
abstract contract LibraryTest is Test {
    LibraryHarness internal libraries;

    function setUp() public virtual {
        bytes memory code = vm.getCode("LibraryHarness.sol:LibraryHarness");
        address made;
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        libraries = LibraryHarness(made);
    }

    function assertFault(Fault given, Fault expected, string memory label) internal pure {
        assertEq(uint256(given), uint256(expected), label);
    }
}
