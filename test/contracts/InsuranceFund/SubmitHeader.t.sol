// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Settlement} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice What a header alone can contradict is refused before it costs anybody a challenge.
contract SubmitHeaderTest is FundTest {
    Bundle private _b;

    function setUp() public override {
        super.setUp();
        Settlement memory s = _sample().header;
        _b.header = s;
    }

    function test_submit_acceptsAPeriodWithoutLiquidations() external {
        delete _b.header.liquidationCount;
        delete _b.header.liquidationsRoot;
        delete _b.header.profit;
        delete _b.header.loss;
        _withoutPositions();
        _submit(_b);
        assertEq(fund.reserved(), 0, "reserved");
    }

    function test_submit_revertsOnLiquidationsWithoutACount() external {
        _b.header.liquidationCount = 0;
        _refused(IInsuranceFund.LiquidationsInconsistent.selector);
    }

    function test_submit_revertsOnLiquidationsWithoutARoot() external {
        _b.header.liquidationsRoot = 0;
        _refused(IInsuranceFund.LiquidationsInconsistent.selector);
    }

    function test_submit_revertsOnAProfitWithoutLiquidations() external {
        delete _b.header.liquidationCount;
        delete _b.header.liquidationsRoot;
        delete _b.header.loss;
        _withoutPositions();
        _refused(IInsuranceFund.LiquidationsInconsistent.selector);
    }

    function test_submit_revertsOnALossWithoutLiquidations() external {
        delete _b.header.liquidationCount;
        delete _b.header.liquidationsRoot;
        delete _b.header.profit;
        _refused(IInsuranceFund.LiquidationsInconsistent.selector);
    }

    function test_submit_acceptsALossWithoutPositions() external {
        _withoutPositions();
        _submit(_b);
        assertEq(fund.pendingCount(), 1, "pending");
    }

    /// @dev Each of the five figures alone is zero, then alone is not.
    function test_submit_revertsOnPositionsHalfCommitted() external {
        for (uint256 i = 0; i < 5; ++i) {
            _b.header = _sample().header;
            _setPositionFigure(i, 0);
            _refused(IInsuranceFund.PositionsInconsistent.selector);
        }
        for (uint256 i = 0; i < 5; ++i) {
            _b.header = _sample().header;
            _withoutPositions();
            _setPositionFigure(i, 1);
            _refused(IInsuranceFund.PositionsInconsistent.selector);
        }
    }

    function test_submit_revertsOnPositionsWhereNothingIsToBeShared() external {
        _b.header.loss = 1;
        _refused(IInsuranceFund.NothingToShare.selector);
        _b.header.loss = 0;
        _refused(IInsuranceFund.NothingToShare.selector);
        _b.header.loss = 2;
        _submit(_b);
        assertEq(fund.pendingCount(), 1, "a loss of 2 shares 1");
    }

    function test_submit_revertsOnAHeadLargerThanTheList() external {
        _b.header.headCount = 5;
        _refused(IInsuranceFund.HeadInconsistent.selector);
    }

    function test_submit_revertsOnAHeadWithMoreThanAllProfit() external {
        _b.header.headProfit = _b.header.totalProfit + 1;
        _refused(IInsuranceFund.HeadInconsistent.selector);
    }

    function test_submit_revertsOnAHeadOfAllWithoutAllProfit() external {
        _b.header.headCount = 4;
        _refused(IInsuranceFund.HeadInconsistent.selector);
    }

    function test_submit_revertsOnAHeadOfAllProfitWithoutAllPositions() external {
        _b.header.headProfit = _b.header.totalProfit;
        _refused(IInsuranceFund.HeadInconsistent.selector);
    }

    function test_submit_revertsOnAHeadBelowItsPart() external {
        _b.header.headProfit = uint128(900 * USDT - 1);
        _refused(IInsuranceFund.HeadInconsistent.selector);
        _b.header.headProfit = uint128(900 * USDT);
        _submit(_b);
        assertEq(fund.pendingCount(), 1, "exactly 90 % is enough");
    }

    function test_submit_acceptsAHeadOfAll() external {
        _b.header.headCount = 4;
        _b.header.headProfit = _b.header.totalProfit;
        _submit(_b);
        assertEq(fund.pendingCount(), 1, "pending");
    }

    function _withoutPositions() private {
        for (uint256 i = 0; i < 5; ++i) _setPositionFigure(i, 0);
    }

    function _setPositionFigure(uint256 i, uint64 value) private {
        if (i == 0) _b.header.positionCount = value;
        else if (i == 1) _b.header.positionsRoot = bytes32(uint256(value));
        else if (i == 2) _b.header.totalProfit = value;
        else if (i == 3) _b.header.headCount = value;
        else _b.header.headProfit = value;
    }

    function _refused(bytes4 selector) private {
        Bundle memory b = _b;
        vm.expectRevert(refusal(selector));
        _submit(b);
    }
}
