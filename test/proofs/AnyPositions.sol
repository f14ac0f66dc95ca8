// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Position, Settlement} from "../../contracts/interfaces/Types.sol";
import {Faults} from "../../contracts/libraries/Faults.sol";

/// @title The judge of positions, asked by anyone about anything
/// @notice Any index, any rate, any figure of 256 bits.
contract AnyPositions {
    function judge(Settlement calldata s, Position calldata a, Position calldata b, uint256 headBps) external pure {
        Fault fault = Faults.ofPositions(s, a, b, headBps);
        assert(uint256(fault) <= uint256(type(Fault).max));
    }
}
