// One suite for every store: in memory, in a file, and in PostgreSQL where a server is installed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type ChainError, InputError } from "zke-insurance-fund";
import { memoryStore, type OpenStore, type Send } from "zke-insurance-fund/chain";
import { openStore, postgresStore, sqliteStore } from "zke-insurance-fund/node";
import { postgresStoreIn } from "../../../../sdk/src/chain/sending/postgres-store.ts";
import { type Postgres as Database, openPostgres } from "../../../../sdk/src/postgres/connection.ts";
import { assertTerm, lead } from "../../../../sdk/src/postgres/leader.ts";
import { type Postgres, startPostgres } from "../../../support/postgres.ts";

const WAIT = { patience: 10_000 };
const HASH = `0x${"ab".repeat(32)}` as const;
const attempt = (fee: bigint) => ({ hash: HASH, raw: "0x02", maxFeePerGas: fee, maxPriorityFeePerGas: 1n }) as const;
const sendOf = (account: string, nonce: number, id = `send ${nonce}`): Omit<Send, "key"> => ({
  ...{ account, id, nonce, to: `0x${"22".repeat(20)}`, data: "0x1234", gasLimit: 2n ** 70n },
  attempts: [attempt(2n ** 100n)],
});
const failureOf = (promise: Promise<unknown>): Promise<ChainError> =>
  promise.then(
    () => expect.fail("nothing failed"),
    (error: ChainError) => error,
  );

describe("stores of sent transactions", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "stores-"));
  let server: Postgres | undefined;
  before(() => {
    server = startPostgres();
  });
  after(() => {
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const addressOf = (name = "postgres") => `postgres://postgres:secr3t-word@/${name}?host=${server?.folder}`;

  const kinds: [string, () => Promise<OpenStore>][] = [
    ["memory", async () => ({ ...memoryStore(), close: async () => {} })],
    ["a file", async () => sqliteStore(join(folder, "store.sqlite"))],
    ["PostgreSQL", () => postgresStore(addressOf())],
  ];
  for (const [at, [name, open]] of kinds.entries()) {
    describe(`in ${name}`, () => {
      let store: OpenStore;
      let count = 0;
      let account = "";
      before(async function () {
        if (name === "PostgreSQL" && server === undefined) this.skip();
        store = await open();
      });
      beforeEach(() => {
        account = `1:0xgenesis:0x${at}${count++}`;
      });
      after(() => store?.close());

      it("keep a send with all its attempts, whatever the figures", async () => {
        const added = await store.add(sendOf(account, 7));
        const raised = await store.addAttempt(added, attempt(2n ** 101n));
        expect(raised.attempts).to.have.length(2);
        expect(await store.current(added)).to.deep.equal(raised);
        expect(await store.open(account)).to.deep.equal([raised]);
        expect(await store.open(`${account}0`)).to.deep.equal([]);
      });

      it("know which nonces are taken: all but those that were dropped", async () => {
        expect(await store.lastNonce(account)).to.equal(undefined);
        const [, second, third] = [
          await store.add(sendOf(account, 1)),
          await store.add(sendOf(account, 2)),
          await store.add(sendOf(account, 3)),
        ];
        await store.end(second, "mined");
        await store.end(third, "dropped");
        expect(await store.nonces(account, 2)).to.deep.equal(new Set([2]));
        expect(await store.lastNonce(account)).to.equal(2);
        expect((await store.add(sendOf(account, 3, "again"))).nonce).to.equal(3);
      });

      it("find what was mined, and open it again where the chain forgot it", async () => {
        const sends = [await store.add(sendOf(account, 0, "a")), await store.add(sendOf(account, 1, "b"))];
        for (const send of sends) await store.end(send, "mined");
        const again = await store.add(sendOf(account, 2, "a"));
        await store.end(again, "mined");
        expect((await store.lastMined(account))?.nonce).to.equal(2);
        expect((await store.mined(account, "a"))?.nonce).to.equal(2);
        expect(await store.mined(account, "c")).to.equal(undefined);
        await store.reopen(account, 1);
        expect((await store.open(account)).map(({ nonce }) => nonce)).to.deep.equal([1, 2]);
        expect((await store.lastMined(account))?.nonce).to.equal(0);
      });

      it("have no send that they lost", async () => {
        const added = await store.add(sendOf(account, 1));
        expect(await store.current({ ...added, key: added.key + 1_000 })).to.equal(undefined);
      });

      it("run an account's tasks one at a time, also after one that failed", async () => {
        let running = 0;
        const task = async () => {
          expect(++running).to.equal(1);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
        };
        await failureOf(store.exclusively(account, () => Promise.reject(new Error("ours"))));
        await Promise.all(Array.from({ length: 5 }, () => store.exclusively(account, task)));
        await Promise.all(
          // In a file, a turn is of one task in a process: the sender sees to that.
          [0, 1].map((by) => (by > 0 && name === "a file" ? undefined : store.inTurn(account, WAIT, task))),
        );
        await store.inTurn(account, WAIT, () => store.exclusively(account, task));
      });
    });
  }

  describe("in PostgreSQL, from several processes", () => {
    const account = "1:0xgenesis:0xshared";
    let stores: OpenStore[] = [];
    before(function () {
      if (server === undefined) this.skip();
    });
    beforeEach(async () => {
      stores = await Promise.all([1, 2, 3].map(() => postgresStore(addressOf())));
    });
    afterEach(async () => {
      for (const store of stores) await store.close();
      server?.psql("DELETE FROM zke_insurance_fund.sends;");
    });

    it("make the tables once, though they start at once", async () => {
      server?.psql("CREATE DATABASE fresh;");
      const all = await Promise.all(Array.from({ length: 8 }, () => openStore(addressOf("fresh"))));
      for (const store of all) await store.close();
      server?.psql("\\c fresh\nUPDATE zke_insurance_fund.version SET version = 99;");
      const error = await failureOf(postgresStore(addressOf("fresh")));
      expect(error).to.be.instanceOf(InputError);
      expect(error.code).to.equal("postgresNewer");
    });

    it("give each nonce once", async () => {
      const take = (store: OpenStore, id: string) =>
        store.exclusively(account, async () => {
          const nonce = ((await store.lastNonce(account)) ?? -1) + 1;
          return (await store.add(sendOf(account, nonce, id))).nonce;
        });
      const taken = stores.flatMap((store, by) => [0, 1, 2, 3].map((at) => take(store, `${by} ${at}`)));
      expect((await Promise.all(taken)).toSorted((a, b) => a - b)).to.deep.equal([...Array(12).keys()]);
    });

    it("refuse a second send of a nonce or an intent, though no lock was asked for", async () => {
      const [first, second] = stores as [OpenStore, OpenStore];
      await first.add(sendOf(account, 5, "once"));
      for (const other of [sendOf(account, 5, "other"), sendOf(account, 6, "once")]) {
        const error = await failureOf(second.add(other));
        expect([error.kind, error.code]).to.deep.equal(["changed", "storeOvertaken"]);
      }
      const racing = stores.map((store, at) => store.add(sendOf(account, 10 + at, "raced")).catch(() => undefined));
      expect((await Promise.all(racing)).filter((send) => send !== undefined)).to.have.length(1);
    });

    it("keep nothing in a turn whose connection was lost, and hand the turn on", async () => {
      const [first, second] = stores as [OpenStore, OpenStore];
      await first.inTurn(account, WAIT, async () => {
        const locks = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'";
        server?.psql(`SELECT pg_terminate_backend(pid) FROM (${locks}) AS holders;`);
        await second.inTurn(account, WAIT, async () => void (await second.add(sendOf(account, 1, "second's"))));
        const error = await failureOf(first.add(sendOf(account, 2, "first's")));
        expect([error.kind, error.code]).to.deep.equal(["unkept", "turnLost"]);
      });
      expect((await first.open(account)).map(({ id }) => id)).to.deep.equal(["second's"]);
    });

    it("take no other send for one that was lost, though a database that was set back gives its key again", async () => {
      const [store] = stores as [OpenStore];
      const there = await store.add(sendOf(account, 3, "there"));
      const lost = { ...there, id: "lost", nonce: 2 };
      expect(await store.current(lost)).to.equal(undefined);
      await store.end(lost, "dropped");
      expect((await failureOf(store.addAttempt(lost, attempt(5n)))).code).to.equal("storeSetBack");
      expect(await store.open(account)).to.deep.equal([there]);
    });

    it("say within their time that another has the turn", async () => {
      const [first, second] = stores as [OpenStore, OpenStore];
      let waits = 0;
      await first.inTurn(account, WAIT, async () => {
        const wait = { patience: 100, onWait: () => waits++ };
        expect((await failureOf(second.inTurn(account, wait, async () => {}))).code).to.equal("otherCommand");
      });
      expect(waits).to.equal(1);
    });

    it("commit to disk, where a role is set not to, and take a commit without an answer for none", async () => {
      server?.psql("ALTER ROLE postgres SET synchronous_commit = off;");
      const store = await postgresStore(addressOf());
      server?.psql(`
        CREATE FUNCTION public.told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF current_setting('synchronous_commit') <> 'on' THEN RAISE 'not durable'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER told BEFORE INSERT ON zke_insurance_fund.sends FOR EACH ROW EXECUTE FUNCTION public.told();`);
      await store.add(sendOf(account, 1));
      server?.psql(`
        DROP TRIGGER told ON zke_insurance_fund.sends;
        CREATE FUNCTION public.dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
        CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON zke_insurance_fund.attempts DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION public.dies();`);
      const error = await failureOf(store.add(sendOf(account, 2)));
      expect([error.kind, error.code]).to.deep.equal(["unkept", "postgresUnreached"]);
      server?.psql("DROP TRIGGER dies ON zke_insurance_fund.attempts; ALTER ROLE postgres RESET synchronous_commit;");
      expect((await store.open(account)).map(({ nonce }) => nonce)).to.deep.equal([1]);
      await store.close();
    });

    it("say what is wrong without the password", async () => {
      server?.psql("CREATE ROLE poor LOGIN;");
      const failures = await Promise.all(
        [
          "postgres://me:secr3t-word@127.0.0.1:1/db",
          "postgres://me:secr3t-word@[bad",
          addressOf("no_such_database"),
          `postgres://poor:secr3t-word@/postgres?host=${server?.folder}`,
        ].map((address) => failureOf(postgresStore(address).then((store) => store.open(account)))),
      );
      expect(failures.map(({ name }) => name)).to.deep.equal(["ChainError", "InputError", "InputError", "InputError"]);
      for (const error of failures) {
        const all = JSON.stringify([error, error.message, error.stack, error.args, error.cause]);
        expect(all).not.to.include("secr3t-word");
      }
    });

    it("let one process lead, and another when that one's connection ends", async () => {
      const [first, second] = await Promise.all([1, 2].map(() => openPostgres(addressOf())));
      const { signal } = new AbortController();
      let waits = 0;
      const options = { interval: 20, signal, onStandby: () => void waits++ };
      const leads = await lead(first!, "fund", options);
      const next = lead(second!, "fund", options);
      while (waits < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      const lost = new Promise<void>((resolve) => leads?.onLost(resolve));
      server?.psql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory';");
      await lost;
      (await next)?.end();
      for (const postgres of [first, second]) await postgres?.close();
    });

    it("keep nothing of a leader that does not know yet that another leads", async () => {
      const [first, second] = (await Promise.all([1, 2].map(() => openPostgres(addressOf())))) as [Database, Database];
      const { signal } = new AbortController();
      const options = { interval: 20, signal, onStandby: () => {} };
      const leads = await lead(first, "fenced", options);
      // Whatever it is told, it goes on: as one that stood still for a while, or whose message is on its way.
      const store = postgresStoreIn(first, () => leads?.term);
      const send = await store.add(sendOf(account, 1));
      const order: string[] = [];
      let next: ReturnType<typeof lead> | undefined;
      await first.atOnce(async (ask) => {
        await assertTerm(ask, leads!.term, "");
        server?.psql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory';");
        next = lead(second, "fenced", options).then((leadership) => {
          order.push("the next leads");
          return leadership;
        });
        const waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock';";
        while (server?.psql(waiting).trim() === "0") await new Promise((resolve) => setTimeout(resolve, 20));
        order.push("kept");
      });
      const successor = await next;
      expect(order).to.deep.equal(["kept", "the next leads"]);
      const late = [
        () => store.add(sendOf(account, 2)),
        () => store.addAttempt(send, attempt(2n ** 101n)),
        () => store.end(send, "dropped"),
        () => store.reopen(account, 0),
      ];
      for (const write of late) expect((await failureOf(write())).code).to.equal("leadLost");
      expect((await store.open(account)).map(({ nonce, attempts }) => [nonce, attempts.length])).to.deep.equal([
        [1, 1],
      ]);
      successor?.end();
      for (const postgres of [first, second]) await postgres.close();
    });
  });
});
