// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice A stranger demands a leaf of the settlement before in its last second, so that its coverage stays reserved when the next one is
/// submitted under the brake. The operator who says what it needs waits for some hours and loses nothing.
contract LateDemandTest is FundTest {
    uint256 private constant MILLION = 1_000_000 * USDT;

    /// @dev That of a main network.
    function _policy() internal pure override returns (Policy memory p) {
        p = super._policy();
        p.maxCoverageBps = 2_500;
        p.challengeWindow = 72 hours;
        p.bondBps = 1_000;
    }

    function setUp() public override {
        super.setUp();
        token.issue(operator, 1_000 * MILLION);
        _donate(100 * MILLION);
        _submit(_first(), 20 * MILLION);
    }

    function test_undisturbed_theNextPeriodIsCoveredInFull() external {
        vm.warp(NOW + 72 hours);
        fund.finalize(_first().header);
        _submit(_next(), 16 * MILLION);
        assertEq(fund.record(2).coverage, 16 * MILLION, "coverage");
    }

    /// @dev The attack: 10 USDT, and 11 million of coverage are gone for good.
    function test_aLateDemand_takesTheCoverageOfWhoDoesNotCare() external {
        _demandLate();
        _submit(_next(), 0);
        assertEq(fund.record(2).coverage, 5 * MILLION + DEMAND_BOND / 4, "coverage");
        (, uint256 quota, , , uint256 deficit) = fund.outcomeOf(_next().header);
        assertEq(quota, 16 * MILLION, "quota");
        assertEq(deficit, 11 * MILLION - DEMAND_BOND / 4, "what nobody covers");
    }

    function test_aLateDemand_costsWhoAsksForTheQuotaOnlyTime() external {
        _demandLate();
        Bundle memory next = _next();
        uint256 possible = 5 * MILLION + DEMAND_BOND / 4;
        vm.expectRevert(refusal(IInsuranceFund.CoverageTooLow.selector, possible, 16 * MILLION));
        _submit(next, 16 * MILLION);
        assertEq(fund.submissions(), 1, "submissions");

        vm.warp(NOW + 72 hours + REVEAL_WINDOW - 1);
        fund.finalize(_first().header);
        _submit(next, 16 * MILLION);
        assertEq(fund.record(2).coverage, 16 * MILLION, "coverage");
        _assertStatus(_first(), Status.Finalized);
        assertEq(WEALTH - token.balanceOf(demander), DEMAND_BOND, "what the stranger paid");
        assertEq(fund.totals().forfeited, DEMAND_BOND, "and the fund got");
    }

    /// @dev In the last second of the window; answered at once, it still holds the end up for a reveal window.
    function _demandLate() private {
        Bundle memory first = _first();
        vm.warp(NOW + 72 hours - 1);
        _demand(first, POSITIONS, 0);
        _revealPosition(first, 0);
        vm.warp(NOW + 72 hours);
        uint256 readyAt = NOW + 72 hours - 1 + REVEAL_WINDOW;
        vm.expectRevert(refusal(IInsuranceFund.NotYetFinal.selector, 1, readyAt, 0));
        fund.finalize(first.header);
    }

    function _first() private pure returns (Bundle memory) {
        return _lossOf(Place(1, OPENING, FIRST_END), 100 * MILLION);
    }

    function _next() private pure returns (Bundle memory) {
        return _lossOf(Place(2, FIRST_END, FIRST_END + 8 hours), 80 * MILLION);
    }

    function _lossOf(Place memory place, uint256 loss) private pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](1);
        profits[0] = 2 * loss;
        int256[] memory results = new int256[](1);
        results[0] = -int256(loss);
        return Bundles.build(place, _rule(), profits, results, "loss");
    }
}
