import { expect } from "chai";
import {
  checksumAddress,
  DEFAULT_RULE,
  type Hex,
  keyOf,
  positionId,
  positionLeafHash,
  textOf,
} from "zke-insurance-fund";
import {
  type Bundle,
  checkStatement,
  parseStatement,
  proveStatement,
  type Statement,
  shareOfPosition,
  statementToJson,
  verifyBundle,
} from "zke-insurance-fund/bundle";
import { expectInputError } from "../support/errors.ts";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase } from "../tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;
const bundle = await bundleOfCase(someCase);

const statementOf = (index: number): Statement => {
  const { account, position } = someCase.rows[index]!;
  return proveStatement(bundle, account, position)!;
};

const throughJson = (statement: Statement) => parseStatement(JSON.stringify(statementToJson(statement)));

describe("a statement", () => {
  for (const vector of vectors) {
    it(`is the vector's for every position of: ${vector.name}`, async () => {
      const own = await bundleOfCase(vector);
      for (const [index, row] of vector.rows.entries()) {
        const statement = proveStatement(own, row.account, row.position)!;
        const { account, position, salt, key } = statement;
        expect({ account, position, salt, key }).to.deep.include({
          account: row.account,
          position: row.position,
          salt: row.salt,
          key: row.key,
        });
        expect(String(statement.index)).to.equal(String(index));
        expect([statement.profit, statement.cumulativeProfit, statement.share].map(String)).to.deep.equal([
          row.profit,
          row.cumulativeProfit,
          row.share,
        ]);
        if (vector.proofs[index]) expect(statement.proof).to.deep.equal(vector.proofs[index]);
        expect(throughJson(statement)).to.deep.equal(statement);
        expect(checkStatement(statement)).to.deep.equal({ ok: true, problems: [] });
      }
    });
  }

  it("has the fields of its format, integers as decimal strings", () => {
    const json = statementToJson(statementOf(1));
    expect(Object.keys(json)).to.deep.equal([
      "format",
      "type",
      "chainId",
      "fund",
      "decimals",
      "period",
      "account",
      "position",
      "salt",
      "index",
      "key",
      "profit",
      "cumulativeProfit",
      "share",
      "proof",
      "settlement",
      "policy",
    ]);
    expect(json).to.deep.include({ format: "zke-statement-v2", type: "Apportionment", period: "1", index: "1" });
    expect(json).to.include({ chainId: someCase.chainId, fund: checksumAddress(someCase.fund), decimals: 6 });
    expect(json.settlement).to.deep.equal(someCase.settlement);
    expect(json.policy).to.deep.equal(someCase.policy);
  });

  it("names the bundle's fund and decimals, or none", () => {
    const { identity, decimals } = statementOf(1);
    expect({ identity, decimals }).to.deep.equal({
      identity: { chainId: BigInt(someCase.chainId), fund: checksumAddress(someCase.fund) },
      decimals: 6,
    });
    const { account, position } = someCase.rows[1]!;
    const document = { ...bundle.document, identity: undefined, decimals: 18 };
    const statement = proveStatement({ ...bundle, document }, account, position)!;
    expect(statementToJson(statement)).to.include({ chainId: null, fund: null, decimals: 18 });
    expect(throughJson(statement)).to.deep.equal(statement);
    expect(checkStatement(statement)).to.deep.equal({ ok: true, problems: [] });
  });

  it("has ids of any length", async () => {
    const position = "長".repeat(5_000);
    const positions = someCase.positions.map((row) => ({ ...row, position: position + row.position }));
    const own = await bundleOfCase({ ...someCase, positions });
    const { account } = someCase.rows[0]!;
    const found = positions
      .filter((row) => row.account === account)
      .map((row) => proveStatement(own, account, row.position));
    expect(found.some((statement) => statement && checkStatement(statement).ok)).to.equal(true);
    expect(verifyBundle(own).findings).to.deep.equal([]);
  });

  it("exists for no other position", () => {
    expect(proveStatement(bundle, "nobody", "BTCUSDT")).to.equal(undefined);
    expectInputError(() => proveStatement(bundle, "", "BTCUSDT"), /column "account": an id is empty/);
  });

  it("needs the secret, and positions that are the header's", () => {
    const { account, position } = someCase.rows[0]!;
    const { private: _, ...published } = bundle;
    expectInputError(() => proveStatement(published, account, position), /no private part/);
    const settlement = { ...bundle.document.settlement, positionsRoot: `0x${"ab".repeat(32)}` as Hex };
    const other: Bundle = { ...bundle, document: { ...bundle.document, settlement } };
    expectInputError(() => proveStatement(other, account, position), /positions are not those of its header/);
  });
});

describe("checkStatement, on a forged statement", () => {
  const head = statementOf(2);
  const tail = statementOf(10);
  const flip = (word: Hex): Hex => `0x${word.slice(2, -1)}${word.endsWith("0") ? "1" : "0"}`;
  const other = { account: "mallory", salt: `0x${"00".repeat(32)}` as Hex };
  const moved = { ...other, key: keyOf(other.salt, positionId(other.account, head.position)) };

  const forgeries: [name: string, statement: Statement, problem: RegExp][] = [
    [
      "another account",
      { ...head, account: `${head.account}x` },
      /^The key is not that of this account, position and salt/,
    ],
    ["another position", { ...head, position: "other" }, /^The key is not that of/],
    ["another salt", { ...head, salt: flip(head.salt) }, /^The key is not that of/],
    ["another key", { ...head, key: flip(head.key) }, /^The key is not that of/],
    [
      "another trader's ids, salt and key",
      { ...head, ...moved },
      /^The entry is not in the settlement's list at index 2/,
    ],
    ["another index", { ...head, index: 3n }, /^The entry is not in the settlement's list at index 3/],
    ["an index beyond the list", { ...head, index: 15n }, /^The index 15 is beyond the 15 positions/],
    ["an index beyond all lists", { ...head, index: 2n ** 64n - 1n }, /^The index 18446744073709551615 is beyond/],
    ["a smaller profit", { ...head, profit: head.profit - 1n }, /^The entry is not in/],
    ["a profit above the cumulative profit", { ...head, profit: 2n ** 256n - 1n }, /^The entry is not in/],
    ["another cumulative profit", { ...head, cumulativeProfit: head.cumulativeProfit + 1n }, /^The entry is not in/],
    [
      "a larger share",
      { ...head, share: head.share + 1n },
      /^The share is not the rule's: it is \d+, and should be \d+/,
    ],
    ["a share beyond the head", { ...tail, share: 1n }, /^The share is not the rule's: it is 1, and should be 0/],
    ["no proof", { ...head, proof: [] }, /^The entry is not in/],
    [
      "a proof with another hash",
      { ...head, proof: head.proof.map((hash, i) => (i === 1 ? flip(hash) : hash)) },
      /^The entry is not in/,
    ],
    ["a proof that is too short", { ...head, proof: head.proof.slice(0, -1) }, /^The entry is not in/],
    [
      "a proof of 10,000 hashes",
      { ...head, proof: Array.from({ length: 10_000 }, () => head.key) },
      /^The entry is not in/,
    ],
    [
      "another period",
      { ...head, period: 2n },
      /^The statement is for period 2, but its settlement is that of period 1/,
    ],
    ["a rule that charges more", { ...head, policy: { ...head.policy, coverBps: 0 } }, /^The share is not the rule's/],
    [
      "a rule with another head",
      { ...head, policy: { ...head.policy, headBps: 10_000 } },
      /^The head holds less than 10000 basis points/,
    ],
  ];
  for (const [name, statement, problem] of forgeries) {
    it(`refuses ${name}`, () => {
      const { ok, problems } = checkStatement(throughJson(statement));
      expect(ok).to.equal(false);
      expect(
        problems.some((found) => problem.test(textOf(found))),
        problems.map((found) => textOf(found)).join("\n"),
      ).to.equal(true);
    });
  }

  const header = head.settlement;
  const headers: [name: string, settlement: Partial<typeof header>, problem: RegExp][] = [
    ["period 0", { period: 0n }, /^The period is 0/],
    ["an end before the start", { endTime: header.startTime }, /^The period ends at/],
    ["another loss", { loss: header.loss * 2n }, /^The share is not the rule's/],
    [
      "a root without liquidations",
      { liquidationCount: 0n },
      /^A list of liquidations is empty exactly if its root is zero/,
    ],
    [
      "losses without liquidations",
      { liquidationCount: 0n, liquidationsRoot: `0x${"00".repeat(32)}` },
      /^There are profits or losses/,
    ],
    ["another number of positions", { positionCount: 12n }, /^The entry is not in/],
    ["no position", { positionCount: 0n }, /neither all zero nor all above zero/],
    ["another root", { positionsRoot: flip(header.positionsRoot) }, /^The entry is not in/],
    ["a head beyond the positions", { headCount: 16n }, /^The head has 16 positions, more than the 15/],
    [
      "a head's profit above all profit",
      { headProfit: header.totalProfit + 1n },
      /^The head's profit .* is above the total profit/,
    ],
    ["a head of too little profit", { totalProfit: header.totalProfit * 2n }, /^The head holds less than/],
    ["a head that is all, or not", { headCount: 15n }, /^The head is all positions exactly if/],
    ["nothing to share", { loss: 0n }, /^There is nothing to share, but positions are committed/],
  ];
  for (const [name, settlement, problem] of headers) {
    it(`refuses a header with ${name}`, () => {
      const { ok, problems } = checkStatement({ ...head, settlement: { ...header, ...settlement } });
      expect(ok).to.equal(false);
      expect(
        problems.some((found) => problem.test(textOf(found))),
        problems.map((found) => textOf(found)).join("\n"),
      ).to.equal(true);
    });
  }
});

describe("checkStatement, on a settlement that breaks the rule", () => {
  it("names the fault that the proven entry shows", () => {
    const [profit, cumulativeProfit] = [10n, 25n];
    const salt = `0x${"00".repeat(32)}` as Hex;
    const [account, position] = ["alice", "BTCUSDT"];
    const key = keyOf(salt, positionId(account, position));
    const header = { ...statementOf(0).settlement, loss: 10n, totalProfit: 25n, headProfit: 25n };
    const positionsRoot = positionLeafHash({ key, profit, cumulativeProfit });
    const settlement = { ...header, positionCount: 1n, headCount: 1n, positionsRoot };
    const leaf = { index: 0n, key, profit, cumulativeProfit };
    const share = shareOfPosition(leaf, settlement, DEFAULT_RULE);
    const entry = { decimals: 6, period: 1n, account, position, salt, ...leaf, share, proof: [] };
    const { problems } = checkStatement({ ...entry, settlement, policy: DEFAULT_RULE });
    expect(problems).to.deep.equal([{ code: "entryAtFault", args: { fault: "PositionFirst" } }]);
    expect(problems.map((problem) => textOf(problem))).to.deep.equal([
      "The settlement breaks the rule at this entry: The first position's cumulative profit is not its own profit.",
    ]);
  });
});

describe("parseStatement", () => {
  const right = statementToJson(statementOf(0)) as Record<string, unknown>;
  const refused = (change: object, reason: RegExp) =>
    expectInputError(() => parseStatement(JSON.stringify({ ...right, ...change }), "s.json"), reason);

  it("refuses what is not JSON", () => {
    for (const text of ["", "{", "[".repeat(1_000_000), '{"a":'.repeat(200_000), "\u0000", "NaN"]) {
      expectInputError(() => parseStatement(text, "s.json"), /^s\.json: not valid JSON/);
    }
  });

  it("refuses what is not an object", () => {
    for (const text of ["null", "[]", '"x"', "1", "true"]) {
      expectInputError(() => parseStatement(text, "s.json"), /^s\.json: the statement is not an object/);
    }
    expectInputError(() => parseStatement(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), /is not an object/);
  });

  it("refuses each missing field, and unknown ones", () => {
    for (const field of Object.keys(right)) refused({ [field]: undefined }, new RegExp(`has no field "${field}"`));
    refused({ note: "x" }, /the statement has an unknown field \(got "note"/);
    expectInputError(
      () => parseStatement(JSON.stringify(right).replace("{", '{"__proto__":{},'), "s.json"),
      /unknown field/,
    );
  });

  it("refuses other formats and types", () => {
    refused({ format: "zke-statement-v1" }, /unknown format \(got "zke-statement-v1", expected "zke-statement-v2"\)/);
    refused({ type: "Bonus" }, /unknown type \(got "Bonus", expected "Apportionment"\)/);
  });

  it("refuses values of the wrong kind in every field", () => {
    const values = [null, 1, 1.5, true, "", "x", "-1", "0x", "1e3", " 1", [], {}, [[]], "9".repeat(100_000)];
    for (const field of Object.keys(right)) {
      for (const value of values) {
        const isText = field === "account" || field === "position";
        if (isText && typeof value === "string" && value !== "") continue;
        if (field === "proof" && Array.isArray(value) && value.length === 0) continue;
        if (field === "decimals" && value === 1) continue;
        refused({ [field]: value }, /^s\.json: /);
      }
    }
  });

  it("refuses ids that cannot be", () => {
    refused({ account: "a\0b" }, /an id contains NUL/);
    refused({ position: "\ud800" }, /not well-formed/);
  });

  it("refuses what names no fund, and decimals that no asset has", () => {
    refused({ chainId: null }, /chainId is null, and the other is not/);
    refused({ fund: null }, /fund is null, and the other is not/);
    refused({ chainId: "0" }, /chainId and fund name no fund: a chain id is out of range/);
    refused({ fund: `0x${"00".repeat(20)}` }, /the fund's address is zero/);
    refused({ decimals: 19 }, /decimals are out of range/);
    refused({ decimals: -1 }, /decimals is not an integer/);
  });

  it("refuses numbers beyond their width, and hashes of another length", () => {
    refused({ index: String(2n ** 64n) }, /index is too large/);
    refused({ profit: String(2n ** 256n) }, /profit is too large/);
    refused({ proof: [`0x${"00".repeat(31)}`] }, /proof\[0\] is not 32 bytes/);
    refused({ proof: { length: 3 } }, /proof is not a list/);
  });

  it("reads a rule whose basis points are strings", () => {
    const policy = { coverBps: "2000", headBps: "9000", basis: "head" };
    expect(parseStatement(JSON.stringify({ ...right, policy })).policy).to.deep.equal({
      coverBps: 2000,
      headBps: 9000,
      basis: "head",
    });
  });
});
