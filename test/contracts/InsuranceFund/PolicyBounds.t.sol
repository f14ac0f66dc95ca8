// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy} from "../../../contracts/interfaces/Types.sol";
import {FundTest} from "../support/FundTest.sol";

/// @notice Every figure of a policy at its bounds, a step before and a step beyond.
contract PolicyBoundsTest is FundTest {
    function test_setPolicy_holdsCoverBps() external {
        Policy memory p = _policy();
        p.coverBps = 10_001;
        _assertRefused(p, "coverBps", 10_001);
        p.coverBps = 10_000;
        _assertAccepted(p);
        p.coverBps = 0;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsHeadBps() external {
        Policy memory p = _policy();
        p.headBps = 0;
        _assertRefused(p, "headBps", 0);
        p.headBps = 10_001;
        _assertRefused(p, "headBps", 10_001);
        p.headBps = 1;
        _assertAccepted(p);
        p.headBps = 10_000;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsPeriodHours() external {
        Policy memory p = _policy();
        p.periodHours = 721;
        _assertRefused(p, "periodHours", 721);
        p.periodHours = type(uint16).max;
        _assertRefused(p, "periodHours", type(uint16).max);
        p.periodHours = 720;
        _assertAccepted(p);
        p.periodHours = 1;
        _assertAccepted(p);
        p.periodHours = 0;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsMaxCoverageBps() external {
        Policy memory p = _policy();
        p.maxCoverageBps = 0;
        _assertRefused(p, "maxCoverageBps", 0);
        p.maxCoverageBps = 10_001;
        _assertRefused(p, "maxCoverageBps", 10_001);
        p.maxCoverageBps = 1;
        _assertAccepted(p);
        p.maxCoverageBps = 10_000;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsMaxLevels() external {
        Policy memory p = _policy();
        p.maxLevels = 0;
        _assertRefused(p, "maxLevels", 0);
        p.maxLevels = 41;
        _assertRefused(p, "maxLevels", 41);
        p.maxLevels = 255;
        _assertRefused(p, "maxLevels", 255);
        p.maxLevels = 1;
        _assertAccepted(p);
        p.maxLevels = 40;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsBondBps() external {
        Policy memory p = _policy();
        p.bondBps = 10_001;
        _assertRefused(p, "bondBps", 10_001);
        p.bondBps = 10_000;
        _assertAccepted(p);
        p.bondBps = 0;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsTheRevealWindow() external {
        Policy memory p = _policy();
        p.revealWindow = 1 hours - 1;
        _assertRefused(p, "revealWindow", 1 hours - 1);
        p.revealWindow = 0;
        _assertRefused(p, "revealWindow", 0);
        p.revealWindow = 1 hours;
        _assertAccepted(p);
    }

    function test_setPolicy_holdsTheChallengeWindow() external {
        Policy memory p = _policy();
        p.challengeWindow = uint24(REVEAL_WINDOW - 1);
        _assertRefused(p, "challengeWindow", REVEAL_WINDOW - 1);
        p.challengeWindow = 30 days + 1;
        _assertRefused(p, "challengeWindow", 30 days + 1);
        p.challengeWindow = type(uint24).max;
        _assertRefused(p, "challengeWindow", type(uint24).max);
        p.challengeWindow = uint24(REVEAL_WINDOW);
        _assertAccepted(p);
        (p.challengeWindow, p.revealWindow) = (30 days, 30 days);
        _assertAccepted(p);
        _submit(_sample());
        assertEq(fund.record(1).revealWindow, 30 days, "reveal window");
        assertEq(fund.record(1).challengeWindow, 30 days, "challenge window");
    }

    function test_setPolicy_holdsTheBonds() external {
        Policy memory p = _policy();
        p.settlementBond = 0;
        _assertRefused(p, "settlementBond", 0);
        (p.settlementBond, p.demandBond) = (1, 0);
        _assertRefused(p, "demandBond", 0);
        p.demandBond = 1;
        _assertAccepted(p);
        (p.settlementBond, p.demandBond) = (type(uint96).max, type(uint96).max);
        _assertAccepted(p);
    }

    /// @dev All figures at once: accepted exactly if each fits, and given back as they were.
    function testFuzz_setPolicy_holdsThemTogether(Policy memory p, uint256 seed) external {
        if (seed % 4 != 0) _tame(p, seed);
        vm.prank(governor);
        (bool accepted, ) = address(fund).call(abi.encodeCall(IInsuranceFund.setPolicy, (p)));
        assertEq(accepted, _fits(p), "accepted");
        Policy memory expected = accepted ? p : _policy();
        assertEq(keccak256(abi.encode(fund.policy())), keccak256(abi.encode(expected)), "policy");
    }

    /// @dev Into its bounds, and at most one figure out of them again.
    function _tame(Policy memory p, uint256 seed) private pure {
        p.coverBps %= 10_001;
        p.headBps = 1 + (p.headBps % 10_000);
        p.maxCoverageBps = 1 + (p.maxCoverageBps % 10_000);
        p.periodHours %= 721;
        p.maxLevels = 1 + (p.maxLevels % 40);
        p.bondBps %= 10_001;
        p.revealWindow = 1 hours + (p.revealWindow % 29 days);
        p.challengeWindow = p.revealWindow + (p.challengeWindow % (30 days - p.revealWindow + 1));
        if (p.settlementBond == 0) p.settlementBond = 1;
        if (p.demandBond == 0) p.demandBond = 1;
        uint256 out = (seed / 4) % 12;
        if (out == 0) p.coverBps = 10_001;
        else if (out == 1) p.headBps = 0;
        else if (out == 2) p.maxCoverageBps = 10_001;
        else if (out == 3) p.periodHours = 721;
        else if (out == 4) p.maxLevels = 41;
        else if (out == 5) p.bondBps = 10_001;
        else if (out == 6) p.challengeWindow = p.revealWindow - 1;
    }

    function _fits(Policy memory p) private pure returns (bool) {
        bool rule = p.coverBps <= 10_000 && p.headBps >= 1 && p.headBps <= 10_000 && p.periodHours <= 720;
        bool brakes = p.maxCoverageBps >= 1 && p.maxCoverageBps <= 10_000 && p.maxLevels >= 1 && p.maxLevels <= 40;
        bool windows = 1 hours <= p.revealWindow && p.revealWindow <= p.challengeWindow && p.challengeWindow <= 30 days;
        return rule && brakes && windows && p.bondBps <= 10_000 && p.settlementBond > 0 && p.demandBond > 0;
    }

    function _assertAccepted(Policy memory p) private {
        _setPolicy(p);
        assertEq(keccak256(abi.encode(fund.policy())), keccak256(abi.encode(p)), "policy");
        // The constructor holds the same bounds.
        (address made, ) = _tryCreate(FUND, abi.encode(token, manager, clearing, OPENING, p));
        assertTrue(made != address(0), "made");
    }

    function _assertRefused(Policy memory p, string memory field, uint256 given) private {
        bytes memory reason = abi.encodeWithSelector(IInsuranceFund.PolicyOutOfBounds.selector, field, given);
        vm.expectRevert(reason);
        _setPolicy(p);
        (address made, bytes memory answer) = _tryCreate(FUND, abi.encode(token, manager, clearing, OPENING, p));
        assertEq(made, address(0), "made");
        assertEq(answer, reason, "the constructor's reason");
    }
}
