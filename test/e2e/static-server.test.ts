import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type StaticServer, serveSite } from "../../scripts/support/static-server.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

describe("the static server", () => {
  let folder: string;
  let server: StaticServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-static-"));
    const [page, bundles] = [join(folder, "page"), join(folder, "bundles")];
    await mkdir(join(page, "sub"), { recursive: true });
    await mkdir(join(bundles, "1", "private"), { recursive: true });
    await writeFile(join(folder, "outside.txt"), "not for the public");
    await writeFile(join(page, "index.html"), "<!doctype html>");
    await writeFile(join(page, "sub", "app.js"), LETTERS);
    await writeFile(join(page, "empty.json"), "");
    await writeFile(join(page, ".hidden"), "not for the public");
    await writeFile(join(bundles, "1", "positions.parquet"), LETTERS);
    await writeFile(join(bundles, "1", "private", "secret"), "not for the public");
    await symlink(join(folder, "outside.txt"), join(page, "link.txt"));
    await symlink(join(bundles, "1", "private"), join(bundles, "1", "public"));
    const folders = { "/": page, "/bundles/": bundles };
    server = await serveSite({ folders, files: { "/config.json": () => '{"rpc":"http://é"}' } }, 0);
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.origin + path, { headers });

  /** The path as it is given: fetch would tidy it up first. */
  const statusOf = (path: string, method = "GET") =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(server.origin);
      const sent = request({ hostname, port, path, method }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.once("error", reject).end();
    });

  it("serves files with their types and lengths, isolated from other pages", async () => {
    for (const [path, type, text] of [
      ["/", "text/html; charset=utf-8", "<!doctype html>"],
      ["/index.html?x=1", "text/html; charset=utf-8", "<!doctype html>"],
      ["/sub/app.js", "text/javascript; charset=utf-8", LETTERS],
      ["/bundles/1/positions.parquet", "application/octet-stream", LETTERS],
      ["/empty.json", "application/json; charset=utf-8", ""],
      ["/config.json", "application/json; charset=utf-8", '{"rpc":"http://é"}'],
    ] as const) {
      const response = await get(path);
      expect(response.status, path).to.equal(200);
      expect(response.headers.get("content-type"), path).to.equal(type);
      expect(response.headers.get("content-length"), path).to.equal(`${Buffer.byteLength(text)}`);
      expect(response.headers.get("cross-origin-opener-policy")).to.equal("same-origin");
      expect(response.headers.get("cross-origin-embedder-policy")).to.equal("require-corp");
      expect(await response.text(), path).to.equal(text);
    }
  });

  it("serves the range of bytes that is asked for", async () => {
    for (const [asked, status, said, text] of [
      ["bytes=0-2", 206, "bytes 0-2/26", "abc"],
      ["bytes=23-", 206, "bytes 23-25/26", "xyz"],
      ["bytes=-2", 206, "bytes 24-25/26", "yz"],
      ["bytes=20-99", 206, "bytes 20-25/26", "uvwxyz"],
      ["bytes=26-", 416, "bytes */26", ""],
      ["bytes=5-2", 416, "bytes */26", ""],
      ["bytes=0-1,4-5", 200, null, LETTERS],
      ["lines=1-2", 200, null, LETTERS],
    ] as const) {
      const response = await get("/bundles/1/positions.parquet", { range: asked });
      expect(response.status, asked).to.equal(status);
      expect(response.headers.get("content-range"), asked).to.equal(said);
      expect(await response.text(), asked).to.equal(text);
    }
  });

  it("leaves no folder, and shows no private or hidden file", async () => {
    for (const path of [
      "/../outside.txt",
      "/%2e%2e/outside.txt",
      "/..%2foutside.txt",
      "/..%5coutside.txt",
      "/sub/../../outside.txt",
      "/bundles/../../outside.txt",
      "//outside.txt",
      "/sub//app.js",
      "/link.txt",
      "/.hidden",
      "/bundles/1/private/secret",
      "/bundles/1/PRIVATE/secret",
      "/bundles/1/%70rivate/secret",
      "/bundles/1/public/secret",
      "/sub",
      "/bundles/",
      "/%",
      "/%00",
      "/nothing",
    ]) {
      expect(await statusOf(path), path).to.equal(404);
    }
  });

  it("only reads", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) expect(await statusOf("/", method)).to.equal(405);
    expect(await statusOf("/sub/app.js", "HEAD")).to.equal(200);
    expect(await statusOf("/sub/app.js", "OPTIONS")).to.equal(204);
  });

  it("says which port is taken", async () => {
    const port = Number(new URL(server.origin).port);
    const failure = await serveSite({ folders: {} }, port).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure).to.equal(`port ${port} is in use; choose another with --port (0: any free one)`);
  });
});
