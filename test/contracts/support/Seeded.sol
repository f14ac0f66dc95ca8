// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bundle, Bundles, Place, Rule} from "./Bundle.sol";

/// @title Honest settlements from a seed
/// @notice Lists of all shapes: ties, one leaf, powers of two and their neighbours, large and small amounts, none at all.
library Seeded {
    struct Dice {
        uint256 state;
    }

    function dice(uint256 seed) internal pure returns (Dice memory d) {
        d.state = uint256(keccak256(abi.encode("dice", seed)));
    }

    /// @notice From 0 to `sides` - 1.
    function roll(Dice memory d, uint256 sides) internal pure returns (uint256) {
        d.state = uint256(keccak256(abi.encode(d.state)));
        return d.state % sides;
    }

    function rule(uint256 seed) internal pure returns (Rule memory r) {
        Dice memory d = dice(uint256(keccak256(abi.encode("rule", seed))));
        uint256 kind = roll(d, 6);
        r.coverBps =
            kind == 0
                ? 0
                : kind == 1
                    ? 9_999
                    : kind == 2
                        ? roll(d, 10_001)
                        : 2_000;
        kind = roll(d, 6);
        r.headBps =
            kind == 0
                ? 1
                : kind == 1
                    ? 10_000
                    : kind == 2
                        ? 1 + roll(d, 10_000)
                        : 9_000;
    }

    function bundle(uint256 seed, Place memory place, Rule memory r) internal pure returns (Bundle memory) {
        Dice memory d = dice(seed);
        uint256 size = uint256(2) ** (4 + roll(d, 60));
        uint256[] memory profits = new uint256[](_count(d));
        uint256 kinds = 1 + roll(d, 5);
        for (uint256 i = 0; i < profits.length; ++i) {
            // Few sizes make ties, also at the cut.
            profits[i] = kinds < 4 ? 1 + size / (1 + roll(d, kinds)) : 1 + roll(d, size);
        }
        int256[] memory results = new int256[](_count(d));
        for (uint256 i = 0; i < results.length; ++i) {
            results[i] = int256(roll(d, size)) - int256(roll(d, 3) * (size / 2));
        }
        return Bundles.build(place, r, profits, results, keccak256(abi.encode(seed)));
    }

    /// @notice A bundle whose lists both hold at least `least` leaves.
    function bundleOf(
        uint256 seed,
        uint256 least,
        Place memory place,
        Rule memory r
    ) internal pure returns (Bundle memory b) {
        for (uint256 i = 0; ; ++i) {
            b = bundle(uint256(keccak256(abi.encode(seed, i))), place, r);
            if (b.positions.length >= least && b.liquidations.length >= least) return b;
        }
    }

    function _count(Dice memory d) private pure returns (uint256) {
        uint256 kind = roll(d, 8);
        if (kind == 0) return 0;
        if (kind == 1) return 1;
        if (kind == 2) return 2 ** roll(d, 5);
        if (kind == 3) return 1 + 2 ** roll(d, 5);
        return 1 + roll(d, 12);
    }
}
