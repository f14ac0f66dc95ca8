// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Credit, Policy, Status} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place, Rule} from "../support/Bundle.sol";
import {Seeded} from "../support/Seeded.sol";
import {BOOKS_3, LIFE_1, LIFE_8, MONEY_9} from "./Invariants.sol";
import {Model} from "./Model.sol";

/// @title What the two operators do
/// @notice One submits honest settlements and answers every demand in time; the other lies.
abstract contract OperatorActions is Model {
    /// @dev One or several in a call, to a period to come, the next or a voided one; then the same call once more.
    function credit(uint256 seed, uint256 amount) external {
        if (paused_ || closed_ || !_canPay(honest)) return;
        uint64 period = _voidedPeriod(seed);
        if (period == 0 || seed % 4 != 0) period = next_ + uint64(seed % 2);
        (Credit[] memory credits, uint256 sum) = _someCredits(seed, amount);
        _equip(honest, 2 * sum);
        uint64 sequence = creditsOf[period];
        bytes memory call = abi.encodeCall(IInsuranceFund.credit, (period, sequence, credits));
        uint256 arrived = sum - _feeOf(sum);
        if (credits.length > 1 && arrived != sum) {
            bytes memory reason = refusal(IInsuranceFund.CreditsNotReceived.selector, arrived, sum);
            _assertRefused(honest, call, reason, BOOKS_3);
            ++done["credit, refused"];
            return;
        }
        vm.prank(honest);
        fund.credit(period, sequence, credits);
        creditsOf[period] = sequence + uint64(credits.length);
        creditsTime[period] = block.timestamp;
        _enterCredit(period, arrived);
        ++done[credits.length == 1 ? bytes32("credit") : bytes32("credit, several")];
        bytes memory late = refusal(IInsuranceFund.SequenceMismatch.selector, period, sequence, creditsOf[period]);
        _assertRefused(honest, call, late, BOOKS_3);
    }

    function _someCredits(uint256 seed, uint256 amount) private pure returns (Credit[] memory credits, uint256 sum) {
        credits = new Credit[](1 + ((seed / 7) % 4));
        for (uint256 i = 0; i < credits.length; ++i) {
            uint256 one = bound(amount / (i + 1), 1, WEALTH);
            credits[i] = Credit(uint128(one), keccak256(abi.encode(seed, i)));
            sum += one;
        }
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
        uint256 kind = seed % 7;
        if (kind == 0) ++place.startTime;
        else if (kind == 1) --place.startTime;
        else if (kind == 2) place.endTime = place.startTime;
        else if (kind == 3) place.endTime = uint64(block.timestamp + 1);
        else if (kind == 4 && _hoursAt(place.startTime) != 0) place.endTime += seed % 2 == 0 ? 1 : 2 hours;
        else if (kind == 5 || pending == 0) place.period = next_ + 1;
        else place = _placeOf(entries[pending - 1]);
        Bundle memory b = Seeded.bundle(seed, place, Rule(2_000, 9_000));
        vm.prank(liar);
        (bool accepted, bytes memory answer) = address(fund).call(
            abi.encodeCall(IInsuranceFund.submit, (b.header, 0, ""))
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
        if (e.status != Status.Pending) return false;
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
        _forfeitBond(a.bond);
        a.open = false;
        --e.openDemands;
        e.lastTime = block.timestamp;
        e.quietUntil = block.timestamp + versions[e.policyVersion].policy.revealWindow;
        ++done["reveal"];
    }

    // ---------------------------------------------------------------------------------------------- submissions

    function _submitBy(address by, uint256 seed, Lie lie) private {
        if (paused_ || closed_ || !_canPay(by) || _missing() != 0) return;
        (bool open, Place memory place) = _place(seed);
        if (!open) return;
        Policy memory judged = versions[_versionAt(place.startTime)].policy;
        Rule memory rule = Rule(judged.coverBps, judged.headBps);
        Bundle memory b = Seeded.bundle(seed, place, rule);
        lie = _fitting(b, lie);
        _tell(b, lie, seed);
        uint256 credited = creditedTo[place.period];
        uint256 pulled = b.header.profit > credited ? b.header.profit - credited : 0;
        if (_feeOf(pulled) != 0 || _isTooLong(b, by)) return;

        // Enough for any bond: the policies' largest, or all of the loss.
        _equip(by, pulled + BOND + b.header.loss);
        _enterCredit(place.period, pulled);
        uint256 coverage = _coverageOf(b, rule);
        _assertTooLittle(b, by, seed, coverage);
        vm.prank(by);
        fund.submit(b.header, coverage, "ipfs://bundle");
        _enter(by, seed, lie, b, judged.basisAll, rule, coverage);
        ++done[lie == Lie.None ? bytes32("submit, honest") : bytes32("submit, false")];
        if (lie == Lie.Hidden) ++done["submit, hidden"];
    }

    /// @dev Lists that today's policy does not hold are refused.
    function _isTooLong(Bundle memory b, address by) private returns (bool) {
        uint256 most = uint256(2) ** versions[versions.length - 1].policy.maxLevels;
        if (b.positions.length <= most && b.liquidations.length <= most) return false;
        bytes memory reason =
            b.liquidations.length > most
                ? refusal(IInsuranceFund.ListTooLong.selector, 0, b.liquidations.length, most)
                : refusal(IInsuranceFund.ListTooLong.selector, 1, b.positions.length, most);
        _assertRefused(by, abi.encodeCall(IInsuranceFund.submit, (b.header, 0, "")), reason, LIFE_8);
        ++done["submit, too long"];
        return true;
    }

    /// @dev Who asks for a unit more than there is, submits nothing.
    function _assertTooLittle(Bundle memory b, address by, uint256 seed, uint256 coverage) private {
        if (seed % 4 != 0) return;
        bytes memory reason = refusal(IInsuranceFund.CoverageTooLow.selector, coverage, coverage + 1);
        _assertRefused(by, abi.encodeCall(IInsuranceFund.submit, (b.header, coverage + 1, "")), reason, MONEY_9);
        ++done["submit, too little"];
    }

    /// @dev The next period, or a voided one with its old start and, unless it is the latest, its old end.
    function _place(uint256 seed) private view returns (bool open, Place memory place) {
        place.period = _voidedPeriod(seed);
        if (place.period == 0 || seed % 3 == 0) place.period = next_;
        place.startTime = endOf[place.period - 1];
        uint16 periodHours = _hoursAt(place.startTime);
        if (place.period + 1 < next_) place.endTime = endOf[place.period];
        else if (periodHours != 0) place.endTime = place.startTime + periodHours * 1 hours;
        else place.endTime = uint64(bound(seed / 7, place.startTime + 1, _max(block.timestamp, place.startTime + 1)));
        open = place.endTime <= block.timestamp;
    }

    function _hoursAt(uint64 startTime) private view returns (uint16) {
        return versions[_versionAt(startTime)].policy.periodHours;
    }

    function _placeOf(Entry storage e) private view returns (Place memory) {
        return Place(e.period, e.startTime, e.endTime);
    }

    function _voidedPeriod(uint256 seed) private view returns (uint64) {
        if (next_ == 1) return 0;
        for (uint64 i = 0; i < next_ - 1; ++i) {
            uint64 period = uint64(1 + (((seed % (next_ - 1)) + i) % (next_ - 1)));
            if (entries[latest[period] - 1].status == Status.Voided) return period;
        }
        return 0;
    }

    function _enter(
        address by,
        uint256 seed,
        Lie lie,
        Bundle memory b,
        bool basisAll,
        Rule memory rule,
        uint256 coverage
    ) private {
        Policy memory today = versions[versions.length - 1].policy;
        Entry memory e;
        (e.period, e.startTime, e.endTime) = (b.header.period, b.header.startTime, b.header.endTime);
        (e.seed, e.lie, e.operator, e.rule) = (seed, lie, by, rule);
        (e.status, e.coverage, e.lastTime) = (Status.Pending, coverage, block.timestamp);
        uint256 part = ((coverage + _shared(b, _toShare(b, rule), basisAll)) * today.bondBps) / 10_000;
        e.bond = _takeBond(by, _max(today.settlementBond, part));
        e.challengeEnd = block.timestamp + today.challengeWindow;
        e.policyVersion = versions.length - 1;
        entries.push(e);
        reserved_ += e.coverage;
        latest[e.period] = entries.length;
        endOf[e.period] = e.endTime;
        if (e.period == next_) ++next_;
    }

    function _toShare(Bundle memory b, Rule memory rule) private pure returns (uint256) {
        return (uint256(b.header.loss) * (10_000 - rule.coverBps)) / 10_000;
    }

    /// @dev With the period's profit in.
    function _coverageOf(Bundle memory b, Rule memory rule) private view returns (uint256) {
        uint256 quota = b.header.loss - _toShare(b, rule);
        uint256 limit = (assets_ * versions[versions.length - 1].policy.maxCoverageBps) / 10_000;
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
