// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Liquidation, Settlement} from "../../contracts/interfaces/Types.sol";
import {Faults} from "../../contracts/libraries/Faults.sol";

/// @title The judge of liquidations, asked by anyone about anything
/// @notice Any index, any figure of 256 bits.
contract AnyLiquidations {
    function judge(Settlement calldata s, Liquidation calldata a, Liquidation calldata b) external pure {
        Fault fault = Faults.ofLiquidations(s, a, b);
        assert(uint256(fault) <= uint256(type(Fault).max));
    }
}
