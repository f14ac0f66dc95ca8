// A process with a queue of credits, over a chain whose transactions are lines of a file: to be killed.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { refOf } from "zke-insurance-fund/chain";
import { creditQueue } from "zke-insurance-fund/node";
import { CreditChain } from "./fake-credits.ts";

const [inbox = "", calls = "", many = "0"] = process.argv.slice(2);
const chain = new CreditChain();
const mined = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n").filter(Boolean) : [];
for (const line of mined) {
  const { sequence, credits } = JSON.parse(line) as {
    sequence: string;
    credits: { amount: string; ref: `0x${string}` }[];
  };
  chain.credit(
    1n,
    BigInt(sequence),
    credits.map(({ amount, ref }) => ({ amount: BigInt(amount), ref })),
  );
}
const credit = chain.credit.bind(chain);
chain.credit = (period, sequence, credits) => {
  const log = credit(period, sequence, credits);
  const line = {
    sequence: String(sequence),
    credits: credits.map(({ amount, ref }) => ({ amount: String(amount), ref })),
  };
  appendFileSync(calls, `${JSON.stringify(line)}\n`);
  return log;
};
const queue = creditQueue(chain.fund(), chain.sender(), { inbox, every: 5, most: 40, perCall: 7 });
// Webhooks that come one by one, and are given again after each start.
const credits = Array.from({ length: Number(many) }, (_, i) => ({
  period: 1n,
  ref: refOf(`liq-${i}`),
  amount: BigInt(i + 1),
}));
const outcomes: Promise<unknown>[] = [];
for (const each of credits) {
  outcomes.push(queue.add(each));
  if (outcomes.length % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await Promise.all(outcomes);
await queue.close();
