// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TetherLike} from "../../../contracts/mocks/TetherLike.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice The token must have the real one's manners, or the tests of money would prove little.
contract TetherLikeTest is FundTest {
    function test_calls_returnNothing() external {
        vm.prank(donor);
        (bool done, bytes memory answer) = address(token).call(abi.encodeCall(TetherLike.transfer, (stranger, 1)));
        assertTrue(done, "transfer");
        assertEq(answer.length, 0, "length of the answer");
    }

    function test_approve_refusesNonZeroOverNonZero() external {
        vm.startPrank(donor);
        token.approve(stranger, 5);
        vm.expectRevert(bytes(""));
        token.approve(stranger, 6);
        token.approve(stranger, 0);
        token.approve(stranger, 6);
        vm.stopPrank();
        assertEq(token.allowance(donor, stranger), 6, "allowance");
    }

    function test_transferFrom_usesTheAllowanceUp() external {
        vm.prank(donor);
        token.approve(stranger, 5);
        vm.startPrank(stranger);
        token.transferFrom(donor, stranger, 3);
        vm.expectRevert(bytes(""));
        token.transferFrom(donor, stranger, 3);
        vm.stopPrank();
        assertEq(token.allowance(donor, stranger), 2, "allowance");
        assertEq(token.balanceOf(stranger), WEALTH + 3, "balance");
    }

    function test_aFee_isKeptByTheOwnerAndCapped() external {
        token.setParams(19, 1);
        vm.startPrank(donor);
        token.transfer(clearing, 10_000);
        assertEq(token.balanceOf(clearing), 9_981, "less 19 of 10,000");
        token.transfer(clearing, 10_000 * USDT);
        vm.stopPrank();
        assertEq(token.balanceOf(clearing), 9_981 + 9_999 * USDT, "less 1 token");
        assertEq(token.balanceOf(address(this)), 19 + USDT, "the owner's");
    }

    function test_aFee_hasItsBounds() external {
        vm.expectRevert(bytes(""));
        token.setParams(20, 1);
        vm.expectRevert(bytes(""));
        token.setParams(1, 50);
    }

    function test_aBlacklistedHolder_receivesAndSendsNothing() external {
        token.addBlackList(donor);
        vm.prank(stranger);
        token.transfer(donor, 1);
        assertEq(token.balanceOf(donor), WEALTH + 1, "balance");
        vm.prank(donor);
        vm.expectRevert(bytes(""));
        token.transfer(stranger, 1);
    }

    function test_destroyBlackFunds_emptiesABlacklistedHolderAlone() external {
        uint256 supply = token.totalSupply();
        vm.expectRevert(bytes(""));
        token.destroyBlackFunds(donor);
        token.addBlackList(donor);
        token.destroyBlackFunds(donor);
        assertEq(token.balanceOf(donor), 0, "balance");
        assertEq(supply - token.totalSupply(), WEALTH, "destroyed");
    }

    function test_aTransferBeyondTheBalance_reverts() external {
        vm.prank(donor);
        vm.expectRevert(bytes(""));
        token.transfer(stranger, WEALTH + 1);
    }

    function test_pausedOrDeprecated_nothingMoves() external {
        token.pause();
        vm.prank(donor);
        vm.expectRevert(bytes(""));
        token.transfer(stranger, 1);
        token.unpause();
        token.deprecate();
        vm.prank(donor);
        vm.expectRevert(bytes(""));
        token.transfer(stranger, 1);
        vm.expectRevert(bytes(""));
        token.balanceOf(donor);
    }

    function test_itsSwitches_areItsOwners() external {
        bytes[7] memory calls = [
            abi.encodeCall(TetherLike.issue, (stranger, 1)),
            abi.encodeCall(TetherLike.setParams, (1, 1)),
            abi.encodeCall(TetherLike.pause, ()),
            abi.encodeCall(TetherLike.unpause, ()),
            abi.encodeCall(TetherLike.addBlackList, (donor)),
            abi.encodeCall(TetherLike.removeBlackList, (donor)),
            abi.encodeCall(TetherLike.deprecate, ())
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(stranger);
            (bool done, ) = address(token).call(calls[i]);
            assertTrue(!done, "a stranger");
        }
    }
}
