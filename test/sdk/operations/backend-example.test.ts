// The parts of the example of an exchange's backend that must not fail for all what fails for one.
import { once } from "node:events";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Pool } from "pg";
import { parseStatement, writeBundle } from "zke-insurance-fund/bundle";
import { refOf } from "zke-insurance-fund/chain";
import { creditQueue } from "zke-insurance-fund/node";
import { creditLiquidations } from "../../../examples/exchange-backend/credits.ts";
import { createBackendServer } from "../../../examples/exchange-backend/server.ts";
import { bundleOfTraders } from "../bundle/traders.ts";
import { CreditChain } from "./fake-credits.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "backend-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database that has liquidations, and keeps in which block each was credited. */
function poolOf(rows: readonly { readonly liquidation: string; readonly period: string; readonly profit: string }[]) {
  const blocks = new Map<string, bigint>();
  const query = async (sql: string, values: readonly unknown[] = []) => {
    if (sql.startsWith("SELECT")) return { rows: rows.filter(({ liquidation }) => !blocks.has(liquidation)) };
    blocks.set(values[0] as string, values[1] as bigint);
    return { rows: [] };
  };
  return { pool: { query } as unknown as Pool, blocks };
}

describe("the backend's credits", () => {
  it("go on where a row cannot be read, or its reference was taken in otherwise before", async () => {
    const chain = new CreditChain();
    const queue = creditQueue(chain.fund(), chain.sender(), { inbox: join(folder, "c.sqlite"), every: 5 });
    await queue.add({ period: 1n, ref: refOf("twice"), amount: 7n });
    const row = (liquidation: string, profit: string) => ({ liquidation, period: "1", profit });
    const { pool, blocks } = poolOf([
      row("fine", "0.25"),
      row("odd", "0.0000001"),
      row("twice", "0.5"),
      row("last", "3"),
    ]);
    const told: string[] = [];
    await creditLiquidations(pool, queue, 6, (error) => told.push(String(error)));
    await queue.close();
    expect([...blocks.keys()].sort()).to.deep.equal(["fine", "last"]);
    expect(told.length).to.equal(2);
    expect(told.join("\n"))
      .to.match(/liquidation odd is not credited: .*at most 6 decimals/)
      .and.match(/liquidation twice is not credited: .*was taken in before/);
    const paid = chain.credits(1n).flatMap(({ args }) => args.credits.map(({ ref }) => ref));
    expect(paid).to.have.members([refOf("fine"), refOf("twice"), refOf("last")]);
  });
});

describe("the backend's statements", () => {
  let server: Server;
  let bundles: string;
  beforeEach(async () => {
    bundles = join(folder, "bundles");
    await mkdir(bundles);
    server = createBackendServer(bundles, async (token) => token).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(() => server.close());
  const ask = (period: number) => {
    const { port } = server.address() as { port: number };
    const headers = { Authorization: "Bearer trader-1", Connection: "close" };
    return fetch(`http://127.0.0.1:${port}/statements/${period}`, { headers });
  };

  it("are those of the bundle that is there now: one that was voided is not handed out again", async () => {
    const [voided, other] = [await bundleOfTraders(30), await bundleOfTraders(40)];
    const place = join(bundles, "period-1");
    expect((await ask(1)).status).to.equal(404);
    for (const bundle of [voided, other]) {
      await writeBundle(join(folder, "new"), bundle);
      await rm(place, { recursive: true, force: true });
      await rename(join(folder, "new"), place);
      const statements = (await (await ask(1)).json()) as unknown[];
      expect(statements.length).to.be.above(0);
      for (const statement of statements) {
        const { settlement } = parseStatement(JSON.stringify(statement));
        expect(settlement.positionsRoot).to.equal(bundle.document.settlement.positionsRoot);
      }
    }
    await rm(place, { recursive: true });
    expect((await ask(1)).status).to.equal(404);
  });

  it("of one period fail alone where its bundle is broken", async () => {
    await writeBundle(join(bundles, "period-1"), await bundleOfTraders(30));
    const broken = join(bundles, "period-2");
    await mkdir(broken);
    await writeFile(join(broken, "settlement.json"), "{");
    const { error } = console;
    console.error = () => {};
    try {
      expect([(await ask(2)).status, (await ask(1)).status, (await ask(2)).status]).to.deep.equal([500, 200, 500]);
    } finally {
      console.error = error;
    }
  });
});
