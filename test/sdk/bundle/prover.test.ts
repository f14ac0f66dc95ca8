import { expect } from "chai";
import {
  type Bundle,
  checkStatement,
  createProver,
  proveStatement,
  type Statement,
  settleTables,
} from "zke-insurance-fund/bundle";
import { expectInputError } from "../support/errors.ts";
import { expectRefusal } from "../tables/tables.ts";
import { bundleOfTraders, tradersOf } from "./traders.ts";

const everyStatement = async (all: AsyncIterable<Statement>) => {
  const statements: Statement[] = [];
  for await (const statement of all) statements.push(statement);
  return statements;
};

/** The bundle without its tree, and with a tree that is not the list's. */
const withTree = (bundle: Bundle, tree?: Uint8Array): Bundle => {
  const { tree: _, ...positions } = bundle.positions;
  return { ...bundle, positions: { ...positions, ...(tree && { tree }) } };
};

describe("a prover in memory", () => {
  // Around the lengths where the list is one part, two parts, and where a level of the tree is full.
  for (const count of [0, 1, 2, 3, 17, 300, 2_047, 2_048, 2_049, 4_500, 9_001]) {
    it(`proves what proveStatement proves, one by one, by account and all at once: ${count} positions`, async () => {
      const bundle = await bundleOfTraders(count);
      const prover = createProver(bundle);
      const all = await everyStatement(prover.all());
      expect(all.length).to.equal(bundle.private!.statements.count);
      expect(all.map(({ index }) => Number(index))).to.deep.equal(all.map((_, at) => at));
      expect(all.every((statement) => checkStatement(statement).ok)).to.equal(true);
      const step = Math.max(1, Math.floor(all.length / 25));
      for (let at = 0; at < all.length; at += step) {
        const { account, position } = all[at]!;
        expect(proveStatement(bundle, account, position)).to.deep.equal(all[at]);
        expect(await prover.prove(account, position)).to.deep.equal(all[at]);
        expect(await prover.proveAccount(account)).to.deep.equal(all.filter((other) => other.account === account));
      }
    }).timeout(60_000);
  }

  it("proves positions beyond the head, and knows what is not there", async () => {
    const bundle = await bundleOfTraders(500);
    const prover = createProver(bundle);
    const { headCount, positionCount } = bundle.document.settlement;
    expect(headCount < positionCount).to.equal(true);
    let beyond = 0;
    for (const { account, position } of tradersOf(500)) {
      const statement = await prover.prove(account, position);
      expect(statement).to.deep.equal(proveStatement(bundle, account, position));
      if (statement !== undefined && statement.index >= headCount) beyond++;
    }
    expect(beyond).to.equal(Number(positionCount - headCount));
    expect(await prover.prove("nobody", "p")).to.equal(undefined);
    expect(await prover.proveAccount("nobody")).to.deep.equal([]);
  });

  it("gives a part of an account's statements, and where the next begins", async () => {
    const bundle = await bundleOfTraders(300, undefined, { coverBps: 2000, headBps: 10_000, basis: "head" });
    const prover = createProver(bundle);
    const whole = await prover.proveAccount("trader-1");
    expect(whole.length).to.be.greaterThan(4);
    const parts: Statement[] = [];
    for (let from = 0; ; ) {
      const part = await prover.proveAccount("trader-1", { from, most: 3 });
      if (part.length === 0) break;
      expect(part.length).to.be.at.most(3);
      parts.push(...part);
      from = Number(part.at(-1)!.index) + 1;
    }
    expect(parts).to.deep.equal(whole);
  });

  it("builds the tree where there is none, and believes none", async () => {
    const bundle = await bundleOfTraders(300);
    const [first] = await everyStatement(createProver(bundle).all());
    expect(await everyStatement(createProver(withTree(bundle)).all())).to.deep.include(first);
    const wrong = bundle.positions.tree!.slice();
    wrong[40] = wrong[40]! ^ 1;
    const prover = createProver(withTree(bundle, wrong));
    const proved = await prover.prove(first!.account, first!.position).catch(() => undefined);
    if (proved !== undefined) expect(checkStatement(proved).ok).to.equal(true);
    expectInputError(
      () =>
        createProver(
          withTree(
            bundle,
            wrong.map((byte) => byte ^ 255),
          ),
        ),
      /not the committed one/,
    );
  });

  it("refuses a bundle without its private part, another list, and names of other keys", async () => {
    const bundle = await bundleOfTraders(300);
    expectInputError(() => createProver({ ...bundle, private: undefined }), /no private part/);
    const { settlement } = bundle.document;
    const other = { ...settlement, positionsRoot: `0x${"12".repeat(32)}` as const };
    expectInputError(() => createProver({ ...bundle, document: { ...bundle.document, settlement: other } }), /verify/);
    const { statements } = bundle.private!;
    const swapped = { ...statements, rows: statements.rows.slice().reverse() };
    const mixed = createProver({ ...bundle, private: { ...bundle.private!, statements: swapped } });
    await expectRefusal(everyStatement(mixed.all()), /private\/statements.parquet:1: the ids are not those of the key/);
    await expectRefusal(mixed.proveAccount("trader-1"), /the ids are not those of the key/);
  });

  it("keeps ids of any kind as they are", async () => {
    const ids = ['q"uote', "back\\slash", "ünï", "tab\there", "\u202e", "\ufeffbom", "a b", "😀"];
    const bundle = await bundleOfTraders(ids.length, (row) => ({ account: ids[row]!, position: ids[row]! }), {
      coverBps: 2000,
      headBps: 10_000,
      basis: "head",
    });
    const prover = createProver(bundle);
    for (const id of ids) expect((await prover.proveAccount(id)).map(({ position }) => position)).to.deep.equal([id]);
    expect((await everyStatement(prover.all())).length).to.equal(ids.length);
  });

  it("serves a settlement of nothing", async () => {
    const bundle = settleTables({ ...(await bundleOfTraders.input(0)) });
    expect(await everyStatement(createProver(bundle).all())).to.deep.equal([]);
  });
});
