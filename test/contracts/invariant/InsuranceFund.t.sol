// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Seeded} from "../support/Seeded.sol";
import {Test} from "../support/Test.sol";
import {Handler} from "./Handler.sol";

/// @dev Here, because the engine knows only the contracts of the files it was given.
contract Everybody is Handler {}

/// @notice Whatever everybody does in whatever order: the catalogue of docs/invariants.md holds after each step.
contract InsuranceFundInvariantTest is Test {
    uint256 private constant COUNTED = 35;

    Everybody private _handler;
    uint256[COUNTED] private _counts;

    function setUp() external {
        _handler = new Everybody();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_everything_holds() external {
        _handler.checkMoney();
        _handler.checkBooks();
        _handler.checkEvents();
        _handler.checkLife();
    }

    /// @dev The same actions from a seed, so that this test can say that each of them really comes to something.
    function test_everyAction_comesToSomething() external {
        Seeded.Dice memory dice = Seeded.dice(1);
        for (uint256 life = 0; life < 12; ++life) {
            _handler = new Everybody();
            for (uint256 i = 0; i < 250; ++i) {
                _act(dice);
                if (i % 10 == 0) _checkAll(dice);
            }
            _handler.endEverything();
            _handler.close(0);
            _handler.migrate();
            _checkAll(dice);
            _count();
        }
        for (uint256 i = 0; i < COUNTED; ++i) {
            assertGt(_counts[i], 4, string.concat("times: ", string(abi.encodePacked(_names(i)))));
        }
    }

    function _act(Seeded.Dice memory dice) private {
        uint256 x = Seeded.roll(dice, type(uint256).max);
        uint256 y = Seeded.roll(dice, type(uint256).max);
        uint256 action = Seeded.roll(dice, 38);
        if (action < 3) _handler.submitHonest(x);
        else if (action < 6) _handler.submitLie(x);
        else if (action < 10) _handler.wait(x);
        else if (action < 12) _handler.demand(x);
        else if (action < 14) _handler.challenge(x);
        else if (action == 14) _handler.credit(x, y);
        else if (action == 15) _handler.answer(x);
        else if (action == 16) _handler.donate(x, y);
        else if (action == 17) _handler.sendBare(x);
        else if (action == 18) _handler.sync();
        else if (action == 19) _handler.writeOff();
        else if (action == 20) _handler.expire(x);
        else if (action == 21) _handler.reclaim(x);
        else if (action == 22) _handler.finalize(x);
        else if (action == 23) _handler.withdraw(x);
        else if (action == 24) _handler.trespass(x);
        else if (action == 25) _handler.togglePause(x);
        else if (action == 26) _handler.cancel(x);
        else if (action == 27) _handler.setPolicy(x);
        else if (action == 28) _handler.setClearing(x);
        else if (action == 29) _handler.close(x);
        else if (action == 30) _handler.migrate();
        else if (action == 31) _handler.switchFee(x);
        else if (action == 32) _handler.switchPause(x);
        else if (action == 33) _handler.misplace(x);
        else _trouble(x, y);
    }

    function _trouble(uint256 x, uint256 y) private {
        if (y % 3 == 0) _handler.switchBlackList(x);
        else if (y % 3 == 1) _handler.destroy(x);
        else _handler.restore(x);
    }

    function _checkAll(Seeded.Dice memory dice) private {
        _handler.checkMoney();
        _handler.checkBooks();
        _handler.checkEvents();
        _handler.checkLife();
        _handler.checkOutcome(Seeded.roll(dice, type(uint256).max));
    }

    function _count() private {
        for (uint256 i = 0; i < COUNTED; ++i) _counts[i] += _handler.countOf(_names(i));
    }

    function _names(uint256 i) private pure returns (bytes32) {
        bytes32[COUNTED] memory names = [
            bytes32("credit"),
            "credit, several",
            "credit, refused",
            "submit, too long",
            "submit, too little",
            "submit, honest",
            "submit, false",
            "submit, hidden",
            "reveal",
            "donate",
            "send without a call",
            "sync",
            "write off",
            "challenge",
            "challenge, refused",
            "demand",
            "expire",
            "reclaim",
            "finalize",
            "withdraw",
            "trespass",
            "misplace",
            "haste",
            "pause or unpause",
            "cancel",
            "set policy",
            "set clearing",
            "close",
            "migrate",
            "wait",
            "fee",
            "token paused",
            "blacklisted",
            "tokens destroyed",
            "end of everything"
        ];
        return names[i];
    }
}
