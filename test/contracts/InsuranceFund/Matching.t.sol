// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Settlement, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {Calls} from "../support/Calls.sol";

/// @notice Every call that takes a header takes only the one that was submitted, and only in the state that the call is for.
contract MatchingTest is Calls {
    function test_everyCall_refusesAHeaderThatDiffersInOneFigure() external {
        Bundle memory b = _pending();
        for (uint256 i = 1; i < 12; ++i) {
            Bundle memory other = b.copy();
            _change(other.header, i);
            bytes memory reason = abi.encodeWithSelector(
                IInsuranceFund.SettlementMismatch.selector,
                1,
                _hashOf(other),
                _hashOf(b)
            );
            _assertAllRefused(_callsOnPending(other), reason);
            _assertAllRefused(_viewsOnStanding(other), reason);
        }
    }

    function test_everyCall_refusesAPeriodThatWasNeverSubmitted() external {
        _pending();
        Bundle memory b = _second();
        bytes memory reason = abi.encodeWithSelector(
            IInsuranceFund.SettlementMismatch.selector,
            2,
            _hashOf(b),
            bytes32(0)
        );
        _assertAllRefused(_callsOnPending(b), reason);
        _assertAllRefused(_viewsOnStanding(b), reason);
    }

    function test_everyCall_refusesPeriodZero() external {
        Bundle memory b = _sample();
        b.header.period = 0;
        bytes memory reason = abi.encodeWithSelector(
            IInsuranceFund.SettlementMismatch.selector,
            0,
            _hashOf(b),
            bytes32(0)
        );
        _assertAllRefused(_callsOnPending(b), reason);
        _assertAllRefused(_viewsOnStanding(b), reason);
    }

    function test_everyCall_refusesAVoidedSettlement() external {
        Bundle memory b = _voided();
        bytes memory reason = refusal(IInsuranceFund.NotPending.selector, 1, uint256(Status.Voided));
        _assertAllRefused(_callsOnPending(b), reason);
        _assertAllRefused(_viewsOnStanding(b), refusal(IInsuranceFund.VoidedSettlement.selector, 1));
    }

    function test_everyCall_refusesAFinalizedSettlement() external {
        Bundle memory b = _finalized();
        bytes memory reason = refusal(IInsuranceFund.NotPending.selector, 1, uint256(Status.Finalized));
        _assertAllRefused(_callsOnPending(b), reason);
        bytes[] memory views = _viewsOnStanding(b);
        for (uint256 i = 0; i < views.length; ++i) {
            (bool done, ) = address(fund).call(views[i]);
            assertTrue(done, "views of a finalized settlement");
        }
    }

    function _assertAllRefused(bytes[] memory calls, bytes memory reason) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(guardian, calls[i], reason, string.concat("call ", vm.toString(i)));
        }
    }

    function _change(Settlement memory s, uint256 i) private pure {
        if (i == 1) ++s.startTime;
        else if (i == 2) ++s.endTime;
        else if (i == 3) ++s.profit;
        else if (i == 4) ++s.loss;
        else if (i == 5) ++s.liquidationCount;
        else if (i == 6) s.liquidationsRoot = bytes32(uint256(1));
        else if (i == 7) ++s.positionCount;
        else if (i == 8) s.positionsRoot = bytes32(uint256(1));
        else if (i == 9) ++s.totalProfit;
        else if (i == 10) ++s.headCount;
        else ++s.headProfit;
    }
}
