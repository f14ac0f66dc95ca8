import { SETTLEMENT_FIELDS, type Settlement } from "zke-insurance-fund";
import {
  type ChainPolicy,
  challengeCall,
  type Fund,
  type PeriodRecord,
  type ProvenFault,
} from "zke-insurance-fund/chain";

/** The call that has the contract void a settlement, and what it is worth. */
export interface Remedy {
  readonly record: PeriodRecord;
  readonly data: string;
  /** The function's name, as an explorer lists it. */
  readonly name: "challengePosition" | "challengePositionPair";
  /** Its arguments, as explorers take them: a line each. */
  readonly fields: string;
  /** Half of the smaller of the settlement's bond and the least that its policy asked for, in base units. */
  readonly reward: bigint;
  /** What it costs, as measured by the contract's own tests. */
  readonly gas: bigint;
}

// Measured with the snapshots of gas, and what a transaction and its data cost besides.
const GAS = { challengePosition: 121_000n, challengePositionPair: 145_000n } as const;

/**
 * Makes the call against a settlement.
 *
 * @param policy what it was submitted under; asked of the contract if it is not known
 * @throws {ChainError} if the chain is not reached
 */
export async function remedyFor(
  fund: Pick<Fund, "record" | "policyAt">,
  settlement: Settlement,
  proven: ProvenFault,
  policy: Pick<ChainPolicy, "settlementBond"> | undefined,
): Promise<Remedy> {
  const record = await fund.record(settlement.period);
  const { settlementBond } = policy ?? (await fund.policyAt(record.challengeEnd - record.challengeWindow));
  const name = proven.shown.length === 1 ? "challengePosition" : "challengePositionPair";
  return {
    record,
    data: challengeCall(settlement, proven),
    name,
    fields: fieldsOf(settlement, proven),
    reward: (record.bond < settlementBond ? record.bond : settlementBond) / 2n,
    gas: GAS[name],
  };
}

/** Tuples as lists, as the forms of explorers take them. */
function fieldsOf(settlement: Settlement, { shown }: ProvenFault): string {
  const tuple = (values: readonly unknown[]) => `[${values.map(String).join(",")}]`;
  const own = (value: object) => tuple(Object.values(value));
  const names =
    shown.length === 1
      ? [["leaf", "proof"]]
      : [
          ["a", "proofA"],
          ["b", "proofB"],
        ];
  return [
    `s: ${tuple(Object.keys(SETTLEMENT_FIELDS).map((field) => settlement[field as keyof Settlement]))}`,
    ...shown.flatMap(({ leaf, proof }, at) => [
      `${names[at]?.[0]}: ${own(leaf)}`,
      `${names[at]?.[1]}: ${tuple(proof)}`,
    ]),
  ].join("\n");
}

/** The command that does the same from the settlement's bundle. */
export function commandFor(rpc: string, fund: string, period: bigint): string {
  return `npm run -s fund -- challenge --rpc ${rpc} --fund ${fund} --bundle period-${period} --period ${period}`;
}
