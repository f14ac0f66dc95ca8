// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Policy, Record, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice How the figures lie in storage: what is read and written together lies together, as gas is counted in slots.
contract StorageTest is FundTest {
    uint256 private _word;

    /// @dev hash | coverage, bond | operator, endTime, submission | all that a judge's call touches.
    function test_aRecord_liesInFourSlots() external {
        Policy memory p = _policy();
        p.basisAll = true;
        _start(address(token), p);
        Bundle memory b = _pending();
        vm.warp(NOW + 5);
        _demand(b, POSITIONS, 0);
        _demand(b, POSITIONS, 1);
        vm.warp(NOW + 9);
        _revealPosition(b, 0);
        bytes32 slot = _recordSlot();

        Record memory r = fund.record(1);
        assertEq(_load(slot, 0), r.settlementHash, "hash");
        _open(slot, 1);
        assertEq(_take(128), r.coverage, "coverage");
        assertEq(_take(128), r.bond, "bond");
        _open(slot, 2);
        assertEq(_take(160), uint160(operator), "operator");
        assertEq(_take(40), FIRST_END, "end");
        assertEq(_take(48), 1, "submission");
        assertEq(_word, 0, "rest of the third slot");
        _open(slot, 3);
        assertEq(_take(40), NOW + CHALLENGE_WINDOW, "end of the window");
        assertEq(_take(40), NOW + 9 + REVEAL_WINDOW, "quiet until");
        assertEq(_take(40), NOW + 9, "latest event");
        assertEq(_take(24), CHALLENGE_WINDOW, "challenge window");
        assertEq(_take(24), REVEAL_WINDOW, "reveal window");
        assertEq(_take(24), 1, "open demands");
        assertEq(_take(16), 2_000, "cover rate");
        assertEq(_take(16), 9_000, "head rate");
        assertEq(_take(16), 0, "policy version");
        assertEq(_take(8), 1, "basis");
        assertEq(_take(8), uint256(Status.Pending), "status");
        assertEq(_load(slot, 4), bytes32(0), "behind it");
    }

    function test_aPolicy_liesInTwoSlots() external {
        Policy memory p = _policy();
        (p.basisAll, p.periodHours, p.bondBps) = (true, 8, 77);
        _setPolicy(p);
        vm.record();
        fund.policy();
        (bytes32[] memory reads, ) = vm.accesses(address(fund));
        bytes32 slot = _lowestOfTwo(reads);

        _open(slot, 0);
        assertEq(_take(16), p.coverBps, "cover rate");
        assertEq(_take(16), p.headBps, "head rate");
        assertEq(_take(8), 1, "basis");
        assertEq(_take(16), 8, "hours");
        assertEq(_take(16), p.maxCoverageBps, "brake");
        assertEq(_take(24), p.challengeWindow, "challenge window");
        assertEq(_take(24), p.revealWindow, "reveal window");
        assertEq(_take(8), p.maxLevels, "levels");
        assertEq(_take(16), 77, "bond rate");
        assertEq(_take(96), p.settlementBond, "least bond");
        assertEq(_word, 0, "rest of the first slot");
        _open(slot, 1);
        assertEq(_take(96), p.demandBond, "a demand's bond");
        assertEq(_word, 0, "rest of the second slot");
    }

    // ------------------------------------------------------------------------------------------ what is written

    function test_aJudgesCall_writesTheLastSlotOfARecordAlone() external {
        Bundle memory b = _pending();
        bytes32 slot = _recordSlot();
        vm.record();
        _demand(b, POSITIONS, 0);
        _assertWritten(slot, "demand");
        vm.record();
        _revealPosition(b, 0);
        _assertWritten(slot, "reveal");
        uint256 snapshot = vm.snapshotState();
        vm.record();
        _cancel(b);
        _assertWritten(slot, "cancel");
        vm.revertToState(snapshot);
        _passWindow(b);
        vm.warp(block.timestamp + REVEAL_WINDOW);
        vm.record();
        fund.finalize(b.header);
        _assertWritten(slot, "finalize");
    }

    function test_aCredit_writesThreeSlots() external {
        _credit(1, 0, 5);
        vm.record();
        _credit(1, 1, _credits(5, 6));
        (, bytes32[] memory writes) = vm.accesses(address(fund));
        assertEq(_distinct(writes), 3, "slots of a later credit: assets, sums, the period's own");
    }

    // ------------------------------------------------------------------------------------------------- helpers

    /// @dev The record's slots are the only four that follow each other among what its view reads.
    function _recordSlot() private returns (bytes32) {
        vm.record();
        fund.record(1);
        (bytes32[] memory reads, ) = vm.accesses(address(fund));
        assertEq(_distinct(reads), 4, "slots of a record");
        uint256 lowest = type(uint256).max;
        for (uint256 i = 0; i < reads.length; ++i) if (uint256(reads[i]) < lowest) lowest = uint256(reads[i]);
        for (uint256 i = 0; i < reads.length; ++i) assertLe(uint256(reads[i]) - lowest, 3, "not side by side");
        return bytes32(lowest);
    }

    /// @dev Of all that was read, the two slots that follow each other.
    function _lowestOfTwo(bytes32[] memory reads) private pure returns (bytes32) {
        for (uint256 i = 0; i < reads.length; ++i) {
            for (uint256 j = 0; j < reads.length; ++j) {
                if (uint256(reads[i]) + 1 == uint256(reads[j])) return reads[i];
            }
        }
        revert("a policy in one slot");
    }

    function _assertWritten(bytes32 slot, string memory label) private {
        (, bytes32[] memory writes) = vm.accesses(address(fund));
        bool last = false;
        for (uint256 i = 0; i < writes.length; ++i) {
            uint256 from;
            unchecked {
                from = uint256(writes[i]) - uint256(slot);
            }
            if (from == 3) last = true;
            else assertTrue(from > 3, label);
        }
        assertTrue(last, label);
    }

    function _distinct(bytes32[] memory slots) private pure returns (uint256 count) {
        for (uint256 i = 0; i < slots.length; ++i) {
            uint256 j = 0;
            while (slots[j] != slots[i]) ++j;
            if (j == i) ++count;
        }
    }

    function _load(bytes32 slot, uint256 offset) private view returns (bytes32) {
        return vm.load(address(fund), bytes32(uint256(slot) + offset));
    }

    function _open(bytes32 slot, uint256 offset) private {
        _word = uint256(_load(slot, offset));
    }

    /// @dev The next figure, from the right.
    function _take(uint256 bits) private returns (uint256 figure) {
        figure = _word & ((1 << bits) - 1);
        _word >>= bits;
    }
}
