import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import {
  type Bundle,
  checkStatement,
  createProver,
  type Prover,
  parseStatement,
  type Statement,
  statementsHandler,
  statementToJson,
  writeBundle,
} from "zke-insurance-fund/bundle";
import { withFolder } from "../tables/tables.ts";
import { bundleOfTraders } from "./traders.ts";

const COUNT = 300;
const EXAMPLE = new URL("../../../examples/statements-server.ts", import.meta.url).pathname;
const ALICE = "trader-1";
const BOB = "trader-2";
const TOKENS: Record<string, string> = { a: ALICE, b: BOB, n: "nobody" };

const authorize = (request: Request) => TOKENS[request.headers.get("Authorization")?.replace("Bearer ", "") ?? ""];

type Ask = (path: string, init?: { token?: string; method?: string; tag?: string }) => Promise<Response>;

const asking =
  (handle: (request: Request) => Promise<Response>): Ask =>
  (path, { token, method = "GET", tag } = {}) => {
    const headers = new Headers();
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    if (tag !== undefined) headers.set("If-None-Match", tag);
    return handle(new Request(`https://exchange.example${path}`, { method, headers }));
  };

const headersOf = (response: Response) => Object.fromEntries(response.headers);

/** A prover that counts what is asked of it. */
function counted(prover: Prover) {
  const asked: string[] = [];
  const watched: Prover = {
    ...prover,
    prove: (...args) => {
      asked.push(`prove ${args.join(" ")}`);
      return prover.prove(...args);
    },
    proveAccount: (account, options) => {
      asked.push(`account ${account}`);
      return prover.proveAccount(account, options);
    },
  };
  return { prover: watched, asked };
}

describe("the handler of statements", () => {
  let bundle: Bundle;
  let prover: Prover;
  let ask: Ask;
  const own = new Map<string, Statement[]>();
  before(async () => {
    bundle = await bundleOfTraders(COUNT);
    prover = createProver(bundle);
    for (const account of Object.values(TOKENS)) own.set(account, await prover.proveAccount(account));
    ask = asking(statementsHandler({ bundles: [prover], authorize }));
  });

  it("shows an account its statements, which check, and no other's", async () => {
    for (const [token, account] of Object.entries(TOKENS)) {
      const response = await ask("/statements/1", { token });
      expect(response.status).to.equal(200);
      const statements = (await response.json()) as object[];
      expect(statements).to.deep.equal(own.get(account)!.map(statementToJson));
      for (const one of statements) expect(checkStatement(parseStatement(JSON.stringify(one))).ok).to.equal(true);
    }
    expect(own.get(ALICE)!.length).to.be.greaterThan(0);
  });

  it("shows the statement of one position, also beyond the head, to its owner alone", async () => {
    const position = (row: number) => `BTCUSDT-${row}`;
    const rows = Array.from({ length: COUNT }, (_, row) => row).filter((row) => row % Math.ceil(COUNT / 7) === 1);
    let beyond = 0;
    for (const row of rows) {
      const response = await ask(`/statements/1/${position(row)}`, { token: "a" });
      const statement = parseStatement(await response.text());
      expect(statement).to.deep.equal(await prover.prove(ALICE, position(row)));
      if (statement.index >= statement.settlement.headCount) beyond++;
      const foreign = await ask(`/statements/1/${position(row)}`, { token: "b" });
      const missing = await ask("/statements/1/no-such-position", { token: "b" });
      expect(foreign.status).to.equal(404);
      expect(headersOf(foreign)).to.deep.equal(headersOf(missing));
      expect(await foreign.text()).to.equal(await missing.text());
    }
    expect(beyond).to.be.greaterThan(0);
  });

  it("says that nothing has changed to who has it, and to nobody else", async () => {
    for (const path of ["/statements/1", `/statements/1/${own.get(ALICE)![0]!.position}`]) {
      const first = await ask(path, { token: "a" });
      const tag = first.headers.get("ETag")!;
      expect(tag).to.match(/^"[0-9a-f]{32}"$/);
      for (const header of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
        const again = await ask(path, { token: "a", tag: header });
        expect(again.status).to.equal(304);
        expect(await again.text()).to.equal("");
        expect(again.headers.get("ETag")).to.equal(tag);
        expect(again.headers.get("Vary")).to.equal("Authorization, Cookie");
      }
      expect((await ask(path, { token: "a", tag: '"x"' })).status).to.equal(200);
      const bobs = await ask(path, { token: "b", tag });
      expect(bobs.status).to.equal(path === "/statements/1" ? 200 : 404);
      expect(bobs.headers.get("ETag")).not.to.equal(tag);
      expect((await ask(path, { tag })).status).to.equal(401);
    }
  });

  it("lets no shared cache keep anything", async () => {
    const shown = await ask("/statements/1", { token: "a" });
    expect(headersOf(shown)).to.include({
      "cache-control": "private, no-cache",
      vary: "Authorization, Cookie",
      "content-type": "application/json",
      "x-content-type-options": "nosniff",
    });
    for (const refused of [ask("/statements/1"), ask("/statements/9", { token: "a" }), ask("/x", { token: "a" })]) {
      expect(headersOf(await refused)).to.include({ "cache-control": "no-store", vary: "Authorization, Cookie" });
    }
  });

  it("refuses strangers, other methods and other addresses", async () => {
    const stranger = await ask("/statements/1");
    expect([stranger.status, stranger.headers.get("WWW-Authenticate")]).to.deep.equal([401, "Bearer"]);
    expect((await ask("/statements/1", { token: "z" })).status).to.equal(401);
    // Whether there is such a period or path is not for strangers either.
    expect((await ask("/statements/9")).status).to.equal(401);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const response = await ask("/statements/1", { token: "a", method });
      expect([response.status, response.headers.get("Allow")]).to.deep.equal([405, "GET, HEAD"]);
    }
    const none = [
      "/",
      "/statements",
      "/statements/",
      "/statements/2",
      "/statements/01",
      "/statements/-1",
      "/statements/1e0",
    ];
    const more = ["/statements/1/p/q", "/statements/1/%ff", "/statements/1/%00", "/statements/1?from=x", "/other/1"];
    for (const path of [...none, ...more]) expect((await ask(path, { token: "a" })).status, path).to.equal(404);
    const head = await ask("/statements/1", { token: "a", method: "HEAD" });
    expect([head.status, await head.text()]).to.deep.equal([200, ""]);
    expect(head.headers.get("ETag")).to.equal((await ask("/statements/1", { token: "a" })).headers.get("ETag"));
  });

  it("takes an account only as text, and asks for it each time", async () => {
    for (const account of ["", undefined, null, 7, {}, [ALICE]]) {
      const handle = asking(statementsHandler({ bundles: [prover], authorize: () => account as string }));
      expect((await handle("/statements/1")).status, String(account)).to.equal(401);
    }
    let account = ALICE;
    const handle = asking(statementsHandler({ bundles: [prover], authorize: async () => account }));
    const alices = await (await handle("/statements/1")).text();
    account = BOB;
    expect(await (await handle("/statements/1")).text()).not.to.equal(alices);
    account = "a\0b";
    expect((await handle("/statements/1/p")).status).to.equal(404);
  });

  it("keeps answers, each for its account, and no more than it may", async () => {
    const { prover: watched, asked } = counted(prover);
    const handle = asking(statementsHandler({ bundles: [watched], authorize }));
    for (let i = 0; i < 3; i++) for (const token of ["a", "b"]) await handle("/statements/1", { token });
    expect(asked).to.deep.equal([`account ${ALICE}`, `account ${BOB}`]);
    asked.length = 0;
    const small = asking(statementsHandler({ bundles: [watched], authorize, cacheBytes: 0 }));
    for (let i = 0; i < 2; i++) await small("/statements/1", { token: "a" });
    expect(asked.length).to.equal(2);
    // What could be read as another account's question is none.
    const tricky = asking(statementsHandler({ bundles: [prover], authorize: () => `${ALICE}","x` }));
    expect(await (await tricky("/statements/1")).json()).to.deep.equal([]);
  });

  it("tells what went wrong inside to its owner, and nothing to the asker", async () => {
    const told: unknown[] = [];
    const secret = new Error(`no such file: ${BOB}`);
    const broken: Prover = {
      ...prover,
      prove: () => Promise.reject(secret),
      proveAccount: () => Promise.reject(secret),
    };
    const onError = (error: unknown) => told.push(error);
    const handles = [
      statementsHandler({ bundles: [broken], authorize, onError }),
      statementsHandler({ bundles: () => Promise.reject(secret), authorize, onError }),
      statementsHandler({ bundles: [prover], authorize: () => Promise.reject(secret), onError }),
    ];
    for (const handle of handles) {
      const response = await asking(handle)("/statements/1", { token: "a" });
      expect(response.status).to.equal(500);
      expect(await response.text()).to.equal('{"error":{"message":"this went wrong on our side; try again later"}}');
      expect(response.headers.get("Cache-Control")).to.equal("no-store");
    }
    expect(told).to.deep.equal([secret, secret, secret]);
  });

  it("finds a period's bundle, also one that came later, below a path of its own", async () => {
    const provers: Prover[] = [];
    const handle = asking(statementsHandler({ bundles: () => provers, authorize, base: "/api/v1/apportionments/" }));
    expect((await handle("/api/v1/apportionments/1", { token: "a" })).status).to.equal(404);
    provers.push(prover);
    expect((await handle("/api/v1/apportionments/1", { token: "a" })).status).to.equal(200);
    expect((await handle("/statements/1", { token: "a" })).status).to.equal(404);
  });

  it("gives a long list in pages, each position once", async () => {
    const rule = { coverBps: 2000, headBps: 10_000, basis: "head" } as const;
    const one = await bundleOfTraders(1_203, (row) => ({ account: ALICE, position: `p${row}` }), rule);
    const handle = asking(statementsHandler({ bundles: [createProver(one)], authorize }));
    const found: string[] = [];
    let pages = 0;
    for (let path: string | undefined = "/statements/1"; path !== undefined; pages++) {
      const response: Response = await handle(path, { token: "a" });
      found.push(...((await response.json()) as { index: string }[]).map(({ index }) => index));
      path = /^<(.*)>; rel="next"$/.exec(response.headers.get("Link") ?? "")?.[1];
    }
    expect(pages).to.equal(3);
    expect(found).to.deep.equal(Array.from({ length: 1_203 }, (_, index) => String(index)));
  });
});

describe("the example of a server of statements", () => {
  it("serves a bundle's folder on Node's own HTTP server", () =>
    withFolder(async (folder) => {
      const bundle = await bundleOfTraders(COUNT);
      const out = join(folder, "period-1");
      await writeBundle(out, bundle);
      const env = { ...process.env, TOKENS: JSON.stringify(TOKENS) };
      const child = spawn(process.execPath, [EXAMPLE, "0", out], { env, stdio: ["ignore", "pipe", "inherit"] });
      try {
        const [base] = (await once(createInterface(child.stdout), "line")) as [string];
        const authorization = { Authorization: "Bearer a" };
        const response = await fetch(`${base}1`, { headers: authorization });
        const statements = await createProver(bundle).proveAccount(ALICE);
        expect(await response.json()).to.deep.equal(statements.map(statementToJson));
        const tag = { "If-None-Match": response.headers.get("ETag")! };
        expect((await fetch(`${base}1`, { headers: { ...authorization, ...tag } })).status).to.equal(304);
        expect((await fetch(`${base}1`)).status).to.equal(401);
        expect((await fetch(`${base}1`, { method: "POST" })).status).to.equal(405);
        expect((await fetch(`${base}1`, { method: "HEAD", headers: authorization })).status).to.equal(200);
        expect((await fetch(`${base}7`, { headers: authorization })).status).to.equal(404);
      } finally {
        child.kill();
        await once(child, "close");
      }
    })).timeout(60_000);
});
