// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Credit, Policy, Status, Tree} from "../../../contracts/interfaces/Types.sol";
import {TetherLike} from "../../../contracts/mocks/TetherLike.sol";
import {Bundle, Bundles, Place, Rule} from "./Bundle.sol";
import {IFund} from "./IFund.sol";
import {Test} from "./Test.sol";

/// @title A fund with its roles, its token and its users, one day old
/// @notice The governor acts at once here; Roles.t.sol has the delays.
abstract contract FundTest is Test {
    string internal constant FUND = "InsuranceFund.sol:InsuranceFund";

    uint64 internal constant OPERATOR = 1;
    uint64 internal constant GUARDIAN = 2;
    uint64 internal constant GOVERNOR = 3;

    uint40 internal constant OPENING = 1_700_000_000;
    uint64 internal constant FIRST_END = OPENING + 8 hours;
    uint256 internal constant NOW = OPENING + 1 days;

    uint256 internal constant USDT = 1e6;
    uint256 internal constant WEALTH = 100_000_000 * USDT;
    uint256 internal constant BOND = 10_000 * USDT;
    uint256 internal constant DEMAND_BOND = 10 * USDT;
    uint256 internal constant CHALLENGE_WINDOW = 1 days;
    uint256 internal constant REVEAL_WINDOW = 6 hours;

    Tree internal constant LIQUIDATIONS = Tree.Liquidations;
    Tree internal constant POSITIONS = Tree.Positions;

    address internal operator = makeAddr("operator");
    address internal guardian = makeAddr("guardian");
    address internal governor = makeAddr("governor");
    address internal clearing = makeAddr("clearing");
    address internal challenger = makeAddr("challenger");
    address internal demander = makeAddr("demander");
    address internal donor = makeAddr("donor");
    address internal stranger = makeAddr("stranger");

    IFund internal fund;
    TetherLike internal token;
    IAccessManager internal manager;

    function setUp() public virtual {
        vm.warp(NOW);
        token = TetherLike(_create("TetherLike.sol:TetherLike", ""));
        manager = IAccessManager(_create("AccessManager.sol:AccessManager", abi.encode(this)));
        _start(address(token), _policy());
        address[6] memory rich = [operator, challenger, demander, donor, stranger, guardian];
        for (uint256 i = 0; i < rich.length; ++i) token.issue(rich[i], WEALTH);
    }

    // ------------------------------------------------------------------------------------------- deployment

    /// @dev A fund of any token and policy, with its roles and with approvals by all who have tokens.
    function _start(address token_, Policy memory p) internal {
        _startAt(token_, OPENING, p);
    }

    function _startAt(address token_, uint40 opening, Policy memory p) internal {
        fund = IFund(_create(FUND, abi.encode(token_, manager, clearing, opening, p)));
        _grantRoles();
        address[6] memory rich = [operator, challenger, demander, donor, stranger, guardian];
        for (uint256 i = 0; i < rich.length; ++i) {
            vm.prank(rich[i]);
            TetherLike(token_).approve(address(fund), type(uint256).max);
        }
    }

    /// @dev From the artifact, so that a test does not compile the contract into itself: build first.
    function _create(string memory artifact, bytes memory arguments) internal returns (address) {
        (address made, bytes memory reason) = _tryCreate(artifact, arguments);
        if (made != address(0)) return made;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }

    /// @dev The zero address and the reason, if the constructor refused.
    function _tryCreate(
        string memory artifact,
        bytes memory arguments
    ) internal returns (address made, bytes memory reason) {
        bytes memory code = bytes.concat(vm.getCode(artifact), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                reason := mload(0x40)
                mstore(reason, returndatasize())
                returndatacopy(add(reason, 32), 0, returndatasize())
                mstore(0x40, add(add(reason, 64), and(add(returndatasize(), 31), not(31))))
            }
        }
    }

    function _grantRoles() private {
        bytes4[] memory operators = new bytes4[](2);
        (operators[0], operators[1]) = (IInsuranceFund.credit.selector, IInsuranceFund.submit.selector);
        bytes4[] memory guardians = new bytes4[](3);
        (guardians[0], guardians[1]) = (IInsuranceFund.pause.selector, IInsuranceFund.unpause.selector);
        guardians[2] = IInsuranceFund.cancel.selector;
        bytes4[] memory governors = new bytes4[](4);
        (governors[0], governors[1]) = (IInsuranceFund.setPolicy.selector, IInsuranceFund.setClearing.selector);
        (governors[2], governors[3]) = (IInsuranceFund.close.selector, IInsuranceFund.migrate.selector);
        manager.setTargetFunctionRole(address(fund), operators, OPERATOR);
        manager.setTargetFunctionRole(address(fund), guardians, GUARDIAN);
        manager.setTargetFunctionRole(address(fund), governors, GOVERNOR);
        manager.grantRole(OPERATOR, operator, 0);
        manager.grantRole(GUARDIAN, guardian, 0);
        manager.grantRole(GOVERNOR, governor, 0);
    }

    function _policy() internal pure virtual returns (Policy memory p) {
        p.coverBps = 2_000;
        p.headBps = 9_000;
        p.maxCoverageBps = 10_000;
        p.challengeWindow = uint24(CHALLENGE_WINDOW);
        p.revealWindow = uint24(REVEAL_WINDOW);
        p.maxLevels = 25;
        p.settlementBond = uint96(BOND);
        p.bondBps = 100;
        p.demandBond = uint96(DEMAND_BOND);
    }

    // ------------------------------------------------------------------------------------------ settlements

    function _rule() internal pure returns (Rule memory) {
        return Rule(2_000, 9_000);
    }

    /// @dev Period 1: profit 30, losses 60 and 40; positions of 500, 300, 150 and 50, three of them the head.
    function _sample() internal pure returns (Bundle memory) {
        return _sampleAt(Place(1, OPENING, FIRST_END));
    }

    function _sampleAt(Place memory place) internal pure returns (Bundle memory) {
        uint256[] memory profits = new uint256[](4);
        (profits[0], profits[1], profits[2], profits[3]) = (50 * USDT, 500 * USDT, 300 * USDT, 150 * USDT);
        int256[] memory results = new int256[](3);
        (results[0], results[1], results[2]) = (-60 * int256(USDT), 30 * int256(USDT), -40 * int256(USDT));
        return Bundles.build(place, _rule(), profits, results, bytes32(uint256(place.period)));
    }

    /// @dev The period after the sample's, an hour long.
    function _second() internal pure returns (Bundle memory) {
        return _sampleAt(Place(2, FIRST_END, FIRST_END + 1 hours));
    }

    function _empty(Place memory place) internal pure returns (Bundle memory b) {
        b.header.period = place.period;
        b.header.startTime = place.startTime;
        b.header.endTime = place.endTime;
    }

    /// @dev In the fund: 1,000 donated. Pending: the sample, whose profit of 30 the submission pulled.
    function _pending() internal returns (Bundle memory b) {
        _donate(1_000 * USDT);
        b = _sample();
        _submit(b);
    }

    function _voided() internal returns (Bundle memory b) {
        b = _pending();
        _cancel(b);
    }

    function _finalized() internal returns (Bundle memory b) {
        b = _pending();
        _passWindow(b);
        fund.finalize(b.header);
    }

    /// @dev The hash that the fund must store, by the format's own formula.
    function _hashOf(Bundle memory b) internal view returns (bytes32) {
        return b.headerHash(Bundles.domain(block.chainid, address(fund)));
    }

    function _credits(uint256 amount) internal pure returns (Credit[] memory list) {
        list = new Credit[](1);
        list[0] = Credit(uint128(amount), "liq-0");
    }

    function _credits(uint256 a, uint256 b) internal pure returns (Credit[] memory list) {
        list = new Credit[](2);
        (list[0], list[1]) = (Credit(uint128(a), "liq-0"), Credit(uint128(b), "liq-1"));
    }

    // ------------------------------------------------------------------------------------- calls by their callers

    function _donate(uint256 amount) internal {
        vm.prank(donor);
        fund.donate(amount);
    }

    /// @dev One credit.
    function _credit(uint64 period, uint64 sequence, uint256 amount) internal {
        _credit(period, sequence, _credits(amount));
    }

    function _credit(uint64 period, uint64 sequence, Credit[] memory credits) internal {
        vm.prank(operator);
        fund.credit(period, sequence, credits);
    }

    function _submit(Bundle memory b) internal {
        _submit(b, 0);
    }

    function _submit(Bundle memory b, uint256 leastCoverage) internal {
        vm.prank(operator);
        fund.submit(b.header, leastCoverage, "ipfs://bundle");
    }

    function _cancel(Bundle memory b) internal {
        vm.prank(guardian);
        fund.cancel(b.header);
    }

    function _demand(Bundle memory b, Tree tree, uint256 index) internal {
        vm.prank(demander);
        fund.demand(b.header, tree, index);
    }

    function _revealPosition(Bundle memory b, uint256 index) internal {
        vm.prank(operator);
        fund.revealPosition(b.header, b.positions[index], b.positionProof(index));
    }

    function _revealLiquidation(Bundle memory b, uint256 index) internal {
        vm.prank(operator);
        fund.revealLiquidation(b.header, b.liquidations[index], b.liquidationProof(index));
    }

    function _challengePosition(Bundle memory b, uint256 index) internal {
        vm.prank(challenger);
        fund.challengePosition(b.header, b.positions[index], b.positionProof(index));
    }

    function _challengeLiquidation(Bundle memory b, uint256 index) internal {
        vm.prank(challenger);
        fund.challengeLiquidation(b.header, b.liquidations[index], b.liquidationProof(index));
    }

    function _setPolicy(Policy memory p) internal {
        vm.prank(governor);
        fund.setPolicy(p);
    }

    function _pause() internal {
        vm.prank(guardian);
        fund.pause();
    }

    function _close() internal {
        vm.prank(governor);
        fund.close();
    }

    function _passWindow(Bundle memory b) internal {
        vm.warp(fund.record(b.header.period).challengeEnd);
    }

    // ------------------------------------------------------------------------------------------ assertions

    /// @dev Nothing is missing, and nothing lies in the vault that belongs to nobody.
    function _assertBooks(uint256 assets, uint256 reserved, uint256 liabilities) internal view {
        assertEq(fund.assets(), assets, "assets");
        assertEq(fund.reserved(), reserved, "reserved");
        assertEq(fund.liabilities(), liabilities, "liabilities");
        assertEq(fund.solvency(), 0, "solvency");
    }

    function _assertStatus(Bundle memory b, Status expected) internal view {
        assertEq(uint256(fund.status(b.header.period)), uint256(expected), "status");
    }
}
