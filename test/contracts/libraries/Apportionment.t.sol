// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RULE_2, RULE_3, RULE_4} from "../invariant/Invariants.sol";
import {LibraryTest} from "../support/LibraryTest.sol";

contract ApportionmentTest is LibraryTest {
    uint256 private constant MAX = type(uint128).max;

    function test_toShare_isFourFifthsRoundedDown() external view {
        assertEq(libraries.toShareDown(100_000_000, 2_000), 80_000_000, "of 100");
        assertEq(libraries.toShareDown(5_500, 2_000), 4_400, "of 5500");
        assertEq(libraries.toShareDown(4, 2_000), 3, "of 4");
        assertEq(libraries.toShareDown(2, 2_000), 1, "of 2");
        assertEq(libraries.toShareDown(1, 2_000), 0, "of 1");
        assertEq(libraries.toShareDown(0, 2_000), 0, "of nothing");
        assertEq(libraries.quotaUp(4, 2_000), 1, "quota of 4");
        assertEq(libraries.quotaUp(1, 2_000), 1, "quota of 1: the odd unit is the fund's");
    }

    function test_toShare_reachesBothEnds() external view {
        assertEq(libraries.toShareDown(MAX, 0), MAX, "where the fund covers nothing");
        assertEq(libraries.toShareDown(MAX, 10_000), 0, "where the fund covers all");
        assertEq(libraries.quotaUp(MAX, 10_000), MAX, "quota where the fund covers all");
    }

    function testFuzz_toShare_roundsTowardsTheTraders(uint128 loss, uint256 coverBps) external view {
        coverBps = bound(coverBps, 0, 10_000);
        uint256 toShare = libraries.toShareDown(loss, coverBps);
        uint256 exact = uint256(loss) * (10_000 - coverBps);
        assertLe(toShare * 10_000, exact, RULE_4);
        assertGt((toShare + 1) * 10_000, exact, RULE_4);
        assertEq(toShare + libraries.quotaUp(loss, coverBps), loss, RULE_4);
    }

    function test_reachesHead_isEnoughAtNinetyPercent() external view {
        assertTrue(libraries.reachesHead(90, 100, 9_000), "exactly 90 % is enough");
        assertTrue(!libraries.reachesHead(89, 100, 9_000), "89 % is not");
        assertTrue(!libraries.reachesHead(899_999, 1_000_000, 9_000), "a unit below is not");
        assertTrue(libraries.reachesHead(MAX, MAX, 10_000), "all is enough for all");
        assertTrue(!libraries.reachesHead(MAX - 1, MAX, 10_000), "all but one is not");
        assertTrue(libraries.reachesHead(0, 0, 9_000), "nothing of nothing");
    }

    function testFuzz_reachesHead_growsWithProfit(uint128 profit, uint128 total, uint256 headBps) external view {
        headBps = bound(headBps, 1, 10_000);
        uint256 least = (uint256(total) * headBps + 9_999) / 10_000;
        assertEq(libraries.reachesHead(profit, total, headBps), profit >= least, "enough");
        assertTrue(libraries.reachesHead(least, total, headBps), "the least that is enough");
        if (least != 0) assertTrue(!libraries.reachesHead(least - 1, total, headBps), "a unit less");
    }

    function test_shareUpTo_givesTheSharesOfTheExamples() external view {
        assertEq(libraries.shareUpTo(500_000_000, 80_000_000, 950_000_000), 42_105_263, "first");
        assertEq(libraries.shareUpTo(800_000_000, 80_000_000, 950_000_000), 67_368_421, "first two");
        assertEq(libraries.shareUpTo(950_000_000, 80_000_000, 950_000_000), 80_000_000, "all three");
        assertEq(libraries.shareUpTo(6_000, 4_400, 8_000), 3_300, "two of three, first");
        assertEq(libraries.shareUpTo(7_200, 2_400, 8_000), 2_160, "a tie at the cut, first");
        assertEq(libraries.shareUpTo(60, 800, 90), 60, "capped, first");
        assertEq(libraries.shareUpTo(90, 800, 90), 90, "capped, both");
        assertEq(libraries.shareUpTo(7, 3, 9), 2, "tiny, first");
        assertEq(libraries.shareUpTo(950_000_000, 80_000_000, 1_000_000_000), 76_000_000, "against all profit");
    }

    function test_shareUpTo_isNothingWhereNobodyEarned() external view {
        assertEq(libraries.shareUpTo(0, 800, 0), 0, "share");
    }

    function test_shareUpTo_holdsTheLargestFigures() external view {
        assertEq(libraries.shareUpTo(MAX, MAX, MAX), MAX, "all of all");
        assertEq(libraries.shareUpTo(MAX - 1, MAX, MAX), MAX - 1, "all but one");
        assertEq(libraries.shareUpTo(MAX, 1, MAX), 1, "one of all");
        assertEq(libraries.shareUpTo(MAX - 1, 1, MAX), 0, "one of all but one");
    }

    /// @dev Three positions anywhere in the head: cumulative sums 0 <= a <= b <= c <= basis.
    function testFuzz_shareUpTo_splitsWithoutLossOrExcess(
        uint128 toShare,
        uint128 basis,
        uint128 a,
        uint128 b
    ) external view {
        basis = uint128(bound(basis, 1, MAX));
        b = uint128(bound(b, 0, basis));
        a = uint128(bound(a, 0, b));
        uint256 part = toShare < basis ? toShare : basis;
        uint256 upToA = libraries.shareUpTo(a, toShare, basis);
        uint256 upToB = libraries.shareUpTo(b, toShare, basis);
        assertEq(libraries.shareUpTo(0, toShare, basis), 0, "of no profit");
        assertEq(libraries.shareUpTo(basis, toShare, basis), part, "of all profit");
        assertLe(upToA, upToB, "grows with the profit");
        assertLe(upToB, b, "exceeds the profit");
        assertLe(upToB, part, "exceeds what is shared");
        // One position that lies between a and b pays at most its profit, and its part to within a unit.
        uint256 profit = uint256(b) - a;
        uint256 share = upToB - upToA;
        assertLe(share, profit, RULE_2);
        (uint256 paid, uint256 due) = (share * basis, part * profit);
        assertLt(paid > due ? paid - due : due - paid, basis, RULE_3);
    }
}
