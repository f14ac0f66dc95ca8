// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Policy} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice A voided period is submitted again while later ones go on, and nobody's money but its own is touched.
contract ResubmissionTest is FundTest {
    function test_theProfit_isPulledOnce() external {
        Bundle memory b = _voided();
        uint256 before = token.balanceOf(operator);
        _submit(b);
        assertEq(before - token.balanceOf(operator), BOND / 2, "pulled: the half of the bond that is gone");
        assertEq(fund.totals().credited, 30 * USDT, "credited in all");
    }

    function test_aLargerProfit_isPulledByTheDifference() external {
        Bundle memory b = _voided();
        b.liquidations[1].takeoverValue += 5 * USDT;
        b.sumLiquidations();
        b.commit();
        _submit(b);
        assertEq(fund.totals().credited, 35 * USDT, "credited in all");
    }

    function test_aCredit_toAVoidedPeriodCountsForItsNextSubmission() external {
        Bundle memory b = _voided();
        _credit(1, 0, 5 * USDT);
        b.liquidations[1].takeoverValue += 5 * USDT;
        b.sumLiquidations();
        b.commit();
        uint256 before = token.balanceOf(operator);
        _submit(b);
        assertEq(before - token.balanceOf(operator), BOND / 2, "pulled: no profit");
        assertEq(fund.totals().credited, 35 * USDT, "credited in all");
    }

    function test_aSmallerProfit_leavesTheRestInTheFund() external {
        Bundle memory b = _voided();
        b.liquidations[1].takeoverValue -= 5 * USDT;
        b.sumLiquidations();
        b.commit();
        uint256 assets = fund.assets();
        _submit(b);
        assertEq(fund.assets(), assets, "assets");
        assertEq(fund.reserved(), 20 * USDT, "reserved");
    }

    function test_theCoverage_isMeasuredAgain() external {
        Bundle memory b = _sample();
        _submit(b);
        assertEq(fund.record(1).coverage, 20 * USDT, "coverage out of 30");
        Bundle memory second = _second();
        _cancel(b);
        _submit(second);
        Policy memory p = _policy();
        p.maxCoverageBps = 1;
        _setPolicy(p);
        _submit(b);
        assertEq(fund.record(1).coverage, 0, "coverage under today's brake");
        assertEq(fund.record(2).coverage, 20 * USDT, "coverage of the other");
    }

    function test_anEarlierPeriod_isRepairedWhileLaterOnesGoOn() external {
        _donate(1_000 * USDT);
        Bundle memory lie = _sample();
        Lies.tell(lie, Fault.PositionFirst);
        _submit(lie);
        Bundle memory second = _second();
        _submit(second);
        _challengePosition(lie, 0);
        Bundle memory third = _sampleAt(Place(3, FIRST_END + 1 hours, FIRST_END + 2 hours));
        _submit(third);
        Bundle memory honest = _sample();
        _submit(honest);
        _passWindow(honest);
        fund.finalize(third.header);
        fund.finalize(honest.header);
        fund.finalize(second.header);
        assertEq(fund.claimable(clearing), 60 * USDT, "coverage of three periods");
        assertEq(fund.claimable(challenger), BOND / 2, "the reward");
        assertEq(fund.nextPeriod(), 4, "next period");
        assertEq(fund.pendingCount(), 0, "pending");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function test_aVoid_touchesNoOtherPeriodsMoney() external {
        Bundle memory first = _pending();
        Bundle memory second = _second();
        _submit(second);
        _demand(second, POSITIONS, 0);
        bytes32 before = keccak256(abi.encode(fund.record(2), fund.demandOf(2, POSITIONS, 0)));
        _cancel(first);
        assertEq(keccak256(abi.encode(fund.record(2), fund.demandOf(2, POSITIONS, 0))), before, "the other period");
        _revealPosition(second, 0);
        _passWindow(second);
        fund.finalize(second.header);
        assertEq(fund.claimable(operator), BOND / 2 + BOND, "claimable by the operator");
    }
}
