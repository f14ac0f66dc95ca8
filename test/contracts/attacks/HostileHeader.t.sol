// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Settlement, Status} from "../../../contracts/interfaces/Types.sol";
import {FundTest} from "../support/FundTest.sol";
import {Seeded} from "../support/Seeded.sol";

/// @notice Any header at all: submit refuses it with a reason, or accepts it and can still be moved on.
contract HostileHeaderTest is FundTest {
    using Seeded for Seeded.Dice;

    uint64 private constant LONGEST = 2 ** 40;
    bytes4 private constant PANIC = bytes4(keccak256("Panic(uint256)"));

    function test_theLargestHeader_isRefused() external {
        Settlement memory s;
        s.period = type(uint64).max;
        (s.startTime, s.endTime) = (type(uint64).max, type(uint64).max);
        _assertSane(s);
        s.period = 1;
        _assertSane(s);
        s.startTime = OPENING;
        _assertSane(s);
        assertEq(fund.pendingCount(), 0, "pending");
    }

    function test_theLargestFigures_areAcceptedWhereTheyAgree() external {
        _withoutBps();
        Settlement memory s = _largest();
        s.profit = 0;
        _assertSane(s);
        assertEq(fund.pendingCount(), 0, "taken on to its end");
        assertEq(uint256(fund.status(1)), uint256(Status.Finalized), "status");
    }

    function test_aProfitThatNobodyHas_isRefused() external {
        _withoutBps();
        Settlement memory s = _largest();
        vm.prank(operator);
        vm.expectRevert(bytes(""));
        fund.submit(s, 0, "");
    }

    function testFuzz_anyHeader_isRefusedOrMovesOn(uint256 seed) external {
        _withoutBps();
        _donate(1_000 * USDT);
        Seeded.Dice memory d = Seeded.dice(seed);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 snapshot = vm.snapshotState();
            _assertSane(_header(d));
            vm.revertToState(snapshot);
        }
    }

    function test_headersFromSeeds_areRefusedAndAccepted() external {
        _withoutBps();
        _donate(1_000 * USDT);
        Seeded.Dice memory d = Seeded.dice(1);
        uint256 accepted = 0;
        for (uint256 i = 0; i < 100; ++i) {
            uint256 snapshot = vm.snapshotState();
            if (_assertSane(_header(d))) ++accepted;
            vm.revertToState(snapshot);
        }
        assertGt(accepted, 20, "accepted");
        assertLt(accepted, 80, "accepted");
    }

    function testFuzz_anyUnrelatedHeader_isRefused(Settlement calldata s) external {
        _assertSane(s);
    }

    /// @dev Refused with a reason of ours (or the token's, which gives none), or accepted with figures that add up, then
    /// finalized or cancelled.
    function _assertSane(Settlement memory s) private returns (bool accepted) {
        vm.prank(operator);
        bytes memory reason;
        (accepted, reason) = address(fund).call(abi.encodeCall(IInsuranceFund.submit, (s, 0, "ipfs://bundle")));
        if (!accepted) {
            assertTrue(reason.length < 4 || bytes4(reason) != PANIC, "a panic instead of a reason");
            return false;
        }
        (uint256 toShare, uint256 quota, uint256 shared, uint256 coverage, uint256 deficit) = fund.outcomeOf(s);
        assertEq(toShare + quota, s.loss, "both parts together");
        assertEq(shared + coverage + deficit, s.loss, "who bears the loss");
        assertLe(shared, toShare, "shared");
        assertLe(shared, s.headProfit, "shared of the head's profit");
        assertLe(coverage, quota, "coverage");
        assertLe(fund.reserved(), fund.assets(), "reserved");

        uint256 snapshot = vm.snapshotState();
        vm.prank(guardian);
        fund.cancel(s);
        assertEq(fund.reserved(), 0, "reserved after a cancel");
        vm.revertToState(snapshot);
        vm.warp(fund.record(1).challengeEnd);
        fund.finalize(s);
        assertEq(fund.solvency(), 0, "solvency");
    }

    function _withoutBps() private {
        Policy memory p = _policy();
        (p.bondBps, p.settlementBond, p.maxLevels) = (0, 1, 40);
        _setPolicy(p);
    }

    function _largest() private pure returns (Settlement memory s) {
        (s.period, s.startTime, s.endTime) = (1, OPENING, FIRST_END);
        (s.profit, s.loss) = (type(uint128).max, type(uint128).max);
        (s.liquidationCount, s.liquidationsRoot) = (LONGEST, bytes32(type(uint256).max));
        (s.positionCount, s.positionsRoot) = (LONGEST, bytes32(type(uint256).max));
        (s.totalProfit, s.headCount, s.headProfit) = (type(uint128).max, LONGEST, type(uint128).max);
    }

    /// @dev The right place, and figures near each other and near every edge.
    function _header(Seeded.Dice memory d) private pure returns (Settlement memory s) {
        (s.period, s.startTime, s.endTime) = (1, OPENING, FIRST_END);
        s.profit = uint128(_figure(d) % 1_000);
        s.loss = uint128(_figure(d));
        (s.liquidationCount, s.liquidationsRoot) = (_count(d), bytes32(_figure(d)));
        (s.positionCount, s.positionsRoot) = (_count(d), bytes32(_figure(d)));
        s.totalProfit = uint128(_figure(d));
        s.headCount = d.roll(2) == 0 ? s.positionCount : uint64(d.roll(uint256(s.positionCount) + 1));
        s.headProfit = s.headCount == s.positionCount ? s.totalProfit : uint128((uint256(s.totalProfit) * 95) / 100);
    }

    /// @dev Mostly one that a policy can hold.
    function _count(Seeded.Dice memory d) private pure returns (uint64) {
        return d.roll(16) == 0 ? uint64(_figure(d)) : uint64(_figure(d) % (LONGEST + 1));
    }

    function _figure(Seeded.Dice memory d) private pure returns (uint256) {
        uint256 kind = d.roll(5);
        if (kind == 0) return d.roll(3);
        if (kind == 1) return type(uint256).max - d.roll(2);
        if (kind == 2) return 2 ** (1 + d.roll(127)) - d.roll(2);
        return 1 + d.roll(1_000_000_000);
    }
}
