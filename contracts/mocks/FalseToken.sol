// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that refuses politely
/// @notice Once told to, it answers false where others revert, and moves nothing.
contract FalseToken is ERC20 {
    bool private _refusing;

    constructor() ERC20("False token", "FALSE") {}

    function issue(address to, uint256 value) external {
        _mint(to, value);
    }

    function refuse(bool refusing) external {
        _refusing = refusing;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        return !_refusing && super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        return !_refusing && super.transferFrom(from, to, value);
    }
}
