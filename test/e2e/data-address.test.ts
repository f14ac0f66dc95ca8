import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { jsonOf, said, settlerOf } from "./settling.ts";
import { useDevnet } from "./use-devnet.ts";

const DAY = 86_400;

describe("the data address of a settlement", function () {
  this.timeout(180_000);
  const on = useDevnet();
  let bundle: string;
  let other: string;
  const server = createServer(async (request, response) => {
    const file = { "/right/settlement.json": bundle, "/other/settlement.json": other }[request.url ?? ""];
    if (request.url === "/page/settlement.json") response.end("<html>welcome</html>");
    else if (file === undefined) response.writeHead(404).end();
    else response.end(await readFile(join(file, "settlement.json")));
  });
  let url: string;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const start = Number(jsonOf(await on.cli.read(["status", "--json"])).lastEndTime);
    const settle = settlerOf(on.devnet, on.cli, on.folder);
    bundle = await settle({ period: 1, start: `${start}`, end: `${start + DAY}` });
    other = await settle({ period: 1, start: `${start}`, end: `${start + DAY}`, name: "other", times: 2n });
  });
  after(() => void server.close());

  const submit = (uri: string, ...more: string[]) =>
    on.cli.as("operator", ["submit", "--bundle", bundle, "--least-coverage", "0", "--data-uri", uri, ...more]);

  it("is no address where something else is served: nothing is sent", async () => {
    for (const place of ["other", "page/"]) {
      const run = await submit(`${url}/${place}`, "--json");
      expect([run.code, jsonOf(run).sent], run.stderr).to.deep.equal([1, false]);
    }
  });

  it("is warned of where nothing can be had, and taken: the messenger says nothing of the settlement", async () => {
    for (const uri of [`${url}/nothing`, "http://127.0.0.1:9/", "ipfs://bafy", "some words"]) {
      const run = await submit(uri, "--dry-run");
      expect([run.code, /warning: settlement.json could not be had/.test(run.stderr)], run.stderr).to.deep.equal([
        0,
        true,
      ]);
    }
    const unchecked = await submit(`${url}/other`, "--no-check-uri", "--dry-run");
    expect(unchecked.code, unchecked.stderr).to.equal(0);
  });

  it("stays what it was submitted with, and another one is a no", async () => {
    const done = await submit(`${url}/right/`);
    expect([done.code, done.stderr.includes("warning")], done.stderr).to.deep.equal([0, false]);
    expect((await submit(`${url}/right/`)).code).to.equal(0);
    const changed = await submit(`${url}/right`, "--json");
    expect([changed.code, jsonOf(changed).dataURI], changed.stderr).to.deep.equal([1, `${url}/right/`]);
    expect(said(changed)).to.include("cannot be changed");
  });
});
