// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Liquidation, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {Trees} from "./Trees.sol";

/// @notice A settlement with everything that it commits to.
struct Bundle {
    Settlement header;
    Position[] positions;
    Liquidation[] liquidations;
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
    bytes private constant HEADER_TYPE =
        "Settlement(uint64 period,uint64 startTime,uint64 endTime,uint128 profit,uint128 loss,"
        "uint64 liquidationCount,bytes32 liquidationsRoot,uint64 positionCount,bytes32 positionsRoot,"
        "uint128 totalProfit,uint64 headCount,uint128 headProfit)";
    bytes private constant DOMAIN_TYPE =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    /// @notice An honest bundle; `profits` may stand in any order, liquidations stand in that of `results`. Positions are left out
    /// where nothing is to share.
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
        bytes32[] memory keys = _sortedKeys(results.length, salt);
        b.liquidations = new Liquidation[](results.length);
        for (uint256 i = 0; i < results.length; ++i) b.liquidations[i] = _liquidation(place, i, keys[i], results[i]);
        b.sumLiquidations();

        uint256 toShare = (uint256(b.header.loss) * (10_000 - rule.coverBps)) / 10_000;
        b.positions = new Position[](toShare == 0 ? 0 : profits.length);
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
        Position[] memory list = b.positions;
        for (uint256 i = 1; i < list.length; ++i) {
            Position memory moving = list[i];
            uint256 j = i;
            for (; j > 0 && _before(moving, list[j - 1]); --j) list[j] = list[j - 1];
            list[j] = moving;
        }
        for (uint256 i = 0; i < list.length; ++i) list[i].index = i;
    }

    /// @notice Sorts the liquidations by key ascending.
    function sortLiquidations(Bundle memory b) internal pure {
        Liquidation[] memory list = b.liquidations;
        for (uint256 i = 1; i < list.length; ++i) {
            Liquidation memory moving = list[i];
            uint256 j = i;
            for (; j > 0 && moving.key < list[j - 1].key; --j) list[j] = list[j - 1];
            list[j] = moving;
        }
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
            Liquidation memory l = b.liquidations[i];
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

    function hash(Position memory leaf) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf.key, leaf.profit, leaf.cumulativeProfit))));
    }

    function hash(Liquidation memory leaf) internal pure returns (bytes32) {
        bytes memory trade = abi.encode(leaf.side, leaf.quantity, leaf.takeoverValue, leaf.closeValue, leaf.time);
        bytes memory sums = abi.encode(leaf.cumulativeProfit, leaf.cumulativeLoss);
        return keccak256(bytes.concat(keccak256(bytes.concat(leaf.key, leaf.market, trade, sums))));
    }

    /// @notice The domain of a fund, as EIP-712 has it.
    function domain(uint256 chainId, address fund) internal pure returns (bytes32) {
        bytes memory names = bytes.concat(keccak256(DOMAIN_TYPE), keccak256("InsuranceFund"), keccak256("1"));
        return keccak256(bytes.concat(names, bytes32(chainId), bytes12(0), bytes20(fund)));
    }

    /// @notice The header's hash under a domain, figure by figure.
    function headerHash(Bundle memory b, bytes32 domain_) internal pure returns (bytes32) {
        Settlement memory s = b.header;
        bytes memory place = abi.encode(s.period, s.startTime, s.endTime, s.profit, s.loss);
        bytes memory roots = abi.encode(s.liquidationCount, s.liquidationsRoot, s.positionCount, s.positionsRoot);
        bytes memory head = abi.encode(s.totalProfit, s.headCount, s.headProfit);
        bytes32 struct_ = keccak256(bytes.concat(keccak256(HEADER_TYPE), place, roots, head));
        return keccak256(bytes.concat(hex"19", hex"01", domain_, struct_));
    }

    /// @notice A deep copy, so that a test can change one and keep the other.
    function copy(Bundle memory b) internal pure returns (Bundle memory) {
        return abi.decode(abi.encode(b), (Bundle));
    }

    /// @dev Long and short in turn; some closed in the period's first second, some in its last.
    function _liquidation(
        Place memory place,
        uint256 index,
        bytes32 key,
        int256 result
    ) private pure returns (Liquidation memory l) {
        uint256 size = result < 0 ? uint256(-result) : uint256(result);
        l.index = index;
        l.key = key;
        l.market = index % 3 == 0 ? bytes32("BTCUSDT") : bytes32("ETHUSDT");
        l.side = index % 2;
        l.quantity = 1 + (uint256(key) % 10 ** 20);
        l.time = place.startTime;
        // Places that no fund takes have no times.
        if (place.endTime > place.startTime) {
            if (index % 4 == 2) l.time = place.endTime - 1;
            else if (index % 4 != 0) l.time += uint256(key) % (place.endTime - place.startTime);
        }
        (uint256 gained, uint256 given) = result < 0 ? (uint256(7), 7 + size) : (7 + size, uint256(7));
        (l.takeoverValue, l.closeValue) = l.side == 0 ? (given, gained) : (gained, given);
    }

    function _sortedKeys(uint256 count, bytes32 salt) private pure returns (bytes32[] memory keys) {
        keys = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 moving = keccak256(abi.encode(salt, "liquidation", i));
            uint256 j = i;
            for (; j > 0 && moving < keys[j - 1]; --j) keys[j] = keys[j - 1];
            keys[j] = moving;
        }
    }

    function _before(Position memory a, Position memory b) private pure returns (bool) {
        return a.profit > b.profit || (a.profit == b.profit && a.key < b.key);
    }
}
