// A stand-in for a block explorer with Etherscan's interface: it takes every source for right, and keeps what it was given.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What was to be published of a contract. */
export interface Published {
  readonly contractaddress: string;
  readonly contractname: string;
  readonly compilerversion: string;
  readonly codeformat: string;
  /** The compiler's input, as JSON. */
  readonly sourceCode: string;
  /** In hexadecimal, without 0x. */
  readonly constructorArguments: string;
}

export interface Explorer {
  readonly url: string;
  readonly published: readonly Published[];
  /** The keys that it was asked with. */
  readonly keys: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Starts an explorer that has no source yet; it must be closed. */
export async function startExplorer(): Promise<Explorer> {
  const published: Published[] = [];
  const keys = new Set<string>();
  const answers: Record<string, (form: URLSearchParams) => object> = {
    getsourcecode: () => ({ status: "1", message: "OK", result: [{ SourceCode: "" }] }),
    verifysourcecode(form) {
      published.push(Object.fromEntries(form) as unknown as Published);
      return { status: "1", message: "OK", result: `guid-${published.length}` };
    },
    checkverifystatus: () => ({ status: "1", message: "OK", result: "Pass - Verified" }),
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const text of request.setEncoding("utf8")) body += text;
    const query = new URL(request.url ?? "", "http://explorer").searchParams;
    keys.add(query.get("apikey") ?? "");
    const answer = answers[query.get("action") ?? ""];
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer?.(new URLSearchParams(body)) ?? { status: "0", result: "unknown" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    published,
    keys,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
