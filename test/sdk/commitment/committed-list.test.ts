import { expect } from "chai";
import fc from "fast-check";
import { findFault, liquidationTree, positionTree, rootOf, type Settlement, toHex } from "zke-insurance-fund";
import {
  committedLiquidations,
  committedPositions,
  committedPositionsAsync,
} from "../../../sdk/src/commitment/committed-list.ts";
import { LIES, lyingPeriods } from "../faults/lies.ts";
import { fitColumns, liquidationColumns, type Period, periods, positionColumns } from "../faults/periods.ts";
import { check } from "../support/arbitraries.ts";
import { acceptsHeader } from "../support/faults.ts";

const rootOfTree = (tree: Uint8Array) => (tree.length === 0 ? rootOf(new Uint8Array()) : toHex(tree.subarray(0, 32)));

/** A period's lists, and a header that commits them as they stand, whatever they say. */
function committed({ positions, liquidations, settlement, rule }: Period) {
  const lists = { positions: positionColumns(positions), liquidations: liquidationColumns(liquidations) };
  const header: Settlement = {
    ...settlement,
    positionsRoot: rootOfTree(positionTree(lists.positions)),
    liquidationsRoot: rootOfTree(liquidationTree(lists.liquidations)),
  };
  return { ...lists, header, rule };
}

describe("the list that a header commits", () => {
  for (const [name, lie] of Object.entries(LIES)) {
    it(`is right exactly where the search finds no fault: ${name}`, () => {
      check(
        fc.property(lyingPeriods(lie), (period) => {
          fc.pre(fitColumns(period) && acceptsHeader(period.settlement, period.rule));
          const { positions, liquidations, header, rule } = committed(period);
          const ofPositions = committedPositions(positions, header, rule);
          const ofLiquidations = committedLiquidations(liquidations, header);
          expect(ofPositions.isRight).to.equal(findFault({ positions }, header, rule) === undefined);
          expect(ofLiquidations.isRight).to.equal(findFault({ liquidations }, header, rule) === undefined);
          for (const [{ list, tree }, root] of [
            [ofPositions, header.positionsRoot],
            [ofLiquidations, header.liquidationsRoot],
          ] as const) {
            expect(list).not.to.equal(undefined);
            expect(rootOfTree(tree)).to.equal(root);
          }
        }),
        60,
      );
    });
  }

  it("is not there in another order or with other sums, though the rule makes it of the rows", async () => {
    await fc.assert(
      fc.asyncProperty(periods(), async (period) => {
        fc.pre(period.positions.length > 1);
        const { positions, header, rule } = committed(period);
        const { profits: cumulative } = positions;
        for (const list of [positionColumns([...period.positions].reverse()), { ...positions, cumulative }]) {
          for (const { ruled, ...found } of [
            committedPositions(list, header, rule),
            await committedPositionsAsync(list, header, rule),
          ]) {
            expect(found).to.deep.include({ list: undefined, isRight: false });
            expect("result" in ruled && ruled.result.root).to.equal(header.positionsRoot);
            expect(rootOfTree(found.tree)).to.equal(rootOfTree(positionTree(list)));
          }
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it("is not there where the rows are others", () => {
    check(
      fc.property(periods(), (period) => {
        const { positions, liquidations, header, rule } = committed(period);
        const other = { ...header, positionsRoot: header.liquidationsRoot, liquidationsRoot: header.positionsRoot };
        const ofPositions = committedPositions(positions, other, rule);
        expect(ofPositions).to.deep.include({ list: undefined, isRight: false });
        expect(rootOfTree(ofPositions.tree)).to.equal(header.positionsRoot);
        expect(committedLiquidations(liquidations, other)).to.deep.include({ list: undefined, isRight: false });
      }),
      25,
    );
  });
});
