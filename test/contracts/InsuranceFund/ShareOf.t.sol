// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Policy} from "../../../contracts/interfaces/Types.sol";
import {RULE_1, RULE_2, RULE_3} from "../invariant/Invariants.sol";
import {Bundle, Place, Rule} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Seeded} from "../support/Seeded.sol";

contract ShareOfTest is FundTest {
    function test_shareOf_isWhatThePositionPays() external {
        Bundle memory b = _pending();
        assertEq(_shareOf(b, 0), 42_105_263, "share of the first");
        assertEq(_shareOf(b, 1), 25_263_158, "share of the second");
        assertEq(_shareOf(b, 2), 12_631_579, "share of the third");
        assertEq(_shareOf(b, 3), 0, "share beyond the head");
    }

    function test_shareOf_staysWhenFinal() external {
        Bundle memory b = _finalized();
        assertEq(_shareOf(b, 1), 25_263_158, "share of the second");
    }

    function test_shareOf_isMeasuredAgainstAllProfitIfThePolicySaysSo() external {
        Policy memory p = _policy();
        p.basisAll = true;
        _start(address(token), p);
        Bundle memory b = _sample();
        _submit(b);
        assertEq(_shareOf(b, 0), 40 * USDT, "share of the first");
        assertEq(_shareOf(b, 1), 24 * USDT, "share of the second");
        assertEq(_shareOf(b, 2), 12 * USDT, "share of the third");
        assertEq(_shareOf(b, 3), 0, "share beyond the head");
    }

    function test_shareOf_revertsOnALeafThatIsNotCommitted() external {
        Bundle memory b = _pending();
        bytes32[] memory proof = b.positionProof(1);
        b.positions[1].profit += 1;
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 1));
        fund.shareOf(b.header, b.positions[1], proof);
    }

    function test_shareOf_revertsAtAnotherIndex() external {
        Bundle memory b = _pending();
        bytes32[] memory proof = b.positionProof(1);
        b.positions[1].index = 2;
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 1, 2));
        fund.shareOf(b.header, b.positions[1], proof);
    }

    function test_shareOf_revertsOnALeafAtFault() external {
        Bundle memory b = _sample();
        b.positions[0].cumulativeProfit += 1;
        b.commit();
        _submit(b);
        bytes32[] memory proof = b.positionProof(0);
        vm.expectRevert(refusal(IInsuranceFund.LeafAtFault.selector, uint256(Fault.PositionFirst)));
        fund.shareOf(b.header, b.positions[0], proof);
    }

    /// @dev Shares sum to `shared` to the unit, and none exceeds its profit or differs from its part by a unit.
    function testFuzz_shareOf_sumsToWhatIsShared(uint256 seed, bool basisAll) external {
        Rule memory rule = Seeded.rule(seed);
        Policy memory p = _policy();
        (p.coverBps, p.headBps, p.basisAll) = (uint16(rule.coverBps), uint16(rule.headBps), basisAll);
        (p.bondBps, p.settlementBond) = (0, 1);
        _start(address(token), p);
        Bundle memory b = Seeded.bundle(seed, Place(1, OPENING, FIRST_END), rule);
        token.issue(operator, b.header.profit);
        _submit(b);
        (uint256 toShare, , uint256 shared, , ) = fund.outcomeOf(b.header);
        uint256 basis = basisAll ? b.header.totalProfit : b.header.headProfit;
        uint256 part = toShare < basis ? toShare : basis;
        uint256 sum = 0;
        for (uint256 i = 0; i < b.positions.length; ++i) {
            uint256 share = _shareOf(b, i);
            uint256 profit = b.positions[i].profit;
            assertLe(share, profit, RULE_2);
            if (i >= b.header.headCount) assertEq(share, 0, RULE_3);
            else assertLe(_distance(share * basis, part * profit), basis - 1, RULE_3);
            sum += share;
        }
        assertEq(sum, shared, RULE_1);
        assertLe(shared, toShare, "shared");
    }

    function _shareOf(Bundle memory b, uint256 index) private view returns (uint256) {
        return fund.shareOf(b.header, b.positions[index], b.positionProof(index));
    }

    function _distance(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : b - a;
    }
}
