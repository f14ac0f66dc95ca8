import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type FetchOptions, fetchBundle } from "../../../sdk/src/download/bundle.ts";
import { fakeResolver } from "../support/resolver.ts";

const LENGTHS = { positionCount: 10n, liquidationCount: 10n };

/** Starts a server at a free port of this machine. */
async function serve(answer: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe("whose fault it is that a bundle does not come", () => {
  const opened: Server[] = [];
  const resolver = fakeResolver();
  let folder: string;
  let witness: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "network-"));
    resolver.start();
    const { server, port } = await serve((_, response) => response.writeHead(404).end());
    opened.push(server);
    witness = `http://witness.example:${port}/secret?key=1`;
  });
  afterEach(async () => {
    for (const server of opened.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    resolver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function outcome(uri: string, options: FetchOptions = {}) {
    const bundle = await fetchBundle(uri, LENGTHS, {
      allowPrivate: true,
      into: folder,
      idleTimeout: 100,
      ...options,
    });
    await bundle.dispose();
    return { unreached: bundle.unreached, reason: bundle.absent.get("positions.parquet") };
  }

  for (const code of ["EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL", "EMFILE"]) {
    it(`is this machine's at ${code}, whoever else answers`, async () => {
      resolver.fail({ "bundles.example": code });
      const { unreached, reason } = await outcome("http://bundles.example/p1", { witnesses: [witness] });
      expect(unreached).to.equal("network");
      expect(reason).to.equal(`http://bundles.example/p1/positions.parquet: ${code}`);
    });
  }

  it("is the host's if it answers with something wrong", async () => {
    const { server, port } = await serve((_, response) => response.writeHead(503).end());
    opened.push(server);
    const { unreached, reason } = await outcome(`http://bundles.example:${port}/`);
    expect(unreached).to.equal(undefined);
    expect(reason).to.include("HTTP 503");
  });

  it("may be this machine's if a name is unknown and nobody else is there to ask", async () => {
    resolver.fail({ "bundles.example": "ENOTFOUND" });
    expect((await outcome("http://bundles.example/p1")).unreached).to.equal("network");
    // What answers on this machine proves nothing of its network.
    const local = [witness.replace("witness.example", "127.0.0.1"), witness.replace("witness.example", "localhost")];
    expect((await outcome("http://bundles.example/p1", { witnesses: local })).unreached).to.equal("network");
  });

  it("is the host's if its name is unknown while another host answers", async () => {
    resolver.fail({ "bundles.example": "ENOTFOUND" });
    const witnesses = ["nonsense", "http://bundles.example/other", witness];
    const { unreached, reason } = await outcome("http://bundles.example/p1", { witnesses });
    expect(unreached).to.equal("host");
    expect(reason).to.include("there is no such host");
  });

  it("may be this machine's if every host fails", async () => {
    resolver.fail({ "bundles.example": "ENOTFOUND", "witness.example": "ENOTFOUND" });
    expect((await outcome("http://bundles.example/p1", { witnesses: [witness] })).unreached).to.equal("network");
  });

  it("is told by other hosts if the resolver never answers, or the host does not, or breaks off", async () => {
    resolver.fail({ "silent.example": undefined });
    const silent = await serve(() => {});
    const broken = await serve(({ socket }) => socket.destroy());
    opened.push(silent.server, broken.server);
    const uris = [
      "http://silent.example/",
      `http://bundles.example:${silent.port}/`,
      `http://bundles.example:${broken.port}/`,
      "http://bundles.example:1/",
    ];
    for (const uri of uris) {
      expect((await outcome(uri)).unreached, uri).to.equal("network");
      expect((await outcome(uri, { witnesses: [witness] })).unreached, uri).to.equal("host");
    }
  });

  it("asks a private host for its word only if private addresses are allowed", async () => {
    resolver.fail({ "bundles.example": "ENOTFOUND" });
    const options = { witnesses: [witness], allowPrivate: false };
    expect((await outcome("http://bundles.example/p1", options)).unreached).to.equal("network");
  });

  it("is this machine's if its own gateway for ipfs: does not answer", async () => {
    const options = { ipfsGateway: new URL("http://gateway.example:1/"), witnesses: [witness] };
    expect((await outcome("ipfs://bafyabc", options)).unreached).to.equal("network");
  });

  it("is this machine's if its own gateway runs here and is away, or is too busy", async () => {
    const at = (port: number) => ({ ipfsGateway: new URL(`http://127.0.0.1:${port}/`), witnesses: [witness] });
    expect((await outcome("ipfs://bafyabc", at(1))).unreached).to.equal("network");
    let status = 0;
    const { server, port } = await serve((_, response) => response.writeHead(status).end());
    opened.push(server);
    for (status of [429, 502, 503]) expect((await outcome("ipfs://bafyabc", at(port))).unreached).to.equal("network");
    // What nobody has does not come either, and that is no trouble of the gateway's.
    for (status of [404, 504]) expect((await outcome("ipfs://bafyabc", at(port))).unreached).to.equal(undefined);
    // Of the operator's own host, all of it is the host's word.
    status = 503;
    expect((await outcome(`http://127.0.0.1:${port}/`, { witnesses: [witness] })).unreached).to.equal(undefined);
  });

  describe("behind a proxy", () => {
    const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
    let kept: Record<string, string | undefined>;
    let asked: string[];
    let status: number;
    let target: number;

    beforeEach(async () => {
      kept = Object.fromEntries(names.map((name) => [name, process.env[name]]));
      asked = [];
      status = 200;
      const { server, port } = await serve(({ url = "" }, response) => {
        asked.push(url);
        response.writeHead(status).end(`through the proxy: ${url}`);
      });
      server.on("connect", ({ url = "" }, socket) => {
        asked.push(`CONNECT ${url}`);
        if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        const upstream = connect(target, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
        upstream.on("error", () => socket.destroy()).pipe(socket);
        socket.on("error", () => upstream.destroy()).pipe(upstream);
      });
      opened.push(server);
      process.env.HTTP_PROXY = process.env.HTTPS_PROXY = `http://proxy.example:${port}`;
      process.env.NO_PROXY = "direct.example";
      ({ port: target } = new URL(witness) as unknown as { port: number });
    });
    afterEach(() => {
      for (const [name, value] of Object.entries(kept)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });

    it("bundles come through it, and their names are its to look up", async () => {
      resolver.fail({ "bundles.example": "ENOTFOUND" });
      const { reason, unreached } = await outcome("http://bundles.example/p1", { allowPrivate: false });
      expect([reason, unreached]).to.deep.equal([undefined, undefined]);
      expect(asked).to.include("http://bundles.example/p1/positions.parquet");
    });

    it("bundles over https come through a tunnel", async () => {
      const { reason } = await outcome("https://bundles.example/p1", { allowPrivate: false });
      expect(asked).to.include("CONNECT bundles.example:443");
      // Who answers there speaks no TLS.
      expect(reason).to.match(/EPROTO|ERR_SSL|ECONNRESET|TLS/);
    });

    it("a private address is refused as ever, and so are names that go past it", async () => {
      for (const host of ["10.0.0.1", "127.0.0.1", "[::1]", "localhost", "direct.example"]) {
        const { reason } = await outcome(`http://${host}/`, { allowPrivate: false });
        expect(reason, host).to.include("is not a public address");
      }
      expect(asked).to.deep.equal([]);
    });

    it("it is this machine's fault if the proxy is down, or refuses", async () => {
      for (const code of [407, 403]) {
        status = code;
        expect((await outcome("https://bundles.example/p1")).unreached, `${code}`).to.equal("network");
      }
      status = 407;
      expect((await outcome("http://bundles.example/p1")).unreached).to.equal("network");
      for (const server of opened.splice(0)) server.close().closeAllConnections();
      for (const scheme of ["http", "https"]) {
        const { unreached, reason } = await outcome(`${scheme}://bundles.example/p1`, { witnesses: [witness] });
        expect(unreached).to.equal("network");
        expect(reason).to.include("ECONNREFUSED");
      }
    });

    it("other hosts tell whose fault it is if the proxy gets no answer", async () => {
      status = 502;
      for (const scheme of ["http", "https"]) {
        const direct = witness.replace("witness.example", "direct.example");
        const uri = `${scheme}://bundles.example/p1`;
        expect((await outcome(uri, { witnesses: [witness] })).unreached).to.equal("network");
        expect((await outcome(uri, { witnesses: [direct] })).unreached).to.equal("host");
      }
    });
  });
});
