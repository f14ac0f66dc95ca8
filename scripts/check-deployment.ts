// Reads from a chain who may do what on a fund, and how soon, and says what is not as the deployment leaves it. Run it after a
// deployment, and before trusting a fund of others:
//
//     node scripts/check-deployment.ts --rpc URL --fund ADDRESS [--from-block NUMBER]
import { parseArgs } from "node:util";
import { Contract, type EventLog, type Provider } from "ethers";
import { chainErrorOf, connectChain, FUND_INTERFACE, type Fund, openFund } from "zke-insurance-fund/chain";

const DAY = 86_400n;
const DELAY = 7n * DAY;
const ADMIN = 0n;
const ROLES = [
  { id: ADMIN, name: "admin", delay: DELAY, may: [] },
  { id: 1n, name: "operator", delay: 0n, may: ["credit", "submit"] },
  { id: 2n, name: "guardian", delay: 0n, may: ["pause", "unpause", "cancel"] },
  { id: 3n, name: "governor", delay: DELAY, may: ["setPolicy", "setClearing", "close", "migrate"] },
] as const;
const MANAGER = [
  "event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)",
  "event RoleGrantDelayChanged(uint64 indexed roleId, uint32 delay, uint48 since)",
  "event TargetAdminDelayUpdated(address indexed target, uint32 delay, uint48 since)",
  "function hasRole(uint64 roleId, address account) view returns (bool isMember, uint32 executionDelay)",
  "function getRoleAdmin(uint64 roleId) view returns (uint64)",
  "function getTargetFunctionRole(address target, bytes4 selector) view returns (uint64)",
  "function isTargetClosed(address target) view returns (bool)",
];

interface Findings {
  readonly lines: string[];
  readonly problems: string[];
}

function optionsOf(args: string[]): { rpc: string; fund: string; fromBlock: number } {
  const options = { rpc: { type: "string" }, fund: { type: "string" }, "from-block": { type: "string" } } as const;
  const { rpc, fund, "from-block": fromBlock = "0" } = parseArgs({ args, options }).values;
  if (rpc === undefined || fund === undefined) throw new Error("--rpc URL and --fund ADDRESS are needed");
  if (!/^\d{1,12}$/.test(fromBlock)) throw new Error(`--from-block is "${fromBlock}"; expected a block's number`);
  return { rpc, fund, fromBlock: Number(fromBlock) };
}

async function check(fund: Fund, provider: Provider, fromBlock: number): Promise<Findings> {
  const { authority, clearing, time } = await fund.overview();
  const manager = new Contract(authority, MANAGER, provider);
  const findings: Findings = {
    lines: [`The fund ${fund.address} obeys the access manager ${authority}.`],
    problems: [],
  };
  const logs = async (name: string) => (await manager.queryFilter(name, fromBlock)) as EventLog[];
  const [granted, grantDelays, adminDelays] = await Promise.all(
    ["RoleGranted", "RoleGrantDelayChanged", "TargetAdminDelayUpdated"].map(logs),
  );
  for (const role of ROLES) await checkRole(manager, role, accountsOf(granted, role.id), clearing, findings);
  for (const { id, name } of ROLES) {
    const latest = grantDelays?.filter(({ args }) => args.roleId === id).at(-1);
    checkDelay(`a new ${name}'s first day`, latest, time, findings);
  }
  const ofFund = adminDelays?.filter(({ args }) => args.target === fund.address).at(-1);
  checkDelay("a change of the fund's functions or manager", ofFund, time, findings);
  await checkFunctions(manager, fund, findings);
  return findings;
}

function accountsOf(granted: readonly EventLog[] | undefined, role: bigint): string[] {
  return [...new Set(granted?.filter(({ args }) => args.roleId === role).map(({ args }) => String(args.account)))];
}

async function checkRole(
  manager: Contract,
  { id, name, delay: least }: (typeof ROLES)[number],
  accounts: readonly string[],
  clearing: string,
  { lines, problems }: Findings,
): Promise<void> {
  let holders = 0;
  for (const account of accounts) {
    const [isMember, delay] = await manager.getFunction("hasRole")(id, account);
    if (!isMember) continue;
    holders++;
    lines.push(`  ${name.padEnd(9)} ${account}, ${delay === 0n ? "at once" : `after ${delay / DAY} days in public`}`);
    if (delay < least) problems.push(`The ${name} ${account} acts after ${delay} s, not ${least} s.`);
    if (account === clearing) problems.push(`Clearing, ${clearing}, is also ${name}.`);
  }
  if (holders === 0) problems.push(`Nobody is ${name}.`);
  const admin: bigint = await manager.getFunction("getRoleAdmin")(id);
  if (admin !== ADMIN) problems.push(`The ${name}'s role is given by role ${admin}, not by the admin.`);
}

function checkDelay(what: string, event: EventLog | undefined, time: bigint, { lines, problems }: Findings): void {
  const [delay, since] = [BigInt(event?.args.delay ?? 0), BigInt(event?.args.since ?? 0)];
  if (delay < DELAY) problems.push(`The delay before ${what} is ${delay} s, not ${DELAY} s.`);
  else if (since > time)
    lines.push(`  The delay of ${delay / DAY} days before ${what} is in force from ${dateOf(since)} on.`);
}

async function checkFunctions(manager: Contract, fund: Fund, { lines, problems }: Findings): Promise<void> {
  for (const { id, name, may } of ROLES) {
    for (const call of may) {
      const selector = FUND_INTERFACE.getFunction(call)?.selector;
      const role: bigint = await manager.getFunction("getTargetFunctionRole")(fund.address, selector);
      if (role !== id) problems.push(`${call} belongs to role ${role}, not to the ${name}.`);
    }
    if (may.length > 0) lines.push(`  ${name.padEnd(9)} may ${may.join(", ")}`);
  }
  if (await manager.getFunction("isTargetClosed")(fund.address))
    problems.push("The manager has closed the fund's functions.");
}

function dateOf(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

try {
  const { rpc, fund: address, fromBlock } = optionsOf(process.argv.slice(2));
  const chain = await connectChain(rpc);
  const fund = await openFund(chain.provider, address, chain.host);
  const { lines, problems } = await check(fund, chain.provider, fromBlock).catch((error: unknown) => {
    throw chainErrorOf(error, { host: chain.host });
  });
  console.log(lines.join("\n"));
  console.log(
    problems.length === 0 ? "All is as the deployment leaves it." : `NOT as it should be:\n  ${problems.join("\n  ")}`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
  chain.provider.destroy();
} catch (error) {
  console.error(`check-deployment: ${error instanceof Error ? `${error}`.replace(/^Error: /, "") : error}`);
  process.exitCode = 2;
}
