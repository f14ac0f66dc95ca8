// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The rule
/// @notice How a loss is split between the fund and the head, and the head's part among its positions.
/// @dev Losses and profits are below 2^128 (uint128 in the header), rates at most BPS: no product below overflows.
library Apportionment {
    uint256 internal constant BPS = 10_000;

    /// @notice The traders' part of a loss. The odd unit falls on the fund, never on traders.
    function toShareDown(uint256 loss, uint256 coverBps) internal pure returns (uint256) {
        unchecked {
            return (loss * (BPS - coverBps)) / BPS;
        }
    }

    /// @notice The fund's part of a loss.
    function quotaUp(uint256 loss, uint256 coverBps) internal pure returns (uint256) {
        return loss - toShareDown(loss, coverBps);
    }

    /// @notice Whether positions that hold `profit` of `totalProfit` are enough for the head.
    function reachesHead(uint256 profit, uint256 totalProfit, uint256 headBps) internal pure returns (bool) {
        unchecked {
            return profit * BPS >= totalProfit * headBps;
        }
    }

    /// @notice What the first positions of a list pay that hold `cumulativeProfit` together, all of them in the head.
    /// @param toShare The traders' part of the loss.
    /// @param basisProfit The profit that shares are measured against; may be 0 only if there is no position.
    function shareUpTo(uint256 cumulativeProfit, uint256 toShare, uint256 basisProfit) internal pure returns (uint256) {
        if (basisProfit == 0) return 0;
        // The cap at the profit to share from: a share never turns a profit into a loss.
        unchecked {
            return (Math.min(toShare, basisProfit) * cumulativeProfit) / basisProfit;
        }
    }
}
