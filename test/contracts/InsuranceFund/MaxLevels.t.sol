// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Status, Tree} from "../../../contracts/interfaces/Types.sol";
import {LIFE_8} from "../invariant/Invariants.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice No list is longer than a watcher's machine holds: of 68 million dummies one unit each, nobody could have told that they are lies.
contract MaxLevelsTest is FundTest {
    Bundle private _b;

    function setUp() public override {
        super.setUp();
        _setLevels(3);
        _b.header = _sample().header;
    }

    function test_submit_acceptsListsOfAllLeavesThatThereMayBe() external {
        (_b.header.liquidationCount, _b.header.positionCount) = (8, 8);
        _submit(_b);
        _assertStatus(_b, Status.Pending);
    }

    function test_submit_revertsOnOneLiquidationMore() external {
        _b.header.liquidationCount = 9;
        _refused(LIQUIDATIONS, 9, 8);
        _b.header.liquidationCount = type(uint64).max;
        _refused(LIQUIDATIONS, type(uint64).max, 8);
    }

    function test_submit_revertsOnOnePositionMore() external {
        _b.header.positionCount = 9;
        _refused(POSITIONS, 9, 8);
        _b.header.positionCount = type(uint64).max;
        _refused(POSITIONS, type(uint64).max, 8);
    }

    function test_submit_namesTheLiquidationsFirst() external {
        (_b.header.liquidationCount, _b.header.positionCount) = (10, 9);
        _refused(LIQUIDATIONS, 10, 8);
    }

    function test_submit_holdsEveryNumberOfLevels() external {
        for (uint8 levels = 1; levels <= 40; ++levels) {
            uint256 snapshot = vm.snapshotState();
            _setLevels(levels);
            uint64 most = uint64(2) ** levels;
            (_b.header.liquidationCount, _b.header.positionCount) = (most + 1, 4);
            _refused(LIQUIDATIONS, most + 1, most);
            (_b.header.liquidationCount, _b.header.positionCount) = (most, most + 1);
            _refused(POSITIONS, most + 1, most);
            _b.header.positionCount = most > 3 ? most : 2;
            if (most < 4) (_b.header.headCount, _b.header.headProfit) = (2, _b.header.totalProfit);
            _submit(_b);
            vm.revertToState(snapshot);
        }
    }

    // ------------------------------------------------------------------------------------------ today's policy

    /// @dev Both periods start before either policy: only the rule is that of the start.
    function test_levels_areThoseOfToday() external {
        _b.header.positionCount = 16;
        assertEq(fund.policyAt(OPENING).maxLevels, 25, "levels at the start");
        _refused(POSITIONS, 16, 8);
        _setLevels(4);
        _submit(_b);
        _assertStatus(_b, Status.Pending);
    }

    function test_levels_ofAPendingSettlementStay() external {
        _b.header.positionCount = 8;
        _submit(_b);
        _setLevels(1);
        vm.prank(demander);
        fund.demand(_b.header, POSITIONS, 7);
        assertEq(fund.record(1).openDemands, 1, LIFE_8);
        _cancel(_b);
        _refused(LIQUIDATIONS, 3, 2);
    }

    function test_levels_areMeasuredBeforeTheRestOfTheHeader() external {
        (_b.header.positionCount, _b.header.positionsRoot) = (9, 0);
        _refused(POSITIONS, 9, 8);
    }

    function _setLevels(uint8 levels) private {
        Policy memory p = _policy();
        p.maxLevels = levels;
        _setPolicy(p);
    }

    function _refused(Tree tree, uint256 count, uint256 most) private {
        Bundle memory b = _b;
        vm.expectRevert(refusal(IInsuranceFund.ListTooLong.selector, uint256(tree), count, most));
        _submit(b);
    }
}
