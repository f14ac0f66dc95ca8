// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Bundle} from "../support/Bundle.sol";
import {Calls} from "../support/Calls.sol";

contract RolesTest is Calls {
    /// @dev Each guarded call by everybody but its role: holders of other roles, payees, users, the admin, the manager.
    function test_guardedCalls_refuseEverybodyElse() external {
        Bundle memory b = _pending();
        (bytes[] memory calls, address[] memory senders) = _guardedCalls(b);
        address[9] memory others = [
            operator,
            guardian,
            governor,
            clearing,
            challenger,
            stranger,
            address(this),
            address(manager),
            address(fund)
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            for (uint256 j = 0; j < others.length; ++j) {
                if (others[j] == senders[i]) continue;
                bytes memory reason = refusal(IAccessManaged.AccessManagedUnauthorized.selector, others[j]);
                _assertRefused(others[j], calls[i], reason, string.concat("guarded call ", vm.toString(i)));
            }
        }
    }

    function test_guardedCalls_obeyTheirRole() external {
        (bytes[] memory calls, address[] memory senders) = _guardedCalls(_sample());
        for (uint256 i = 0; i < calls.length; ++i) {
            // A credit and a submission, its cancel, a pause and its end, policy, clearing, close, migrate.
            vm.prank(senders[i]);
            (bool done, ) = address(fund).call(calls[i]);
            assertTrue(done, string.concat("guarded call ", vm.toString(i)));
        }
    }

    function test_aRoleWithADelay_actsOnlyAfterItInPublic() external {
        manager.revokeRole(GOVERNOR, governor);
        manager.grantRole(GOVERNOR, governor, 7 days);
        bytes memory data = abi.encodeCall(IInsuranceFund.close, ());
        bytes32 operation = manager.hashOperation(governor, address(fund), data);

        bytes memory reason = abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation);
        _assertRefused(governor, data, reason, "before it was scheduled");
        vm.prank(governor);
        manager.schedule(address(fund), data, uint48(NOW + 7 days));
        vm.warp(NOW + 7 days - 1);
        reason = abi.encodeWithSelector(IAccessManager.AccessManagerNotReady.selector, operation);
        _assertRefused(governor, data, reason, "before the delay has passed");
        vm.warp(NOW + 7 days);
        vm.prank(governor);
        fund.close();
        assertTrue(fund.closed(), "closed");
    }

    function test_setAuthority_refusesEverybodyButTheManager() external {
        vm.expectRevert(refusal(IAccessManaged.AccessManagedUnauthorized.selector, governor));
        vm.prank(governor);
        fund.setAuthority(governor);
        assertEq(fund.authority(), address(manager), "authority");
    }
}
