import { Interface, type Result } from "ethers";
import { NODES } from "#words";
import type { ChainError } from "../../errors.ts";
import { failed } from "../../problems/problem.ts";
import { chainErrorOf } from "../failures.ts";
import type { ChainReader } from "../reader.ts";
import { answerOf } from "../results.ts";
import { revertOf } from "../reverts.ts";

/** What is read of OpenZeppelin's AccessManager, and what its admins may schedule. */
export const MANAGER_INTERFACE = new Interface([
  "event OperationScheduled(bytes32 indexed operationId, uint32 indexed nonce, uint48 schedule, address caller, address target, bytes data)",
  "event OperationExecuted(bytes32 indexed operationId, uint32 indexed nonce)",
  "event OperationCanceled(bytes32 indexed operationId, uint32 indexed nonce)",
  "event RoleLabel(uint64 indexed roleId, string label)",
  "event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)",
  "event RoleRevoked(uint64 indexed roleId, address indexed account)",
  "event RoleAdminChanged(uint64 indexed roleId, uint64 indexed admin)",
  "event RoleGuardianChanged(uint64 indexed roleId, uint64 indexed guardian)",
  "event RoleGrantDelayChanged(uint64 indexed roleId, uint32 delay, uint48 since)",
  "event TargetClosed(address indexed target, bool closed)",
  "event TargetFunctionRoleUpdated(address indexed target, bytes4 selector, uint64 indexed roleId)",
  "event TargetAdminDelayUpdated(address indexed target, uint32 delay, uint48 since)",
  "function hashOperation(address caller, address target, bytes data) view returns (bytes32)",
  "function expiration() view returns (uint32)",
  "function getAccess(uint64 roleId, address account) view returns (uint48 since, uint32 currentDelay, uint32 pendingDelay, uint48 effect)",
  "function getRoleAdmin(uint64 roleId) view returns (uint64)",
  "function getRoleGuardian(uint64 roleId) view returns (uint64)",
  "function getRoleGrantDelay(uint64 roleId) view returns (uint32)",
  "function getNonce(bytes32 id) view returns (uint32)",
  "function getSchedule(bytes32 id) view returns (uint48)",
  "function getTargetAdminDelay(address target) view returns (uint32)",
  "function getTargetFunctionRole(address target, bytes4 selector) view returns (uint64)",
  "function isTargetClosed(address target) view returns (bool)",
  "function labelRole(uint64 roleId, string label)",
  "function grantRole(uint64 roleId, address account, uint32 executionDelay)",
  "function revokeRole(uint64 roleId, address account)",
  "function renounceRole(uint64 roleId, address callerConfirmation)",
  "function setRoleAdmin(uint64 roleId, uint64 admin)",
  "function setRoleGuardian(uint64 roleId, uint64 guardian)",
  "function setGrantDelay(uint64 roleId, uint32 newDelay)",
  "function setTargetAdminDelay(address target, uint32 newDelay)",
  "function setTargetFunctionRole(address target, bytes4[] selectors, uint64 roleId)",
  "function setTargetClosed(address target, bool closed)",
  "function updateAuthority(address target, address newAuthority)",
  "function schedule(address target, bytes data, uint48 when) returns (bytes32 operationId, uint32 nonce)",
  "function execute(address target, bytes data) payable returns (uint32)",
  "function cancel(address caller, address target, bytes data) returns (uint32)",
]);

/** Calls a view at one block. */
export type ReadView = (contract: Interface, to: string, name: string, args?: readonly unknown[]) => Promise<Result>;

/**
 * Calls the views of the fund and its manager at one block.
 *
 * @throws {ChainError} of what is returned: if the chain is not reached, or a contract has no such view
 */
export function viewReader(reader: Pick<ChainReader, "call">, block: number): ReadView {
  return async (contract, to, name, args = []) => {
    const question = { to, data: contract.encodeFunctionData(name, args), blockTag: block };
    const answer = await reader.call(question).catch((error: unknown) => {
      throw revertOf(error) === undefined ? chainErrorOf(error) : unknownContract(to, name);
    });
    const values = answerOf(contract, name, answer);
    if (values === undefined) throw unknownContract(to, name);
    return values;
  };
}

function unknownContract(address: string, view: string): ChainError {
  return failed(NODES, "noView", { address, view }, { kind: "absent" });
}
