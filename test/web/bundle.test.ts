import { expect } from "chai";
import type { Settlement } from "zke-insurance-fund";
import { mostBytesOf } from "zke-insurance-fund/bundle";
import { BundleFetchError, fetchBundleFile, fileIn, isOwnHost, webAddress } from "../../web/src/chain/bundle.ts";

const problemOf = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(BundleFetchError);
  return (error as BundleFetchError).problem;
};
const answering = (response: () => Response | Promise<Response>) => (async () => response()) as typeof fetch;

describe("the address of a bundle, which is the operator's free text", () => {
  it("is opened only where it is on the web", () => {
    const others = [
      "",
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "ipfs://cid",
      "../x",
      "<b>",
      "//h/x",
    ];
    for (const text of others) expect(webAddress(text), text).to.equal(undefined);
    expect(webAddress(" https://x.example/1 ")?.href).to.equal("https://x.example/1");
  });

  it("is a folder, whatever stands behind it", () => {
    const file = (text: string) => fileIn(webAddress(text) as URL, "positions").href;
    expect(file("https://x.example/a/")).to.equal("https://x.example/a/positions.parquet");
    expect(file("https://x.example/a?k=1#f")).to.equal("https://x.example/a/positions.parquet?k=1");
  });

  it("is the page's own host's only if the origins are the same", () => {
    expect(isOwnHost("https://x.example/1/", "https://x.example/fund/")).to.equal(true);
    for (const text of [
      "http://x.example/1/",
      "https://x.example:8443/1/",
      "https://x.example.evil/",
      "javascript:1",
      "",
    ])
      expect(isOwnHost(text, "https://x.example/"), text).to.equal(false);
  });
});

describe("fetching a bundle's file", () => {
  const get = (fetch: typeof globalThis.fetch, mostBytes = 10, dataURI = "https://x.example/") =>
    fetchBundleFile(dataURI, "positions", { mostBytes, fetch });

  it("gives its bytes and tells how far it is", async () => {
    const told: [number, number | undefined][] = [];
    const fetch = answering(() => new Response("hello", { headers: { "content-length": "5" } }));
    const bytes = await fetchBundleFile("https://x.example/", "positions", {
      mostBytes: 10,
      fetch,
      onBytes: (have, all) => told.push([have, all]),
    });
    expect(new TextDecoder().decode(bytes)).to.equal("hello");
    expect(told.at(-1)).to.deep.equal([5, 5]);
  });

  it("stops at what is larger than the header allows, said or not", async () => {
    const said = answering(() => new Response("x", { headers: { "content-length": "11" } }));
    expect(await problemOf(get(said))).to.equal("tooLarge");
    expect(await problemOf(get(answering(() => new Response("x".repeat(11)))))).to.equal("tooLarge");
    expect(mostBytesOf("positions", { positionCount: 10n, liquidationCount: 0n } as Settlement)).to.equal(
      2 ** 20 + 5_120,
    );
  });

  it("says why there is nothing", async () => {
    expect(await problemOf(get(answering(() => new Response("", { status: 404 }))))).to.equal("status");
    expect(await problemOf(get(answering(() => Promise.reject(new TypeError("no")))))).to.equal("unreachable");
    expect(await problemOf(get(fetch, 10, ""))).to.equal("noAddress");
    expect(await problemOf(get(fetch, 10, "ipfs://cid"))).to.equal("notWeb");
  });
});
