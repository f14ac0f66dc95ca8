// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Policy} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "../support/Bundle.sol";
import {Seeded} from "../support/Seeded.sol";
import {Model} from "./Model.sol";

/// @title What the guardian and the governor do
abstract contract GovernanceActions is Model {
    using Seeded for Seeded.Dice;

    /// @dev Paused a fifth of the time.
    function togglePause(uint256 seed) external {
        if (paused_ == (seed % 5 == 0)) return;
        paused_ = !paused_;
        vm.prank(guardian);
        if (paused_) fund.pause();
        else fund.unpause();
        ++done["pause or unpause"];
    }

    function cancel(uint256 seed) external {
        uint256 serial = _anyPending(seed);
        if (serial == 0 || seed % 4 != 0) return;
        Entry storage e = entries[serial - 1];
        Bundle memory b = _bundleOf(serial);
        vm.prank(guardian);
        fund.cancel(b.header);
        e.cancelled = true;
        _void(e, e.operator);
        ++done["cancel"];
    }

    function setPolicy(uint256 seed) external {
        if (seed % 4 != 0) return;
        Seeded.Dice memory d = Seeded.dice(seed);
        Policy memory p;
        p.coverBps = d.roll(3) == 0 ? uint16(d.roll(10_001)) : 2_000;
        p.headBps = d.roll(3) == 0 ? uint16(1 + d.roll(10_000)) : 9_000;
        p.basisAll = d.roll(2) == 0;
        p.maxCoverageBps = d.roll(2) == 0 ? 10_000 : uint16(1 + d.roll(10_000));
        p.periodHours = d.roll(4) == 0 ? uint16(1 + d.roll(3)) : 0;
        p.maxLevels = d.roll(4) == 0 ? uint8(1 + d.roll(4)) : 25;
        p.revealWindow = uint24(1 hours + d.roll(4 hours));
        p.challengeWindow = p.revealWindow + uint24(d.roll(12 hours));
        p.settlementBond = uint96(1 + d.roll(BOND));
        p.bondBps = uint16(d.roll(200));
        p.demandBond = uint96(1 + d.roll(DEMAND_BOND));
        vm.prank(governor);
        fund.setPolicy(p);
        versions.push(Version(block.timestamp, p));
        ++done["set policy"];
    }

    function setClearing(uint256 seed) external {
        clearing_ = seed % 2 == 0 ? clearing : secondClearing;
        vm.prank(governor);
        fund.setClearing(clearing_);
        ++done["set clearing"];
    }

    /// @dev Rarely: afterwards only what is pending goes on.
    function close(uint256 seed) external {
        if (closed_ || seed % 16 != 0 || entries.length < 5) return;
        vm.prank(governor);
        fund.close();
        closed_ = true;
        ++done["close"];
    }

    function migrate() external {
        if (!closed_ || _anyPending(0) != 0 || !_canPay(address(fund))) return;
        uint256 missing = _missing();
        uint256 lost = missing < assets_ ? missing : assets_;
        uint256 amount = assets_ - lost;
        vm.prank(governor);
        fund.migrate(address(0xF00D));
        totals_.writtenOff += lost;
        totals_.migrated += amount;
        assets_ = 0;
        ++done["migrate"];
    }
}
