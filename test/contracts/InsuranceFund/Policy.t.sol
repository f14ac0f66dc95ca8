// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Record, Terms} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

contract PolicyTest is FundTest {
    function test_setPolicy_isInForceAtOnce() external {
        Policy memory p = _other();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.PolicySet(1, p);
        _setPolicy(p);
        _assertPolicy(fund.policy(), p, "policy");
    }

    // ------------------------------------------------------------------------------------------ its history

    function test_policyAt_knowsThemAll() external {
        _setPolicies(6);
        for (uint256 i = 0; i <= 6; ++i) {
            uint64 since = uint64(NOW + i * 100);
            assertEq(fund.policyAt(since).bondBps, i == 0 ? 100 : i, "when it came into force");
            assertEq(fund.policyAt(since + 99).bondBps, i == 0 ? 100 : i, "in its last second");
            if (i > 0) assertEq(fund.policyAt(since - 1).bondBps, i == 1 ? 100 : i - 1, "a second before");
        }
        assertEq(fund.policyAt(type(uint64).max).bondBps, 6, "in a far future");
        assertEq(fund.policyAt(0).bondBps, 100, "long before the fund");
    }

    function test_policyAt_takesTheLastOfABlock() external {
        vm.warp(NOW + 100);
        _setPolicyOf(1);
        _setPolicyOf(2);
        _setPolicyOf(3);
        vm.warp(NOW + 200);
        _setPolicyOf(4);
        assertEq(fund.policyAt(uint64(NOW + 99)).bondBps, 100, "before");
        assertEq(fund.policyAt(uint64(NOW + 100)).bondBps, 3, "then");
        assertEq(fund.policyAt(uint64(NOW + 199)).bondBps, 3, "after");
    }

    function testFuzz_policyAt_equalsALookThroughAll(uint256 seed, uint8 count, uint64 time) external {
        count = uint8(bound(count, 1, 12));
        uint256[] memory since = new uint256[](count + 1);
        uint256 now_ = NOW;
        for (uint256 i = 1; i <= count; ++i) {
            now_ += uint256(keccak256(abi.encode(seed, i))) % 3;
            vm.warp(now_);
            _setPolicyOf(uint16(i));
            since[i] = now_;
        }
        time = uint64(bound(time, NOW - 2, now_ + 2));
        uint256 expected = 100;
        for (uint256 i = 1; i <= count; ++i) if (since[i] <= time) expected = i;
        assertEq(fund.policyAt(time).bondBps, expected, "version");
    }

    // -------------------------------------------------------------------------------------- what it governs

    function test_aPeriod_isJudgedByTheRuleOfItsStart() external {
        // Period 1 starts before the change and is submitted after it; period 2 starts where it ends, after the change.
        _donate(1_000 * USDT);
        Policy memory p = _other();
        _setPolicy(p);
        vm.warp(NOW + 2 hours);
        Bundle memory b = _sampleAt(Place(1, OPENING, uint64(NOW)));
        Policy memory judged = _other();
        (judged.coverBps, judged.headBps, judged.basisAll, judged.periodHours) = (2_000, 9_000, false, 0);
        Terms memory t;
        t.pulled = 30 * USDT;
        t.coverage = 10_300_000;
        t.shared = 80 * USDT;
        t.deficit = 9_700_000;
        t.bond = 7 * USDT;
        t.challengeEnd = NOW + 2 hours + 3 hours;
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementSubmitted(1, 1, operator, b.header, judged, t, 0, "ipfs://bundle");
        _submit(b);
        Record memory r = fund.record(1);
        assertEq(r.coverBps, 2_000, "cover rate");
        assertEq(r.headBps, 9_000, "head rate");
        assertEq(r.revealWindow, 2 hours, "reveal window");
        assertEq(r.policyVersion, 1, "version");

        b = _sampleAt(Place(2, uint64(NOW), uint64(NOW) + 1 hours));
        _submit(b);
        r = fund.record(2);
        assertEq(r.coverBps, 5_000, "cover rate of the second");
        assertEq(r.headBps, 8_000, "head rate of the second");
        assertTrue(r.basisAll, "basis of the second");
    }

    function test_aPending_keepsItsTerms() external {
        Bundle memory b = _pending();
        bytes32 before = keccak256(abi.encode(fund.record(1)));
        _setPolicy(_other());
        assertEq(keccak256(abi.encode(fund.record(1))), before, "record");
        (uint256 toShare, , , , ) = fund.outcomeOf(b.header);
        assertEq(toShare, 80 * USDT, "to share");
    }

    function test_aResubmission_keepsTheRuleOfItsStart() external {
        Bundle memory b = _voided();
        _setPolicy(_other());
        _submit(b);
        assertEq(fund.record(1).coverBps, 2_000, "cover rate");
        assertEq(fund.record(1).bond, 7 * USDT, "bond of today");
    }

    function test_setClearing_namesWhoReceivesCoverage() external {
        vm.expectEmit(address(fund));
        emit IInsuranceFund.ClearingSet(stranger);
        vm.prank(governor);
        fund.setClearing(stranger);
        assertEq(fund.clearing(), stranger, "clearing");
    }

    function test_setClearing_revertsOnNobodyTheFundOrTheToken() external {
        address[3] memory wrong = [address(0), address(fund), address(token)];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(refusal(IInsuranceFund.InvalidAddress.selector, wrong[i]));
            vm.prank(governor);
            fund.setClearing(wrong[i]);
        }
        assertEq(fund.clearing(), clearing, "clearing");
    }

    // ---------------------------------------------------------------------------------------------- helpers

    function _other() private pure returns (Policy memory p) {
        p.coverBps = 5_000;
        p.headBps = 8_000;
        p.basisAll = true;
        p.maxCoverageBps = 100;
        p.challengeWindow = 3 hours;
        p.revealWindow = 2 hours;
        p.settlementBond = uint96(7 * USDT);
        p.bondBps = 5;
        p.demandBond = uint96(9 * USDT);
        (p.maxLevels, p.periodHours) = (12, 1);
    }

    /// @dev One every hundred seconds, told apart by their bondBps.
    function _setPolicies(uint16 count) private {
        for (uint16 i = 1; i <= count; ++i) {
            vm.warp(NOW + uint256(i) * 100);
            _setPolicyOf(i);
        }
    }

    function _setPolicyOf(uint16 bondBps) private {
        Policy memory p = _policy();
        p.bondBps = bondBps;
        _setPolicy(p);
    }

    function _assertPolicy(Policy memory left, Policy memory right, string memory label) private pure {
        assertEq(keccak256(abi.encode(left)), keccak256(abi.encode(right)), label);
    }
}
