import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from "node:net";
import { expect } from "chai";
import { createLog, type Log } from "../../../../sdk/src/daemon/monitoring/log.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import {
  type Busy,
  type Notice,
  type Notices,
  openNotices,
  type Post,
  Refusal,
  webhook,
} from "../../../../sdk/src/daemon/monitoring/notices.ts";
import { serveSignals } from "../../../../sdk/src/daemon/monitoring/server.ts";
import { openDatabase } from "../../../../sdk/src/disk/database.ts";

const notice = (id: string): Notice => ({
  id,
  level: "warn",
  event: "low-ether",
  message: `about ${id}`,
  fields: { n: 1n },
});

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const log: Log = createLog((line) => lines.push(JSON.parse(line)));
  return { lines, log };
}

async function deliver(notices: Notices): Promise<void> {
  notices.tell();
  await notices.post();
}

describe("a log", () => {
  it("writes one JSON object a line, integers as decimal strings", () => {
    const written: string[] = [];
    const log = createLog((line) => written.push(line), { fund: "0x1" });
    log("info", "started", "A line\nbreak.", { period: 12n });
    expect(written).to.have.length(1);
    expect(written[0]).to.match(/^\{[^\n]+\}\n$/);
    const { time, ...rest } = JSON.parse(written[0]!);
    expect(new Date(time).toISOString()).to.equal(time);
    expect(rest).to.deep.equal({
      level: "info",
      event: "started",
      message: "A line\nbreak.",
      fund: "0x1",
      period: "12",
    });
  });
});

describe("notices", () => {
  it("are logged once, in their order, however often they are added", async () => {
    const { lines, log } = recorder();
    const notices = openNotices(openDatabase(":memory:"), log);
    for (const id of ["b", "a", "b"]) notices.add(notice(id));
    await deliver(notices);
    notices.add(notice("a"));
    await deliver(notices);
    expect(lines.map(({ id }) => id)).to.deep.equal(["b", "a"]);
    expect(lines[0]).to.deep.include({ level: "warn", event: "low-ether", message: "about b", n: "1" });
    expect([notices.has("a"), notices.has("c")]).to.deep.equal([true, false]);
  });

  it("survive the process until they are handed on", async () => {
    const database = openDatabase(":memory:");
    openNotices(database, () => {}).add(notice("a"));
    const { lines, log } = recorder();
    const notices = openNotices(database, log);
    await deliver(notices);
    expect(lines).to.have.length(1);
  });

  it("are posted once each, and another time where the webhook failed", async () => {
    const { lines, log } = recorder();
    const posted: string[] = [];
    let fail = true;
    const post = async (body: string) => {
      if (fail && posted.length === 1) throw new Error("it is down");
      posted.push(JSON.parse(body).id);
    };
    const notices = openNotices(openDatabase(":memory:"), log, post, 0);
    for (const id of ["a", "b", "c"]) notices.add(notice(id));
    await deliver(notices);
    expect(posted).to.deep.equal(["a"]);
    expect(lines.at(-1)).to.deep.include({ event: "webhook-failed" });
    fail = false;
    await deliver(notices);
    await deliver(notices);
    expect(posted).to.deep.equal(["a", "b", "c"]);
  });
});

describe("notices that a webhook does not take", () => {
  it("do not hold up those that come after them", async () => {
    const posted: string[] = [];
    const post = async (body: string) => {
      const { id } = JSON.parse(body);
      if (id === "poison") throw new Refusal("it answered HTTP 413");
      posted.push(id);
    };
    const { lines, log } = recorder();
    const notices = openNotices(openDatabase(":memory:"), log, post, 0);
    for (const id of ["a", "poison", "b"]) notices.add(notice(id));
    await deliver(notices);
    await deliver(notices);
    expect(posted).to.deep.equal(["a", "b"]);
    expect(lines.filter(({ event }) => event === "webhook-failed").map(({ id }) => id)).to.deep.equal([
      "poison",
      "poison",
    ]);
  });

  it("are not tried again at once, nor twice at a time", async () => {
    let tried = 0;
    let answer = () => {};
    const post = async () => {
      tried++;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      throw new Error("it is down");
    };
    const notices = openNotices(openDatabase(":memory:"), () => {}, post, 1_000_000);
    notices.add(notice("a"));
    notices.tell();
    const [first, second] = [notices.post(), notices.post()];
    answer();
    await Promise.all([first, second]);
    await notices.post();
    expect(tried).to.equal(1);
  });
});

describe("a webhook", () => {
  it("gets JSON, and is never named in what went wrong", async () => {
    const bodies: string[] = [];
    let code = 200;
    const server = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text) => bodies.push(text));
      request.on("end", () => response.writeHead(code, { location: "/elsewhere" }).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret`);
    const post = webhook(url);
    await post('{"text":"hello"}');
    expect(bodies).to.deep.equal(['{"text":"hello"}']);
    code = 500;
    const failed = async () => (await post("{}").catch((error: Error) => error)) as Error;
    expect((await failed()).message).to.equal("it answered HTTP 500");
    code = 302;
    expect((await failed()).message).to.equal("no answer");
    server.close();
    server.closeAllConnections();
    expect((await failed()).message).to.equal("no answer");
  });
});

describe("a webhook that means no good", () => {
  let server: Server | TcpServer;
  afterEach(() => void server.close());

  async function at(listening: Server | TcpServer, scheme = "http"): Promise<URL> {
    server = listening;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/secret`);
  }
  const failure = (post: Post) => post("{}").catch((error: Error) => error);

  it("is asked again when it wants to be, and not before, nor for other notices", async () => {
    let posts = 0;
    let retryAfter = "3600";
    const url = await at(
      createServer((_, response) => {
        posts++;
        response.writeHead(429, { "retry-after": retryAfter }).end();
      }),
    );
    const notices = openNotices(openDatabase(":memory:"), () => {}, webhook(url), 0);
    for (const id of ["a", "b", "c"]) notices.add(notice(id));
    for (let round = 0; round < 3; round++) await deliver(notices);
    expect(posts).to.equal(1);
    for (const [header, least, most] of [
      ["3", 3_000, 3_000],
      [new Date(Date.now() + 60_000).toUTCString(), 50_000, 60_000],
      ["Thu, 01 Jan 1970 00:00:00 GMT", 0, 0],
      ["soon", 0, 0],
      ["-1", 0, 0],
    ] as const) {
      retryAfter = header;
      const busy = (await failure(webhook(url))) as Busy;
      expect(busy.message).to.equal("it answered HTTP 429");
      expect(busy.rest, header).to.be.within(least, most);
    }
  });

  it("holds nobody up by a handshake, a header or a body that never ends", async () => {
    const silent = await at(
      createTcpServer(() => {}),
      "https",
    );
    expect(((await failure(webhook(silent, 100))) as Error).message).to.equal("no answer");
    server.close();
    const headless = await at(createServer(() => {}));
    expect(((await failure(webhook(headless, 100))) as Error).message).to.equal("no answer");
    (server as Server).closeAllConnections();
    server.close();
    const endless = await at(createServer((_, response) => void response.writeHead(500).write("a little")));
    expect(((await failure(webhook(endless, 10_000))) as Error).message).to.equal("it answered HTTP 500");
    (server as Server).closeAllConnections();
  });
});

describe("the signal server", () => {
  it("serves metrics in Prometheus' format, and whether the process is healthy", async () => {
    const metrics = createMetrics("fund_test_");
    const blocks = metrics.gauge("head_block", "The newest block.");
    const moves = metrics.counter("moves_total", "Moves made.", { kind: ["demand", "expire"] });
    metrics.counter("stalls_total", "Stalls.", {});
    const latency = metrics.histogram("request_seconds", "How long it took.", [0.1, 1]);
    blocks.set(12n);
    moves.add(1, { kind: "demand" });
    moves.add(2, { kind: "demand" });
    moves.add(1, { kind: 'a "b"' });
    for (const seconds of [0.1, 0.5, 3]) latency.observe(seconds, { method: "eth_call" });
    metrics.gauge("process_start_time_seconds", "When it started.").set(1);
    let ok = true;
    const probes = { live: () => ({ ok: true }), ready: () => ({ ok, block: 12n }) };
    const server = await serveSignals({ host: "127.0.0.1", port: 0 }, metrics, probes);
    const get = (path: string, method = "GET") => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).to.equal(
      [
        "# HELP fund_test_head_block The newest block.",
        "# TYPE fund_test_head_block gauge",
        "fund_test_head_block 12",
        "# HELP fund_test_moves_total Moves made.",
        "# TYPE fund_test_moves_total counter",
        'fund_test_moves_total{kind="demand"} 3',
        'fund_test_moves_total{kind="expire"} 0',
        'fund_test_moves_total{kind="a \\"b\\""} 1',
        "# HELP fund_test_stalls_total Stalls.",
        "# TYPE fund_test_stalls_total counter",
        "fund_test_stalls_total 0",
        "# HELP fund_test_request_seconds How long it took.",
        "# TYPE fund_test_request_seconds histogram",
        'fund_test_request_seconds_bucket{method="eth_call",le="0.1"} 1',
        'fund_test_request_seconds_bucket{method="eth_call",le="1"} 2',
        'fund_test_request_seconds_bucket{method="eth_call",le="+Inf"} 3',
        'fund_test_request_seconds_sum{method="eth_call"} 3.6',
        'fund_test_request_seconds_count{method="eth_call"} 3',
        "# HELP process_start_time_seconds When it started.",
        "# TYPE process_start_time_seconds gauge",
        "process_start_time_seconds 1",
        "",
      ].join("\n"),
    );
    const health = await get("/healthz");
    expect([health.status, await health.json()]).to.deep.equal([200, { ok: true, block: "12" }]);
    ok = false;
    for (const path of ["/healthz", "/readyz"]) expect((await get(path)).status).to.equal(503);
    expect((await get("/livez")).status).to.equal(200);
    expect((await get("/elsewhere")).status).to.equal(404);
    expect((await get("//")).status).to.equal(404);
    expect((await get("/metrics", "POST")).status).to.equal(405);
    const taken = await serveSignals({ host: "127.0.0.1", port: server.port }, metrics, probes).catch(
      (error: Error) => error,
    );
    expect(String(taken)).to.include("choose another port");
    await server.close();
  });
});
