import { expect } from "chai";
import { eventOf, type FundEvent, submissionsOf } from "zke-insurance-fund/chain";
import { FUND, submitted } from "../../scripts/support/fake-events.ts";
import { settlementsCsv, settlementsJson } from "../../web/src/settlements-export.ts";
import { fakeChain } from "./fake-chain.ts";

describe("the settlements as a file", () => {
  const chain = fakeChain();
  const time = chain.timeOf(chain.head() + 1);
  chain.mine(submitted(1n, 1n, time, { loss: 1_234_567n, dataURI: '=HYPERLINK("https://evil.example")' }));
  const made = async () => {
    const logs = await chain.reader.getLogs({ address: FUND, topics: [], fromBlock: 0, toBlock: chain.head() });
    return [...submissionsOf(logs.map(eventOf).filter((event): event is FundEvent => event !== undefined)).values()];
  };

  it("are a table of amounts in tokens and times of UTC, with nothing that somebody else wrote", async () => {
    const [header = "", row = "", ...rest] = settlementsCsv(await made(), { decimals: 6 }).split("\r\n");
    expect(rest).to.deep.equal([""]);
    const cells = Object.fromEntries(header.split(",").map((name, at) => [name, row.split(",")[at]]));
    expect(cells).to.include({
      period: "1",
      submission: "1",
      status: "pending",
      startTime: "1970-01-01T00:01:40Z",
      loss: "1.234567",
      coverage: "0.246913",
      headCount: "3",
      endedIn: "",
    });
    expect(row).not.to.include("HYPERLINK");
  });

  it("are JSON of base units, with every integer as text", async () => {
    const text = settlementsJson(await made(), { chainId: 1n, fund: FUND, decimals: 6, block: 9n });
    const { settlements, ...head } = JSON.parse(text);
    expect(head).to.deep.equal({ format: "zke-settlements-v1", chainId: "1", fund: FUND, decimals: "6", block: "9" });
    expect(settlements[0]).to.include({ loss: "1234567", endTime: "200", status: "pending", endedIn: null });
    JSON.parse(text, (name, value) => expect(value, name).not.to.be.a("number") && value);
  });
});
