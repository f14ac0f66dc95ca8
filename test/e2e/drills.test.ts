// The runbook's incidents, played through on one fund: a leaked key, announced changes, a frozen vault, a lost machine, and a move to a new
// fund.
import { cp, mkdir, mkdtemp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { Contract, ContractFactory, HDNodeWallet, JsonRpcProvider, Mnemonic, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess } from "./daemons.ts";
import { rpc } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";
import { jsonOf, said, settlerOf } from "./settling.ts";
import { useDevnet } from "./use-devnet.ts";

const DAY = 86_400;
const WEEK = 7 * DAY;
const WINDOWS = DAY + 2 * 21_600;
const BOND = 10_000_000_000n;
const FUND = new URL("../../artifacts/contracts/InsuranceFund.sol/InsuranceFund.json", import.meta.url);
const JUNK = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
const ISSUER = ["function owner() view returns (address)", "function balanceOf(address) view returns (uint256)"];
const LISTS = ["addBlackList", "removeBlackList"].map((name) => `function ${name}(address)`);

describe("the incidents of the runbook", function () {
  this.timeout(300_000);
  const on = useDevnet();
  const safe = Wallet.createRandom().address;
  let provider: JsonRpcProvider;
  let cli: ReturnType<typeof fundOnChain>;
  let fund: Contract;
  /** Who settles with the operator's key, and then whoever has stolen it. */
  let exchange: Exchange;
  let operate: DaemonProcess;
  let watch: DaemonProcess;
  /** The folder of the machine that comes after the lost one. */
  let machine: string;

  before(async () => {
    const { devnet, folder } = on;
    const { address, privateKey } = HDNodeWallet.fromMnemonic(JUNK, "m/44'/60'/0'/0/7");
    const facts = { ...devnet, accounts: { ...devnet.accounts, admin: { address, privateKey } } };
    provider = new JsonRpcProvider(devnet.rpc, undefined, { cacheTimeout: -1 });
    cli = fundOnChain(facts, folder);
    fund = new Contract(devnet.fund, INSURANCE_FUND_ABI, provider);
    exchange = await openExchange(devnet, join(folder, "bundles"));
    await mkdir(join(folder, "bundles"));
    const bundles = ["--bundles", join(folder, "bundles")];
    operate = daemonProcess(devnet, "challenger", ["operate", "--db", join(folder, "operate.sqlite"), ...bundles]);
    watch = daemonProcess(devnet, undefined, ["watch", "--dry-run", "--db", join(folder, "watch.sqlite")]);
    for (const daemon of [operate, watch]) daemon.start();
    await Promise.all([operate.started(), watch.started()]);
  });
  after(async () => {
    for (const daemon of [operate, watch]) await daemon?.kill();
    exchange?.close();
    provider?.destroy();
  });

  /** What a command printed that must have done what it was told. */
  async function done(part: string, ...args: string[]) {
    const run = await cli.as(part, [...args, "--json"]);
    expect(run.code, run.stderr).to.equal(0);
    return jsonOf(run);
  }
  async function refused(part: string, args: string[], reason: RegExp) {
    const run = await cli.as(part, args);
    expect([run.code, said(run)]).to.satisfy(
      ([code, text]: [number, string]) => code === 3 && reason.test(text),
      said(run),
    );
  }
  const read = async (...names: string[]) => {
    const values = await Promise.all(names.map((name) => fund.getFunction(name)()));
    return Object.fromEntries(values.map((value, at) => [names[at], value]));
  };
  async function pass(seconds: number) {
    await rpc(on.devnet.rpc, "evm_increaseTime", seconds);
    await rpc(on.devnet.rpc, "evm_mine");
  }
  async function settled(period: number, name: string) {
    // Of a voided period, too: it begins where the one before ended.
    const start = Number(jsonOf(await cli.read(["status", "--period", String(period - 1), "--json"])).endTime);
    const settle = settlerOf(on.devnet, cli, on.folder);
    return settle({ period, start: `${start}`, end: `${start + 600}`, name });
  }
  const submission = (bundle: string) => {
    const uri = pathToFileURL(bundle).href;
    return ["submit", "--bundle", bundle, "--data-uri", uri, "--least-coverage", "0"];
  };
  const ended = (period: number) => operate.line("settlement-finalized", (line) => line.period === String(period));
  const balanceOf = (account: string): Promise<bigint> =>
    new Contract(on.devnet.token, ISSUER, provider).getFunction("balanceOf")(account);

  it("a leaked operator's key: what it has is moved to safety, what it submitted is taken back, and it may nothing more", async () => {
    await exchange.submit(await exchange.settle(1, "one"), exchange.uriOf("one"));
    await pass(WINDOWS);
    await ended(1);
    await exchange.submit(await exchange.settle(2, "two"), exchange.uriOf("two"));
    // Not where operate looks, not even while it is written.
    const loot = await exchange.settle(3, "../loot");
    await exchange.submit(loot, pathToFileURL(join(on.folder, "loot")).href);
    await operate.line("settlement-foreign", ({ period, level }) => period === "3" && level === "error");

    const own = await balanceOf(on.devnet.accounts.operator!.address);
    const moved = await done("operator", "withdraw", "--all", "--to", safe);
    expect(moved, "what it could claim is the bond of period 2").to.deep.include({ sent: true, amount: "0" });
    expect(moved.own.amount).to.equal(`${own}`);
    await done("guardian", "pause", "--yes");
    await watch.line("paused");
    expect(await done("guardian", "cancel", "--period", "3", "--yes")).to.deep.include({ returned: `${BOND / 2n}` });
    expect(await done("operator", "withdraw", "--to", safe)).to.deep.include({ amount: `${BOND / 2n}` });

    expect(await done("operator", "renounce", "operator", "--yes")).to.deep.include({ sent: true, role: "1" });
    await watch.line("role-revoked");
    expect((await cli.read(["roles"])).stdout).to.match(/OPERATOR: credit, submit\n {4}[^0]/);
    expect((await cli.as("operator", ["renounce", "operator", "--yes"])).code, "given up before").to.equal(1);
    await done("guardian", "unpause", "--yes");
    expect(await exchange.submit(loot, "").catch(String)).to.include("revert");

    await pass(WINDOWS);
    await ended(2);
    expect(await exchange.status(3)).to.equal("voided");
    expect(await done("operator", "withdraw", "--to", safe)).to.deep.include({ amount: `${BOND}` });
    expect(await balanceOf(safe)).to.equal(own + (3n * BOND) / 2n);
    expect(await balanceOf(on.devnet.accounts.operator!.address)).to.equal(0n);
  });

  it("changes are seen 7 days before, one is taken back in time, and another operator begins after 14", async () => {
    const { address } = on.devnet.accounts.trader!;
    const { clearing } = await read("clearing");
    const policy = await done("governor", "propose", "set-policy", "coverBps=2500", "--yes");
    const unknown = await done("governor", "propose", "set-clearing", address, "--yes");
    const grant = await done("admin", "propose", "grant", "operator", address, "0", "--yes");
    const told = (event: string, { id }: { id: string }) => watch.line(event, ({ operation }) => operation === id);
    const seen = await told("change-scheduled", policy);
    expect(seen.message).to.include("coverBps: 2000 -> 2500");
    expect(Number(seen.readyAt) - (await exchange.time())).to.be.within(WEEK - 60, WEEK);
    for (const each of [unknown, grant]) await told("change-scheduled", each);
    await done("guardian", "withdraw-proposal", unknown.id, "--yes");
    await watch.line("change-withdrawn", ({ message }) => message.includes("setClearing"));

    await pass(WEEK);
    for (const each of [policy, grant]) await told("change-ready", each);
    expect((await cli.as("governor", ["execute", unknown.id, "--yes"])).code, "taken back").to.equal(1);
    await done("governor", "execute", policy.id, "--yes");
    await done("admin", "execute", grant.id, "--yes");
    await watch.line("policy-changed");
    await watch.line("role-granted");
    expect(await read("clearing")).to.deep.equal({ clearing });
    const credit = ["credit", "--period", "4", "--amount", "1", "--ref", "after"];
    await refused("trader", credit, /does not have the role/);
    await pass(WEEK);
    await done("trader", ...credit);
  });

  it("a frozen vault is told, and nothing is paid in until it is open again", async () => {
    const bundle = await settled(3, "bundles/three");
    const token = new Contract(on.devnet.token, [...ISSUER, ...LISTS], provider);
    const owner = await token.getFunction("owner")();
    await provider.send("hardhat_impersonateAccount", [owner]);
    const issuer = token.connect(await provider.getSigner(owner)) as Contract;
    await (await issuer.getFunction("addBlackList")(on.devnet.fund)).wait();
    await Promise.all([watch, operate].map((daemon) => daemon.line("vault-frozen", ({ level }) => level === "error")));
    const credit = ["credit", "--period", "3", "--amount", "2", "--ref", "frozen"];
    await refused("trader", credit, /lets nothing out of the fund's vault/);
    await refused("trader", submission(bundle), /lets nothing out of the fund's vault/);
    await refused("trader", ["donate", "--amount", "1", "--yes"], /lets nothing out of the fund's vault/);
    await done("trader", "donate", "--amount", "1", "--yes", "--into-frozen", "--dry-run");
    await refused("clearing", ["withdraw"], /token/);
    await (await issuer.getFunction("removeBlackList")(on.devnet.fund)).wait();
    await watch.line("vault-open");
    await done("trader", ...credit);
    await done("trader", ...submission(bundle));
  });

  it("a machine that is lost with all that it had is made anew of tables, secret and chain, and answers", async () => {
    await operate.kill();
    machine = await mkdtemp(join(on.folder, "machine-"));
    for (const kept of ["p.csv", "l.csv", "bundles/three/private/secret"]) {
      await cp(join(on.folder, kept), join(machine, kept.split("/").at(-1)!));
    }
    await rename(join(on.folder, "bundles"), join(on.folder, "lost"));
    await done("guardian", "demand", "--period", "3", "--tree", "positions", "--index", "1");

    const period = async (number: string) => jsonOf(await cli.read(["status", "--period", number, "--json"]));
    const [before, { endTime, policy }] = await Promise.all([period("2"), period("3")]);
    const kept = ["positions", "p.csv", "liquidations", "l.csv", "secret-file", "secret", "out", "bundles/again"];
    const terms = { "chain-id": on.devnet.chainId, decimals: 6, period: 3, start: before.endTime, end: endTime };
    const made = await cli.offline([
      ...["settle", "--fund", on.devnet.fund],
      ...kept.map((word, at) => (at % 2 === 0 ? `--${word}` : join(machine, word))),
      ...Object.entries({ ...terms, "cover-bps": policy.coverBps, "head-bps": policy.headBps }).flatMap(
        ([name, value]) => [`--${name}`, String(value)],
      ),
    ]);
    expect(made.code, made.stderr).to.equal(0);
    const [again, three] = [join(machine, "bundles/again"), join(on.folder, "lost/three")];
    const verified = await cli.read(["verify", "--bundle", again]);
    expect(verified.code, verified.stderr).to.equal(0);
    const files = (await readdir(three, { recursive: true })).filter((name) => /\.|secret$/.test(name));
    expect(files).to.include.members(["settlement.json", "private/statements.parquet", "private/secret"]);
    for (const name of files) {
      expect((await readFile(join(again, name))).equals(await readFile(join(three, name))), name).to.equal(true);
    }
    const bundles = ["--db", join(machine, "operate.sqlite"), "--bundles", join(machine, "bundles")];
    operate = daemonProcess(on.devnet, "challenger", ["operate", ...bundles, "--no-check-uri"]);
    operate.start();
    await operate.line("reveal-made");
  });

  it("a move to a new fund leaves behind what is owed, for its owners to withdraw", async () => {
    const { abi, bytecode } = JSON.parse(await readFile(FUND, "utf8"));
    const trader = new Wallet(on.devnet.accounts.trader!.privateKey, provider);
    const { authority, clearing, policy } = await read("authority", "clearing", "policy");
    const given = [on.devnet.token, authority, clearing, await exchange.time(), policy.toObject()];
    const deployed = await new ContractFactory(abi, bytecode, trader).deploy(...given);
    await deployed.waitForDeployment();
    const next = String(deployed.target);

    const migrate = await done("governor", "propose", "migrate", next, "--yes");
    const close = await done("governor", "propose", "close", "--yes");
    await pass(WEEK);
    await ended(3);
    await refused("governor", ["execute", migrate.id, "--yes"], /not closed/);
    const { assets, liabilities } = await read("assets", "liabilities");
    await done("governor", "execute", close.id, "--yes");
    await done("governor", "execute", migrate.id, "--yes");
    await watch.line("closed");
    await watch.line("migrated", ({ message }) => message.includes(next));
    expect(await read("assets", "liabilities", "solvency")).to.deep.equal({ assets: 0n, liabilities, solvency: 0n });

    expect(await done("trader", "withdraw")).to.deep.include({ amount: `${BOND}` });
    const { amount } = await done("clearing", "withdraw");
    expect(BigInt(amount)).to.equal(liabilities - BOND);
    expect(await read("liabilities", "solvency")).to.deep.equal({ liabilities: 0n, solvency: 0n });
    const moved = fundOnChain({ ...on.devnet, fund: next }, await mkdtemp(join(on.folder, "next-")));
    const synced = await moved.as("trader", ["sync", "--yes", "--json"]);
    expect(synced.code, synced.stderr).to.equal(0);
    expect(jsonOf(synced)).to.deep.include({ sent: true, amount: `${assets}` });
    const audit = await cli.read(["audit", "--bundles", join(on.folder, "lost")]);
    expect(audit.stdout, audit.stderr).to.include("books agree");
  });

  it("a trader who comes two years later has the statement made, and checks it by the chain", async () => {
    await pass(730 * DAY);
    const proven = await cli.offline([
      ...["prove", "--bundle", join(machine, "bundles/again"), "--account", "alice", "--position", "BTCUSDT"],
    ]);
    expect(proven.code, proven.stderr).to.equal(0);
    const statement = join(machine, "statement.json");
    await writeFile(statement, proven.stdout);
    const checked = await cli.read(["check", "--statement", statement]);
    expect(checked.code, checked.stderr).to.equal(0);
    expect(checked.stdout).to.include("final");
  });
});
