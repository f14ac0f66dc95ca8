// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fault, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";
import {Lies} from "../support/Lies.sol";

/// @notice An operator who judges its own settlement through an accomplice loses at least half of the bond, and of a large bond nearly
/// all: were half of it the reward, a lie would pay unless 99.5 % of them were found by others first.
contract SelfChallengeTest is FundTest {
    uint256 private constant MILLION = 1_000_000 * USDT;

    function testFuzz_selfChallenge_costsHalfOfTheLeastBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, MILLION));
        Bundle memory b = _pendingLie(bond);
        uint256 before = _wealth();
        _challengePosition(b, 0);
        assertEq(before - _wealth(), bond - bond / 2, "what it cost");
        assertEq(fund.totals().forfeited, bond - bond / 2, "what the fund got");
    }

    /// @dev Of a bond of ten million 5,000 come back, however the operator goes about it.
    function test_selfChallenge_costsNearlyAllOfALargeBond() external {
        Bundle memory b = _pendingLargeLie();
        uint256 snapshot = vm.snapshotState();
        uint256 before = _wealth();
        _challengePosition(b, 0);
        assertEq(before - _wealth(), 10 * MILLION - BOND / 2, "a fault of its own");
        vm.revertToState(snapshot);
        _demandAndExpire(b);
        assertEq(before - _wealth(), 10 * MILLION - BOND / 2, "silence of its own");
        vm.revertToState(snapshot);
        _cancel(b);
        assertEq(before - _wealth(), 10 * MILLION - BOND / 2, "a cancel by a friendly guardian");
    }

    /// @dev The larger the lie, the larger the part of the bond that is gone.
    function testFuzz_selfChallenge_costsMoreTheLargerTheBond(uint256 bps) external {
        bps = bound(bps, 100, 10_000);
        Bundle memory b = _largeLie();
        _setBonds(BOND, uint16(bps));
        _donate(100 * MILLION);
        _submit(b);
        uint256 bond = fund.record(1).bond;
        uint256 before = _wealth();
        _challengePosition(b, 0);
        assertEq(bond, bps * 10_000 * USDT, "bond");
        assertEq(before - _wealth(), bond - BOND / 2, "what it cost");
    }

    function testFuzz_selfDemand_costsHalfOfTheLeastBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, MILLION));
        Bundle memory b = _pendingLie(bond);
        uint256 before = _wealth();
        _demandAndExpire(b);
        assertEq(before - _wealth(), bond - bond / 2, "what it cost");
    }

    function testFuzz_selfAnswer_costsTheDemandsBond(uint96 bond) external {
        bond = uint96(bound(bond, 1, MILLION));
        Policy memory p = _policy();
        p.demandBond = bond;
        _setPolicy(p);
        Bundle memory b = _pending();
        uint256 before = _wealth();
        vm.prank(challenger);
        fund.demand(b.header, POSITIONS, 0);
        _revealPosition(b, 0);
        assertEq(before - _wealth(), bond, "what it cost");
        assertEq(fund.totals().forfeited, bond, "what the fund got");
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

    function _demandAndExpire(Bundle memory b) private {
        vm.prank(challenger);
        fund.demand(b.header, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.prank(operator);
        fund.expire(b.header, POSITIONS, 0);
    }

    /// @dev What the operator, its clearing and its accomplice own: in their hands, held as a bond, or claimable.
    function _wealth() private view returns (uint256 sum) {
        address[3] memory accounts = [operator, challenger, clearing];
        for (uint256 i = 0; i < 3; ++i) sum += token.balanceOf(accounts[i]) + fund.claimable(accounts[i]);
        if (fund.status(1) == Status.Pending) sum += fund.record(1).bond;
    }

    function _pendingLie(uint96 bond) private returns (Bundle memory b) {
        _setBonds(bond, 0);
        _donate(1_000 * USDT);
        b = _sample();
        Lies.tell(b, Fault.PositionFirst);
        _submit(b);
    }

    /// @dev Coverage and shares of 100 million, a tenth of it as bond.
    function _pendingLargeLie() private returns (Bundle memory b) {
        _setBonds(BOND, 1_000);
        _donate(100 * MILLION);
        b = _largeLie();
        _submit(b);
    }

    function _largeLie() private returns (Bundle memory b) {
        token.issue(operator, 100 * MILLION);
        uint256[] memory profits = new uint256[](1);
        profits[0] = 200 * MILLION;
        int256[] memory results = new int256[](1);
        results[0] = -int256(100 * MILLION);
        b = Bundles.build(Place(1, OPENING, FIRST_END), _rule(), profits, results, "large");
        b.positions[0].profit -= 1;
        b.commit();
    }

    function _setBonds(uint256 least, uint16 bps) private {
        Policy memory p = _policy();
        (p.settlementBond, p.bondBps) = (uint96(least), bps);
        _setPolicy(p);
    }
}
