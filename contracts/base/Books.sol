// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {Totals} from "../interfaces/Types.sol";

/// @title The books
/// @notice Whose money is in the vault: the fund's (assets, a part of it reserved) and others' (liabilities: bonds held and
/// claimable sums). Everything paid out becomes claimable first and is fetched by its owner, so that no payee can block another.
/// @dev The token may take a fee, pause, blacklist, or destroy balances: what arrived is counted, not what was asked for, and only
/// the functions that move tokens, `sync`, `writeOff`, `submit` and `finalize` ever read it. A token that rebases is not supported.
abstract contract Books is IInsuranceFund, AccessManaged, Pausable, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice The margin asset. The books hold less than 2^112 base units of it (5 * 10^27 USDT); more is refused.
    IERC20 public immutable token;

    // Packed by what is touched together: the first slot continues the authority's and the pause's; a credit writes the second and
    // the third, a void only the second.

    /// @inheritdoc IInsuranceFund
    bool public closed;
    uint40 internal _nextPeriod = 1;
    uint32 internal _submissions;

    uint112 private _assets;
    uint112 private _reserved;
    uint32 internal _pendingCount;

    /// @dev What the books say lies in the vault: assets + liabilities. More than its type holds is refused when it comes in, so that
    /// nothing which moves between the books' columns afterwards can overflow.
    uint112 private _booked;
    uint128 private _credited;

    uint128 private _donated;
    uint128 private _covered;

    uint128 private _migrated;
    uint128 private _writtenOff;

    /// @inheritdoc IInsuranceFund
    mapping(address account => uint256) public claimable;

    constructor(IERC20 token_) {
        require(address(token_).code.length != 0, InvalidAddress(address(token_)));
        token = token_;
    }

    // ------------------------------------------------------------------------------------------------ calls

    /// @inheritdoc IInsuranceFund
    function donate(uint256 amount) external nonReentrant {
        require(amount != 0, ZeroAmount());
        uint112 received = uint112(_pull(amount));
        _assets += received;
        _donated += received;
        emit Donated(msg.sender, received);
    }

    /// @inheritdoc IInsuranceFund
    function sync() external nonReentrant {
        int256 excess = solvency();
        if (excess <= 0) return;
        uint112 amount = uint256(excess).toUint112();
        _booked += amount;
        _assets += amount;
        _donated += amount;
        emit Synced(amount);
    }

    /// @inheritdoc IInsuranceFund
    function writeOff() external nonReentrant {
        _writeOff();
    }

    /// @inheritdoc IInsuranceFund
    function withdraw(address to) external nonReentrant returns (uint256 amount) {
        _requireReceiver(to);
        amount = claimable[msg.sender];
        require(amount != 0, NothingClaimable(msg.sender));
        claimable[msg.sender] = 0;
        _booked -= uint112(amount);
        emit Withdrawn(msg.sender, to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IInsuranceFund
    function close() external restricted {
        require(!closed, FundClosed());
        closed = true;
        emit Closed();
    }

    /// @inheritdoc IInsuranceFund
    function migrate(address to) external restricted nonReentrant {
        _requireReceiver(to);
        require(closed, FundNotClosed());
        require(_pendingCount == 0, SettlementsPending(_pendingCount));
        _writeOff();
        uint112 amount = _assets;
        _assets = 0;
        _booked -= amount;
        _migrated += amount;
        emit Migrated(to, amount);
        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IInsuranceFund
    function pause() external restricted {
        _pause();
    }

    /// @inheritdoc IInsuranceFund
    function unpause() external restricted {
        _unpause();
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @inheritdoc IInsuranceFund
    function assets() public view returns (uint256) {
        return _assets;
    }

    /// @inheritdoc IInsuranceFund
    function reserved() public view returns (uint256) {
        return _reserved;
    }

    /// @inheritdoc IInsuranceFund
    function available() external view returns (uint256) {
        return _assets - _reserved;
    }

    /// @inheritdoc IInsuranceFund
    function liabilities() external view returns (uint256) {
        return _booked - _assets;
    }

    /// @inheritdoc IInsuranceFund
    function solvency() public view returns (int256) {
        return token.balanceOf(address(this)).toInt256() - int256(uint256(_booked));
    }

    /// @inheritdoc IInsuranceFund
    function nextPeriod() public view returns (uint64) {
        return _nextPeriod;
    }

    /// @inheritdoc IInsuranceFund
    function submissions() external view returns (uint64) {
        return _submissions;
    }

    /// @inheritdoc IInsuranceFund
    function pendingCount() external view returns (uint256) {
        return _pendingCount;
    }

    /// @inheritdoc IInsuranceFund
    /// @dev Forfeits are what the books' identity leaves: one figure less to store wherever a bond is lost.
    function totals() external view returns (Totals memory) {
        uint256 out = uint256(_covered) + _migrated + _writtenOff;
        return
            Totals({
                credited: _credited,
                donated: _donated,
                forfeited: _assets + out - _credited - _donated,
                covered: _covered,
                migrated: _migrated,
                writtenOff: _writtenOff
            });
    }

    // -------------------------------------------------------------------------------- what the fund builds on

    /// @dev Pulls from the caller; what arrived is booked, and is the calling function's to assign. Callers are nonReentrant, so that
    /// no other movement falls between the two balances.
    /// @return received Fits the books' types: `_booked` took it.
    function _pull(uint256 amount) internal returns (uint256 received) {
        if (amount == 0) return 0;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        received = token.balanceOf(address(this)) - before;
        _booked += received.toUint112();
    }

    /// @dev Takes a bond from the caller's claimable sum first, then by a pull; what arrived is held.
    function _takeBond(uint256 amount) internal returns (uint256 bond, uint256 fromClaimable) {
        uint256 claim = claimable[msg.sender];
        fromClaimable = Math.min(claim, amount);
        if (fromClaimable != 0) claimable[msg.sender] = claim - fromClaimable;
        bond = fromClaimable + _pull(amount - fromClaimable);
    }

    // What is booked already only moves below: no sum of it exceeds `_booked`, a uint112, and no cast here can cut or revert.

    /// @dev A held bond becomes claimable as a whole.
    function _returnBond(address account, uint256 bond) internal {
        claimable[account] += bond;
    }

    /// @dev A held bond is the fund's.
    function _forfeitBond(uint256 bond) internal {
        _assets += uint112(bond);
    }

    /// @dev Of a held bond half, but at most half of `least`, becomes claimable by `account`; the rest is the fund's. So a large bond
    /// is no prize for whoever makes an honest operator late, and its owner cannot take it back by a fault of its own.
    function _splitBond(
        address account,
        uint256 bond,
        uint256 least
    ) internal returns (uint256 reward, uint256 forfeited) {
        reward = Math.min(bond, least) / 2;
        forfeited = bond - reward;
        claimable[account] += reward;
        _assets += uint112(forfeited);
    }

    /// @dev A period's profit that was pulled belongs to the fund.
    function _enterCredit(uint256 amount) internal {
        _assets += uint112(amount);
        _credited += uint112(amount);
    }

    /// @dev A settlement is pending from now on.
    function _reserve(uint256 coverage) internal {
        _reserved += uint112(coverage);
        ++_pendingCount;
    }

    /// @dev A settlement is no longer pending.
    function _unreserve(uint256 coverage) internal {
        _reserved -= uint112(coverage);
        --_pendingCount;
    }

    /// @dev Coverage leaves the fund and becomes claimable.
    function _payCoverage(address account, uint256 coverage) internal {
        _assets -= uint112(coverage);
        _covered += uint112(coverage);
        claimable[account] += coverage;
    }

    function _requireSolvent() internal view {
        int256 excess = solvency();
        require(excess >= 0, Insolvent(uint256(-excess)));
    }

    /// @dev What is sent to the token itself is lost, too.
    function _requireReceiver(address account) internal view {
        require(
            account != address(0) && account != address(this) && account != address(token),
            InvalidAddress(account)
        );
    }

    function _writeOff() private {
        int256 excess = solvency();
        if (excess >= 0) return;
        uint112 amount = uint112(Math.min(uint256(-excess), _assets - _reserved));
        if (amount == 0) return;
        _assets -= amount;
        _booked -= amount;
        _writtenOff += amount;
        emit WrittenOff(amount);
    }
}
