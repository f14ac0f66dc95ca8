// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorActions} from "./OperatorActions.sol";

/// @title What nobody's role is: time, and the token's own powers
abstract contract WorldActions is OperatorActions {
    /// @dev The honest operator answers before its deadlines pass.
    function wait(uint256 time) external {
        time = block.timestamp + bound(time, 1, 8 hours);
        _answerAllDue(time);
        _readEvents();
        vm.warp(time);
        ++done["wait"];
    }

    function switchFee(uint256 rate) external {
        rate = rate % 3 == 0 ? bound(rate, 1, 19) : 0;
        token.setParams(rate, 49);
        if (rate != 0) ++done["fee"];
    }

    function switchPause(uint256 seed) external {
        if (seed % 6 == 0) {
            token.pause();
            ++done["token paused"];
        } else {
            token.unpause();
        }
    }

    function switchBlackList(uint256 seed) external {
        address[4] memory victims = [address(fund), honest, demander, clearing];
        address victim = victims[(seed / 6) % 4];
        if (seed % 6 == 0) {
            token.addBlackList(victim);
            ++done["blacklisted"];
        } else {
            token.removeBlackList(victim);
        }
    }

    /// @dev The token takes all or a part of what is in the vault.
    function destroy(uint256 seed) external {
        uint256 balance = token.balanceOf(address(fund));
        if (seed % 8 != 0 || balance == 0) return;
        uint256 left = (seed / 8) % (balance + 1);
        token.addBlackList(address(fund));
        token.destroyBlackFunds(address(fund));
        token.removeBlackList(address(fund));
        token.issue(address(fund), left);
        taken += balance - left;
        ++done["tokens destroyed"];
    }

    /// @dev Somebody makes good what is missing.
    function restore(uint256 seed) external {
        uint256 missing = _missing();
        if (missing == 0 || seed % 2 != 0) return;
        token.issue(address(fund), missing);
        ++done["tokens restored"];
    }
}
