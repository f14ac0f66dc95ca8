// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Credit, Status} from "../../../contracts/interfaces/Types.sol";
import {FundTest} from "../support/FundTest.sol";
import {Vm} from "../support/Vm.sol";

/// @notice Many credits in one call: one pull, one event, and a number for each.
contract CreditManyTest is FundTest {
    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");

    function test_credit_entersManyAtOnce() external {
        Credit[] memory credits = _list(5, 1, 1);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Credited(1, 0, 7, 0, credits);
        _credit(1, 0, credits);

        _assertCredited(1, 7, 3, NOW);
        _assertBooks(7, 0, 0);
        assertEq(fund.totals().credited, 7, "credited in all");
    }

    function test_credit_saysAmountAndRefOfEach() external {
        Credit[] memory credits = _list(5, 1, 1);
        credits[1].ref = credits[0].ref;
        vm.recordLogs();
        _credit(1, 0, credits);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (, , , Credit[] memory told) = abi.decode(logs[logs.length - 1].data, (uint64, uint256, uint64, Credit[]));
        assertEq(keccak256(abi.encode(told)), keccak256(abi.encode(credits)), "credits in the event");
        assertEq(logs[logs.length - 1].topics[1], bytes32(uint256(1)), "period in the event");
    }

    function test_credit_pullsOnceForAll() external {
        vm.recordLogs();
        _credit(1, 0, _list(5, 1, 1));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 transfers = 0;
        for (uint256 i = 0; i < logs.length; ++i) if (logs[i].topics[0] == TRANSFER) ++transfers;
        assertEq(transfers, 1, "transfers");
        assertEq(logs.length, 2, "events of a call");
    }

    function testFuzz_credit_addsUpWhatTheCallsSay(uint256 seed, uint8 calls) external {
        calls = uint8(bound(calls, 1, 6));
        (uint256 sum, uint64 count) = (0, 0);
        for (uint256 i = 0; i < calls; ++i) {
            Credit[] memory credits = new Credit[](1 + (uint256(keccak256(abi.encode(seed, i))) % 9));
            for (uint256 j = 0; j < credits.length; ++j) {
                credits[j].amount = uint128(1 + (uint256(keccak256(abi.encode(seed, i, j))) % (1_000 * USDT)));
                sum += credits[j].amount;
            }
            _credit(3, count, credits);
            count += uint64(credits.length);
            _assertCredited(3, sum, count, NOW);
        }
        assertEq(fund.assets(), sum, "assets");
        assertEq(fund.solvency(), 0, "solvency");
    }

    // ---------------------------------------------------------------------------------- numbers, one for each

    function test_credit_paysOnceWhenManyAreSentTwice() external {
        _credit(1, 0, _list(5, 1, 1));
        vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, 0, 3));
        _credit(1, 0, _list(5, 1, 1));
        assertEq(fund.assets(), 7, "assets");
    }

    /// @dev A call that failed and is sent again with what came after it: no number is given twice.
    function test_credit_takesNoNumberOfAnEarlierCall() external {
        _credit(1, 0, _list(5, 1, 1));
        for (uint64 sequence = 1; sequence < 3; ++sequence) {
            vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, sequence, 3));
            _credit(1, sequence, _list(5, 1, 1));
        }
        _credit(1, 3, _list(5, 1, 1));
        _assertCredited(1, 14, 6, NOW);
    }

    function test_credit_leavesNoNumberOut() external {
        _credit(1, 0, _list(5, 1, 1));
        vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, 4, 3));
        _credit(1, 4, 1);
        vm.expectRevert(refusal(IInsuranceFund.SequenceMismatch.selector, 1, type(uint64).max, 3));
        _credit(1, type(uint64).max, 1);
    }

    function test_credit_ofOneFollowsCreditsOfMany() external {
        _credit(1, 0, 1);
        _credit(1, 1, _list(5, 1, 1));
        _credit(1, 4, 1);
        _assertCredited(1, 9, 5, NOW);
    }

    // ------------------------------------------------------------------------------------------------ refusals

    function test_credit_revertsOnAnEmptyList() external {
        Credit[] memory none = new Credit[](0);
        vm.expectRevert(refusal(IInsuranceFund.NoCredits.selector));
        _credit(1, 0, none);
        _credit(1, 0, 1);
        vm.expectRevert(refusal(IInsuranceFund.NoCredits.selector));
        _credit(1, 1, none);
        _assertCredited(1, 1, 1, NOW);
    }

    function test_credit_revertsOnANothingAmongMany() external {
        for (uint256 i = 0; i < 3; ++i) {
            Credit[] memory credits = _list(5, 1, 1);
            credits[i].amount = 0;
            vm.expectRevert(refusal(IInsuranceFund.ZeroAmount.selector));
            _credit(1, 0, credits);
        }
        _assertCredited(1, 0, 0, 0);
    }

    function test_credit_revertsOnManyForAPeriodThatIsNotOpen() external {
        _pending();
        vm.expectRevert(refusal(IInsuranceFund.PeriodNotOpen.selector, 1, 2, uint256(Status.Pending)));
        _credit(1, 0, _list(5, 1, 1));
    }

    function test_credit_entersManyToAVoidedPeriod() external {
        _credit(1, 0, _list(5, 1, 1));
        _voided();
        vm.warp(NOW + 5);
        _credit(1, 3, _list(2, 2, 2));
        _assertCredited(1, 30 * USDT + 6, 6, NOW + 5);
    }

    function test_credit_takesNothingWhereTheTokenRefuses() external {
        token.addBlackList(operator);
        vm.expectRevert();
        _credit(1, 0, _list(5, 1, 1));
        _assertCredited(1, 0, 0, 0);
    }

    // --------------------------------------------------------------------------------------------- what arrives

    function test_credit_ofManyMustArriveInFull() external {
        token.setParams(10, 49);
        vm.expectRevert(refusal(IInsuranceFund.CreditsNotReceived.selector, 9_990, 10_000));
        _credit(1, 0, _credits(9_000, 1_000));
        _assertCredited(1, 0, 0, 0);
        _assertBooks(0, 0, 0);
    }

    /// @dev One by one they count as what arrived.
    function test_credit_ofOneCountsAsWhatArrived() external {
        token.setParams(10, 49);
        _credit(1, 0, 9_000);
        _credit(1, 1, 1_000);
        _assertCredited(1, 9_990, 2, NOW);
        _assertBooks(9_990, 0, 0);
    }

    function test_credit_ofManyArrivesWhereTheFeeRoundsToNothing() external {
        token.setParams(10, 49);
        _credit(1, 0, _credits(500, 499));
        _assertCredited(1, 999, 2, NOW);
        vm.expectRevert(refusal(IInsuranceFund.CreditsNotReceived.selector, 999, 1_000));
        _credit(1, 2, _credits(500, 500));
    }

    /// @dev Nothing else that arrives in the call makes up for it.
    function test_credit_ofManyCountsItsOwnPullAlone() external {
        token.issue(address(fund), 10);
        token.setParams(10, 49);
        vm.expectRevert(refusal(IInsuranceFund.CreditsNotReceived.selector, 9_990, 10_000));
        _credit(1, 0, _credits(9_000, 1_000));
    }

    // ---------------------------------------------------------------------------------------- the chain of times

    function test_credit_namesTheTimeOfTheCallBefore() external {
        _credit(1, 0, _list(5, 1, 1));
        vm.warp(NOW + 12);
        _assertNextCall(1, 3, NOW);
        _assertCredited(1, 14, 6, NOW + 12);
        _assertNextCall(1, 6, NOW + 12);
        vm.warp(NOW + 3_600);
        _assertNextCall(1, 9, NOW + 12);
        _assertCredited(1, 28, 12, NOW + 3_600);
    }

    function test_credit_chainsEachPeriodByItself() external {
        _credit(1, 0, 1);
        vm.warp(NOW + 12);
        _assertNextCall(2, 0, 0);
        vm.warp(NOW + 24);
        _assertNextCall(1, 1, NOW);
        _assertNextCall(2, 3, NOW + 12);
    }

    function test_credit_chainsOnAcrossAVoid() external {
        _credit(1, 0, 1);
        vm.warp(NOW + 12);
        _voided();
        vm.warp(NOW + 24);
        _assertNextCall(1, 1, NOW);
    }

    function test_credit_isNoEventOfASettlement() external {
        _voided();
        vm.warp(NOW + 12);
        _credit(1, 0, 1);
        assertEq(fund.record(1).lastTime, NOW, "the settlement's latest event");
    }

    /// @dev What submit pulls is in its own event, and is no credit.
    function test_submit_isNoCredit() external {
        vm.warp(NOW + 12);
        _submit(_sample());
        _assertCredited(1, 30 * USDT, 0, 0);
        _submit(_second());
        _cancel(_sample());
        vm.warp(NOW + 24);
        _assertNextCall(1, 0, 0);
    }

    // ------------------------------------------------------------------------------------------------- helpers

    function _assertNextCall(uint64 period, uint64 sequence, uint256 previousTime) private {
        Credit[] memory credits = _list(5, 1, 1);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.Credited(period, sequence, 7, uint64(previousTime), credits);
        _credit(period, sequence, credits);
    }

    function _assertCredited(uint64 period, uint256 amount, uint64 count, uint256 lastTime) private view {
        (uint256 amount_, uint64 count_, uint64 lastTime_) = fund.credited(period);
        assertEq(amount_, amount, "credited to the period");
        assertEq(count_, count, "credits of the period");
        assertEq(lastTime_, lastTime, "time of the latest");
    }

    function _list(uint256 a, uint256 b, uint256 c) private pure returns (Credit[] memory list) {
        list = new Credit[](3);
        (list[0], list[1]) = (Credit(uint128(a), "liq-0"), Credit(uint128(b), "liq-1"));
        list[2] = Credit(uint128(c), "liq-2");
    }
}
