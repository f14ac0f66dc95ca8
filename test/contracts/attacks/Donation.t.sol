// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Policy} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice Who inflates the assets around a submission gains nothing that he did not give.
contract DonationTest is FundTest {
    function setUp() public override {
        super.setUp();
        Policy memory p = _policy();
        p.maxCoverageBps = 1_000;
        _start(address(token), p);
    }

    function testFuzz_aDonation_liftsTheBrakeByATenthOfItself(uint256 amount) external {
        amount = bound(amount, 1, WEALTH / 2);
        _donate(50 * USDT);
        uint256 snapshot = vm.snapshotState();
        _submit(_sample());
        uint256 before = fund.record(1).coverage;
        assertEq(before, 8 * USDT, "a tenth of 80");
        vm.revertToState(snapshot);
        _donate(amount);
        _submit(_sample());
        uint256 lifted = fund.record(1).coverage - before;
        assertLe(lifted, amount / 10 + 1, "more coverage than a tenth of the gift");
        assertLe(fund.record(1).coverage, 20 * USDT, "more than the quota");
    }

    function test_aDonation_afterTheSubmissionChangesNothing() external {
        _donate(50 * USDT);
        Bundle memory b = _sample();
        _submit(b);
        _donate(1_000_000 * USDT);
        assertEq(fund.record(1).coverage, 8 * USDT, "coverage");
        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(clearing), 8 * USDT, "claimable by clearing");
    }

    function test_aBareTransfer_countsOnlyOnceSynced() external {
        token.issue(address(fund), 1_000 * USDT);
        _submit(_sample());
        assertEq(fund.record(1).coverage, 3 * USDT, "a tenth of the period's profit");
        assertEq(fund.solvency(), int256(1_000 * USDT), "not yet the fund's");
        fund.sync();
        assertEq(fund.assets(), 1_030 * USDT, "assets");
    }

    function test_aBareTransfer_paysNobodysBondOrClaim() external {
        Bundle memory b = _pending();
        token.issue(address(fund), 7);
        assertEq(fund.record(1).bond, BOND, "bond");
        _passWindow(b);
        fund.finalize(b.header);
        assertEq(fund.claimable(operator), BOND, "claimable by the operator");
        assertEq(fund.liabilities(), BOND + fund.claimable(clearing), "liabilities");
    }

    /// @dev Pending periods share one brake, however many there are and in whatever order they end.
    function test_manyPendingPeriods_shareOneBrake() external {
        _donate(1_000 * USDT);
        uint64 start = OPENING;
        for (uint64 i = 1; i <= 8; ++i) {
            _submit(_sampleAt(Place(i, start, start + 1 hours)));
            start += 1 hours;
            assertLe(fund.reserved(), fund.assets() / 10, "reserved");
        }
        assertGt(fund.reserved(), 100 * USDT, "the brake was reached");
    }
}
