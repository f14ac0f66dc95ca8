// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Trees} from "./Trees.sol";

/// @notice A settlement with everything that it commits to.
struct Bundle {
    IInsuranceFund.Settlement header;
    IInsuranceFund.Position[] positions;
    IInsuranceFund.Liquidation[] liquidations;
}

/// @notice Where a period lies.
struct Place {
    uint64 period;
    uint64 startTime;
    uint64 endTime;
}

/// @notice What the rule needs to cut a list.
struct Rule {
    uint256 coverBps;
    uint256 headBps;
}

using Bundles for Bundle global;

/// @title The exchange's side of a settlement, written a second time
/// @notice Builds honest bundles; a test makes them dishonest by changing leaves and committing again.
/// @dev Shares no line with the contract: sorting, sums, cut, encoding and trees are its own.
library Bundles {
    /// @notice An honest bundle; `profits` and `results` may stand in any order. Positions are left out where nothing is to share.
    function build(
        Place memory place,
        Rule memory rule,
        uint256[] memory profits,
        int256[] memory results,
        bytes32 salt
    ) internal pure returns (Bundle memory b) {
        b.header.period = place.period;
        b.header.startTime = place.startTime;
        b.header.endTime = place.endTime;
        b.liquidations = new IInsuranceFund.Liquidation[](results.length);
        for (uint256 i = 0; i < results.length; ++i) b.liquidations[i] = _liquidation(i, results[i], salt);
        b.sumLiquidations();

        uint256 toShare = (uint256(b.header.loss) * (10_000 - rule.coverBps)) / 10_000;
        b.positions = new IInsuranceFund.Position[](toShare == 0 ? 0 : profits.length);
        for (uint256 i = 0; i < b.positions.length; ++i) {
            b.positions[i].key = keccak256(abi.encode(salt, "position", i));
            b.positions[i].profit = profits[i];
        }
        b.sortPositions();
        b.sumPositions(rule.headBps);
        b.commit();
    }

    /// @notice Sorts the positions by profit descending, then key ascending, and numbers them.
    function sortPositions(Bundle memory b) internal pure {
        IInsuranceFund.Position[] memory list = b.positions;
        for (uint256 i = 1; i < list.length; ++i) {
            IInsuranceFund.Position memory moving = list[i];
            uint256 j = i;
            for (; j > 0 && _before(moving, list[j - 1]); --j) list[j] = list[j - 1];
            list[j] = moving;
        }
        for (uint256 i = 0; i < list.length; ++i) list[i].index = i;
    }

    /// @notice Writes the positions' running sums, the total and the cut, in the order in which the positions stand.
    function sumPositions(Bundle memory b, uint256 headBps) internal pure {
        uint256 total = 0;
        for (uint256 i = 0; i < b.positions.length; ++i) {
            b.positions[i].index = i;
            total += b.positions[i].profit;
            b.positions[i].cumulativeProfit = total;
        }
        b.header.positionCount = uint64(b.positions.length);
        b.header.totalProfit = uint128(total);
        b.header.headCount = 0;
        b.header.headProfit = 0;
        for (uint256 i = 0; i < b.positions.length; ++i) {
            uint256 sum = b.positions[i].cumulativeProfit;
            if (sum * 10_000 < total * headBps) continue;
            b.header.headCount = uint64(i + 1);
            b.header.headProfit = uint128(sum);
            return;
        }
    }

    /// @notice Writes the liquidations' running totals and the period's profit and loss.
    function sumLiquidations(Bundle memory b) internal pure {
        uint256 profit = 0;
        uint256 loss = 0;
        for (uint256 i = 0; i < b.liquidations.length; ++i) {
            IInsuranceFund.Liquidation memory l = b.liquidations[i];
            l.index = i;
            (uint256 gained, uint256 given) = l.side == 0
                ? (l.closeValue, l.takeoverValue)
                : (l.takeoverValue, l.closeValue);
            if (gained > given) profit += gained - given;
            else loss += given - gained;
            l.cumulativeProfit = profit;
            l.cumulativeLoss = loss;
        }
        b.header.liquidationCount = uint64(b.liquidations.length);
        b.header.profit = uint128(profit);
        b.header.loss = uint128(loss);
    }

    /// @notice Writes the roots of the leaves as they stand, be they honest or not.
    function commit(Bundle memory b) internal pure {
        b.header.positionsRoot = Trees.root(b.positionTree());
        b.header.liquidationsRoot = Trees.root(b.liquidationTree());
    }

    function positionTree(Bundle memory b) internal pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](b.positions.length);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = hash(b.positions[i]);
        return Trees.build(leaves);
    }

    function liquidationTree(Bundle memory b) internal pure returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](b.liquidations.length);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = hash(b.liquidations[i]);
        return Trees.build(leaves);
    }

    function positionProof(Bundle memory b, uint256 index) internal pure returns (bytes32[] memory) {
        return Trees.proof(b.positionTree(), index);
    }

    function liquidationProof(Bundle memory b, uint256 index) internal pure returns (bytes32[] memory) {
        return Trees.proof(b.liquidationTree(), index);
    }

    function hash(IInsuranceFund.Position memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf.key, leaf.profit, leaf.cumulativeProfit))));
    }

    function hash(IInsuranceFund.Liquidation memory leaf) internal pure returns (bytes32) {
        bytes memory numbers = abi.encode(
            leaf.side,
            leaf.takeoverValue,
            leaf.closeValue,
            leaf.cumulativeProfit,
            leaf.cumulativeLoss
        );
        return keccak256(bytes.concat(keccak256(bytes.concat(leaf.key, leaf.market, numbers))));
    }

    /// @notice The header's hash, figure by figure.
    function headerHash(Bundle memory b) internal pure returns (bytes32) {
        IInsuranceFund.Settlement memory s = b.header;
        bytes memory place = abi.encode(s.period, s.startTime, s.endTime, s.profit, s.loss);
        bytes memory roots = abi.encode(s.liquidationCount, s.liquidationsRoot, s.positionCount, s.positionsRoot);
        return keccak256(bytes.concat(place, roots, abi.encode(s.totalProfit, s.headCount, s.headProfit)));
    }

    /// @notice A deep copy, so that a test can change one and keep the other.
    function copy(Bundle memory b) internal pure returns (Bundle memory) {
        return abi.decode(abi.encode(b), (Bundle));
    }

    /// @dev Long and short in turn.
    function _liquidation(
        uint256 index,
        int256 result,
        bytes32 salt
    ) private pure returns (IInsuranceFund.Liquidation memory l) {
        uint256 size = result < 0 ? uint256(-result) : uint256(result);
        l.index = index;
        l.key = keccak256(abi.encode(salt, "liquidation", index));
        l.market = index % 3 == 0 ? bytes32("BTCUSDT") : bytes32("ETHUSDT");
        l.side = index % 2;
        (uint256 gained, uint256 given) = result < 0 ? (uint256(7), 7 + size) : (7 + size, uint256(7));
        (l.takeoverValue, l.closeValue) = l.side == 0 ? (given, gained) : (gained, given);
    }

    function _before(IInsuranceFund.Position memory a, IInsuranceFund.Position memory b) private pure returns (bool) {
        return a.profit > b.profit || (a.profit == b.profit && a.key < b.key);
    }
}
