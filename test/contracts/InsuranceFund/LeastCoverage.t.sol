// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {MONEY_9} from "../invariant/Invariants.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice The operator says how much the fund must at least be able to cover; with less, nothing is submitted.
contract LeastCoverageTest is FundTest {
    function test_submit_acceptsExactlyTheLeast() external {
        _donate(1_000 * USDT);
        _submit(_sample(), 20 * USDT);
        assertEq(fund.record(1).coverage, 20 * USDT, "coverage");
    }

    /// @dev The quota is the most there can ever be.
    function test_submit_revertsOnMoreThanTheQuota() external {
        _donate(1_000 * USDT);
        Bundle memory b = _sample();
        vm.expectRevert(_tooLow(20 * USDT, 20 * USDT + 1));
        _submit(b, 20 * USDT + 1);
        vm.expectRevert(_tooLow(20 * USDT, type(uint256).max));
        _submit(b, type(uint256).max);
    }

    function test_submit_revertsWhereTheFundHasLess() external {
        Bundle memory b = _lossOf(1, 100 * USDT);
        _donate(7 * USDT);
        vm.expectRevert(_tooLow(7 * USDT, 20 * USDT));
        _submit(b, 20 * USDT);
        _submit(b, 7 * USDT);
        assertEq(fund.record(1).coverage, 7 * USDT, "coverage");
    }

    function test_submit_revertsWhereTheBrakeHoldsMoreBack() external {
        Policy memory p = _policy();
        p.maxCoverageBps = 2_500;
        _setPolicy(p);
        _donate(40 * USDT);
        Bundle memory b = _lossOf(1, 100 * USDT);
        vm.expectRevert(_tooLow(10 * USDT, 20 * USDT));
        _submit(b, 20 * USDT);
    }

    function test_submit_revertsWhereOthersHaveReservedIt() external {
        _donate(30 * USDT);
        _submit(_lossOf(1, 100 * USDT), 20 * USDT);
        Bundle memory b = _lossOf(2, 100 * USDT);
        vm.expectRevert(_tooLow(10 * USDT, 20 * USDT));
        _submit(b, 20 * USDT);
    }

    /// @dev This period's profit is in when it is measured.
    function test_submit_countsThisPeriodsProfit() external {
        _submit(_sample(), 20 * USDT);
        assertEq(fund.record(1).coverage, 20 * USDT, "coverage of a fund that was empty");
    }

    function test_submit_takesNothingWhereItReverts() external {
        Bundle memory b = _sample();
        uint256 before = token.balanceOf(operator);
        vm.expectRevert(_tooLow(20 * USDT, 21 * USDT));
        _submit(b, 21 * USDT);
        assertEq(token.balanceOf(operator), before, "the operator's tokens");
        _assertBooks(0, 0, 0);
        _assertStatus(b, Status.None);
        assertEq(fund.nextPeriod(), 1, "next period");
        assertEq(fund.submissions(), 0, "submissions");
    }

    function test_submit_ofZeroTakesWhateverThereIs() external {
        _submit(_lossOf(1, 100 * USDT), 0);
        assertEq(fund.record(1).coverage, 0, "coverage");
    }

    function testFuzz_submit_neverReservesLess(uint256 assets, uint256 brake, uint256 least) external {
        Policy memory p = _policy();
        p.maxCoverageBps = uint16(bound(brake, 1, 10_000));
        _setPolicy(p);
        assets = bound(assets, 0, 100 * USDT);
        least = bound(least, 0, 21 * USDT);
        if (assets != 0) _donate(assets);
        uint256 limit = (assets * p.maxCoverageBps) / 10_000;
        uint256 coverage = limit < 20 * USDT ? limit : 20 * USDT;
        Bundle memory b = _lossOf(1, 100 * USDT);
        if (coverage < least) vm.expectRevert(_tooLow(coverage, least));
        _submit(b, least);
        if (coverage >= least) assertGe(fund.record(1).coverage, least, MONEY_9);
    }

    function _tooLow(uint256 coverage, uint256 least) private pure returns (bytes memory) {
        return refusal(IInsuranceFund.CoverageTooLow.selector, coverage, least);
    }

    /// @dev A period of an hour with one loss and one winner.
    function _lossOf(uint64 period, uint256 loss) private pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](1);
        profits[0] = 5 * loss;
        int256[] memory results = new int256[](1);
        results[0] = -int256(loss);
        uint64 start = OPENING + (period - 1) * 1 hours;
        return Bundles.build(Place(period, start, start + 1 hours), _rule(), profits, results, "loss");
    }
}
