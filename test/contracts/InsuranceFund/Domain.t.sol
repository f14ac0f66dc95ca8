// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Settlement, Status} from "../../../contracts/interfaces/Types.sol";
import {HASH_1} from "../invariant/Invariants.sol";
import {Bundle, Bundles} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {IFund} from "../support/IFund.sol";
import {Lies} from "../support/Lies.sol";

/// @notice A header's hash names one fund on one chain, as EIP-712 does it.
contract DomainTest is FundTest {
    function test_domain_isTheFormats() external view {
        assertEq(fund.domain(), Bundles.domain(block.chainid, address(fund)), HASH_1);
        bytes32 spelledOut = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("InsuranceFund"),
                keccak256("1"),
                block.chainid,
                address(fund)
            )
        );
        assertEq(fund.domain(), spelledOut, HASH_1);
    }

    /// @dev One bundle, published for two funds: neither can pass its hash off as the other's.
    function test_oneHeader_hasAnotherHashInEachFund() external {
        Bundle memory b = _sample();
        IFund first = fund;
        _submit(b);
        _start(address(token), _policy());
        _submit(b);
        assertTrue(address(first) != address(fund), "two funds");
        assertTrue(first.record(1).settlementHash != fund.record(1).settlementHash, HASH_1);
        assertEq(fund.record(1).settlementHash, _hashOf(b), HASH_1);
        fund = first;
        assertEq(fund.record(1).settlementHash, _hashOf(b), HASH_1);
    }

    /// @dev The same deployment on two chains has one address; the hashes differ all the same.
    function test_oneHeader_hasAnotherHashOnEachChain() external {
        uint256 snapshot = vm.snapshotState();
        _start(address(token), _policy());
        (address here, bytes32 domain) = (address(fund), fund.domain());
        vm.revertToState(snapshot);

        vm.chainId(10);
        _start(address(token), _policy());
        assertEq(address(fund), here, "one address on both");
        assertEq(fund.domain(), Bundles.domain(10, here), HASH_1);
        assertTrue(fund.domain() != domain, HASH_1);
    }

    // -------------------------------------------------------------------------------- a chain that changes its id

    /// @dev A hash that followed the chain's id would freeze what is pending on the day of a fork.
    function test_domain_staysWhenTheChainsIdChanges() external {
        Bundle memory b = _pending();
        (bytes32 domain, bytes32 stored) = (fund.domain(), fund.record(1).settlementHash);
        vm.chainId(block.chainid + 1);
        assertEq(fund.domain(), domain, HASH_1);
        assertEq(fund.record(1).settlementHash, stored, HASH_1);
        assertEq(b.headerHash(domain), stored, HASH_1);
        assertTrue(_hashOf(b) != stored, "the hash under the new id");
    }

    function test_aFork_leavesAPendingSettlementOpenToChallenge() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
        vm.chainId(1_234_567);
        _challengePosition(b, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_aFork_leavesAPendingSettlementOpenToDemandsAndItsEnd() external {
        Bundle memory b = _pending();
        vm.chainId(1_234_567);
        _demand(b, POSITIONS, 0);
        _demand(b, LIQUIDATIONS, 1);
        _revealPosition(b, 0);
        _revealLiquidation(b, 1);
        assertEq(fund.shareOf(b.header, b.positions[0], b.positionProof(0)), 42_105_263, "share");
        _passWindow(b);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
    }

    function test_aFork_leavesSilenceAndCancelOpen() external {
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        vm.chainId(1_234_567);
        uint256 snapshot = vm.snapshotState();
        _cancel(b);
        _assertStatus(b, Status.Voided);
        vm.revertToState(snapshot);
        vm.chainId(1_234_567);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(b.header, POSITIONS, 0);
        _assertStatus(b, Status.Voided);
    }

    function test_aFork_hashesLaterSubmissionsAsBefore() external {
        bytes32 domain = fund.domain();
        vm.chainId(1_234_567);
        Bundle memory b = _sample();
        _submit(b);
        assertEq(fund.record(1).settlementHash, b.headerHash(domain), HASH_1);
    }

    // ------------------------------------------------------------------------------------------------ the hash

    /// @dev Not the plain hash of the struct, nor that of its fields without a type.
    function test_theHash_isNotThatOfTheHeaderAlone() external {
        Bundle memory b = _pending();
        Settlement memory s = b.header;
        assertTrue(fund.record(1).settlementHash != keccak256(abi.encode(s)), "the fields alone");
        Bundle memory other = _second();
        other.header.period = 1;
        bytes memory reason = abi.encodeWithSelector(
            IInsuranceFund.SettlementMismatch.selector,
            1,
            _hashOf(other),
            fund.record(1).settlementHash
        );
        vm.expectRevert(reason);
        fund.finalize(other.header);
    }

    function testFuzz_theHash_isTheFormats(uint256 chainId, Settlement calldata s) external {
        Bundle memory b;
        b.header = s;
        vm.chainId(bound(chainId, 1, type(uint64).max));
        _start(address(token), _policy());
        // A header that is not the stored one is told with its own hash.
        vm.expectRevert(
            abi.encodeWithSelector(
                IInsuranceFund.SettlementMismatch.selector,
                s.period,
                b.headerHash(Bundles.domain(block.chainid, address(fund))),
                bytes32(0)
            )
        );
        fund.finalize(s);
    }
}
