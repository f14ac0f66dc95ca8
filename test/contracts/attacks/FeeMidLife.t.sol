// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice The token switches a fee on at any step of a settlement's life: nothing is ever owed that did not arrive.
contract FeeMidLifeTest is FundTest {
    uint256 private constant STEPS = 9;

    function test_aFee_fromAnyStepOnOwesNothingThatDidNotArrive() external {
        for (uint256 on = 0; on <= STEPS; ++on) {
            for (uint256 off = on; off <= STEPS; ++off) {
                uint256 snapshot = vm.snapshotState();
                _live(on, off);
                vm.revertToState(snapshot);
            }
        }
    }

    function _live(uint256 on, uint256 off) private {
        Bundle memory b = _sample();
        for (uint256 i = 0; i < STEPS; ++i) {
            if (i == on) token.setParams(19, 49);
            if (i == off) token.setParams(0, 0);
            _step(b, i);
            assertEq(fund.solvency(), 0, "solvency");
            assertLe(fund.reserved(), fund.assets(), "reserved");
        }
        uint256 left = fund.assets();
        address[3] memory owners = [operator, clearing, demander];
        for (uint256 i = 0; i < 3; ++i) {
            if (fund.claimable(owners[i]) == 0) continue;
            vm.prank(owners[i]);
            fund.withdraw(owners[i]);
        }
        assertEq(fund.liabilities(), 0, "owed after all claims");
        assertEq(token.balanceOf(address(fund)), left, "left after all claims");
    }

    function _step(Bundle memory b, uint256 i) private {
        if (i == 0) _donate(1_000 * USDT);
        else if (i == 1) _credit(1, 0, 31 * USDT);
        else if (i == 2) _submit(b);
        else if (i == 3) _demand(b, POSITIONS, 0);
        else if (i == 4) _demand(b, LIQUIDATIONS, 0);
        else if (i == 5) _revealPosition(b, 0);
        else if (i == 6) {
            _cancel(b);
            fund.reclaim(1, LIQUIDATIONS, 0);
        } else if (i == 7) _submit(b);
        else {
            _passWindow(b);
            fund.finalize(b.header);
            assertEq(fund.claimable(clearing), 20 * USDT, "coverage");
        }
    }
}
