// A registry that has what is installed here, and nothing else: `npm install` as a stranger does it, without a network.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface NpmRegistry {
  readonly url: string;
  /** The packages that it was asked for. */
  readonly asked: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Serves the packages of the repository's node_modules, each in all its installed versions. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const installed = Object.keys(lock.packages).filter((path) => existsSync(join(ROOT, path, "package.json")));
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url?.slice(1) ?? "");
    const [, folder] = /^tarballs\/(.+)\.tgz$/.exec(path) ?? [];
    if (folder !== undefined && installed.includes(folder)) return response.end(tarballOf(folder));
    const folders = installed.filter((place) => place.endsWith(`node_modules/${path}`));
    asked.add(path);
    if (folders.length === 0) return response.writeHead(404).end("{}");
    const versions = folders.map((place) => {
      const manifest = JSON.parse(readFileSync(join(ROOT, place, "package.json"), "utf8"));
      return [manifest.version, { ...manifest, dist: { tarball: `${url}tarballs/${place}.tgz` } }];
    });
    const latest = versions[0]?.[0];
    response.setHeader("content-type", "application/json");
    return response.end(
      JSON.stringify({ name: path, "dist-tags": { latest }, versions: Object.fromEntries(versions) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

function tarballOf(folder: string): Buffer {
  const args = ["-cz", "--exclude=./node_modules", "--transform=s,^[.],package,", "-C", join(ROOT, folder), "."];
  return execFileSync("tar", args, { maxBuffer: 1e8 });
}
