// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy, Settlement, Status, Tree} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {JUDGE_1, JUDGE_2, JUDGE_3, MONEY_6} from "./Invariants.sol";
import {Model} from "./Model.sol";

/// @title What anybody does
/// @notice Donors, watchers, demanders, payees, and strangers who try what is not theirs.
abstract contract PublicActions is Model {
    function donate(uint256 seed, uint256 amount) external {
        address from = _actor(seed);
        if (!_canPay(from)) return;
        amount = bound(amount, 1, WEALTH);
        _equip(from, amount);
        vm.prank(from);
        fund.donate(amount);
        _enterDonation(amount - _feeOf(amount));
        ++done["donate"];
    }

    /// @dev Tokens that come without a call are nobody's until they are synced.
    function sendBare(uint256 amount) external {
        token.issue(address(fund), bound(amount, 1, 1_000 * USDT));
        ++done["send without a call"];
    }

    function sync() external {
        uint256 owed = assets_ + _liabilities();
        uint256 balance = token.balanceOf(address(fund));
        fund.sync();
        if (balance <= owed) return;
        _enterDonation(balance - owed);
        ++done["sync"];
    }

    function writeOff() external {
        uint256 amount = _missing();
        uint256 free = assets_ - reserved_;
        if (amount > free) amount = free;
        fund.writeOff();
        if (amount == 0) return;
        assets_ -= amount;
        totals_.writtenOff += amount;
        ++done["write off"];
    }

    // -------------------------------------------------------------------------------------------------- judging

    /// @dev A lie is voided; honest leaves, alone or in pairs, never are.
    function challenge(uint256 seed) external {
        uint256 serial = _anyPending(seed);
        if (serial == 0) return;
        Entry storage e = entries[serial - 1];
        Bundle memory b = _bundleOf(serial);
        address by = _actor(seed);
        if (e.lie == Lie.None) {
            if (b.liquidations.length == 0) return;
            bytes memory call = _anyChallenge(b, seed);
            _assertRefused(by, call, refusal(IInsuranceFund.NoFault.selector), JUDGE_1);
            ++done["challenge, refused"];
        } else if (e.lie != Lie.Hidden) {
            bytes memory evidence = _evidence(b, e.lie);
            vm.prank(by);
            (bool voided, ) = address(fund).call(evidence);
            assertTrue(voided, JUDGE_2);
            _void(e, by);
            ++done["challenge"];
        }
    }

    function demand(uint256 seed) external {
        uint256 serial = _anyPending(seed);
        address by = _actor(seed / 3);
        if (serial == 0 || !_canPay(by)) return;
        Entry storage e = entries[serial - 1];
        Bundle memory b = _bundleOf(serial);
        bool ofPositions = e.lie != Lie.Hidden && seed % 2 == 0;
        uint256 count = ofPositions ? b.positions.length : b.liquidations.length;
        if (count == 0 || block.timestamp >= e.challengeEnd) return;
        Tree tree = ofPositions ? POSITIONS : LIQUIDATIONS;
        uint256 index = (seed / 5) % count;
        bytes32 key = keccak256(abi.encode(serial, tree, index));
        if (demandedBefore[key]) return;

        Policy memory p = versions[e.policyVersion].policy;
        _equip(by, p.demandBond);
        vm.prank(by);
        fund.demand(b.header, tree, index);
        demandedBefore[key] = true;
        ++e.openDemands;
        e.lastTime = block.timestamp;
        uint256 bond = _takeBond(by, p.demandBond);
        asked.push(Asked(serial, tree, index, by, bond, block.timestamp + p.revealWindow, true));
        ++done["demand"];
    }

    /// @dev Silence voids; the honest operator is never silent.
    function expire(uint256 seed) external {
        for (uint256 i = 0; i < asked.length; ++i) {
            Asked storage a = asked[((seed % asked.length) + i) % asked.length];
            Entry storage e = entries[a.serial - 1];
            if (!a.open || e.status != Status.Pending || block.timestamp <= a.deadline) continue;
            assertTrue(e.lie != Lie.None, JUDGE_1);
            Bundle memory b = _bundleOf(a.serial);
            vm.prank(_actor(seed));
            fund.expire(b.header, a.tree, a.index);
            a.open = false;
            --e.openDemands;
            _returnBond(a.demander, a.bond);
            _void(e, a.demander);
            ++done["expire"];
            return;
        }
    }

    function reclaim(uint256 seed) external {
        for (uint256 i = 0; i < asked.length; ++i) {
            Asked storage a = asked[((seed % asked.length) + i) % asked.length];
            if (!a.open || entries[a.serial - 1].status == Status.Pending) continue;
            vm.prank(_actor(seed));
            fund.reclaim(uint64(a.serial), a.tree, a.index);
            a.open = false;
            _returnBond(a.demander, a.bond);
            ++done["reclaim"];
            return;
        }
    }

    function finalize(uint256 seed) external {
        if (paused_ || _missing() != 0) return;
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 serial = 1 + (((seed % entries.length) + i) % entries.length);
            if (!_isDue(entries[serial - 1])) continue;
            _finalize(serial);
            ++done["finalize"];
            return;
        }
    }

    function _isDue(Entry storage e) internal view returns (bool) {
        return
            e.status == Status.Pending &&
            e.openDemands == 0 &&
            block.timestamp >= e.challengeEnd &&
            block.timestamp >= e.quietUntil;
    }

    function _finalize(uint256 serial) internal {
        Entry storage e = entries[serial - 1];
        Bundle memory b = _bundleOf(serial);
        fund.finalize(b.header);
        e.status = Status.Finalized;
        e.lastTime = block.timestamp;
        reserved_ -= e.coverage;
        assets_ -= e.coverage;
        totals_.covered += e.coverage;
        claims[clearing_] += e.coverage;
        _returnBond(e.operator, e.bond);
    }

    function withdraw(uint256 seed) external {
        address[12] memory accounts = _accounts();
        address owner = accounts[seed % accounts.length];
        uint256 claim = claims[owner];
        if (claim == 0) {
            bytes memory reason = refusal(IInsuranceFund.NothingClaimable.selector, owner);
            _assertRefused(owner, abi.encodeCall(IInsuranceFund.withdraw, (owner)), reason, JUDGE_3);
            return;
        }
        if (!_canPay(address(fund)) || claim > token.balanceOf(address(fund))) return;
        address to = seed % 2 == 0 ? owner : _actor(seed / 2);
        uint256 vault = token.balanceOf(address(fund));
        uint256 before = token.balanceOf(to);
        vm.prank(owner);
        assertEq(fund.withdraw(to), claim, MONEY_6);
        claims[owner] = 0;
        assertEq(vault - token.balanceOf(address(fund)), claim, MONEY_6);
        assertEq(token.balanceOf(to) - before, claim - _feeOf(claim), MONEY_6);
        ++done["withdraw"];
    }

    /// @dev Every guarded call, and every call on a settlement that is out of turn.
    function trespass(uint256 seed) external {
        uint256 serial = _anyPending(seed);
        Bundle memory b = serial == 0 ? _sample() : _bundleOf(serial);
        (bytes[] memory calls, ) = _guardedCalls(b);
        vm.prank(stranger);
        (bool accepted, ) = address(fund).call(calls[seed % calls.length]);
        assertTrue(!accepted, JUDGE_3);
        if (serial != 0 && !_isDue(entries[serial - 1])) {
            vm.prank(stranger);
            (accepted, ) = address(fund).call(abi.encodeCall(IInsuranceFund.finalize, (b.header)));
            assertTrue(!accepted, JUDGE_3);
        }
        _haste(seed);
        ++done["trespass"];
    }

    function _haste(uint256 seed) private {
        for (uint256 i = 0; i < asked.length; ++i) {
            Asked storage a = asked[((seed % asked.length) + i) % asked.length];
            bool pending = entries[a.serial - 1].status == Status.Pending;
            if (!a.open || !pending || block.timestamp > a.deadline) continue;
            _hurry(a);
            ++done["haste"];
            return;
        }
    }

    /// @dev A demand that can still be answered is neither silence nor over, and its leaf is not demanded twice.
    function _hurry(Asked storage a) private {
        Settlement memory s = _bundleOf(a.serial).header;
        bytes memory reason = refusal(IInsuranceFund.DeadlineNotPassed.selector, block.timestamp, a.deadline);
        _assertRefused(a.demander, abi.encodeCall(IInsuranceFund.expire, (s, a.tree, a.index)), reason, JUDGE_1);
        reason = refusal(IInsuranceFund.SubmissionPending.selector, a.serial);
        bytes memory call = abi.encodeCall(IInsuranceFund.reclaim, (uint64(a.serial), a.tree, a.index));
        _assertRefused(a.demander, call, reason, JUDGE_3);
        vm.prank(a.demander);
        (bool accepted, ) = address(fund).call(abi.encodeCall(IInsuranceFund.demand, (s, a.tree, a.index)));
        assertTrue(!accepted, JUDGE_3);
    }

    // -------------------------------------------------------------------------------------------------- helpers

    function _enterDonation(uint256 amount) private {
        assets_ += amount;
        totals_.donated += amount;
    }

    function _evidence(Bundle memory b, Lie lie) private pure returns (bytes memory) {
        if (lie == Lie.Position) return _challengePosition(b, 0, 0);
        if (lie == Lie.PositionPair) return _challengePosition(b, 0, 1);
        return _challengeLiquidation(b, 0, lie == Lie.LiquidationPair ? 1 : 0);
    }

    function _anyChallenge(Bundle memory b, uint256 seed) private pure returns (bytes memory) {
        uint256 count = b.positions.length;
        if (count == 0 || seed % 2 == 0) {
            count = b.liquidations.length;
            return _challengeLiquidation(b, (seed / 2) % count, (seed / 64) % count);
        }
        return _challengePosition(b, (seed / 2) % count, (seed / 64) % count);
    }

    /// @dev With one leaf where both are the same.
    function _challengePosition(Bundle memory b, uint256 i, uint256 j) private pure returns (bytes memory) {
        if (i == j) {
            return abi.encodeCall(IInsuranceFund.challengePosition, (b.header, b.positions[i], b.positionProof(i)));
        }
        return
            abi.encodeCall(
                IInsuranceFund.challengePositionPair,
                (b.header, b.positions[i], b.positionProof(i), b.positions[j], b.positionProof(j))
            );
    }

    function _challengeLiquidation(Bundle memory b, uint256 i, uint256 j) private pure returns (bytes memory) {
        if (i == j) {
            return
                abi.encodeCall(
                    IInsuranceFund.challengeLiquidation,
                    (b.header, b.liquidations[i], b.liquidationProof(i))
                );
        }
        return
            abi.encodeCall(
                IInsuranceFund.challengeLiquidationPair,
                (b.header, b.liquidations[i], b.liquidationProof(i), b.liquidations[j], b.liquidationProof(j))
            );
    }
}
