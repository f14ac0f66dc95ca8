import { type Accessor, createMemo, createSignal, mapArray } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import type { Fund, ProvenFault } from "zke-insurance-fund/chain";
import { createLatest, type Latest } from "../../latest.ts";
import { usePage } from "../../page.tsx";
import { type ChainSteps, checkAlone, checkOnChain, type Step, type Verdict, verdictOf } from "../../share/check.ts";
import { faultsOf } from "../../share/faults.ts";
import { type Given, given } from "../../share/given.ts";

/** A statement, and all that is known of it so far. */
export interface CheckedStatement {
  readonly given: Given;
  readonly statement: Statement;
  readonly steps: Accessor<readonly Step[]>;
  readonly chain: Accessor<Latest<ChainSteps>>;
  readonly verdict: Accessor<Verdict>;
  readonly isAsking: Accessor<boolean>;
  /** A fault that its entry shows, alone or with another's. */
  readonly proven: Accessor<ProvenFault | undefined>;
  readonly opinion: Accessor<Step | undefined>;
  readonly takeOpinion: (step: Step) => void;
}

/** Something given that is no statement, or one with what is known of it. */
export type Checked = CheckedStatement | { readonly given: Given; readonly statement?: undefined };

/** Checks all that was given, and asks the chain once for each settlement. */
export function createChecked() {
  const { live, history } = usePage();
  const [attempt, setAttempt] = createSignal(0);
  // Whatever happens to the fund may have happened to a settlement.
  const source = createMemo(() => {
    const { fund } = live();
    return (
      fund && { fund, newest: history().newest, attempt: attempt(), asked: new Map<string, Promise<ChainSteps>>() }
    );
  });
  const all: Accessor<readonly Checked[]> = mapArray(given, (one): Checked => {
    const { statement } = one;
    if (statement === undefined) return { given: one };
    const own = checkAlone(statement);
    const [opinion, setOpinion] = createSignal<Step>();
    const chain = createLatest(source, ({ fund, asked }) => onceAsked(asked, fund, statement));
    const proven = () => faults().get(one.id);
    const steps = createMemo(() => [
      ...own,
      ...(chain().value?.steps ?? []),
      ...(opinion() ? [opinion() as Step] : []),
    ]);
    const alone = () => [...own, ...(opinion() ? [opinion() as Step] : [])];
    return {
      ...{ given: one, statement, steps, chain, proven, opinion, takeOpinion: setOpinion },
      // Not worked out at once: what faults are proven is known only when all are here.
      verdict: () => verdictOf(alone(), chain().value, proven()),
      isAsking: () => live().fund !== undefined && chain().value === undefined && chain().error === undefined,
    };
  });
  const faults = createMemo(() =>
    faultsOf(
      all().flatMap((one) => {
        const isCommitted =
          one.statement && one.steps().some(({ name, result }) => name === "place" && result === "right");
        return isCommitted ? [{ id: one.given.id, statement: one.statement }] : [];
      }),
    ),
  );
  return { all, askAgain: () => setAttempt(attempt() + 1) };
}

function onceAsked(asked: Map<string, Promise<ChainSteps>>, fund: Fund, statement: Statement): Promise<ChainSteps> {
  const { identity, decimals, settlement, policy } = statement;
  const name = JSON.stringify({ identity, decimals, settlement, policy }, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  const known = asked.get(name) ?? checkOnChain(statement, fund);
  asked.set(name, known);
  return known;
}
