// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Fault, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {MONEY_7} from "../invariant/Invariants.sol";
import {Bundle, Bundles, Place} from "../support/Bundle.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice A fault, silence and a cancel split a bond in one way: half of it, but of no more than the least bond, is the reward.
contract BondSplitTest is FundTest {
    uint256 private constant MILLION = 1_000_000 * USDT;

    /// @dev A loss of 100 million under a bond of a tenth: 10 million held, 5,000 at most to be won.
    Bundle private _large;

    function setUp() public override {
        super.setUp();
        token.issue(operator, 1_000 * MILLION);
        _setBonds(BOND, 1_000);
        _donate(100 * MILLION);
        Bundle memory b = _lossOf(100 * MILLION);
        b.positions[0].profit -= 1;
        b.commit();
        _large.header = b.header;
        _large.positions.push(b.positions[0]);
        for (uint256 i = 0; i < b.liquidations.length; ++i) _large.liquidations.push(b.liquidations[i]);
    }

    // ---------------------------------------------------------------------------------------- of a large bond

    function test_aFault_paysHalfOfTheLeastBond() external {
        _submitLarge();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementVoided(
            1,
            1,
            challenger,
            Fault.PositionFirst,
            20 * MILLION,
            BOND / 2,
            10 * MILLION - BOND / 2,
            uint64(NOW)
        );
        _challengePosition(_large, 0);
        _assertSplit(challenger, BOND / 2, 10 * MILLION - BOND / 2);
    }

    function test_silence_paysTheDemanderHalfOfTheLeastBond() external {
        _submitLarge();
        _demand(_large, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        vm.prank(stranger);
        fund.expire(_large.header, POSITIONS, 0);
        assertEq(fund.claimable(stranger), 0, "claimable by who called");
        _assertSplit(demander, BOND / 2 + DEMAND_BOND, 10 * MILLION - BOND / 2);
    }

    function test_aCancel_returnsHalfOfTheLeastBond() external {
        _submitLarge();
        vm.expectEmit(address(fund));
        emit IInsuranceFund.SettlementCancelled(
            1,
            1,
            operator,
            20 * MILLION,
            BOND / 2,
            10 * MILLION - BOND / 2,
            uint64(NOW)
        );
        _cancel(_large);
        _assertSplit(operator, BOND / 2, 10 * MILLION - BOND / 2);
    }

    /// @dev To the operator that submitted, not to whoever has the role now.
    function test_aCancel_returnsToTheOperatorOfTheSubmission() external {
        _submitLarge();
        manager.revokeRole(OPERATOR, operator);
        manager.grantRole(OPERATOR, stranger, 0);
        _cancel(_large);
        assertEq(fund.claimable(stranger), 0, "claimable by the new operator");
        _assertSplit(operator, BOND / 2, 10 * MILLION - BOND / 2);
    }

    // ------------------------------------------------------------------------------------------ of a small bond

    /// @dev Where the least bond is the bond, half of it, and the odd unit is the fund's.
    function test_theLeastBond_isHalved() external {
        _setBonds(7, 0);
        _submitLarge();
        _challengePosition(_large, 0);
        _assertSplit(challenger, 3, 4);
    }

    function test_aBondOfOneUnit_isTheFunds() external {
        _setBonds(1, 0);
        _submitLarge();
        _challengePosition(_large, 0);
        _assertSplit(challenger, 0, 1);
    }

    /// @dev A fee ate of it: of what arrived, nothing is promised twice.
    function test_aBondThatArrivedShort_isHalved() external {
        _setBonds(BOND, 0);
        token.setParams(10, 49);
        _submitLarge();
        uint256 bond = BOND - BOND / 1_000;
        assertEq(fund.record(1).bond, bond, "bond");
        _challengePosition(_large, 0);
        _assertSplit(challenger, bond / 2, bond - bond / 2);
    }

    function test_aBondAUnitAboveTheLeast_isSplitAtTheLeast() external {
        _setBonds(1_000_000 * USDT - 1, 100);
        _submitLarge();
        assertEq(fund.record(1).bond, MILLION, "bond");
        _challengePosition(_large, 0);
        _assertSplit(challenger, MILLION / 2 - 1, MILLION / 2 + 1);
    }

    // -------------------------------------------------------------------------------- the policy of the submission

    function test_aLaterPolicy_altersNoSplit() external {
        _submitLarge();
        uint256 snapshot = vm.snapshotState();
        uint96[3] memory leasts = [uint96(1), uint96(5 * MILLION), type(uint96).max];
        for (uint256 i = 0; i < 3; ++i) {
            _setBonds(leasts[i], 10_000);
            uint256 inner = vm.snapshotState();
            _challengePosition(_large, 0);
            _assertSplit(challenger, BOND / 2, 10 * MILLION - BOND / 2);
            vm.revertToState(inner);
            _cancel(_large);
            _assertSplit(operator, BOND / 2, 10 * MILLION - BOND / 2);
            vm.revertToState(snapshot);
        }
    }

    function test_theNextSubmission_isSplitByItsOwnPolicy() external {
        _submitLarge();
        _cancel(_large);
        _setBonds(2 * BOND, 1_000);
        _submitLarge();
        _challengePosition(_large, 0);
        assertEq(fund.claimable(challenger), BOND, "claimable by the challenger");
    }

    function testFuzz_everySplit_isCappedAndWhole(uint96 least, uint256 bps, uint256 how) external {
        least = uint96(bound(least, 1, 1_000 * MILLION));
        bps = bound(bps, 0, 10_000);
        _setBonds(least, uint16(bps));
        _submitLarge();
        uint256 bond = fund.record(1).bond;
        uint256 assets = fund.assets();
        address payee = _end(how % 3);
        uint256 reward = fund.claimable(payee) - (how % 3 == 1 ? DEMAND_BOND : 0);
        assertEq(reward, (bond < least ? bond : least) / 2, MONEY_7);
        assertEq(fund.assets() - assets, bond - reward, MONEY_7);
        assertEq(fund.totals().forfeited, bond - reward, MONEY_7);
        assertEq(fund.solvency(), 0, "solvency");
    }

    // ------------------------------------------------------------------------------------------------- helpers

    function _end(uint256 how) private returns (address) {
        if (how == 0) {
            _challengePosition(_large, 0);
            return challenger;
        }
        if (how == 2) {
            _cancel(_large);
            return operator;
        }
        _demand(_large, POSITIONS, 0);
        vm.warp(NOW + REVEAL_WINDOW + 1);
        fund.expire(_large.header, POSITIONS, 0);
        return demander;
    }

    function _assertSplit(address payee, uint256 claimable, uint256 forfeited) private view {
        _assertStatus(_large, Status.Voided);
        assertEq(fund.claimable(payee), claimable, "claimable");
        assertEq(fund.totals().forfeited, forfeited, "forfeited");
        assertEq(fund.liabilities(), claimable, "liabilities");
        assertEq(fund.assets(), 100 * MILLION + forfeited, "assets");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function _submitLarge() private {
        vm.prank(operator);
        fund.submit(_large.header, 0, "ipfs://bundle");
    }

    function _setBonds(uint256 least, uint16 bps) private {
        Policy memory p = _policy();
        (p.settlementBond, p.bondBps) = (uint96(least), bps);
        _setPolicy(p);
    }

    function _lossOf(uint256 loss) private pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](1);
        profits[0] = 2 * loss;
        int256[] memory results = new int256[](1);
        results[0] = -int256(loss);
        return Bundles.build(Place(1, OPENING, FIRST_END), _rule(), profits, results, "loss");
    }
}
