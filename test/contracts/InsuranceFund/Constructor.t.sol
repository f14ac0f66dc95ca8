// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Policy} from "../../../contracts/interfaces/Types.sol";
import {FundTest} from "../support/FundTest.sol";
import {Vm} from "../support/Vm.sol";

contract ConstructorTest is FundTest {
    function test_constructor_opensAnEmptyFund() external view {
        assertEq(fund.token(), address(token), "token");
        assertEq(fund.authority(), address(manager), "authority");
        assertEq(fund.clearing(), clearing, "clearing");
        assertEq(fund.nextPeriod(), 1, "next period");
        assertEq(fund.lastEndTime(), OPENING, "opening time");
        assertEq(keccak256(abi.encode(fund.policy())), keccak256(abi.encode(_policy())), "policy");
        assertTrue(!fund.closed() && !fund.paused(), "closed or paused");
        assertEq(fund.pendingCount(), 0, "pending");
        assertEq(fund.submissions(), 0, "submissions");
        assertEq(keccak256(abi.encode(fund.totals())), keccak256(new bytes(6 * 32)), "totals");
        _assertBooks(0, 0, 0);
    }

    function test_constructor_saysWhatIsInForce() external {
        bytes memory arguments = abi.encode(token, manager, clearing, OPENING, _policy());
        vm.recordLogs();
        address made = _create(FUND, arguments);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes32[2][2] memory expected = [
            [IInsuranceFund.PolicySet.selector, bytes32(0)],
            [IInsuranceFund.ClearingSet.selector, bytes32(uint256(uint160(clearing)))]
        ];
        bytes[2] memory data = [abi.encode(_policy()), bytes("")];
        uint256 found = 0;
        for (uint256 i = 0; i < logs.length && found < 2; ++i) {
            if (logs[i].emitter != made || logs[i].topics[0] != expected[found][0]) continue;
            assertEq(logs[i].topics[1], expected[found][1], "version or clearing");
            assertEq(logs[i].data, data[found], "policy");
            ++found;
        }
        assertEq(found, 2, "policy and clearing in the log");
    }

    function test_constructor_acceptsAnOpeningNow() external {
        _create(FUND, abi.encode(token, manager, clearing, uint40(NOW), _policy()));
    }

    function test_constructor_revertsOnAnOpeningInTheFuture() external {
        bytes memory arguments = abi.encode(token, manager, clearing, uint40(NOW + 1), _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.OpeningInFuture.selector, NOW + 1, NOW));
    }

    function test_constructor_revertsWithoutAToken() external {
        bytes memory arguments = abi.encode(address(0), manager, clearing, OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, address(0)));
    }

    function test_constructor_revertsOnATokenWithoutCode() external {
        bytes memory arguments = abi.encode(stranger, manager, clearing, OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, stranger));
    }

    function test_constructor_revertsOnAnAuthorityWithoutCode() external {
        bytes memory arguments = abi.encode(token, stranger, clearing, OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, stranger));
    }

    function test_constructor_revertsWithoutClearing() external {
        bytes memory arguments = abi.encode(token, manager, address(0), OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, address(0)));
    }

    function test_constructor_revertsOnTheTokenAsClearing() external {
        bytes memory arguments = abi.encode(token, manager, token, OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, address(token)));
    }

    function test_constructor_revertsOnTheFundItselfAsClearing() external {
        uint256 snapshot = vm.snapshotState();
        address next = _create(FUND, abi.encode(token, manager, clearing, OPENING, _policy()));
        vm.revertToState(snapshot);
        bytes memory arguments = abi.encode(token, manager, next, OPENING, _policy());
        _assertRefused(arguments, refusal(IInsuranceFund.InvalidAddress.selector, next));
    }

    function test_constructor_revertsOnAPolicyOutOfBounds() external {
        Policy memory p = _policy();
        p.coverBps = 10_001;
        bytes memory reason = abi.encodeWithSelector(IInsuranceFund.PolicyOutOfBounds.selector, "coverBps", 10_001);
        _assertRefused(abi.encode(token, manager, clearing, OPENING, p), reason);
    }

    function _assertRefused(bytes memory arguments, bytes memory expected) private {
        (address made, bytes memory reason) = _tryCreate(FUND, arguments);
        assertEq(made, address(0), "made");
        assertEq(reason, expected, "reason");
    }
}
