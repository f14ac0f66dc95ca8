import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError } from "../../errors.ts";
import { jsonLine } from "./log.ts";
import { METRICS_TYPE, type Metrics } from "./metrics.ts";

/** Whether a process does its work, and what speaks for or against it. */
export interface Health {
  readonly ok: boolean;
  readonly [detail: string]: unknown;
}

/** Serves `/metrics` and `/healthz`. */
export interface SignalServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * Serves a process's metrics, and whether it is healthy: 200 or 503.
 *
 * @throws {InputError} if the address cannot be listened at
 */
export async function serveSignals(
  { host, port }: ListenAddress,
  metrics: Metrics,
  health: () => Health,
): Promise<SignalServer> {
  const server = createServer((request, response) => {
    // Anyone may ask for anything: what is no address is not found.
    const pathname = URL.parse(request.url ?? "/", "http://localhost")?.pathname;
    if (request.method !== "GET" && request.method !== "HEAD") response.writeHead(405).end();
    else if (pathname === "/metrics") response.writeHead(200, { "content-type": METRICS_TYPE }).end(metrics.text());
    else if (pathname === "/healthz") {
      const state = health();
      response.writeHead(state.ok ? 200 : 503, { "content-type": "application/json" }).end(`${jsonLine(state)}\n`);
    } else response.writeHead(404).end();
  });
  await listen(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(new InputError(`metrics cannot be served at ${host}:${port} (${code}); choose another port`)),
    );
    server.listen(port, host, resolve);
  });
}
