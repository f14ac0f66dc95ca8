// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Status, Terms} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice Where the rule has hours, nobody chooses where a period ends.
contract PeriodHoursTest is FundTest {
    /// @dev The attack on a free end: the operator sees a loss and ends the period before it, so that another rule bears it.
    function test_withoutHours_aPeriodEndsWhereTheOperatorLikes() external {
        _submit(_sampleAt(Place(1, OPENING, OPENING + 12_345)));
        assertEq(fund.lastEndTime(), OPENING + 12_345, "end");
    }

    function test_aPeriod_endsItsHoursAfterItsStart() external {
        _begin(8);
        _submit(_sampleAt(Place(1, OPENING, OPENING + 8 hours)));
        _submit(_sampleAt(Place(2, OPENING + 8 hours, OPENING + 16 hours)));
        _submit(_sampleAt(Place(3, OPENING + 16 hours, OPENING + 24 hours)));
        assertEq(fund.lastEndTime(), OPENING + 24 hours, "end of the third, which is now");
    }

    function test_aPeriod_endsNowhereElse() external {
        _begin(8);
        _refused(Place(1, OPENING, OPENING + 8 hours - 1));
        _refused(Place(1, OPENING, OPENING + 8 hours + 1));
        _refused(Place(1, OPENING, OPENING + 16 hours));
        _refused(Place(1, OPENING, OPENING + 1));
        _refused(Place(1, OPENING, OPENING));
        _refused(Place(1, OPENING, OPENING - 8 hours));
        _refused(Place(1, OPENING, type(uint64).max));
    }

    /// @dev Not even where the hours, cut to fewer bits, would fit.
    function test_aPeriod_endsNowhereElseModuloAnything() external {
        _begin(8);
        vm.warp(2 ** 40 - 1);
        for (uint256 bits = 16; bits < 64; bits += 8) {
            _refused(Place(1, OPENING, uint64(OPENING + 8 hours + 2 ** bits)));
        }
    }

    function test_aPeriod_isSubmittedOnceItIsOver() external {
        _begin(25);
        _refused(Place(1, OPENING, OPENING + 25 hours));
        vm.warp(OPENING + 25 hours - 1);
        _refused(Place(1, OPENING, OPENING + 25 hours));
        vm.warp(OPENING + 25 hours);
        _submit(_sampleAt(Place(1, OPENING, OPENING + 25 hours)));
        assertEq(fund.lastEndTime(), OPENING + 25 hours, "end");
    }

    function test_aPeriod_ofAMonthFits() external {
        _begin(720);
        vm.warp(OPENING + 720 hours);
        _refused(Place(1, OPENING, OPENING + 719 hours));
        _submit(_sampleAt(Place(1, OPENING, OPENING + 720 hours)));
        assertEq(fund.lastEndTime(), OPENING + 720 hours, "end");
    }

    // ------------------------------------------------------------------------------------ the rule of its start

    function test_hours_areThoseOfThePeriodsStart() external {
        // Free until now; the period that started before keeps that, the next one starts under the grid.
        _setHours(1);
        vm.warp(NOW + 2 hours);
        _submit(_sampleAt(Place(1, OPENING, uint64(NOW) + 17)));
        _refused(Place(2, uint64(NOW) + 17, uint64(NOW) + 18));
        _submit(_sampleAt(Place(2, uint64(NOW) + 17, uint64(NOW) + 17 + 1 hours)));
        assertEq(fund.policyAt(OPENING).periodHours, 0, "hours at the opening");
        assertEq(fund.policyAt(uint64(NOW) + 17).periodHours, 1, "hours at the second start");
    }

    function test_hours_bindAPeriodThatStartsWithThePolicy() external {
        _setHours(1);
        vm.warp(NOW + 2 hours);
        _submit(_sampleAt(Place(1, OPENING, uint64(NOW))));
        _refused(Place(2, uint64(NOW), uint64(NOW) + 2 hours));
        _submit(_sampleAt(Place(2, uint64(NOW), uint64(NOW) + 1 hours)));
        assertEq(fund.lastEndTime(), NOW + 1 hours, "end");
    }

    /// @dev A governor who lifts the grid frees no period that started under it.
    function test_hours_holdAPeriodThatStartedUnderThem() external {
        _begin(8);
        _setHours(0);
        vm.warp(NOW + 1 days);
        _refused(Place(1, OPENING, OPENING + 9 hours));
        _submit(_sampleAt(Place(1, OPENING, OPENING + 8 hours)));
        // The next one started before the change, too.
        _refused(Place(2, OPENING + 8 hours, OPENING + 9 hours));
        _submit(_sampleAt(Place(2, OPENING + 8 hours, OPENING + 16 hours)));
        _submit(_sampleAt(Place(3, OPENING + 16 hours, OPENING + 24 hours)));
        // That of the change itself is free.
        _submit(_sampleAt(Place(4, OPENING + 24 hours, OPENING + 24 hours + 5)));
    }

    function test_hours_standInThePolicyOfTheSubmission() external {
        _begin(8);
        _setHours(0);
        Policy memory judged = _policy();
        judged.periodHours = 8;
        Terms memory t;
        (t.pulled, t.coverage, t.shared) = (30 * USDT, 20 * USDT, 80 * USDT);
        (t.bond, t.challengeEnd) = (BOND, NOW + CHALLENGE_WINDOW);
        Bundle memory b = _sample();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementSubmitted(1, 1, operator, b.header, judged, t, 0, "ipfs://bundle");
        _submit(b);
    }

    // ----------------------------------------------------------------------------------------------- once more

    function test_theLatestPeriodOnceMore_keepsItsHours() external {
        _begin(8);
        _submit(_sample());
        _cancel(_sample());
        _refused(Place(1, OPENING, OPENING + 8 hours + 60));
        _setHours(0);
        _refused(Place(1, OPENING, OPENING + 8 hours + 60));
        _submit(_sample());
        _assertStatus(_sample(), Status.Pending);
    }

    function test_anEarlierPeriodOnceMore_keepsItsEnd() external {
        Bundle memory b = _voided();
        _submit(_second());
        _setHours(5);
        _refused(Place(1, OPENING, OPENING + 5 hours));
        _submit(b);
        _assertStatus(b, Status.Pending);
    }

    // ------------------------------------------------------------------------------------------------- helpers

    /// @dev A fund with a grid from its opening on.
    function _begin(uint16 periodHours) private {
        Policy memory p = _policy();
        p.periodHours = periodHours;
        _start(address(token), p);
    }

    function _setHours(uint16 periodHours) private {
        Policy memory p = _policy();
        p.periodHours = periodHours;
        _setPolicy(p);
    }

    function _refused(Place memory place) private {
        Bundle memory b = _sampleAt(place);
        vm.expectRevert(refusal(IInsuranceFund.PeriodEnd.selector, place.period, place.endTime));
        _submit(b);
    }
}
