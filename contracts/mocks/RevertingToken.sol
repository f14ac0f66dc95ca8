// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that refuses a receiver
/// @notice What is sent to a refused account reverts; so does all that asks for a balance, once told to.
contract RevertingToken is ERC20 {
    mapping(address account => bool) private _refused;
    bool private _blind;

    error Refused(address account);
    error Blind();

    constructor() ERC20("Reverting token", "NO") {}

    function issue(address to, uint256 value) external {
        _mint(to, value);
    }

    function refuse(address account) external {
        _refused[account] = true;
    }

    function goBlind() external {
        _blind = true;
    }

    function balanceOf(address account) public view override returns (uint256) {
        require(!_blind, Blind());
        return super.balanceOf(account);
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!_refused[to], Refused(to));
        super._update(from, to, value);
    }
}
