// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Status} from "../../../contracts/interfaces/Types.sol";
import {ReenteringToken} from "../../../contracts/mocks/ReenteringToken.sol";
import {Bundle} from "../support/Bundle.sol";
import {Calls} from "../support/Calls.sol";

/// @notice From within every call that moves tokens, the token tries every call that moves money or judges, with all roles.
contract ReentrancyTest is Calls {
    ReenteringToken private _evil;

    function setUp() public override {
        super.setUp();
        _evil = ReenteringToken(_create("ReenteringToken.sol:ReenteringToken", ""));
        _start(address(_evil), _policy());
        address[4] memory rich = [operator, challenger, demander, donor];
        for (uint256 i = 0; i < 4; ++i) _evil.issue(rich[i], WEALTH);
        for (uint64 role = OPERATOR; role <= GOVERNOR; ++role) manager.grantRole(role, address(_evil), 0);
    }

    function test_theToken_reentersNothing() external {
        // Pending, demanded and claimable sums, so that each inner call would do something.
        Bundle memory first = _finalized();
        Bundle memory b = _second();
        _submit(b);
        _demand(b, POSITIONS, 0);
        bytes[] memory inner = _innerCalls(b);
        (bytes[] memory outer, address[] memory senders) = _outerCalls(b);
        for (uint256 i = 0; i < outer.length; ++i) {
            for (uint256 j = 0; j < inner.length; ++j) {
                string memory label = string.concat(vm.toString(j), " from within ", vm.toString(i));
                uint256 snapshot = vm.snapshotState();
                // A voided period, for submit; a closed fund without pending ones, for migrate.
                if (i == 2 || i == 5) _cancel(b);
                if (i == 5) _close();
                _evil.prepare(address(fund), inner[j]);
                vm.prank(senders[i]);
                (bool done, ) = address(fund).call(outer[i]);
                assertTrue(done, label);
                assertGt(_evil.attempts(), 0, label);
                assertTrue(!_evil.succeeded(), label);
                assertEq(
                    _evil.answer(),
                    refusal(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
                    label
                );
                assertEq(fund.solvency(), 0, label);
                vm.revertToState(snapshot);
            }
        }
        _assertStatus(first, Status.Finalized);
    }

    /// @dev The calls that move tokens.
    function _outerCalls(Bundle memory b) private view returns (bytes[] memory calls, address[] memory senders) {
        calls = new bytes[](6);
        senders = new address[](6);
        (calls[0], senders[0]) = (abi.encodeCall(IInsuranceFund.credit, (3, 0, _credits(1))), operator);
        (calls[1], senders[1]) = (abi.encodeCall(IInsuranceFund.donate, (1)), donor);
        (calls[2], senders[2]) = (abi.encodeCall(IInsuranceFund.submit, (b.header, 0, "")), operator);
        (calls[3], senders[3]) = (abi.encodeCall(IInsuranceFund.demand, (b.header, POSITIONS, 1)), demander);
        (calls[4], senders[4]) = (abi.encodeCall(IInsuranceFund.withdraw, (clearing)), clearing);
        (calls[5], senders[5]) = (abi.encodeCall(IInsuranceFund.migrate, (stranger)), governor);
    }

    function _innerCalls(Bundle memory b) private pure returns (bytes[] memory calls) {
        bytes[] memory judging = _callsOnPending(b);
        calls = new bytes[](judging.length + 8);
        for (uint256 i = 0; i < judging.length; ++i) calls[i] = judging[i];
        uint256 next = judging.length;
        calls[next++] = abi.encodeCall(IInsuranceFund.credit, (3, 0, _credits(1)));
        calls[next++] = abi.encodeCall(IInsuranceFund.donate, (1));
        calls[next++] = abi.encodeCall(IInsuranceFund.sync, ());
        calls[next++] = abi.encodeCall(IInsuranceFund.submit, (b.header, 0, ""));
        calls[next++] = abi.encodeCall(IInsuranceFund.reclaim, (2, POSITIONS, 0));
        calls[next++] = abi.encodeCall(IInsuranceFund.withdraw, (address(1)));
        calls[next++] = abi.encodeCall(IInsuranceFund.migrate, (address(1)));
        calls[next] = abi.encodeCall(IInsuranceFund.writeOff, ());
    }
}
