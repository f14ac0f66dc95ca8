// The SDK's judge and the contract's name the same fault, or none, for any leaves; and what an honest settlement is turned into by
// any of the lies below is refused by submit, or found by the SDK and voided by the contract.
import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";
import {
  DEFAULT_RULE,
  FAULTS,
  type FoundFault,
  faultOfLiquidation,
  faultOfLiquidationPair,
  faultOfPosition,
  faultOfPositionPair,
  findFault,
  type Hex,
  type Liquidation,
  liquidationAt,
  liquidationLeafHash,
  type Position,
  positionAt,
  positionLeafHash,
  proofOf,
  rootOf,
  type Settlement,
  settle,
  treeOf,
  ZERO_HASH,
} from "zke-insurance-fund";
import { columnsOf, SEED } from "../sdk/support/arbitraries.ts";
import { TRIED } from "../sdk/support/tried.ts";
import { deployBareFund, LOOSE } from "../support/bare-fund.ts";

const { ethers, networkHelpers } = await network.create();
const { takeSnapshot } = networkHelpers;
const OPENING = 1_760_129_700n;
const END = OPENING + 60n;
const { fund, deployer } = await deployBareFund(ethers, DEFAULT_RULE, OPENING);
await fund.donate(10n ** 20n);

interface Lists {
  readonly settlement: Settlement;
  readonly positions: readonly Position[];
  readonly liquidations: readonly Liquidation[];
}

const leavesOf = (hashes: readonly Hex[]) => ethers.getBytes(ethers.concat(hashes));
const positionHashes = (list: readonly Position[]) => leavesOf(list.map(positionLeafHash));
const liquidationHashes = (list: readonly Liquidation[]) => leavesOf(list.map(liquidationLeafHash));

/** The header with the roots of the lists as they are, right or wrong. */
function commit({ settlement, positions, liquidations }: Lists): Lists {
  const positionsRoot = positions.length > 0 ? rootOf(positionHashes(positions)) : ZERO_HASH;
  const liquidationsRoot = liquidations.length > 0 ? rootOf(liquidationHashes(liquidations)) : ZERO_HASH;
  return { settlement: { ...settlement, positionsRoot, liquidationsRoot }, positions, liquidations };
}

/** Sends a challenge and returns the fault that the contract named, or undefined if it found none. */
async function challenge({ settlement, positions, liquidations }: Lists, found: Pick<FoundFault, "tree" | "leaves">) {
  const hashes = found.tree === "positions" ? positionHashes(positions) : liquidationHashes(liquidations);
  const count = hashes.length / 32;
  const tree = treeOf(hashes);
  const shown = found.leaves.map((leaf) => ({ leaf, proof: proofOf(tree, count, Number(leaf.index)) }));
  const [a, b = a] = shown as [(typeof shown)[0], (typeof shown)[0]?];
  const snapshot = await takeSnapshot();
  try {
    const pair = shown.length === 2;
    const sent =
      found.tree === "positions"
        ? pair
          ? fund.challengePositionPair(settlement, a.leaf as Position, a.proof, b.leaf as Position, b.proof)
          : fund.challengePosition(settlement, a.leaf as Position, a.proof)
        : pair
          ? fund.challengeLiquidationPair(settlement, a.leaf as Liquidation, a.proof, b.leaf as Liquidation, b.proof)
          : fund.challengeLiquidation(settlement, a.leaf as Liquidation, a.proof);
    const receipt = await (await sent).wait();
    const [voided] = receipt?.logs.map((log) => fund.interface.parseLog(log)) ?? [];
    return FAULTS[Number(voided?.args.fault)];
  } catch (error) {
    if (String(error).includes("NoFault")) return undefined;
    throw error;
  } finally {
    await snapshot.restore();
  }
}

/** Submits, and returns whether the contract accepted; runs `then` while it is pending. */
async function whilePending({ settlement }: Lists, then: () => Promise<void>): Promise<boolean> {
  const snapshot = await takeSnapshot();
  try {
    try {
      await fund.submit(settlement, 0, "");
    } catch (error) {
      if (/Inconsistent|NothingToShare|PeriodGap|PeriodEnd|PeriodNotOpen|ListTooLong|out-of-bounds/.test(String(error)))
        return false;
      throw error;
    }
    await then();
    return true;
  } finally {
    await snapshot.restore();
  }
}

const HUGE = fc.constantFrom(0n, 1n, 2n ** 64n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 255n, 2n ** 256n - 1n);
const small = fc.bigInt({ min: 0n, max: 12n });
const figure = fc.oneof({ weight: 5, arbitrary: small }, { weight: 1, arbitrary: HUGE });
const keys = fc.integer({ min: 1, max: 3 }).map((key) => ethers.toBeHex(key, 32) as Hex);
const MARKET = ethers.encodeBytes32String("BTCUSDT") as Hex;
/** Times at both borders of the period. */
const INSIDE = [OPENING, OPENING + 1n, END - 1n];
const outside = fc.oneof(fc.constantFrom(OPENING - 1n, END, OPENING + 2n ** 64n), HUGE);
const headerFigure = fc.bigInt({ min: 1n, max: 30n });

describe("the judges agree", () => {
  it("on any positions, alone and in pairs", async () => {
    const rows = fc.array(fc.record({ key: keys, profit: figure, cumulativeProfit: figure }), {
      minLength: 1,
      maxLength: 4,
    });
    const totals = fc.record({ totalProfit: headerFigure, headCount: headerFigure, headProfit: headerFigure });
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(rows, totals, async (rows, { totalProfit, headCount, headProfit }) => {
        const positions = rows.map((row, index) => ({ ...row, index: BigInt(index) }));
        const n = BigInt(rows.length);
        const all = headCount >= n;
        const liquidations = [loser(1_000n)];
        const header = {
          ...headerOf(liquidations, 1_000n),
          positionCount: n,
          totalProfit,
          headCount: all ? n : headCount,
          headProfit: all ? totalProfit : headProfit,
        };
        const lists = commit({ settlement: header, positions, liquidations });
        await whilePending(lists, async () => {
          for (const a of positions) {
            const alone = faultOfPosition(a, lists.settlement, DEFAULT_RULE);
            expect(await challenge(lists, { tree: "positions", leaves: [a] })).to.equal(alone);
            for (const b of positions) {
              const together = faultOfPositionPair(a, b, lists.settlement, DEFAULT_RULE);
              expect(await challenge(lists, { tree: "positions", leaves: [a, b] })).to.equal(together);
              judged++;
            }
          }
        });
      }),
      { seed: SEED, numRuns: 150 },
    );
    expect(judged).to.be.greaterThan(100);
  });

  it("on any liquidations, alone and in pairs", async () => {
    const side = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0n, 1n) }, { weight: 1, arbitrary: figure });
    const row = fc.record({
      key: keys,
      market: fc.constant(MARKET),
      side,
      quantity: fc.oneof({ weight: 8, arbitrary: fc.constant(1n) }, { weight: 1, arbitrary: figure }),
      time: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...INSIDE) }, { weight: 1, arbitrary: outside }),
      takeoverValue: figure,
      closeValue: figure,
      cumulativeProfit: figure,
      cumulativeLoss: figure,
    });
    const totals = fc.record({ profit: small, loss: small });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), totals, async (rows, { profit, loss }) => {
        const liquidations = rows.map((row, index) => ({ ...row, index: BigInt(index) }));
        const header = { ...headerOf(liquidations, loss), profit };
        const lists = commit({ settlement: header, positions: [], liquidations });
        const accepted = await whilePending(lists, async () => {
          for (const a of liquidations) {
            const alone = faultOfLiquidation(a, lists.settlement);
            expect(await challenge(lists, { tree: "liquidations", leaves: [a] })).to.equal(alone);
            for (const b of liquidations) {
              const together = faultOfLiquidationPair(a, b, lists.settlement);
              expect(await challenge(lists, { tree: "liquidations", leaves: [a, b] })).to.equal(together);
            }
          }
        });
        expect(accepted).to.equal(true);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

const RUNS = 25;

describe("every lie is refused or voided", () => {
  it("in as many kinds as docs/testing.md says", () => {
    expect(TRIED).to.include(`${Object.keys(lies()).length} kinds, ${RUNS} settlements each`);
  });
  for (const [name, lie] of Object.entries(lies())) {
    it(name, async () => {
      const profits = fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 2, maxLength: 9 });
      let [refused, voided] = [0, 0];
      await fc.assert(
        fc.asyncProperty(profits, fc.nat(1_000), async (profits, choice) => {
          const lists = honest(profits);
          const lied = lie(lists, choice);
          if (lied === undefined) return;
          const found = () => findFault(lied, lied.settlement, DEFAULT_RULE);
          const accepted = await whilePending(lied, async () => {
            const fault = found();
            if (fault === undefined) expect.fail("the contract accepted the lie, and no leaf shows it");
            expect(await challenge(lied, fault)).to.equal(fault.fault);
          });
          if (accepted) voided++;
          else refused++;
        }),
        { seed: SEED, numRuns: RUNS },
      );
      expect(refused + voided, "the lie was told").to.be.greaterThan(0);
    });
  }
});

describe("what no leaf shows, silence does", () => {
  it("a count that the tree does not have: the first leaf cannot be shown at its index", async () => {
    const lists = honest([50n, 4n, 3n, 2n, 2n, 1n, 1n, 1n]);
    const { positionCount } = lists.settlement;
    const lied = { ...lists, settlement: { ...lists.settlement, positionCount: positionCount + 1n } };
    const accepted = await whilePending(lied, async () => {
      await fund.demand(lied.settlement, 1, 0n);
      const tree = treeOf(positionHashes(lists.positions));
      for (const leaf of lists.positions) {
        const shown = { ...leaf, index: 0n };
        const proof = proofOf(tree, lists.positions.length, Number(leaf.index));
        await expect(fund.revealPosition(lied.settlement, shown, proof)).to.be.revertedWithCustomError(
          fund,
          "NotInTree",
        );
      }
      const late = (await networkHelpers.time.latest()) + LOOSE.revealWindow + 1;
      await networkHelpers.time.setNextBlockTimestamp(late);
      await expect(fund.expire(lied.settlement, 1, 0n))
        .to.emit(fund, "SettlementVoided")
        .withArgs(
          1n,
          1n,
          deployer.address,
          FAULTS.indexOf("Silence"),
          14n,
          LOOSE.settlementBond / 2n,
          LOOSE.settlementBond / 2n,
          late,
        );
    });
    expect(accepted).to.equal(true);
  });
});

describe("no honest settlement is voided", () => {
  it("by any leaf or pair, with ties, one leaf, 2^k and 2^k + 1 leaves", async () => {
    for (const count of [1, 2, 3, 4, 5, 8, 9]) {
      for (const profitAt of [() => 7n, (i: number) => BigInt(1 + (i % 3)), (i: number) => 3n ** BigInt(i)]) {
        const lists = honest(Array.from({ length: count }, (_, i) => profitAt(i)));
        const accepted = await whilePending(lists, async () => {
          for (const a of lists.positions) {
            expect(await challenge(lists, { tree: "positions", leaves: [a] })).to.equal(undefined);
            for (const b of lists.positions) {
              expect(await challenge(lists, { tree: "positions", leaves: [a, b] })).to.equal(undefined);
            }
          }
          for (const a of lists.liquidations) {
            expect(await challenge(lists, { tree: "liquidations", leaves: [a] })).to.equal(undefined);
            for (const b of lists.liquidations) {
              expect(await challenge(lists, { tree: "liquidations", leaves: [a, b] })).to.equal(undefined);
            }
          }
        });
        expect(accepted).to.equal(true);
      }
    }
  });
});

function loser(loss: bigint): Liquidation {
  const values = { takeoverValue: loss, closeValue: 0n, cumulativeProfit: 0n, cumulativeLoss: loss };
  const figures = { side: 0n, quantity: 1n, time: OPENING, ...values };
  return { index: 0n, key: ethers.toBeHex(9, 32) as Hex, market: MARKET, ...figures };
}

function headerOf(liquidations: readonly Liquidation[], loss: bigint): Settlement {
  return {
    period: 1n,
    startTime: OPENING,
    endTime: END,
    profit: 0n,
    loss,
    liquidationCount: BigInt(liquidations.length),
    liquidationsRoot: ZERO_HASH,
    positionCount: 0n,
    positionsRoot: ZERO_HASH,
    totalProfit: 0n,
    headCount: 0n,
    headProfit: 0n,
  };
}

function honest(profits: readonly bigint[]): Lists {
  const values: [bigint, bigint][] = [
    [60n, 20n],
    [10n, 45n],
    [30n, 0n],
  ];
  const rows = values.map(([takeoverValue, closeValue], row) => ({
    key: ethers.toBeHex(row + 1, 32) as Hex,
    market: "BTCUSDT",
    side: "long" as const,
    quantity: BigInt(row + 1),
    ...{ takeoverValue, closeValue },
    time: [OPENING, END - 1n, OPENING + 30n][row] as bigint,
  }));
  const times = { period: 1n, startTime: OPENING, endTime: END };
  const settled = settle({ ...times, rule: DEFAULT_RULE, positions: columnsOf(profits), liquidations: rows });
  return {
    settlement: settled.settlement,
    positions: Array.from({ length: settled.positions.count }, (_, i) => positionAt(settled.positions, i)),
    liquidations: Array.from({ length: settled.liquidations.count }, (_, i) => liquidationAt(settled.liquidations, i)),
  };
}

const indexed = (list: readonly Liquidation[]) => list.map((leaf, i) => ({ ...leaf, index: BigInt(i) }));

function exchanged(list: readonly Liquidation[], at: number): Liquidation[] {
  const [a, b] = [list[at], list[at + 1]] as [Liquidation, Liquidation];
  return [...list.slice(0, at), b, a, ...list.slice(at + 2)];
}

type Lie = (lists: Lists, choice: number) => Lists | undefined;

/** What can be wrong with a settlement; undefined where a lie cannot be told of this one. */
function lies(): Record<string, Lie> {
  const inPositions = (change: (list: Position[], i: number) => Position[] | undefined): Lie => {
    return (lists, choice) => {
      const positions = change([...lists.positions], choice % lists.positions.length);
      return positions && commit({ ...lists, positions: positions.map((leaf, i) => ({ ...leaf, index: BigInt(i) })) });
    };
  };
  const inLiquidations = (change: (leaf: Liquidation) => Partial<Liquidation>): Lie => {
    return (lists, choice) => {
      const at = choice % lists.liquidations.length;
      const liquidations = lists.liquidations.map((leaf, i) => (i === at ? { ...leaf, ...change(leaf) } : leaf));
      return commit({ ...lists, liquidations });
    };
  };
  const inHeader = (change: (s: Settlement) => Partial<Settlement>): Lie => {
    return (lists) => commit({ ...lists, settlement: { ...lists.settlement, ...change(lists.settlement) } });
  };
  const replaced = (change: (leaf: Position) => Partial<Position>) =>
    inPositions((list, i) => list.map((leaf, at) => (at === i ? { ...leaf, ...change(leaf) } : leaf)));
  const swapped = (distance: number) =>
    inPositions((list, i) => {
      const j = i + distance;
      const [a, b] = [list[i], list[j]];
      if (!a || !b) return undefined;
      return list.map((leaf, at) => (at === i ? b : at === j ? a : leaf));
    });
  /** Recomputes the running sums, so that only what was changed is wrong. */
  const resummed = (change: (list: Position[], i: number) => Position[] | undefined): Lie =>
    inPositions((list, i) => {
      let sum = 0n;
      return change(list, i)?.map((leaf) => {
        sum += leaf.profit;
        return { ...leaf, cumulativeProfit: sum };
      });
    });
  /** Another list of liquidations, with totals and running totals to match. */
  const relisted = (change: (list: readonly Liquidation[], i: number) => readonly Liquidation[] | undefined): Lie => {
    return (lists, choice) => {
      const list = change(lists.liquidations, choice % lists.liquidations.length);
      if (list === undefined) return undefined;
      let [profit, loss] = [0n, 0n];
      const liquidations = indexed(list).map((leaf) => {
        const result = leaf.closeValue - leaf.takeoverValue;
        if (result > 0n) profit += result;
        else loss -= result;
        return { ...leaf, cumulativeProfit: profit, cumulativeLoss: loss };
      });
      const liquidationCount = BigInt(liquidations.length);
      return commit({ ...lists, liquidations, settlement: { ...lists.settlement, liquidationCount, profit, loss } });
    };
  };
  const HOSTILE = 2n ** 256n - 1n;
  return {
    "two neighbours are swapped": swapped(1),
    "two far apart are swapped": swapped(3),
    "neighbours are swapped and summed up again": resummed((list, i) => {
      const [a, b] = [list[i], list[i + 1]];
      return a && b ? list.map((leaf, at) => (at === i ? b : at === i + 1 ? a : leaf)) : undefined;
    }),
    "a profit is one unit more": replaced(({ profit }) => ({ profit: profit + 1n })),
    "a profit is one unit less": replaced(({ profit }) => ({ profit: profit - 1n })),
    "a cumulative profit is one unit more": replaced(({ cumulativeProfit }) => ({
      cumulativeProfit: cumulativeProfit + 1n,
    })),
    "a cumulative profit is one unit less": replaced(({ cumulativeProfit }) => ({
      cumulativeProfit: cumulativeProfit - 1n,
    })),
    "a profit is zero": replaced(() => ({ profit: 0n })),
    "a profit is hostile": replaced(() => ({ profit: HOSTILE })),
    "a cumulative profit is hostile": replaced(() => ({ cumulativeProfit: HOSTILE })),
    "a neighbour's key is repeated": inPositions((list, i) => {
      const before = list[i - 1];
      return before && list.map((leaf, at) => (at === i ? { ...leaf, key: before.key } : leaf));
    }),
    "a key far apart is repeated": inPositions((list, i) => {
      const far = list.at(i > list.length / 2 ? 0 : -1);
      return far && far !== list[i] ? list.map((leaf, at) => (at === i ? { ...leaf, key: far.key } : leaf)) : undefined;
    }),
    "a unit moves to the next winner, with sums to match": resummed((list, i) => {
      const [a, b] = [list[i], list[i + 1]];
      if (!a || !b || a.profit - b.profit > 1n) return undefined;
      const moved = list.map((leaf) => ({ ...leaf }));
      moved[i] = { ...a, profit: a.profit - 1n };
      moved[i + 1] = { ...b, profit: b.profit + 1n };
      return moved;
    }),
    "two halves of the list are swapped": inPositions((list) => {
      const half = list.length >> 1;
      return half === list.length - half ? [...list.slice(half), ...list.slice(0, half)] : undefined;
    }),
    "the head is one longer": (lists) => {
      const k = Number(lists.settlement.headCount);
      const next = lists.positions[k];
      if (!next) return undefined;
      const settlement = { ...lists.settlement, headCount: BigInt(k + 1), headProfit: next.cumulativeProfit };
      return commit({ ...lists, settlement });
    },
    "the head is one shorter": (lists) => {
      const k = Number(lists.settlement.headCount);
      const last = lists.positions[k - 2];
      if (!last) return undefined;
      const settlement = { ...lists.settlement, headCount: BigInt(k - 1), headProfit: last.cumulativeProfit };
      return commit({ ...lists, settlement });
    },
    "the head's profit is one unit more": inHeader(({ headProfit }) => ({ headProfit: headProfit + 1n })),
    "the head's profit is one unit less": inHeader(({ headProfit }) => ({ headProfit: headProfit - 1n })),
    "the total profit is one unit more": inHeader(({ totalProfit }) => ({ totalProfit: totalProfit + 1n })),
    "the total profit is one unit less": inHeader(({ totalProfit }) => ({ totalProfit: totalProfit - 1n })),
    "the loss is one unit more": inHeader(({ loss }) => ({ loss: loss + 1n })),
    "the loss is one unit less": inHeader(({ loss }) => ({ loss: loss - 1n })),
    "the profit is one unit more": inHeader(({ profit }) => ({ profit: profit + 1n })),
    "the profit is one unit less": inHeader(({ profit }) => ({ profit: profit - 1n })),
    "a side is none": inLiquidations(() => ({ side: 2n })),
    "a side is the other one": inLiquidations(({ side }) => ({ side: 1n - side })),
    "a value is one unit more": inLiquidations(({ closeValue }) => ({ closeValue: closeValue + 1n })),
    "a value is hostile": inLiquidations(() => ({ takeoverValue: HOSTILE })),
    "a running profit is one unit more": inLiquidations((leaf) => ({ cumulativeProfit: leaf.cumulativeProfit + 1n })),
    "a running loss is one unit more": inLiquidations((leaf) => ({ cumulativeLoss: leaf.cumulativeLoss + 1n })),
    "a running loss is one unit less": inLiquidations((leaf) => ({ cumulativeLoss: leaf.cumulativeLoss - 1n })),
    "a running loss is hostile": inLiquidations(() => ({ cumulativeLoss: HOSTILE })),
    "a liquidation's key is repeated": (lists) => {
      const [first] = lists.liquidations;
      const liquidations = lists.liquidations.map((leaf, i) => (first && i === 2 ? { ...leaf, key: first.key } : leaf));
      return commit({ ...lists, liquidations });
    },
    "a liquidation stands twice, with sums to match": relisted((list, i) => {
      const leaf = list[i];
      return leaf && [...list.slice(0, i + 1), leaf, ...list.slice(i + 1)];
    }),
    "two liquidations are swapped": (lists, choice) => {
      const at = choice % (lists.liquidations.length - 1);
      return commit({ ...lists, liquidations: indexed(exchanged(lists.liquidations, at)) });
    },
    "two liquidations are swapped and summed up again": relisted((list, i) =>
      i + 1 < list.length ? exchanged(list, i) : undefined,
    ),
    "a quantity is zero": inLiquidations(() => ({ quantity: 0n })),
    "a quantity is hostile": inLiquidations(() => ({ quantity: 2n ** 128n })),
    "a time is the second before the period": inLiquidations(() => ({ time: OPENING - 1n })),
    "a time is the period's end": inLiquidations(() => ({ time: END })),
    "a time is hostile": inLiquidations(() => ({ time: 2n ** 64n + OPENING })),
    "the period ends with its last liquidation": inHeader(() => ({ endTime: END - 1n })),
  };
}
