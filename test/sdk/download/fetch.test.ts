import dns, { type LookupAddress } from "node:dns";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { isPublicAddress, lookupPublic } from "../../../sdk/src/download/addresses.ts";
import { type FetchOptions, fetchBundle } from "../../../sdk/src/download/bundle.ts";

const LENGTHS = { positionCount: 10n, liquidationCount: 10n };
const NAMES = ["liquidations.parquet", "positions.parquet", "settlement.json"];

describe("fetching a bundle", () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let answer: RequestListener;
  let asked: string[];

  before(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fetch-"));
    asked = [];
    answer = ({ url }, response) => response.end(`content of ${url}`);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchFrom = (uri: string, options: FetchOptions = {}) =>
    fetchBundle(uri, LENGTHS, { allowPrivate: true, into: folder, ...options });

  /** Why each of the files could not be had: the same for all. */
  async function refusal(uri: string, options: FetchOptions = {}): Promise<string> {
    const { absent, dispose } = await fetchFrom(uri, options);
    await dispose();
    expect([...absent.keys()].sort()).to.deep.equal(NAMES);
    return [...absent.values()].join("\n");
  }

  it("takes the three files of a folder over http, and leaves nothing behind", async () => {
    const bundle = await fetchFrom(`${origin}/some/period-1?token=abc`);
    expect(bundle.absent.size).to.equal(0);
    expect((await readdir(bundle.folder)).sort()).to.deep.equal(NAMES);
    expect(await readFile(join(bundle.folder, "positions.parquet"), "utf8")).to.equal(
      "content of /some/period-1/positions.parquet?token=abc",
    );
    await bundle.dispose();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("says which files could not be had, and has the others", async () => {
    answer = ({ url }, response) => response.writeHead(url?.includes("positions") ? 404 : 200).end("x");
    const bundle = await fetchFrom(`${origin}/a/`);
    expect([...bundle.absent]).to.deep.equal([
      ["positions.parquet", `${origin}/a/positions.parquet: it answered HTTP 404`],
    ]);
    expect(await readdir(bundle.folder)).to.include("liquidations.parquet");
    await bundle.dispose();
  });

  it("follows redirects, and not for ever", async () => {
    answer = ({ url = "" }, response) =>
      url.startsWith("/new/") ? response.end("moved") : response.writeHead(302, { location: `/new${url}` }).end();
    const moved = await fetchFrom(`${origin}/old`);
    expect(moved.absent.size).to.equal(0);
    expect(await readFile(join(moved.folder, "settlement.json"), "utf8")).to.equal("moved");
    await moved.dispose();
    answer = ({ url }, response) => response.writeHead(301, { location: `${url}x` }).end();
    expect(await refusal(origin)).to.include("redirected more than 5 times");
    answer = (_, response) => response.writeHead(301).end();
    expect(await refusal(origin)).to.include("the redirect has no usable Location");
    answer = (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end();
    expect(await refusal(origin)).to.include("file: is not fetched");
  });

  it("does not go to private addresses unless they are allowed", async () => {
    const secret = `${origin}/x`;
    const spelt = "localhost [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] 2130706433 0x7f.1 0177.0.0.1 0".split(" ");
    const { port } = new URL(origin);
    for (const uri of [secret, ...spelt.map((host) => `http://${host}:${port}/x`)]) {
      expect(await refusal(uri, { allowPrivate: false }), uri).to.match(/is not a public address/);
    }
    expect(asked).to.deep.equal([]);
  });

  it("does not go to a private address by a redirect of a gateway", async () => {
    answer = ({ url = "" }, response) =>
      url.startsWith("/ipfs/")
        ? response.writeHead(302, { location: `${origin.replace("127.0.0.1", "127.0.0.2")}${url}` }).end()
        : response.end("secret");
    const reasons = await refusal("ipfs://bafyabc", { allowPrivate: false, ipfsGateway: new URL(origin) });
    expect(reasons).to.include("127.0.0.2 is not a public address");
  });

  it("takes ipfs: addresses from the gateway alone", async () => {
    const bundle = await fetchFrom("ipfs://bafyabc/period-1/", {
      allowPrivate: false,
      ipfsGateway: new URL(`${origin}/g/`),
    });
    expect(bundle.absent.size).to.equal(0);
    expect(asked).to.include("/g/ipfs/bafyabc/period-1/settlement.json");
    await bundle.dispose();
    expect(await refusal("ipfs://bafyabc")).to.include("no gateway");
    expect(await refusal("ipfs://../../etc", { ipfsGateway: new URL(origin) })).to.include(
      "not a usable ipfs: address",
    );
  });

  it("does not follow a gateway to another service of its host", async () => {
    const other = createServer((_, response) => response.end("secret"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    answer = (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/internal` }).end();
    const options = { allowPrivate: false, ipfsGateway: new URL(origin) };
    expect(await refusal("ipfs://QmX", options)).to.match(/(.*is not a public address.*\n?){3}/);
    other.close();
  });

  it("takes from a gateway what is in the named content, and nothing beside it", async () => {
    const options = { ipfsGateway: new URL(`${origin}/gate`) };
    for (const path of ["..", "../../any/path", "a/../../QmY", "%2e%2e/QmY", "a/.%2E/%2e%2E/%2e./x"]) {
      expect(await refusal(`ipfs://QmX/${path}`, options)).to.include("not a usable ipfs: address");
    }
    expect(asked).to.deep.equal([]);
    const inside = await fetchFrom("ipfs://QmX/a/./b", options);
    await inside.dispose();
    expect(asked[0]).to.equal("/gate/ipfs/QmX/a/b/settlement.json");
  });

  it("is not kept by a host that changes the protocol", async () => {
    const host = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"),
      );
    });
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    const { port } = host.address() as AddressInfo;
    expect(await refusal(`http://127.0.0.1:${port}/`)).to.include("another protocol");
    host.close();
  });

  it("takes no more than the committed lists can need, whether the length is told or not", async () => {
    const most = (1 << 20) + 512 * 10;
    const large = Buffer.alloc(most + 1);
    answer = (_, response) => response.end(large);
    expect(await refusal(origin))
      .to.include(`larger than ${most} bytes`)
      .and.to.include(`larger than ${1 << 20} bytes`);
    answer = (_, response) => {
      response.write(large.subarray(0, 100));
      response.end(large.subarray(100));
    };
    expect(await refusal(origin)).to.include(`larger than ${most} bytes`);
    expect(await refusal(origin, { mostBytes: 1000 })).to.include("larger than 1000 bytes");
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it("does not wait for ever, neither for all of it nor for the next byte", async () => {
    answer = () => {};
    expect(await refusal(origin, { timeout: 60 })).to.include("did not come within 0.06 s");
    expect(await refusal(origin, { idleTimeout: 60 })).to.include("nothing came for 0.06 s");
    answer = (_, response) => void response.write("a little");
    expect(await refusal(origin, { idleTimeout: 60 })).to.include("nothing came for 0.06 s");
    expect(await refusal(origin, { timeout: 60 })).to.include("did not come within 0.06 s");
  });

  it("says that a host refuses, breaks off, or does not exist", async () => {
    answer = ({ socket }) => socket.destroy();
    expect(await refusal(origin)).to.include("ECONNRESET");
    answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("short", () => response.destroy());
    };
    expect(await refusal(origin)).to.match(/ECONNRESET|aborted|ERR_STREAM_PREMATURE_CLOSE/);
    expect(await refusal("http://does-not-exist.invalid/")).to.match(/no such host|EAI_AGAIN/);
  });

  it("does not take the trouble of its own disk for the publisher's silence", async () => {
    let later = false;
    answer = async ({ url }, response) => {
      if (later === url?.includes("settlement.json")) return response.end("first");
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
      response.end("what has no place any more");
    };
    for (later of [true, false]) {
      const failure = await fetchFrom(origin).catch((error: Error) => error);
      expect(String(failure)).to.include("cannot be kept on this machine's disk (ENOENT)");
      expect(await readdir(folder)).to.deep.equal([]);
    }
  });

  it("takes a folder of this machine as it is, plain files only", async () => {
    const place = join(folder, "bundle");
    await mkdir(place);
    await writeFile(join(place, "positions.parquet"), "x");
    await writeFile(join(place, "settlement.json"), Buffer.alloc((1 << 20) + 1));
    await symlink("/dev/zero", join(place, "liquidations.parquet"));
    const bundle = await fetchFrom(pathToFileURL(place).href);
    expect(bundle.folder).to.equal(place);
    expect([...bundle.absent.keys()].sort()).to.deep.equal(["liquidations.parquet", "settlement.json"]);
    await bundle.dispose();
    expect(await readdir(place)).to.have.length(3);
    expect(await refusal("file://elsewhere/bundle")).to.include("not a usable file: address");
    const reasonAt = async (path: string) => [...(await fetchFrom(pathToFileURL(path).href)).absent.values()][0];
    expect(await reasonAt(join(folder, "none"))).to.match(/^there is no /);
    expect(await reasonAt(join(place, "positions.parquet"))).to.match(/ cannot be read \(ENOTDIR\)$/);
  });

  it("refuses what is no address of a bundle", async () => {
    expect(await refusal("")).to.include("no address was given");
    expect(await refusal("nonsense")).to.include("not an address");
    expect(await refusal("ftp://example.org/")).to.include("ftp: is not fetched");
    expect(await refusal("http://user:secret@127.0.0.1/"))
      .to.include("name or a password")
      .and.not.to.include("secret@");
  });

  it("stops when it is told to", async () => {
    answer = () => {};
    const stopped = fetchFrom(origin, { signal: AbortSignal.timeout(50) });
    expect(await stopped.catch((error: Error) => error.name)).to.match(/AbortError|TimeoutError/);
    expect(await readdir(folder)).to.deep.equal([]);
  });
});

describe("public addresses", () => {
  it("are those of the public internet alone", () => {
    const hidden =
      "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1";
    const reserved = "192.0.2.1 198.18.0.1 203.0.113.9 224.0.0.1 255.255.255.255";
    const six =
      ":: ::1 fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: 2001::1";
    for (const address of `${hidden} ${reserved} ${six} nonsense`.split(" ")) {
      expect(isPublicAddress(address), address).to.equal(false);
    }
    for (const address of "1.1.1.1 8.8.8.8 172.15.0.1 172.32.0.1 192.169.0.1 2606:4700::1111 2a00:1450::1".split(" ")) {
      expect(isPublicAddress(address), address).to.equal(true);
    }
  });

  it("are those that are connected to, whatever a name is the next time it is asked for", async () => {
    const { lookup } = dns;
    const answers: LookupAddress[][] = [
      [{ address: "1.1.1.1", family: 4 }],
      [{ address: "127.0.0.1", family: 4 }],
      [
        { address: "1.1.1.1", family: 4 },
        { address: "::ffff:10.0.0.1", family: 6 },
      ],
    ];
    dns.lookup = ((_: string, __: object, answer: (error: null, all: LookupAddress[]) => void) =>
      answer(null, answers.shift() ?? [])) as typeof dns.lookup;
    syncBuiltinESMExports();
    const asked = (options: object) =>
      new Promise((resolve) => {
        lookupPublic("rebinding.example", options, (error, address) => resolve(error?.message ?? address));
      });
    try {
      expect(await asked({ all: true })).to.deep.equal([{ address: "1.1.1.1", family: 4 }]);
      expect(await asked({})).to.include("rebinding.example (127.0.0.1) is not a public address");
      expect(await asked({ all: true })).to.include("(::ffff:10.0.0.1) is not a public address");
      expect(await asked({})).to.include("has no address");
    } finally {
      dns.lookup = lookup;
      syncBuiltinESMExports();
    }
  });

  it("are what a name is looked up as, or nothing", (done) => {
    lookupPublic("localhost", { all: true }, (error, addresses) => {
      expect(error?.message).to.include("is not a public address");
      expect(addresses).to.equal("");
      done();
    });
  });
});
