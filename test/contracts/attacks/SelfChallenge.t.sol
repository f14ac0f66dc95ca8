// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice An operator who judges its own settlement through an accomplice always loses: half of each bond is the fund's.
contract SelfChallengeTest is FundTest {
    function testFuzz_selfChallenge_costsHalfOfTheBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, 1_000_000 * USDT));
        Bundle memory b = _pendingLie(bond);
        uint256 before = _wealth();
        _challengePosition(b, 0);
        assertEq(before - _wealth(), bond - bond / 2, "what it cost");
        assertEq(fund.totals().forfeited, bond - bond / 2, "what the fund got");
    }

    function testFuzz_selfDemand_costsHalfOfTheSettlementsBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, 1_000_000 * USDT));
        Bundle memory b = _pendingLie(bond);
        uint256 before = _wealth();
        vm.prank(challenger);
        fund.demand(b.header, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.prank(operator);
        fund.expire(b.header, POSITIONS, 0);
        assertEq(before - _wealth(), bond - bond / 2, "what it cost");
    }

    function testFuzz_selfAnswer_costsTheDemandsBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, 1_000_000 * USDT));
        Policy memory p = _policy();
        p.demandBond = bond;
        _setPolicy(p);
        Bundle memory b = _pending();
        uint256 before = _wealth();
        vm.prank(challenger);
        fund.demand(b.header, POSITIONS, 0);
        _revealPosition(b, 0);
        assertEq(before - _wealth(), bond, "what it cost");
    }

    /// @dev Nor does it help to be voided and to submit again: the profit stays in the fund and is not pulled twice.
    function test_selfChallenge_movesNoOtherMoney() external {
        Bundle memory b = _pendingLie(uint96(BOND));
        uint256 assets = fund.assets();
        _challengePosition(b, 0);
        assertEq(fund.assets(), assets + BOND / 2, "assets");
        assertEq(fund.reserved(), 0, "reserved");
        assertEq(fund.claimable(clearing), 0, "claimable by clearing");
    }

    /// @dev What the operator, its clearing and its accomplice own: in their hands, held as a bond, or claimable.
    function _wealth() private view returns (uint256 sum) {
        address[3] memory accounts = [operator, challenger, clearing];
        for (uint256 i = 0; i < 3; ++i) sum += token.balanceOf(accounts[i]) + fund.claimable(accounts[i]);
        if (fund.status(1) == Status.Pending) sum += fund.record(1).bond;
    }

    function _pendingLie(uint96 bond) private returns (Bundle memory b) {
        Policy memory p = _policy();
        (p.settlementBond, p.bondBps) = (bond, 0);
        _setPolicy(p);
        _donate(1_000 * USDT);
        b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
    }
}
