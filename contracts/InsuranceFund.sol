// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Books} from "./base/Books.sol";
import {Policies} from "./base/Policies.sol";
import {Settlements} from "./base/Settlements.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {Demand, Fault, Liquidation, Policy, Position, Record, Settlement, Status, Tree} from "./interfaces/Types.sol";
import {Apportionment} from "./libraries/Apportionment.sol";
import {Commitment} from "./libraries/Commitment.sol";
import {Faults} from "./libraries/Faults.sol";

/// @title The transparent insurance fund of one margin asset
/// @notice Judges settlements: any fault voids, any leaf can be demanded. The money is in `Books`, the governor's settings in
/// `Policies`, a settlement's undisputed life in `Settlements`. The code is immutable; there is no proxy.
///
/// What is trusted
/// - the AccessManager's set-up: operator, guardian, and a governor that acts only after a public delay;
/// - the token: that it does not take tokens away or rebase. If it does, `solvency` says so and `submit` and `finalize` stop.
///
/// What is not trusted
/// - the operator, about anything that the committed lists show: any breach of the rule is shown by one or two leaves, anyone may
///   hand them in, and a leaf that is kept secret can be demanded. What the lists cannot show is in README.md, "Limitations";
/// - payees, challengers, demanders: nothing is pushed to them, and nothing loops over them.
contract InsuranceFund is Settlements {
    using Commitment for bytes32;
    using Commitment for Position;
    using Commitment for Liquidation;
    using SafeCast for uint256;

    mapping(uint256 submission => mapping(Tree => mapping(uint256 index => Demand))) private _demands;

    /// @param token_ The margin asset.
    /// @param authority_ The AccessManager that holds the roles.
    /// @param clearing_ Who receives coverage.
    /// @param openingTime Where period 1 starts; not in the future.
    /// @param policy_ In force from now on, and for all earlier times.
    constructor(
        IERC20 token_,
        address authority_,
        address clearing_,
        uint40 openingTime,
        Policy memory policy_
    ) AccessManaged(authority_) Books(token_) Policies(policy_, clearing_) Settlements(openingTime) {
        require(authority_.code.length != 0, InvalidAddress(authority_));
    }

    // ----------------------------------------------------------------------------------------------- faults

    /// @inheritdoc IInsuranceFund
    function challengeLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        _voidFor(s.period, r, msg.sender, Faults.ofLiquidation(s, leaf));
    }

    /// @inheritdoc IInsuranceFund
    function challengeLiquidationPair(
        Settlement calldata s,
        Liquidation calldata a,
        bytes32[] calldata proofA,
        Liquidation calldata b,
        bytes32[] calldata proofB
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, a, proofA);
        _requireIncluded(s, b, proofB);
        _voidFor(s.period, r, msg.sender, Faults.ofLiquidations(s, a, b));
    }

    /// @inheritdoc IInsuranceFund
    function challengePosition(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        _voidFor(s.period, r, msg.sender, Faults.ofPosition(s, leaf, r.headBps));
    }

    /// @inheritdoc IInsuranceFund
    function challengePositionPair(
        Settlement calldata s,
        Position calldata a,
        bytes32[] calldata proofA,
        Position calldata b,
        bytes32[] calldata proofB
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, a, proofA);
        _requireIncluded(s, b, proofB);
        _voidFor(s.period, r, msg.sender, Faults.ofPositions(s, a, b, r.headBps));
    }

    // ---------------------------------------------------------------------------------------------- demands

    /// @inheritdoc IInsuranceFund
    function demand(Settlement calldata s, Tree tree, uint256 index) external nonReentrant {
        Record storage r = _pending(s);
        require(block.timestamp < r.challengeEnd, DemandTooLate(block.timestamp, r.challengeEnd));
        uint256 count = tree == Tree.Positions ? s.positionCount : s.liquidationCount;
        require(index < count, IndexOutOfRange(tree, index, count));
        uint48 serial = r.submission;
        Demand storage d = _demands[serial][tree][index];
        require(d.demander == address(0), DemandedBefore(serial, tree, index));

        (uint256 bond, uint256 fromClaimable) = _takeBond(_policies[r.policyVersion].demandBond);
        uint256 deadline = block.timestamp + r.revealWindow;
        ++r.openDemands;
        uint64 previousTime = _touch(r);
        d.demander = msg.sender;
        d.deadline = uint40(deadline);
        d.bond = uint128(bond);
        d.period = s.period;
        emit Demanded(s.period, serial, msg.sender, tree, index, bond, fromClaimable, deadline, previousTime);
    }

    /// @inheritdoc IInsuranceFund
    function revealLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        (uint256 forfeited, uint64 previousTime) = _answer(r, Tree.Liquidations, leaf.index);
        emit LiquidationRevealed(s.period, r.submission, msg.sender, forfeited, previousTime, leaf, proof);
    }

    /// @inheritdoc IInsuranceFund
    function revealPosition(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        Record storage r = _pending(s);
        _requireIncluded(s, leaf, proof);
        (uint256 forfeited, uint64 previousTime) = _answer(r, Tree.Positions, leaf.index);
        emit PositionRevealed(s.period, r.submission, msg.sender, forfeited, previousTime, leaf, proof);
    }

    /// @inheritdoc IInsuranceFund
    function expire(Settlement calldata s, Tree tree, uint256 index) external nonReentrant {
        Record storage r = _pending(s);
        uint48 serial = r.submission;
        Demand storage d = _openDemand(serial, tree, index);
        require(block.timestamp > d.deadline, DeadlineNotPassed(block.timestamp, d.deadline));
        (address demander, uint256 bond) = _returnDemand(serial, tree, index);
        --r.openDemands;
        emit DemandExpired(s.period, serial, demander, tree, index, bond, _touch(r));
        _voidFor(s.period, r, demander, Fault.Silence);
    }

    /// @inheritdoc IInsuranceFund
    function reclaim(uint64 serial, Tree tree, uint256 index) external nonReentrant {
        Demand storage d = _openDemand(serial, tree, index);
        Record storage r = _records[d.period];
        require(r.submission != serial || r.status != Status.Pending, SubmissionPending(serial));
        (address demander, uint256 bond) = _returnDemand(serial, tree, index);
        emit DemandReclaimed(serial, tree, index, demander, bond);
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IInsuranceFund
    function demandOf(uint64 serial, Tree tree, uint256 index) external view returns (Demand memory) {
        return _demands[serial][tree][index];
    }

    /// @inheritdoc IInsuranceFund
    function shareOf(
        Settlement calldata s,
        Position calldata leaf,
        bytes32[] calldata proof
    ) external view returns (uint256) {
        Record storage r = _standing(s);
        _requireIncluded(s, leaf, proof);
        Fault fault = Faults.ofPosition(s, leaf, r.headBps);
        require(fault == Fault.None, LeafAtFault(fault));
        if (leaf.index >= s.headCount) return 0;
        uint256 toShare = Apportionment.toShareDown(s.loss, r.coverBps);
        uint256 basisProfit = r.basisAll ? s.totalProfit : s.headProfit;
        return
            Apportionment.shareUpTo(leaf.cumulativeProfit, toShare, basisProfit) -
            Apportionment.shareUpTo(leaf.cumulativeProfit - leaf.profit, toShare, basisProfit);
    }

    /// @inheritdoc IInsuranceFund
    function verifyLiquidation(
        Settlement calldata s,
        Liquidation calldata leaf,
        bytes32[] calldata proof
    ) external view returns (int256 result) {
        _standing(s);
        _requireIncluded(s, leaf, proof);
        Fault fault = Faults.ofLiquidation(s, leaf);
        require(fault == Fault.None, LeafAtFault(fault));
        (uint256 profit, uint256 loss) = Faults.resultOf(leaf);
        return profit.toInt256() - loss.toInt256();
    }

    // ---------------------------------------------------------------------------------------------- private

    function _requireIncluded(Settlement calldata s, Position calldata leaf, bytes32[] calldata proof) private pure {
        require(
            s.positionsRoot.includes(s.positionCount, leaf.index, leaf.hash(), proof),
            NotInTree(Tree.Positions, leaf.index)
        );
    }

    function _requireIncluded(Settlement calldata s, Liquidation calldata leaf, bytes32[] calldata proof) private pure {
        require(
            s.liquidationsRoot.includes(s.liquidationCount, leaf.index, leaf.hash(), proof),
            NotInTree(Tree.Liquidations, leaf.index)
        );
    }

    function _openDemand(uint64 serial, Tree tree, uint256 index) private view returns (Demand storage d) {
        d = _demands[serial][tree][index];
        require(d.deadline != 0, NoOpenDemand(serial, tree, index));
    }

    /// @dev The demand's bond is the fund's, so that secrecy earns nothing. The demander's address stays, as a mark that this leaf was
    /// demanded.
    function _answer(Record storage r, Tree tree, uint256 index) private returns (uint256 bond, uint64 previousTime) {
        Demand storage d = _openDemand(r.submission, tree, index);
        require(block.timestamp <= d.deadline, AnswerTooLate(block.timestamp, d.deadline));
        bond = d.bond;
        _forfeitBond(bond);
        d.deadline = 0;
        d.bond = 0;
        d.period = 0;
        --r.openDemands;
        // What the answer shows can still be judged.
        r.quietUntil = uint40(block.timestamp + r.revealWindow);
        previousTime = _touch(r);
    }

    /// @dev The demand's submission is at its end: nothing can be demanded of it again.
    function _returnDemand(uint64 serial, Tree tree, uint256 index) private returns (address demander, uint256 bond) {
        Demand storage d = _demands[serial][tree][index];
        (demander, bond) = (d.demander, d.bond);
        delete _demands[serial][tree][index];
        _returnBond(demander, bond);
    }

    function _voidFor(uint64 period, Record storage r, address challenger, Fault fault) private {
        require(fault != Fault.None, NoFault());
        (uint256 reward, uint256 forfeited, uint64 previousTime) = _void(r, challenger);
        emit SettlementVoided(period, r.submission, challenger, fault, r.coverage, reward, forfeited, previousTime);
    }
}
