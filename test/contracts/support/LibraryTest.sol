// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
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

    function assertFault(IInsuranceFund.Fault given, IInsuranceFund.Fault expected, string memory label) internal pure {
        assertEq(uint256(given), uint256(expected), label);
    }
}
