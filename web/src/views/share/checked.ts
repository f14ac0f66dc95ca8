import { type Accessor, createEffect, createMemo, createSignal, mapArray, on } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import type { Fund, FundOverview, ProvenFault } from "zke-insurance-fund/chain";
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
  const { live } = usePage();
  const [attempt, setAttempt] = createSignal(0);
  const fund = createMemo(() => live().fund);
  const overview = createMemo(() => live().overview);
  // Whatever happens to the fund may have happened to a settlement.
  const source = createMemo(() => {
    const [asked, at] = [fund(), overview()];
    return asked && at && { fund: asked, at, attempt: attempt(), answers: new Map<string, Promise<ChainSteps>>() };
  });
  const alone = createMemo(
    mapArray(given, (one) => ({ one, own: one.statement === undefined ? [] : checkAlone(one.statement) })),
  );
  const faults = createMemo(() =>
    faultsOf(
      alone().flatMap(({ one: { id, statement }, own }) => {
        const isCommitted = own.some(({ name, result }) => name === "place" && result === "right");
        return statement !== undefined && isCommitted ? [{ id, statement }] : [];
      }),
    ),
  );
  const checkedOf = ({ one, own }: { one: Given; own: readonly Step[] }): Checked => {
    const { statement } = one;
    if (statement === undefined) return { given: one };
    const [opinion, setOpinion] = createSignal<Step>();
    createEffect(on(fund, () => setOpinion(undefined), { defer: true }));
    const chain = createLatest(source, (from) => onceAsked(from, statement));
    const proven = () => faults().get(one.id);
    const told = (): Step[] => [...own, ...(opinion() ? [opinion() as Step] : [])];
    return {
      ...{ given: one, statement, chain, proven, opinion, takeOpinion: setOpinion },
      steps: createMemo(() => [...own, ...(chain().value?.steps ?? []), ...told().slice(own.length)]),
      verdict: createMemo(() => verdictOf(told(), chain().value, proven())),
      isAsking: () => live().fund !== undefined && chain().value === undefined && chain().error === undefined,
    };
  };
  const all: Accessor<readonly Checked[]> = createMemo(mapArray(alone, checkedOf));
  return { all, askAgain: () => setAttempt(attempt() + 1) };
}

interface Source {
  readonly fund: Fund;
  readonly at: FundOverview;
  readonly answers: Map<string, Promise<ChainSteps>>;
}

function onceAsked({ fund, at, answers }: Source, statement: Statement): Promise<ChainSteps> {
  const { identity, decimals, settlement, policy } = statement;
  const name = JSON.stringify({ identity, decimals, settlement, policy }, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  const known = answers.get(name) ?? checkOnChain(statement, fund, at);
  answers.set(name, known);
  return known;
}
