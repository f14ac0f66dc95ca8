// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What every test builds on
/// @notice Assertions carry a label that completes the sentence "... is wrong".
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function assertTrue(bool condition, string memory label) internal pure {
        vm.assertTrue(condition, label);
    }

    function assertEq(bool left, bool right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertEq(uint256 left, uint256 right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertEq(int256 left, int256 right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertEq(address left, address right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertEq(bytes32 left, bytes32 right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertEq(bytes memory left, bytes memory right, string memory label) internal pure {
        vm.assertEq(left, right, label);
    }

    function assertLe(uint256 left, uint256 right, string memory label) internal pure {
        vm.assertLe(left, right, label);
    }

    function assertGe(uint256 left, uint256 right, string memory label) internal pure {
        vm.assertGe(left, right, label);
    }

    function assertGt(uint256 left, uint256 right, string memory label) internal pure {
        vm.assertGt(left, right, label);
    }

    function assertLt(uint256 left, uint256 right, string memory label) internal pure {
        vm.assertLt(left, right, label);
    }

    /// @dev Maps any number into [low, high]; small numbers and those in range stay as they are.
    function bound(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        if (x >= low && x <= high) return x;
        uint256 size = high - low;
        if (size == type(uint256).max) return x;
        return low + (x % (size + 1));
    }

    function makeAddr(string memory name) internal returns (address account) {
        account = address(uint160(uint256(keccak256(bytes(name)))));
        vm.label(account, name);
    }

    function refusal(bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector);
    }

    function refusal(bytes4 selector, uint256 a) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a);
    }

    function refusal(bytes4 selector, address a) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a);
    }

    function refusal(bytes4 selector, uint256 a, uint256 b) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a, b);
    }

    function refusal(bytes4 selector, uint256 a, uint256 b, uint256 c) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a, b, c);
    }
}
