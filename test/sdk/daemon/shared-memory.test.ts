// What a daemon remembers, handed on to another machine's: in PostgreSQL, where a server is installed.
import { expect } from "chai";
import { type Notices, openNotices } from "../../../sdk/src/daemon/monitoring/notices.ts";
import { shareMemory } from "../../../sdk/src/daemon/shared-memory.ts";
import { openMemory } from "../../../sdk/src/daemon/watch/memory.ts";
import { type Database, openDatabase } from "../../../sdk/src/disk/database.ts";
import { ChainError } from "../../../sdk/src/errors.ts";
import type { Submission } from "../../../sdk/src/history/submissions.ts";
import { openPostgres, type Postgres } from "../../../sdk/src/postgres/connection.ts";
import { type Postgres as Server, startPostgres } from "../../support/postgres.ts";
import { settled, submissionOf } from "./watch/submissions.ts";

const submission: Submission = { ...submissionOf(settled(8, 3)), dataURI: "https://a\u0000.example/\ud800" };

describe("what daemons of one database remember", function () {
  this.timeout(60_000);
  let server: Server | undefined;
  let postgres: Postgres;
  const databases: Database[] = [];
  let names = 0;
  let name = "";
  before(async function () {
    server = startPostgres();
    if (server === undefined) return this.skip();
    postgres = await openPostgres(`postgres://postgres@/postgres?host=${server.folder}`);
  });
  beforeEach(() => {
    name = `operate ${names++}`;
  });
  afterEach(() => {
    for (const database of databases.splice(0)) database.close();
  });
  after(async () => {
    await postgres?.close();
    server?.stop();
  });

  /** A daemon of its own machine, and all that it has told. */
  function daemon() {
    const database = openDatabase(":memory:");
    databases.push(database);
    const told: string[] = [];
    const notices = openNotices(database, (_level, _event, message) => void told.push(message));
    const memory = openMemory(database);
    return { database, told, notices, memory, share: () => shareMemory(database, name, postgres.atOnce) };
  }
  const say = (notices: Notices, id: string) => notices.add({ id, level: "info", event: "started", message: id });

  it("is handed on whole: what was told, what was found, and the secret of random picks", async () => {
    const [first, second] = [daemon(), daemon()];
    say(first.notices, "before it led");
    first.notices.tell();
    const { keep } = await first.share();
    say(first.notices, "told");
    first.notices.tell();
    say(first.notices, "left to tell");
    const finding = { verdict: { kind: "right", remarks: [] } as never, tries: 2, again: 2 ** 42, answers: "" };
    first.memory.keep(submission, { ...finding, tries: 1 });
    await keep();
    first.memory.keep(submission, finding);
    first.memory.sight(submission, 2n ** 63n);
    await keep();

    say(second.notices, "its own of long ago");
    await second.share();
    for (const id of ["before it led", "told"]) say(second.notices, id);
    second.notices.tell();
    expect(second.told).to.deep.equal(["left to tell"]);
    expect(second.memory.findingOf(submission)).to.deep.equal(finding);
    expect(second.memory.sightingOf(submission)).to.equal(2n ** 63n);
    expect(second.memory.secret).to.equal(first.memory.secret);
  });

  it("goes back and forth, and what was forgotten stays so", async () => {
    const [first, second] = [daemon(), daemon()];
    const one = await first.share();
    say(first.notices, "frozen");
    first.notices.tell();
    await one.keep();
    const two = await second.share();
    second.notices.forget("frozen");
    say(second.notices, "open");
    second.notices.tell();
    await two.keep();
    await first.share();
    expect([first.notices.has("frozen"), first.notices.has("open")]).to.deep.equal([false, true]);
    say(first.notices, "frozen");
    first.notices.tell();
    expect(first.told).to.deep.equal(["frozen", "frozen"]);
  });

  it("is kept later, if the database does not answer now", async () => {
    const [first, second] = [daemon(), daemon()];
    let isOut = false;
    const { keep } = await shareMemory(first.database, name, (task) =>
      isOut ? Promise.reject(new ChainError("out of order", { kind: "unkept" })) : postgres.atOnce(task),
    );
    isOut = true;
    say(first.notices, "told");
    first.notices.tell();
    const error = await keep().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(ChainError);
    say(first.notices, "later");
    isOut = false;
    await keep();
    await second.share();
    expect([second.notices.has("told"), second.notices.has("later")]).to.deep.equal([true, true]);
  });

  it("is each fund's and role's own", async () => {
    const first = daemon();
    await first.share();
    say(first.notices, "told");
    await (await first.share()).keep();
    name = "another fund";
    const second = daemon();
    await second.share();
    expect(second.notices.has("told")).to.equal(false);
  });
});
