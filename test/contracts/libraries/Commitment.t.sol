// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Liquidation, Position, Settlement} from "../../../contracts/interfaces/Types.sol";
import {TREE_1} from "../invariant/Invariants.sol";
import {Bundle, Bundles} from "../support/Bundle.sol";
import {LibraryTest} from "../support/LibraryTest.sol";
import {Trees} from "../support/Trees.sol";

contract CommitmentTest is LibraryTest {
    bytes32 private constant DOMAIN_OF_VECTORS = 0x0383a94c181a5ca4cf6654ad023d3bdbea2f2c1764061e14688613a6f4d3a316;

    // ------------------------------------------------------------------------------------------------ hashes

    function testFuzz_hashPosition_equalsTheFormat(Position calldata leaf) external view {
        assertEq(libraries.hashPosition(leaf), Bundles.hash(leaf), "leaf");
    }

    function testFuzz_hashLiquidation_equalsTheFormat(Liquidation calldata leaf) external view {
        assertEq(libraries.hashLiquidation(leaf), Bundles.hash(leaf), "leaf");
    }

    function testFuzz_hashSettlement_equalsTheFormat(Settlement calldata s, bytes32 domain) external view {
        Bundle memory b;
        b.header = s;
        assertEq(libraries.hashSettlement(s, domain), b.headerHash(domain), "header");
    }

    function testFuzz_domainOf_equalsTheFormat(uint256 chainId, address fund) external view {
        assertEq(libraries.domainOf(chainId, fund), Bundles.domain(chainId, fund), "domain");
    }

    /// @dev From a third implementation: ethers' TypedDataEncoder, for chain 1 and the vectors' fund.
    function test_domainOf_isWhatWalletsCompute() external view {
        assertEq(libraries.domainOf(1, 0x5FD05Fd05Fd05fD05FD05fd05FD05Fd05fD05fD0), DOMAIN_OF_VECTORS, "domain");
    }

    function testFuzz_domainOf_tellsChainsAndFundsApart(uint256 chainId, address fund, uint256 by) external view {
        by = bound(by, 1, type(uint160).max);
        bytes32 here = libraries.domainOf(chainId, fund);
        unchecked {
            assertTrue(libraries.domainOf(chainId + by, fund) != here, "another chain");
            assertTrue(libraries.domainOf(chainId, address(uint160(fund) + uint160(by))) != here, "another fund");
        }
    }

    function testFuzz_hashLiquidation_leavesOutTheIndex(Liquidation memory leaf, uint256 index) external view {
        bytes32 before = libraries.hashLiquidation(leaf);
        leaf.index = index;
        assertEq(libraries.hashLiquidation(leaf), before, "leaf");
    }

    function testFuzz_hashPosition_leavesOutTheIndex(Position memory leaf, uint256 index) external view {
        bytes32 before = libraries.hashPosition(leaf);
        leaf.index = index;
        assertEq(libraries.hashPosition(leaf), before, "leaf");
    }

    // ----------------------------------------------------------------------------------------------- proofs

    function test_includes_verifiesEveryProofAtItsOwnIndexAndAtNoOther() external view {
        for (uint256 count = 1; count <= 20; ++count) _assertProofs(count, count);
        _assertProofs(31, 1);
        _assertProofs(32, 2);
        _assertProofs(33, 3);
    }

    function testFuzz_includes_verifiesAtOneIndexOfLongLists(
        uint256 count,
        uint256 index,
        uint256 other
    ) external view {
        count = bound(count, 2, 300);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, 0);
        bytes32[] memory nodes = Trees.build(leaves);
        bytes32[] memory proof = Trees.proof(nodes, index);
        assertTrue(libraries.includes(nodes[0], count, index, leaves[index], proof), TREE_1);
        if (other != index) assertTrue(!libraries.includes(nodes[0], count, other, leaves[index], proof), TREE_1);
    }

    function testFuzz_includes_bindsTheCount(uint256 count, uint256 index, uint256 other) external view {
        count = bound(count, 1, 64);
        other = bound(other, 1, 64);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, 0);
        bytes32[] memory nodes = Trees.build(leaves);
        bytes32[] memory proof = Trees.proof(nodes, index);
        bool expected = _samePath(count, other, index);
        assertEq(libraries.includes(nodes[0], other, index, leaves[index], proof), expected, "the same path");
    }

    function test_includes_refusesAnEmptyList() external view {
        assertTrue(!libraries.includes(0, 0, 0, 0, new bytes32[](0)), "root 0");
        assertTrue(!libraries.includes("leaf", 0, 0, "leaf", new bytes32[](0)), "any root");
    }

    function test_includes_takesTheOnlyLeafAsTheRoot() external view {
        assertTrue(libraries.includes("leaf", 1, 0, "leaf", new bytes32[](0)), "one leaf");
        assertTrue(!libraries.includes("leaf", 1, 1, "leaf", new bytes32[](0)), "index 1 of 1");
        assertTrue(!libraries.includes("leaf", 1, 0, "leaf", new bytes32[](1)), "a proof where none is due");
    }

    function testFuzz_includes_refusesIndicesBeyondTheList(uint256 index) external view {
        bytes32[] memory leaves = _leaves(5, 0);
        bytes32[] memory nodes = Trees.build(leaves);
        index = bound(index, 5, type(uint256).max);
        for (uint256 i = 0; i < 5; ++i) {
            assertTrue(!libraries.includes(nodes[0], 5, index, leaves[i], Trees.proof(nodes, i)), "index");
        }
    }

    function testFuzz_includes_refusesProofsOfAnotherLength(
        uint256 count,
        uint256 index,
        uint256 length
    ) external view {
        count = bound(count, 1, 40);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, 0);
        bytes32[] memory nodes = Trees.build(leaves);
        bytes32[] memory proof = Trees.proof(nodes, index);
        bytes32[] memory other = new bytes32[](bound(length, 0, 80));
        if (other.length == proof.length) return;
        for (uint256 i = 0; i < other.length && i < proof.length; ++i) other[i] = proof[i];
        assertTrue(!libraries.includes(nodes[0], count, index, leaves[index], other), "length");
    }

    function testFuzz_includes_refusesAChangedProof(
        uint256 count,
        uint256 index,
        uint256 at,
        bytes32 node
    ) external view {
        count = bound(count, 2, 40);
        index = bound(index, 0, count - 1);
        bytes32[] memory leaves = _leaves(count, 0);
        bytes32[] memory nodes = Trees.build(leaves);
        bytes32[] memory proof = Trees.proof(nodes, index);
        proof[bound(at, 0, proof.length - 1)] = node;
        assertTrue(!libraries.includes(nodes[0], count, index, leaves[index], proof), "proof");
    }

    /// @dev No inner node passes for a leaf of the same list, neither at an index of the list nor at the one that its slot would have.
    function test_includes_refusesInnerNodesAsLeaves() external view {
        for (uint256 count = 2; count < 13; ++count) {
            bytes32[] memory nodes = Trees.build(_leaves(count, 0));
            for (uint256 slot = 0; slot < count - 1; ++slot) {
                bytes32[] memory path = Trees.proof(nodes, nodes.length - 1 - slot);
                for (uint256 index = 0; index < 2 * count; ++index) {
                    assertTrue(!libraries.includes(nodes[0], count, index, nodes[slot], path), "an inner node");
                }
            }
        }
    }

    /// @dev Slots above the root would come back to 0 after 256 steps: a root made for such a path would hold a second list.
    function testFuzz_includes_refusesPathsThatPassTheRoot(uint256 count, uint256 index) external view {
        count = bound(count, 1, 40);
        index = bound(index, 0, count - 1);
        uint256 t = 2 * count - 2 - index;
        bytes32[] memory proof = new bytes32[](Trees.proof(Trees.build(_leaves(count, 0)), index).length + 256);
        bytes32 node = "leaf";
        for (uint256 i = 0; i < proof.length; ++i) {
            proof[i] = keccak256(abi.encode("sibling", i));
            node = keccak256(t % 2 == 1 ? bytes.concat(node, proof[i]) : bytes.concat(proof[i], node));
            unchecked {
                t = (t - 1) >> 1;
            }
        }
        assertEq(t, 0, "back at the root's slot");
        assertTrue(!libraries.includes(node, count, index, "leaf", proof), "a path past the root");
    }

    function test_includes_doesNotSortItsPairs() external view {
        bytes32[] memory leaves = _leaves(2, 0);
        bytes32 root = keccak256(bytes.concat(leaves[1], leaves[0]));
        assertEq(Trees.build(leaves)[0], root, "the later leaf stands on the left");
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leaves[1];
        assertTrue(libraries.includes(root, 2, 0, leaves[0], proof), "as it stands");
        root = keccak256(bytes.concat(leaves[0], leaves[1]));
        assertTrue(!libraries.includes(root, 2, 0, leaves[0], proof), "the other way round");
    }

    // ---------------------------------------------------------------------------------------------- helpers

    function _assertProofs(uint256 count, uint256 seed) private view {
        bytes32[] memory leaves = _leaves(count, seed);
        bytes32[] memory nodes = Trees.build(leaves);
        for (uint256 i = 0; i < count; ++i) {
            bytes32[] memory proof = Trees.proof(nodes, i);
            for (uint256 j = 0; j < count; ++j) {
                bool included = libraries.includes(nodes[0], count, j, leaves[i], proof);
                assertEq(included, i == j, TREE_1);
            }
        }
    }

    function _leaves(uint256 count, uint256 seed) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = keccak256(abi.encode("leaf", seed, i));
    }

    /// @dev Whether leaf `index` hangs on the same turns in lists of both lengths; then a root says nothing about the length.
    function _samePath(uint256 count, uint256 other, uint256 index) private pure returns (bool) {
        if (index >= other) return false;
        uint256 t = 2 * count - 2 - index;
        uint256 u = 2 * other - 2 - index;
        while (t != 0 && u != 0) {
            if (t % 2 != u % 2) return false;
            (t, u) = ((t - 1) / 2, (u - 1) / 2);
        }
        return t == u;
    }
}
