// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Bundle, Place, Rule} from "../support/Bundle.sol";
import {Seeded} from "../support/Seeded.sol";
import {LIFE_1} from "./Invariants.sol";
import {Model} from "./Model.sol";

/// @title What the two operators do
/// @notice One submits honest settlements and answers every demand in time; the other lies.
abstract contract OperatorActions is Model {
    function credit(uint256 seed, uint256 amount) external {
        if (paused_ || closed_ || !_canPay(honest)) return;
        uint64 period = _voidedPeriod(seed);
        if (period == 0 || seed % 4 != 0) period = next_ + uint64(seed % 2);
        amount = bound(amount, 1, WEALTH);
        _equip(honest, amount);
        uint64 sequence = creditsOf[period];
        vm.prank(honest);
        fund.credit(period, sequence, amount, bytes32(seed));

        uint256 arrived = amount - _feeOf(amount);
        creditsOf[period] = sequence + 1;
        _enterCredit(period, arrived);
        ++done["credit"];
    }

    function submitHonest(uint256 seed) external {
        _submitBy(honest, seed, Lie.None);
    }

    function submitLie(uint256 seed) external {
        _submitBy(liar, seed, Lie(1 + (seed % 5)));
    }

    /// @dev A gap, an overlap, an end that is not later or lies ahead, a period to come or one that is pending.
    function misplace(uint256 seed) external {
        if (paused_ || closed_) return;
        (, Place memory place) = _place(seed);
        uint256 pending = _anyPending(seed);
        uint256 kind = seed % 6;
        if (kind == 0) ++place.startTime;
        else if (kind == 1) --place.startTime;
        else if (kind == 2) place.endTime = place.startTime;
        else if (kind == 3) place.endTime = uint64(block.timestamp + 1);
        else if (kind == 4 || pending == 0) place.period = next_ + 1;
        else place = _placeOf(entries[pending - 1]);
        Bundle memory b = Seeded.bundle(seed, place, Rule(2_000, 9_000));
        vm.prank(liar);
        (bool accepted, bytes memory answer) = address(fund).call(
            abi.encodeCall(IInsuranceFund.submit, (b.header, ""))
        );
        bytes4 reason = bytes4(answer);
        bool isForItsPlace =
            reason == IInsuranceFund.PeriodGap.selector ||
                reason == IInsuranceFund.PeriodEnd.selector ||
                reason == IInsuranceFund.PeriodNotOpen.selector;
        assertTrue(!accepted && isForItsPlace, LIFE_1);
        ++done["misplace"];
    }

    /// @dev Anyone may answer; whoever does not know the list cannot.
    function answer(uint256 seed) external {
        for (uint256 i = 0; i < asked.length; ++i) {
            uint256 at = ((seed % asked.length) + i) % asked.length;
            if (!_answerable(asked[at]) || block.timestamp > asked[at].deadline) continue;
            _answer(asked[at], seed % 3 == 0 ? _actor(seed / 3) : entries[asked[at].serial - 1].operator);
            return;
        }
    }

    /// @dev The honest operator answers what falls due before `time`.
    function _answerAllDue(uint256 time) internal {
        for (uint256 i = 0; i < asked.length; ++i) {
            Asked storage a = asked[i];
            if (!_answerable(a) || entries[a.serial - 1].lie != Lie.None || a.deadline >= time) continue;
            _answer(a, honest);
        }
    }

    function _answerable(Asked storage a) private view returns (bool) {
        if (!a.open) return false;
        Entry storage e = entries[a.serial - 1];
        if (e.status != IInsuranceFund.Status.Pending) return false;
        return !(e.lie == Lie.Hidden && a.tree == LIQUIDATIONS);
    }

    function _answer(Asked storage a, address answerer) private {
        Bundle memory b = _bundleOf(a.serial);
        Entry storage e = entries[a.serial - 1];
        if (a.tree == POSITIONS) {
            bytes32[] memory proof = b.positionProof(a.index);
            vm.prank(answerer);
            fund.revealPosition(b.header, b.positions[a.index], proof);
        } else {
            bytes32[] memory proof = b.liquidationProof(a.index);
            vm.prank(answerer);
            fund.revealLiquidation(b.header, b.liquidations[a.index], proof);
        }
        _splitBond(answerer, a.bond);
        a.open = false;
        --e.openDemands;
        e.quietUntil = block.timestamp + versions[e.policyVersion].policy.revealWindow;
        ++done["reveal"];
    }

    // ---------------------------------------------------------------------------------------------- submissions

    function _submitBy(address by, uint256 seed, Lie lie) private {
        if (paused_ || closed_ || !_canPay(by) || _missing() != 0) return;
        (bool open, Place memory place) = _place(seed);
        if (!open) return;
        IInsuranceFund.Policy memory judged = versions[_versionAt(place.startTime)].policy;
        Rule memory rule = Rule(judged.coverBps, judged.headBps);
        Bundle memory b = Seeded.bundle(seed, place, rule);
        uint256 credited = creditedTo[place.period];
        uint256 pulled = b.header.profit > credited ? b.header.profit - credited : 0;
        if (_feeOf(pulled) != 0) return;
        lie = _fitting(b, lie);
        _tell(b, lie, seed);

        // Enough for any bond: the policies' largest, or all of the loss.
        _equip(by, pulled + BOND + b.header.loss);
        vm.prank(by);
        fund.submit(b.header, "ipfs://bundle");
        _enterCredit(place.period, pulled);
        _enter(by, seed, lie, b, judged.basisAll, rule);
        ++done[lie == Lie.None ? bytes32("submit, honest") : bytes32("submit, false")];
        if (lie == Lie.Hidden) ++done["submit, hidden"];
    }

    /// @dev The next period, or a voided one with its old start and, unless it is the latest, its old end.
    function _place(uint256 seed) private view returns (bool open, Place memory place) {
        place.period = _voidedPeriod(seed);
        if (place.period == 0 || seed % 3 == 0) place.period = next_;
        place.startTime = endOf[place.period - 1];
        if (place.period + 1 < next_) place.endTime = endOf[place.period];
        else place.endTime = uint64(bound(seed / 7, place.startTime + 1, _max(block.timestamp, place.startTime + 1)));
        open = place.endTime <= block.timestamp;
    }

    function _placeOf(Entry storage e) private view returns (Place memory) {
        return Place(e.period, e.startTime, e.endTime);
    }

    function _voidedPeriod(uint256 seed) private view returns (uint64) {
        if (next_ == 1) return 0;
        for (uint64 i = 0; i < next_ - 1; ++i) {
            uint64 period = uint64(1 + (((seed % (next_ - 1)) + i) % (next_ - 1)));
            if (entries[latest[period] - 1].status == IInsuranceFund.Status.Voided) return period;
        }
        return 0;
    }

    function _enter(address by, uint256 seed, Lie lie, Bundle memory b, bool basisAll, Rule memory rule) private {
        IInsuranceFund.Policy memory today = versions[versions.length - 1].policy;
        Entry memory e;
        (e.period, e.startTime, e.endTime) = (b.header.period, b.header.startTime, b.header.endTime);
        (e.seed, e.lie, e.operator, e.rule) = (seed, lie, by, rule);
        e.status = IInsuranceFund.Status.Pending;
        uint256 toShare = (uint256(b.header.loss) * (10_000 - rule.coverBps)) / 10_000;
        e.coverage = _coverage(b.header.loss - toShare, today.maxCoverageBps);
        uint256 part = ((e.coverage + _shared(b, toShare, basisAll)) * today.bondBps) / 10_000;
        e.bond = _takeBond(by, _max(today.settlementBond, part));
        e.challengeEnd = block.timestamp + today.challengeWindow;
        e.policyVersion = versions.length - 1;
        entries.push(e);
        reserved_ += e.coverage;
        latest[e.period] = entries.length;
        endOf[e.period] = e.endTime;
        if (e.period == next_) ++next_;
    }

    function _coverage(uint256 quota, uint256 maxCoverageBps) private view returns (uint256) {
        uint256 limit = (assets_ * maxCoverageBps) / 10_000;
        uint256 free = limit > reserved_ ? limit - reserved_ : 0;
        return quota < free ? quota : free;
    }

    function _shared(Bundle memory b, uint256 toShare, bool basisAll) private pure returns (uint256) {
        uint256 basis = basisAll ? b.header.totalProfit : b.header.headProfit;
        if (basis == 0) return 0;
        return ((toShare < basis ? toShare : basis) * b.header.headProfit) / basis;
    }

    function _enterCredit(uint64 period, uint256 amount) private {
        creditedTo[period] += amount;
        totals_.credited += amount;
        assets_ += amount;
    }

    function _max(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a : b;
    }
}
