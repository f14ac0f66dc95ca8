// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Record, Status, Terms} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice What a submission pulls, reserves and holds.
contract SubmitMoneyTest is FundTest {
    function test_submit_fixesItsFigures() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        Terms memory t;
        t.pulled = 30 * USDT;
        t.coverage = 20 * USDT;
        t.shared = 80 * USDT;
        t.bond = BOND;
        t.challengeEnd = NOW + CHALLENGE_WINDOW;
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementSubmitted(1, 1, operator, b.header, _policy(), t, 0, "ipfs://bundle");
        _submit(b);

        _assertBooks(1_030 * USDT, 20 * USDT, BOND);
        _assertStatus(b, Status.Pending);
        assertEq(fund.available(), 1_010 * USDT, "available");
        assertEq(fund.submission(1), 1, "serial number");
        assertEq(fund.totals().credited, 30 * USDT, "credited in all");
        (uint256 amount, uint64 count, ) = fund.credited(1);
        assertEq(amount, 30 * USDT, "credited to the period");
        assertEq(count, 0, "credits of the period");
    }

    function test_submit_storesWhatTheMoneyNeeds() external {
        Bundle memory b = _pending();
        Record memory r = fund.record(1);
        assertEq(r.settlementHash, _hashOf(b), "hash");
        assertEq(r.coverage, 20 * USDT, "coverage");
        assertEq(r.bond, BOND, "bond");
        assertEq(r.operator, operator, "operator");
        assertEq(r.endTime, FIRST_END, "end");
        assertEq(r.submission, 1, "serial number");
        assertEq(r.challengeEnd, NOW + CHALLENGE_WINDOW, "end of the window");
        assertEq(r.quietUntil, 0, "quiet until");
        assertEq(r.revealWindow, REVEAL_WINDOW, "reveal window");
        assertEq(r.openDemands, 0, "open demands");
        assertEq(r.coverBps, 2_000, "cover rate");
        assertEq(r.headBps, 9_000, "head rate");
        assertEq(r.basisAll, false, "basis");
        assertEq(r.policyVersion, 0, "policy version");
    }

    function test_submit_pullsOnlyWhatTheCreditsLack() external {
        _credit(1, 0, 12 * USDT);
        uint256 before = token.balanceOf(operator);
        _submit(_sample());
        assertEq(before - token.balanceOf(operator), 18 * USDT + BOND, "pulled");
        (uint256 amount, uint64 count, ) = fund.credited(1);
        assertEq(amount, 30 * USDT, "credited to the period");
        assertEq(count, 1, "credits of the period");
        assertEq(fund.totals().credited, 30 * USDT, "credited in all");
    }

    function test_submit_leavesCreditsBeyondTheProfitInTheFund() external {
        _credit(1, 0, 31 * USDT);
        uint256 before = token.balanceOf(operator);
        _submit(_sample());
        assertEq(before - token.balanceOf(operator), BOND, "pulled");
        (uint256 amount, , ) = fund.credited(1);
        assertEq(amount, 31 * USDT, "credited to the period");
        _assertBooks(31 * USDT, 20 * USDT, BOND);
    }

    function test_submit_revertsWhenAFeeEatsTheProfit() external {
        token.setParams(10, 49);
        uint256 arrives = 30 * USDT - (30 * USDT) / 1_000;
        Bundle memory b = _sample();
        vm.expectRevert(refusal(IInsuranceFund.ProfitNotReceived.selector, arrives, 30 * USDT));
        _submit(b);

        _credit(1, 0, 31 * USDT);
        _submit(b);
        _assertStatus(b, Status.Pending);
    }

    function test_submit_holdsTheBondThatArrived() external {
        _credit(1, 0, 30 * USDT);
        token.setParams(10, 49);
        _submit(_sample());
        assertEq(fund.record(1).bond, BOND - 10 * USDT, "bond");
        _assertBooks(30 * USDT, 20 * USDT, BOND - 10 * USDT);
    }

    function test_submit_revertsWhileTokensAreMissing() external {
        _donate(USDT);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        Bundle memory b = _sample();
        vm.expectRevert(refusal(IInsuranceFund.Insolvent.selector, USDT));
        _submit(b);
        fund.writeOff();
        _submit(b);
        _assertStatus(b, Status.Pending);
    }

    function test_submit_revertsWhenClosed() external {
        _close();
        Bundle memory b = _sample();
        vm.expectRevert(refusal(IInsuranceFund.FundClosed.selector));
        _submit(b);
    }

    // -------------------------------------------------------------------------------------------- the bond

    function test_submit_takesAPartOfLargeSumsAsBond() external {
        _donate(4_000_000 * USDT);
        // 1 % of a coverage of 400,000 and of 1,600,000 shared.
        _submit(_lossOf(2_000_000 * USDT, 5_000_000 * USDT));
        assertEq(fund.record(1).coverage, 400_000 * USDT, "coverage");
        assertEq(fund.record(1).bond, 20_000 * USDT, "bond");
    }

    function test_submit_takesTheLeastBondUpToWhereThePartIsMore() external {
        _donate(4_000_000 * USDT);
        _submit(_lossOf(1_000_000 * USDT, 5_000_000 * USDT));
        assertEq(fund.record(1).bond, BOND, "bond where both are equal");
        _cancel(_lossOf(1_000_000 * USDT, 5_000_000 * USDT));
        _submit(_lossOf(1_000_100 * USDT, 5_000_000 * USDT));
        assertEq(fund.record(1).bond, BOND + USDT, "bond where the part is more");
    }

    function test_submit_takesTheBondFromTheOperatorsClaimFirst() external {
        _finalized();
        assertEq(fund.claimable(operator), BOND, "claimable before");
        uint256 before = token.balanceOf(operator);
        _submit(_second());
        assertEq(before - token.balanceOf(operator), 30 * USDT, "pulled: the profit alone");
        assertEq(fund.claimable(operator), 0, "claimable");
        assertEq(fund.record(2).bond, BOND, "bond");
        assertEq(fund.liabilities(), BOND + 20 * USDT, "bond held and coverage claimable");
    }

    function test_submit_pullsWhatTheClaimLacksOfTheBond() external {
        _voided();
        assertEq(fund.claimable(operator), BOND / 2, "claimable before");
        Bundle memory b = _sample();
        Terms memory t;
        t.coverage = 20 * USDT;
        t.shared = 80 * USDT;
        t.bond = BOND;
        t.bondFromClaimable = BOND / 2;
        t.challengeEnd = NOW + CHALLENGE_WINDOW;
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementSubmitted(1, 2, operator, b.header, _policy(), t, uint64(NOW), "ipfs://bundle");
        _submit(b);
        assertEq(fund.claimable(operator), 0, "claimable");
        assertEq(fund.record(1).bond, BOND, "bond");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function test_submit_leavesTheRestOfTheClaim() external {
        _finalized();
        Policy memory p = _policy();
        p.settlementBond = uint96(BOND - 1);
        _setPolicy(p);
        _submit(_second());
        assertEq(fund.claimable(operator), 1, "claimable");
    }

    // ----------------------------------------------------------------------------------------- the coverage

    /// @dev DESIGN's anchors, as far as they are figures of the fund.
    function test_submit_coversAsTheRuleSays() external {
        _assertOutcome(_bundleOf(5_500, _list(6_000, 2_000, 80)), 1_000_000, 1_100, 4_400, 0);
        _assertOutcome(_bundleOf(3_000, _list(7_200, 800, 800)), 0, 0, 2_400, 600);
        _assertOutcome(_bundleOf(1_000, _list(60, 30, 10)), 1_000_000, 200, 90, 710);
        _assertOutcome(_bundleOf(4, _list(7, 2)), 10, 1, 3, 0);
        _assertOutcome(_bundleOf(1_000, new uint256[](0)), 50, 50, 0, 950);
    }

    function test_submit_coversNoMoreThanIsNotReserved() external {
        // Two periods of a quota of 20 on assets of 30 + 1 and then 60 + 1.
        _donate(USDT);
        Bundle memory b = _bundleAt(Place(1, OPENING, FIRST_END), 100 * USDT, _list(500 * USDT, 1));
        _submit(b);
        assertEq(fund.record(1).coverage, USDT, "first coverage: all there is");
        b = _bundleAt(Place(2, FIRST_END, FIRST_END + 1), 100 * USDT, _list(500 * USDT, 1));
        _submit(b);
        assertEq(fund.record(2).coverage, 0, "second coverage");
        assertEq(fund.available(), 0, "available");
    }

    function test_submit_brakesAllPendingPeriodsTogether() external {
        Policy memory p = _policy();
        p.maxCoverageBps = 2_500;
        _setPolicy(p);
        _donate(101);
        Bundle memory b = _bundleAt(Place(1, OPENING, FIRST_END), 100, _list(500, 1));
        _submit(b);
        assertEq(fund.record(1).coverage, 20, "first coverage: the quota");
        b = _bundleAt(Place(2, FIRST_END, FIRST_END + 1), 100, _list(500, 1));
        _submit(b);
        assertEq(fund.record(2).coverage, 5, "second coverage: a quarter of 101, rounded down, less 20");
        (, uint256 quota, , uint256 coverage, uint256 deficit) = fund.outcomeOf(b.header);
        assertEq(quota, 20, "quota");
        assertEq(coverage, 5, "coverage");
        assertEq(deficit, 15, "deficit");
        b = _bundleAt(Place(3, FIRST_END + 1, FIRST_END + 2), 100, _list(500, 1));
        _submit(b);
        assertEq(fund.record(3).coverage, 0, "third coverage");
    }

    function test_submit_coversNothingWhereMoreIsReservedThanTheBrakeAllows() external {
        _donate(100);
        _submit(_bundleAt(Place(1, OPENING, FIRST_END), 400, _list(500, 1)));
        assertEq(fund.reserved(), 80, "reserved");
        Policy memory p = _policy();
        p.maxCoverageBps = 5_000;
        _setPolicy(p);
        Bundle memory b = _bundleAt(Place(2, FIRST_END, FIRST_END + 1), 100, _list(500, 1));
        _submit(b);
        assertEq(fund.record(2).coverage, 0, "coverage");
    }

    function test_submit_countsThisPeriodsProfitAsAvailable() external {
        Bundle memory b = _sample();
        _submit(b);
        assertEq(fund.record(1).coverage, 20 * USDT, "coverage of a fund that was empty");
    }

    function test_submit_measuresSharesAgainstAllProfitIfThePolicySaysSo() external {
        Policy memory p = _policy();
        p.basisAll = true;
        _start(address(token), p);
        Bundle memory b = _sample();
        Terms memory t;
        (t.pulled, t.coverage, t.shared, t.deficit) = (30 * USDT, 20 * USDT, 76 * USDT, 4 * USDT);
        (t.bond, t.challengeEnd) = (BOND, NOW + CHALLENGE_WINDOW);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementSubmitted(1, 1, operator, b.header, p, t, 0, "ipfs://bundle");
        _submit(b);
        assertEq(fund.record(1).basisAll, true, "basis");
        (uint256 toShare, , uint256 shared, , uint256 deficit) = fund.outcomeOf(b.header);
        assertEq(toShare, 80 * USDT, "to share");
        assertEq(shared, 76 * USDT, "95 % of it is the head's");
        assertEq(deficit, 4 * USDT, "the tail's part");
    }

    // ---------------------------------------------------------------------------------------------- helpers

    function _assertOutcome(
        Bundle memory b,
        uint256 assets,
        uint256 coverage,
        uint256 shared,
        uint256 deficit
    ) private {
        uint256 snapshot = vm.snapshotState();
        if (assets != 0) _donate(assets);
        _submit(b);
        (, , uint256 shared_, uint256 coverage_, uint256 deficit_) = fund.outcomeOf(b.header);
        assertEq(coverage_, coverage, "coverage");
        assertEq(shared_, shared, "shared");
        assertEq(deficit_, deficit, "deficit");
        vm.revertToState(snapshot);
    }

    function _lossOf(uint256 loss, uint256 profit) private pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](1);
        profits[0] = profit;
        return _bundleOf(loss, profits);
    }

    function _bundleOf(uint256 loss, uint256[] memory profits) private pure returns (Bundle memory) {
        return _bundleAt(Place(1, OPENING, FIRST_END), loss, profits);
    }

    function _bundleAt(
        Place memory place,
        uint256 loss,
        uint256[] memory profits
    ) private pure returns (Bundle memory) {
        int256[] memory results = new int256[](1);
        results[0] = -int256(loss);
        return Bundles.build(place, _rule(), profits, results, "anchor");
    }

    function _list(uint256 a, uint256 b) private pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (a, b);
    }

    function _list(uint256 a, uint256 b, uint256 c) private pure returns (uint256[] memory list) {
        list = new uint256[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }
}
