// What the exchange serves: statements to whoever is signed in, and the bundles to everybody.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BUNDLE_FILES, openProver, type Prover, statementsHandler } from "zke-insurance-fund/bundle";

const PUBLIC_FILES: readonly string[] = [
  BUNDLE_FILES.settlement,
  BUNDLE_FILES.positions,
  BUNDLE_FILES.liquidations,
  BUNDLE_FILES.tree,
  BUNDLE_FILES.index,
];
/** A bundle's folder; what is still being written has another name. */
const BUNDLE_NAME = /^period-[1-9][0-9]*$/;

/**
 * Makes the server; it is still to listen.
 *
 * @param bundles the folder of the periods' bundles
 * @param accountOf whose token it is
 */
export function createBackendServer(
  bundles: string,
  accountOf: (token: string | undefined) => Promise<string | undefined>,
): Server {
  const opened = new Map<bigint, { readonly version: string; readonly prover: Promise<Prover> }>();
  const proversOf = async (period: bigint): Promise<Prover[]> => {
    const bundle = join(bundles, `period-${period}`);
    const version = await versionOf(bundle);
    if (version === undefined) return [];
    const known = opened.get(period);
    if (known?.version === version) return [await known.prover];
    // A new period, or one whose settlement was voided and made anew: nothing of the bundle before is handed out.
    const prover = openProver(bundle);
    opened.set(period, { version, prover });
    // What could not be read now may be read the next time.
    prover.catch(() => opened.get(period)?.prover === prover && opened.delete(period));
    return [await prover];
  };
  const statements = statementsHandler({
    bundles: proversOf,
    authorize: (request) => accountOf(request.headers.get("Authorization")?.match(/^Bearer (.+)$/)?.[1]),
    onError: (error) => console.error(error),
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = URL.canParse(`http://localhost${incoming.url}`)
      ? new URL(`http://localhost${incoming.url}`)
      : undefined;
    const [, folder, name, file = "", ...more] = url?.pathname.split("/") ?? [];
    if (url !== undefined && folder === "statements") {
      const { method = "GET", headers } = incoming;
      const sent = new Headers(headers.authorization === undefined ? {} : { Authorization: headers.authorization });
      const response = await statements(new Request(url, { method, headers: sent }));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
      return;
    }
    const isPublic = folder === "bundles" && BUNDLE_NAME.test(name ?? "") && PUBLIC_FILES.includes(file);
    const path = join(bundles, name ?? "", file);
    const found = isPublic && more.length === 0 ? await stat(path).catch(() => undefined) : undefined;
    if (found === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    outgoing.writeHead(200, { "Content-Length": found.size, "Access-Control-Allow-Origin": "*" });
    await pipeline(createReadStream(path), outgoing);
  }

  return createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error) => {
      console.error(error);
      outgoing.destroy();
    });
  });
}

/** What tells a bundle from another that takes its place; undefined if there is none. */
async function versionOf(bundle: string): Promise<string | undefined> {
  try {
    const { ino, ctimeMs } = await stat(join(bundle, BUNDLE_FILES.settlement));
    return `${ino} ${ctimeMs}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
