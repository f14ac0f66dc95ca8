// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice Periods follow each other without gap or overlap.
contract SubmitPlaceTest is FundTest {
    function test_submit_movesTheNextPeriodOn() external {
        assertEq(fund.nextPeriod(), 1, "next period before");
        assertEq(fund.lastEndTime(), OPENING, "last end before");
        _submit(_sample());
        assertEq(fund.nextPeriod(), 2, "next period");
        assertEq(fund.lastEndTime(), FIRST_END, "last end");
        _submit(_second());
        assertEq(fund.nextPeriod(), 3, "next period after the second");
        assertEq(fund.lastEndTime(), FIRST_END + 1 hours, "last end after the second");
        assertEq(fund.pendingCount(), 2, "pending");
    }

    function test_submit_acceptsAPeriodThatEndsNow() external {
        _submit(_sampleAt(Place(1, OPENING, uint64(NOW))));
        assertEq(fund.lastEndTime(), NOW, "last end");
    }

    function test_submit_acceptsAPeriodOfOneSecond() external {
        _submit(_sampleAt(Place(1, OPENING, OPENING + 1)));
        assertEq(fund.lastEndTime(), OPENING + 1, "last end");
    }

    function test_submit_revertsOnPeriodZero() external {
        _refused(Place(0, OPENING, FIRST_END), _notOpen(0, 1, Status.None));
    }

    function test_submit_revertsOnAPeriodToCome() external {
        _refused(Place(2, OPENING, FIRST_END), _notOpen(2, 1, Status.None));
    }

    function test_submit_revertsOnAPendingPeriod() external {
        _pending();
        _refused(Place(1, OPENING, FIRST_END), _notOpen(1, 2, Status.Pending));
    }

    function test_submit_revertsOnAFinalizedPeriod() external {
        _finalized();
        _refused(Place(1, OPENING, FIRST_END), _notOpen(1, 2, Status.Finalized));
    }

    function test_submit_revertsOnAGap() external {
        bytes memory reason = refusal(IInsuranceFund.PeriodGap.selector, 1, OPENING + 1, OPENING);
        _refused(Place(1, OPENING + 1, FIRST_END), reason);
    }

    function test_submit_revertsOnAnOverlap() external {
        _submit(_sample());
        bytes memory reason = refusal(IInsuranceFund.PeriodGap.selector, 2, FIRST_END - 1, FIRST_END);
        _refused(Place(2, FIRST_END - 1, FIRST_END + 1), reason);
    }

    function test_submit_revertsOnAnEndAtTheStart() external {
        _refused(Place(1, OPENING, OPENING), refusal(IInsuranceFund.PeriodEnd.selector, 1, OPENING));
    }

    function test_submit_revertsOnAnEndBeforeTheStart() external {
        _refused(Place(1, OPENING, OPENING - 1), refusal(IInsuranceFund.PeriodEnd.selector, 1, OPENING - 1));
    }

    function test_submit_revertsOnAnEndInTheFuture() external {
        _refused(Place(1, OPENING, uint64(NOW) + 1), refusal(IInsuranceFund.PeriodEnd.selector, 1, NOW + 1));
    }

    // ------------------------------------------------------------------------------------------- once more

    function test_submit_acceptsTheLatestPeriodOnceMoreWithAnotherEnd() external {
        _voided();
        _submit(_sampleAt(Place(1, OPENING, FIRST_END + 60)));
        assertEq(fund.nextPeriod(), 2, "next period");
        assertEq(fund.lastEndTime(), FIRST_END + 60, "last end");
        assertEq(fund.submission(1), 2, "serial number");
        assertEq(fund.pendingCount(), 1, "pending");
    }

    function test_submit_holdsTheLatestPeriodOnceMoreToItsStart() external {
        _voided();
        bytes memory reason = refusal(IInsuranceFund.PeriodGap.selector, 1, OPENING + 1, OPENING);
        _refused(Place(1, OPENING + 1, FIRST_END), reason);
    }

    function test_submit_holdsTheLatestPeriodOnceMoreToThePast() external {
        _voided();
        _refused(Place(1, OPENING, uint64(NOW) + 1), refusal(IInsuranceFund.PeriodEnd.selector, 1, NOW + 1));
        _refused(Place(1, OPENING, OPENING), refusal(IInsuranceFund.PeriodEnd.selector, 1, OPENING));
    }

    function test_submit_acceptsAnEarlierPeriodOnceMoreWithItsOldEnd() external {
        _voided();
        _submit(_second());
        _submit(_sample());
        assertEq(fund.nextPeriod(), 3, "next period");
        assertEq(fund.lastEndTime(), FIRST_END + 1 hours, "last end");
        assertEq(fund.submission(1), 3, "serial number");
        assertEq(fund.pendingCount(), 2, "pending");
    }

    function test_submit_holdsAnEarlierPeriodOnceMoreToItsEnd() external {
        _voided();
        _submit(_second());
        _refused(Place(1, OPENING, FIRST_END + 1), refusal(IInsuranceFund.PeriodEnd.selector, 1, FIRST_END + 1));
        _refused(Place(1, OPENING, FIRST_END - 1), refusal(IInsuranceFund.PeriodEnd.selector, 1, FIRST_END - 1));
    }

    function test_submit_holdsAnEarlierPeriodOnceMoreToItsStart() external {
        _voided();
        _submit(_second());
        bytes memory reason = refusal(IInsuranceFund.PeriodGap.selector, 1, OPENING - 1, OPENING);
        _refused(Place(1, OPENING - 1, FIRST_END), reason);
    }

    function test_submit_joinsTheNextPeriodToAVoidedOne() external {
        _voided();
        _submit(_second());
        assertEq(uint256(fund.status(1)), uint256(Status.Voided), "status of period 1");
        assertEq(uint256(fund.status(2)), uint256(Status.Pending), "status of period 2");
    }

    function _notOpen(uint256 period, uint256 next, Status status) private pure returns (bytes memory) {
        return refusal(IInsuranceFund.PeriodNotOpen.selector, period, next, uint256(status));
    }

    function _refused(Place memory place, bytes memory reason) private {
        Bundle memory b = _sampleAt(place);
        vm.expectRevert(reason);
        _submit(b);
    }
}
