// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Record, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice A period is submitted, demanded from, voided and submitted again, with the same header: nothing of the first
/// submission touches the second.
contract StaleSubmissionTest is FundTest {
    Bundle private _b;

    function setUp() public override {
        super.setUp();
        Bundle memory b = _pending();
        _demand(b, POSITIONS, 0);
        _demand(b, LIQUIDATIONS, 1);
        _revealPosition(b, 0);
        _demand(b, POSITIONS, 1);
        _cancel(b);
        vm.warp(NOW + 1 hours);
        _submit(b);
        assertEq(fund.submission(1), 2, "serial number");
    }

    function test_aNewSubmission_startsWithoutDemands() external view {
        Record memory r = fund.record(1);
        assertEq(r.openDemands, 0, "open demands");
        assertEq(r.quietUntil, 0, "quiet until");
        assertEq(r.challengeEnd, NOW + 1 hours + CHALLENGE_WINDOW, "end of the window");
        assertEq(fund.demandOf(2, POSITIONS, 1).deadline, 0, "a demand of the second");
        assertEq(fund.demandOf(1, POSITIONS, 1).deadline, NOW + REVEAL_WINDOW, "the open one of the first");
    }

    function test_aStaleDemand_cannotBeAnswered() external {
        Bundle memory b = _sample();
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 2, 1, 1));
        _revealPosition(b, 1);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 2, 0, 1));
        _revealLiquidation(b, 1);
    }

    function test_aStaleDemand_cannotExpire() external {
        Bundle memory b = _sample();
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.expectRevert(refusal(IInsuranceFund.NoOpenDemand.selector, 2, 1, 1));
        fund.expire(b.header, POSITIONS, 1);
    }

    function test_aStaleDemand_holdsNothingUp() external {
        Bundle memory b = _sample();
        vm.warp(NOW + 1 hours + CHALLENGE_WINDOW);
        fund.finalize(b.header);
        _assertStatus(b, Status.Finalized);
        fund.reclaim(1, POSITIONS, 1);
        fund.reclaim(1, LIQUIDATIONS, 1);
        assertEq(fund.claimable(demander), 2 * DEMAND_BOND, "claimable by the demander");
    }

    function test_aLeafAnsweredBefore_canBeDemandedAgain() external {
        Bundle memory b = _sample();
        _demand(b, POSITIONS, 0);
        _demand(b, POSITIONS, 1);
        assertEq(fund.record(1).openDemands, 2, "open demands");
        fund.reclaim(1, POSITIONS, 1);
        assertEq(fund.record(1).openDemands, 2, "open demands after a stale one was reclaimed");
        assertEq(fund.demandOf(2, POSITIONS, 1).bond, DEMAND_BOND, "the bond of the second");
        vm.expectRevert(refusal(IInsuranceFund.SubmissionPending.selector, 2));
        fund.reclaim(2, POSITIONS, 1);
    }

    function test_aStaleHeader_isNobodys() external {
        Bundle memory b = _sample();
        _cancel(b);
        Bundle memory other = _sampleAt(Place(1, OPENING, FIRST_END + 60));
        _submit(other);
        vm.expectRevert(
            abi.encodeWithSelector(IInsuranceFund.SettlementMismatch.selector, 1, _hashOf(b), _hashOf(other))
        );
        fund.finalize(b.header);
    }

    /// @dev A lie that was voided cannot be used against the honest settlement that followed.
    function test_aStaleFault_voidsNothingLater() external {
        Bundle memory honest = _sample();
        _cancel(honest);
        Bundle memory lie = _sample();
        Lies.tell(lie, Fault.PositionFirst);
        _submit(lie);
        _challengePosition(lie, 0);
        _submit(honest);
        vm.expectRevert(
            abi.encodeWithSelector(IInsuranceFund.SettlementMismatch.selector, 1, _hashOf(lie), _hashOf(honest))
        );
        _challengePosition(lie, 0);
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 0));
        fund.challengePosition(honest.header, lie.positions[0], lie.positionProof(0));
    }

    /// @dev The same header in a later life is a new submission: it can be judged again.
    function test_theSameLie_isVoidedEachTime() external {
        _cancel(_sample());
        Bundle memory lie = _sample();
        Lies.tell(lie, Fault.PositionFirst);
        for (uint256 i = 1; i <= 3; ++i) {
            _submit(lie);
            _challengePosition(lie, 0);
            assertEq(fund.claimable(challenger), i * (BOND / 2), "rewards");
        }
    }
}
