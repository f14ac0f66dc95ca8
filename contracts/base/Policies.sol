// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Apportionment} from "../libraries/Apportionment.sol";
import {IInsuranceFund} from "../interfaces/IInsuranceFund.sol";
import {Policy} from "../interfaces/Types.sol";
import {Books} from "./Books.sol";

/// @title The governor's settings
/// @notice Who receives coverage, and every policy that was ever in force, so that a period is judged by the rule of its start,
/// whenever it is submitted.
abstract contract Policies is Books {
    using SafeCast for uint256;

    uint256 private constant MIN_WINDOW = 1 hours;
    uint256 private constant MAX_WINDOW = 30 days;
    uint256 private constant MAX_PERIOD_HOURS = 720;
    uint256 private constant MAX_LEVELS = 40;

    /// @inheritdoc IInsuranceFund
    /// @dev Here, because it shares a slot with the version, which submit reads, as finalize reads this.
    address public clearing;
    uint16 internal _policyVersion;

    mapping(uint256 version => Policy) internal _policies;
    /// @dev When each version came into force, ascending; 0 for the first, the constructor's, which holds for all earlier times.
    mapping(uint256 version => uint256 time) private _since;

    constructor(Policy memory p, address clearing_) {
        _requireBounds(p);
        _policies[0] = p;
        emit PolicySet(0, p);
        _setClearing(clearing_);
    }

    /// @inheritdoc IInsuranceFund
    function setPolicy(Policy calldata p) external restricted {
        _requireBounds(p);
        uint256 version = _policyVersion + 1;
        _policyVersion = version.toUint16();
        _policies[version] = p;
        _since[version] = block.timestamp;
        emit PolicySet(version, p);
    }

    /// @inheritdoc IInsuranceFund
    function setClearing(address account) external restricted {
        _setClearing(account);
    }

    /// @inheritdoc IInsuranceFund
    function policy() external view returns (Policy memory) {
        return _policies[_policyVersion];
    }

    /// @inheritdoc IInsuranceFund
    function policyAt(uint64 time) external view returns (Policy memory) {
        return _policies[_versionAt(time)];
    }

    /// @dev What a settlement submitted now is judged by: the rule of its period's start; all else, and the version, are today's.
    function _policyOf(uint64 startTime) internal view returns (Policy memory p, uint256 version) {
        version = _policyVersion;
        p = _policies[version];
        uint256 atStart = _versionAt(startTime);
        if (atStart == version) return (p, version);
        Policy storage rule = _policies[atStart];
        p.coverBps = rule.coverBps;
        p.headBps = rule.headBps;
        p.basisAll = rule.basisAll;
        p.periodHours = rule.periodHours;
    }

    /// @dev The latest version that was in force at `time`: nearly always the newest, else found in log2(versions) steps.
    function _versionAt(uint256 time) private view returns (uint256) {
        uint256 high = _policyVersion;
        if (_since[high] <= time) return high;
        uint256 low = 0;
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (_since[middle] <= time) low = middle;
            else high = middle;
        }
        return low;
    }

    function _setClearing(address account) private {
        _requireReceiver(account);
        clearing = account;
        emit ClearingSet(account);
    }

    function _requireBounds(Policy memory p) private pure {
        require(p.coverBps <= Apportionment.BPS, PolicyOutOfBounds("coverBps", p.coverBps));
        require(p.headBps != 0 && p.headBps <= Apportionment.BPS, PolicyOutOfBounds("headBps", p.headBps));
        require(
            p.maxCoverageBps != 0 && p.maxCoverageBps <= Apportionment.BPS,
            PolicyOutOfBounds("maxCoverageBps", p.maxCoverageBps)
        );
        require(p.periodHours <= MAX_PERIOD_HOURS, PolicyOutOfBounds("periodHours", p.periodHours));
        require(p.maxLevels != 0 && p.maxLevels <= MAX_LEVELS, PolicyOutOfBounds("maxLevels", p.maxLevels));
        require(p.bondBps <= Apportionment.BPS, PolicyOutOfBounds("bondBps", p.bondBps));
        require(p.revealWindow >= MIN_WINDOW, PolicyOutOfBounds("revealWindow", p.revealWindow));
        require(
            p.challengeWindow >= p.revealWindow && p.challengeWindow <= MAX_WINDOW,
            PolicyOutOfBounds("challengeWindow", p.challengeWindow)
        );
        require(p.settlementBond != 0, PolicyOutOfBounds("settlementBond", 0));
        require(p.demandBond != 0, PolicyOutOfBounds("demandBond", 0));
    }
}
