// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Faults} from "../../contracts/libraries/Faults.sol";
import {Liquidation, Settlement} from "../../contracts/interfaces/Types.sol";

/// @title The judge of liquidations, as the fund asks it
/// @notice For any header and any leaves; `includes` has shown before that an index is below the count.
contract Liquidations {
    function judge(Settlement calldata s, Liquidation calldata a, Liquidation calldata b) external pure {
        require(a.index < s.liquidationCount);
        require(b.index < s.liquidationCount);
        Faults.ofLiquidations(s, a, b);
    }
}
