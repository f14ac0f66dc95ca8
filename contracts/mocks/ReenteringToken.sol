// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that calls back
/// @notice In the middle of every transfer it sends the prepared call to the prepared target, and remembers what came of it.
contract ReenteringToken is ERC20 {
    address private _target;
    bytes private _call;

    /// @notice How often the prepared call was sent.
    uint256 public attempts;
    /// @notice Whether the last one succeeded.
    bool public succeeded;
    /// @notice What the last one answered.
    bytes public answer;

    constructor() ERC20("Re-entering token", "RE") {}

    function issue(address to, uint256 value) external {
        _mint(to, value);
    }

    function prepare(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
        attempts = 0;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from == address(0) || _target == address(0)) return;
        ++attempts;
        // solhint-disable-next-line avoid-low-level-calls
        (succeeded, answer) = _target.call(_call);
    }
}
