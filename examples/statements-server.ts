// Hands out statements on Node's own HTTP server. Where a framework has Request and Response already (Hono, Workers, Deno, Bun),
// pass it the handler alone: `app.get("/statements/*", (context) => handle(context.req.raw))`.
//
//     node examples/statements-server.ts PORT BUNDLE...
//     curl -H "Authorization: Bearer alice's-token" http://127.0.0.1:PORT/statements/1
//
// TOKENS holds who may sign in, as JSON from tokens to accounts. It stands for what an exchange has: its sessions, its signed keys.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { openProver, statementsHandler } from "zke-insurance-fund/bundle";

const [port = "8080", ...folders] = process.argv.slice(2);
const accounts = new Map<string, string>(Object.entries(JSON.parse(process.env.TOKENS ?? "{}")));
const bundles = await Promise.all(folders.map((folder) => openProver(folder)));

const handle = statementsHandler({
  bundles,
  authorize: (request) => accounts.get(request.headers.get("Authorization")?.replace(/^Bearer /, "") ?? ""),
  onError: (error) => console.error(error),
});

const server = createServer((incoming, outgoing) => {
  serve(incoming, outgoing).catch((error) => {
    console.error(error);
    outgoing.destroy();
  });
});
server.listen(Number(port), "127.0.0.1", () => {
  const { port: open } = server.address() as { port: number };
  console.log(`http://127.0.0.1:${open}/statements/`);
});

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  // What a client says is its host is not asked: only path and query count.
  const url = URL.parse(`http://localhost${incoming.url}`);
  if (url === null) {
    outgoing.writeHead(400).end();
    return;
  }
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const response = await handle(new Request(url, { method: incoming.method ?? "GET", headers }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(incoming.method === "HEAD" ? undefined : await response.text());
}
