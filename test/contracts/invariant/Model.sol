// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Liquidation, Policy, Status, Totals, Tree} from "../../../contracts/interfaces/Types.sol";
import {Bundle, Place, Rule} from "../support/Bundle.sol";
import {Calls} from "../support/Calls.sol";
import {Seeded} from "../support/Seeded.sol";

/// @title The fund as it should be
/// @notice Books of its own, kept by the handlers from what they did and never from what the fund says.
abstract contract Model is Calls {
    enum Lie {
        None,
        Position,
        Liquidation,
        PositionPair,
        LiquidationPair,
        Hidden
    }

    /// @dev A submission. Its bundle is built again from the seed whenever it is needed.
    struct Entry {
        uint64 period;
        uint64 startTime;
        uint64 endTime;
        Status status;
        Lie lie;
        bool cancelled;
        uint256 seed;
        address operator;
        uint256 coverage;
        uint256 bond;
        uint256 challengeEnd;
        uint256 quietUntil;
        uint256 lastTime;
        uint256 openDemands;
        uint256 policyVersion;
        Rule rule;
    }

    struct Asked {
        uint256 serial;
        Tree tree;
        uint256 index;
        address demander;
        uint256 bond;
        uint256 deadline;
        bool open;
    }

    struct Version {
        uint256 since;
        Policy policy;
    }

    address internal honest = makeAddr("honest operator");
    address internal liar = makeAddr("lying operator");
    address internal secondClearing = makeAddr("second clearing");
    address internal copier = makeAddr("copier");

    uint256 internal assets_;
    uint256 internal reserved_;
    uint256 internal bonds;
    Totals internal totals_;
    mapping(address account => uint256) internal claims;
    mapping(uint256 period => uint256) internal creditedTo;
    mapping(uint256 period => uint64) internal creditsOf;
    mapping(uint256 period => uint256) internal creditsTime;
    mapping(uint256 period => uint64) internal endOf;
    mapping(uint256 period => uint256) internal latest;
    mapping(bytes32 demand => bool) internal demandedBefore;
    uint64 internal next_ = 1;
    address internal clearing_;
    bool internal paused_;
    bool internal closed_;

    Entry[] internal entries;
    Asked[] internal asked;
    Version[] internal versions;

    /// @dev What the token destroyed in the vault, in sum.
    uint256 internal taken;

    /// @dev How often each action came to something.
    mapping(bytes32 action => uint256) internal done;

    function setUp() public virtual override {
        // The invariants' engine calls every public function, this one too.
        if (address(fund) != address(0)) return;
        vm.recordLogs();
        super.setUp();
        address[7] memory more = [honest, liar, copier, secondClearing, clearing, governor, address(this)];
        for (uint256 i = 0; i < more.length; ++i) {
            vm.prank(more[i]);
            token.approve(address(fund), type(uint256).max);
        }
        manager.grantRole(OPERATOR, honest, 0);
        manager.grantRole(OPERATOR, liar, 0);
        clearing_ = clearing;
        endOf[0] = OPENING;
        versions.push(Version(0, _policy()));
    }

    /// @dev Before time moves on: what was logged until now was logged now.
    function _readEvents() internal virtual;

    // ------------------------------------------------------------------------------------------------ bundles

    function _bundleOf(uint256 serial) internal view returns (Bundle memory b) {
        Entry storage e = entries[serial - 1];
        b = Seeded.bundle(e.seed, Place(e.period, e.startTime, e.endTime), e.rule);
        _tell(b, e.lie, e.seed);
    }

    /// @dev The lie that fits: some need two leaves, all need one.
    function _fitting(Bundle memory b, Lie lie) internal pure returns (Lie) {
        (uint256 p, uint256 l) = (b.positions.length, b.liquidations.length);
        if (lie == Lie.PositionPair && p < 2) lie = Lie.Position;
        if (lie == Lie.LiquidationPair && l < 2) lie = Lie.Liquidation;
        if (lie == Lie.Position && p == 0) lie = Lie.Liquidation;
        return l == 0 ? Lie.None : lie;
    }

    function _tell(Bundle memory b, Lie lie, uint256 seed) internal pure {
        if (lie == Lie.Position) b.positions[0].cumulativeProfit += 1;
        else if (lie == Lie.Liquidation) _tellOfOne(b, seed);
        else if (lie == Lie.PositionPair) b.positions[0].key = b.positions[1].key;
        else if (lie == Lie.LiquidationPair) _tellOfTwo(b, seed);
        if (lie != Lie.None) b.commit();
        if (lie == Lie.Hidden) b.header.liquidationsRoot = keccak256(abi.encode("hidden", seed));
    }

    /// @dev The same key twice, or the keys in the wrong order.
    function _tellOfTwo(Bundle memory b, uint256 seed) private pure {
        Liquidation memory l = b.liquidations[0];
        Liquidation memory next = b.liquidations[1];
        if (seed % 2 == 0) l.key = next.key;
        else (l.key, next.key) = (next.key, l.key);
    }

    /// @dev What a liquidation can hide by itself: its side, that it was of nothing, that it was not of this period.
    function _tellOfOne(Bundle memory b, uint256 seed) private pure {
        Liquidation memory l = b.liquidations[0];
        uint256 kind = (seed / 5) % 4;
        if (kind == 0) l.side = 2;
        else if (kind == 1) l.quantity = 0;
        else l.time = kind == 2 ? b.header.endTime : b.header.startTime - 1;
    }

    // ------------------------------------------------------------------------------------------------- choices

    function _actor(uint256 seed) internal view returns (address) {
        address[5] memory users = [challenger, copier, demander, donor, stranger];
        return users[seed % users.length];
    }

    /// @dev A pending submission, from any place in the row; 0 if there is none.
    function _anyPending(uint256 seed) internal view returns (uint256) {
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 serial = 1 + (((seed % entries.length) + i) % entries.length);
            if (entries[serial - 1].status == Status.Pending) return serial;
        }
        return 0;
    }

    // -------------------------------------------------------------------------------------------------- token

    function _feeOf(uint256 amount) internal view returns (uint256 fee) {
        fee = (amount * token.basisPointsRate()) / 10_000;
        if (fee > token.maximumFee()) fee = token.maximumFee();
    }

    /// @dev Gives `account` what it needs to pay `amount`.
    function _equip(address account, uint256 amount) internal {
        uint256 balance = token.balanceOf(account);
        if (balance < amount) token.issue(account, amount - balance);
    }

    function _canPay(address account) internal view returns (bool) {
        return !token.paused() && !token.isBlackListed(account);
    }

    /// @dev What the vault lacks of what the books say.
    function _missing() internal view returns (uint256) {
        uint256 owed = assets_ + _liabilities();
        uint256 balance = token.balanceOf(address(fund));
        return owed > balance ? owed - balance : 0;
    }

    // -------------------------------------------------------------------------------------------------- books

    function _accounts() internal view returns (address[12] memory) {
        return
            [
                honest,
                liar,
                guardian,
                governor,
                clearing,
                secondClearing,
                challenger,
                copier,
                demander,
                donor,
                stranger,
                operator
            ];
    }

    function _liabilities() internal view returns (uint256 sum) {
        sum = bonds;
        address[12] memory accounts = _accounts();
        for (uint256 i = 0; i < accounts.length; ++i) sum += claims[accounts[i]];
    }

    /// @dev The bond from the claim first; the rest must be payable. What arrived is held.
    function _takeBond(address from, uint256 amount) internal returns (uint256 bond) {
        uint256 claim = claims[from];
        uint256 fromClaim = claim < amount ? claim : amount;
        claims[from] -= fromClaim;
        uint256 rest = amount - fromClaim;
        bond = fromClaim + rest - _feeOf(rest);
        bonds += bond;
    }

    function _splitBond(address to, uint256 bond, uint256 least) internal {
        uint256 reward = (bond < least ? bond : least) / 2;
        claims[to] += reward;
        bonds -= reward;
        _forfeitBond(bond - reward);
    }

    function _forfeitBond(uint256 bond) internal {
        bonds -= bond;
        assets_ += bond;
        totals_.forfeited += bond;
    }

    function _returnBond(address to, uint256 bond) internal {
        bonds -= bond;
        claims[to] += bond;
    }

    function _void(Entry storage e, address payee) internal {
        e.status = Status.Voided;
        e.lastTime = block.timestamp;
        reserved_ -= e.coverage;
        _splitBond(payee, e.bond, versions[e.policyVersion].policy.settlementBond);
    }

    function _versionAt(uint256 time) internal view returns (uint256 version) {
        for (uint256 i = 0; i < versions.length; ++i) if (versions[i].since <= time) version = i;
    }
}
