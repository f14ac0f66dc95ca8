// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Apportionment} from "../../contracts/libraries/Apportionment.sol";
import {Faults} from "../../contracts/libraries/Faults.sol";
import {Position, Settlement} from "../../contracts/interfaces/Types.sol";

/// @title The judge of positions, as the fund asks it
/// @notice For any header and any leaves; `includes` has shown before that an index is below the count, and the policy's bounds hold.
contract Positions {
    function judge(Settlement calldata s, Position calldata a, Position calldata b, uint256 headBps) external pure {
        require(a.index < s.positionCount);
        require(b.index < s.positionCount);
        require(headBps <= Apportionment.BPS);
        Faults.ofPositions(s, a, b, headBps);
    }
}
