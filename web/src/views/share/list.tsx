import { createMemo, For, Show } from "solid-js";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { InDecimals } from "../../parts/in-decimals.tsx";
import { Foreign } from "../../parts/line.tsx";
import { Sign, type SignName } from "../../parts/sign.tsx";
import type { Verdict } from "../../share/check.ts";
import type { Checked, CheckedStatement } from "./checked.ts";

type Badge = Verdict | "below" | "voidable" | "unreadable" | "asking";

/** How each verdict looks. */
export const LOOKS: Record<Badge, readonly [tone: string, sign: SignName]> = {
  final: ["good", "right"],
  pending: ["warn", "waiting"],
  below: ["good", "right"],
  wrongList: ["bad", "wrong"],
  voidable: ["bad", "wrong"],
  wrongCharge: ["bad", "wrong"],
  wrong: ["bad", "wrong"],
  voided: ["warn", "cancelled"],
  foreign: ["bad", "wrong"],
  unnamed: ["warn", "warning"],
  unconfirmed: ["wait", "unknown"],
  asking: ["wait", "unknown"],
  unreadable: ["warn", "warning"],
};

/** The verdict in two words. */
export function badgeOf(one: Checked): Badge {
  if (one.statement === undefined) return "unreadable";
  const verdict = one.verdict();
  if (one.isAsking() && verdict === "unconfirmed") return "asking";
  if (verdict === "wrongList" && one.chain().value?.status === "pending") return "voidable";
  const isBelow = one.statement.index >= one.statement.settlement.headCount;
  return (verdict === "final" || verdict === "pending") && isBelow ? "below" : verdict;
}

/** All statements, each with its verdict; a click shows one. */
export function StatementList(props: {
  checked: readonly Checked[];
  chosen: number | undefined;
  choose: (id: number) => void;
}) {
  const { t } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  return (
    <ul class="statements">
      <For each={props.checked}>
        {(one) => (
          <li class={LOOKS[badgeOf(one)][0]}>
            <button
              type="button"
              class="plain"
              aria-current={one.given.id === props.chosen ? "true" : undefined}
              onClick={() => props.choose(one.given.id)}
            >
              <Show
                when={one.statement}
                fallback={<Foreign text={words().place(one.given.name, String(one.given.line))} />}
              >
                {(statement) => (
                  <>
                    <span>
                      {t().settlements.period(String(statement().settlement.period))}{" "}
                      <span class="quiet">
                        <Foreign text={statement().position} />
                      </span>
                    </span>
                    <span class="number" classList={{ void: badgeOf(one) === "voided" }}>
                      <InDecimals decimals={statement().decimals}>
                        <Plain units={statement().share} />
                      </InDecimals>
                    </span>
                  </>
                )}
              </Show>
              <span class="badge">
                <Sign is={LOOKS[badgeOf(one)][1]} />
                {words().badges[badgeOf(one)]}
              </span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}

function Plain(props: { units: bigint }) {
  const { formats } = usePage();
  return <>{formats().rounded(props.units)}</>;
}

type SumName = "right" | "disputed" | "back" | "open";
const SUM_OF: Partial<Record<Verdict, SumName>> = {
  final: "right",
  pending: "right",
  wrongList: "disputed",
  wrongCharge: "disputed",
  wrong: "disputed",
  voided: "back",
  unconfirmed: "open",
};

/** What all statements come to, of the fund that is looked at. */
export function Sums(props: { checked: readonly Checked[] }) {
  const { live } = usePage();
  const checks = useChecks();
  const words = () => checks().share.sums;
  const own = createMemo(() =>
    props.checked.filter(
      (one): one is CheckedStatement => one.statement !== undefined && SUM_OF[one.verdict()] !== undefined,
    ),
  );
  const decimals = () => live().token?.decimals ?? own()[0]?.statement.decimals ?? 6;
  const counted = () => own().filter(({ statement }) => statement.decimals === decimals());
  const sum = (...names: readonly SumName[]) =>
    counted()
      .filter((one) => names.includes(SUM_OF[one.verdict()] as SumName))
      .reduce((total, { statement }) => total + statement.share, 0n);
  const isLeftOut = () => props.checked.filter(({ statement }) => statement !== undefined).length > counted().length;
  const row = (sign: string, name: SumName | "charged", units: bigint, note?: string) => (
    <tr classList={{ total: name === "charged" }}>
      <td class="sign-of">{sign}</td>
      <th scope="row">
        {words()[name]}
        <Show when={note}>
          <span class="note">{note}</span>
        </Show>
      </th>
      <td class="number">
        <Rounded units={units} unit={name === "charged"} />
      </td>
    </tr>
  );
  return (
    <InDecimals decimals={decimals()}>
      <table class="sum">
        <tbody>
          {row("", "right", sum("right"))}
          {row("+", "disputed", sum("disputed"))}
          <Show when={sum("open") > 0n}>{row("+", "open", sum("open"))}</Show>
          {row("=", "charged", sum("right", "disputed", "open"))}
          <Show when={sum("back") > 0n}>{row("", "back", sum("back"), words().backNote)}</Show>
        </tbody>
      </table>
      <Show when={isLeftOut()}>
        <p class="note">{words().otherUnits}</p>
      </Show>
    </InDecimals>
  );
}
