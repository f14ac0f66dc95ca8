// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Seeded} from "../support/Seeded.sol";

contract VerifyLiquidationTest is FundTest {
    function test_verifyLiquidation_isItsResult() external {
        Bundle memory b = _pending();
        assertEq(_resultOf(b, 0), -60 * int256(USDT), "a long's loss");
        assertEq(_resultOf(b, 1), 30 * int256(USDT), "a short's profit");
        assertEq(_resultOf(b, 2), -40 * int256(USDT), "a long's loss");
    }

    function test_verifyLiquidation_staysWhenFinal() external {
        Bundle memory b = _finalized();
        assertEq(_resultOf(b, 1), 30 * int256(USDT), "result");
    }

    function test_verifyLiquidation_revertsOnALeafThatIsNotCommitted() external {
        Bundle memory b = _pending();
        bytes32[] memory proof = b.liquidationProof(1);
        b.liquidations[1].market = "OTHER";
        vm.expectRevert(refusal(IInsuranceFund.NotInTree.selector, 0, 1));
        fund.verifyLiquidation(b.header, b.liquidations[1], proof);
    }

    function test_verifyLiquidation_revertsOnALeafAtFault() external {
        Bundle memory b = _sample();
        b.liquidations[1].side = 2;
        b.commit();
        _submit(b);
        bytes32[] memory proof = b.liquidationProof(1);
        vm.expectRevert(refusal(IInsuranceFund.LeafAtFault.selector, uint256(Fault.LiquidationSide)));
        fund.verifyLiquidation(b.header, b.liquidations[1], proof);
    }

    /// @dev Losses and profits of all leaves sum to the header's L and G.
    function testFuzz_verifyLiquidation_sumsToTheHeader(uint256 seed) external {
        Bundle memory b = Seeded.bundle(seed, Place(1, OPENING, FIRST_END), _rule());
        token.issue(operator, uint256(b.header.profit) + b.header.loss);
        _submit(b);
        (uint256 profit, uint256 loss) = (0, 0);
        for (uint256 i = 0; i < b.liquidations.length; ++i) {
            int256 result = _resultOf(b, i);
            if (result > 0) profit += uint256(result);
            else loss += uint256(-result);
        }
        assertEq(profit, b.header.profit, "profit");
        assertEq(loss, b.header.loss, "loss");
    }

    function _resultOf(Bundle memory b, uint256 index) private view returns (int256) {
        return fund.verifyLiquidation(b.header, b.liquidations[index], b.liquidationProof(index));
    }
}
