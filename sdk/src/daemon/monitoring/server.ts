import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { jsonLine } from "./log.ts";
import { METRICS_TYPE, type Metrics } from "./metrics.ts";

/** Whether a process does its work, and what speaks for or against it. */
export interface Health {
  readonly ok: boolean;
  readonly [detail: string]: unknown;
}

/** Serves `/metrics`, `/livez`, and `/readyz`, which is also `/healthz`. */
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

/** What a process says of itself. */
export interface Probes {
  /** Whether it goes on at all; else it is to be started again. */
  live(): Health;
  /** Whether what it says is up to date. */
  ready(): Health;
}

/**
 * Serves a process's metrics, and whether it is alive and ready: 200 or 503.
 *
 * @throws {InputError} if the address cannot be listened at
 */
export async function serveSignals(
  { host, port }: ListenAddress,
  metrics: Metrics,
  probes: Probes,
): Promise<SignalServer> {
  const server = createServer((request, response) => {
    // Anyone may ask for anything: what is no address is not found.
    const pathname = URL.parse(request.url ?? "/", "http://localhost")?.pathname;
    if (request.method !== "GET" && request.method !== "HEAD") response.writeHead(405).end();
    else if (pathname === "/metrics") response.writeHead(200, { "content-type": METRICS_TYPE }).end(metrics.text());
    else if (pathname === "/livez") answer(response, probes.live());
    else if (pathname === "/readyz" || pathname === "/healthz") answer(response, probes.ready());
    else response.writeHead(404).end();
  });
  await listen(server, host, port);
  // A process that has nothing else to do ends.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, health: Health): void {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  response.writeHead(health.ok ? 200 : 503, headers).end(`${jsonLine(health)}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(refused(USAGE, "metricsUnserved", { place: `${host}:${port}`, said: code ?? "" })),
    );
    server.listen(port, host, resolve);
  });
}
