// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Apportionment} from "../../contracts/libraries/Apportionment.sol";

/// @title The brake, for any state of the books
/// @notice `_coverage` is put in by brake.test.ts as it stands in contracts/base/Settlements.sol, where nothing else can call it.
contract Brake {
    uint112 private _assets;
    uint112 private _reserved;

    constructor(uint112 anyAssets, uint112 anyReserved) {
        _assets = anyAssets;
        _reserved = anyReserved;
    }

    function assets() public view returns (uint256) {
        return _assets;
    }

    function reserved() public view returns (uint256) {
        return _reserved;
    }

    function submit(uint128 quota, uint16 maxCoverageBps) external view {
        require(maxCoverageBps <= Apportionment.BPS);
        uint256 coverage = _coverage(quota, maxCoverageBps);
        assert(coverage <= quota);
        if (coverage == 0) return;
        assert(reserved() + coverage <= (assets() * maxCoverageBps) / Apportionment.BPS);
    }

    // _coverage
}
