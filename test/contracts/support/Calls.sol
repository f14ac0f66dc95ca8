// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";
import {Settlement} from "../../../contracts/interfaces/Types.sol";
import {Bundle} from "./Bundle.sol";
import {FundTest} from "./FundTest.sol";

/// @title Every entry point as calldata, for tests that say something about all of them
abstract contract Calls is FundTest {
    /// @dev The calls that move a pending settlement on or look for its faults; the guardian may send all of them.
    function _callsOnPending(Bundle memory b) internal pure returns (bytes[] memory calls) {
        Settlement memory s = b.header;
        bytes32[] memory proofL = b.liquidationProof(0);
        bytes32[] memory proofP = b.positionProof(0);
        calls = new bytes[](10);
        calls[0] = abi.encodeCall(IInsuranceFund.finalize, (s));
        calls[1] = abi.encodeCall(IInsuranceFund.cancel, (s));
        calls[2] = abi.encodeCall(IInsuranceFund.challengeLiquidation, (s, b.liquidations[0], proofL));
        calls[3] = abi.encodeCall(
            IInsuranceFund.challengeLiquidationPair,
            (s, b.liquidations[0], proofL, b.liquidations[1], b.liquidationProof(1))
        );
        calls[4] = abi.encodeCall(IInsuranceFund.challengePosition, (s, b.positions[0], proofP));
        calls[5] = abi.encodeCall(
            IInsuranceFund.challengePositionPair,
            (s, b.positions[0], proofP, b.positions[1], b.positionProof(1))
        );
        calls[6] = abi.encodeCall(IInsuranceFund.demand, (s, POSITIONS, 0));
        calls[7] = abi.encodeCall(IInsuranceFund.revealLiquidation, (s, b.liquidations[0], proofL));
        calls[8] = abi.encodeCall(IInsuranceFund.revealPosition, (s, b.positions[0], proofP));
        calls[9] = abi.encodeCall(IInsuranceFund.expire, (s, POSITIONS, 0));
    }

    /// @dev The views of a pending or finalized settlement.
    function _viewsOnStanding(Bundle memory b) internal pure returns (bytes[] memory calls) {
        calls = new bytes[](3);
        calls[0] = abi.encodeCall(IInsuranceFund.outcomeOf, (b.header));
        calls[1] = abi.encodeCall(IInsuranceFund.shareOf, (b.header, b.positions[0], b.positionProof(0)));
        calls[2] = abi.encodeCall(
            IInsuranceFund.verifyLiquidation,
            (b.header, b.liquidations[0], b.liquidationProof(0))
        );
    }

    /// @dev The calls that roles guard, with who may send each.
    function _guardedCalls(Bundle memory b) internal view returns (bytes[] memory calls, address[] memory senders) {
        calls = new bytes[](9);
        senders = new address[](9);
        calls[0] = abi.encodeCall(IInsuranceFund.credit, (1, 0, _credits(1)));
        calls[1] = abi.encodeCall(IInsuranceFund.submit, (b.header, 0, ""));
        calls[2] = abi.encodeCall(IInsuranceFund.cancel, (b.header));
        calls[3] = abi.encodeCall(IInsuranceFund.pause, ());
        calls[4] = abi.encodeCall(IInsuranceFund.unpause, ());
        calls[5] = abi.encodeCall(IInsuranceFund.setPolicy, (_policy()));
        calls[6] = abi.encodeCall(IInsuranceFund.setClearing, (stranger));
        calls[7] = abi.encodeCall(IInsuranceFund.close, ());
        calls[8] = abi.encodeCall(IInsuranceFund.migrate, (stranger));
        (senders[0], senders[1]) = (operator, operator);
        (senders[2], senders[3], senders[4]) = (guardian, guardian, guardian);
        (senders[5], senders[6], senders[7], senders[8]) = (governor, governor, governor, governor);
    }

    function _assertRefused(address sender, bytes memory data, bytes memory reason, string memory label) internal {
        vm.prank(sender);
        (bool done, bytes memory answer) = address(fund).call(data);
        assertTrue(!done, label);
        assertEq(answer, reason, label);
    }
}
