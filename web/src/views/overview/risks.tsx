import { For, Show } from "solid-js";
import type { ScheduledCall } from "zke-insurance-fund/chain";
import type { Governance } from "../../chain/governance.ts";
import { shortened } from "../../format.ts";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Foreign } from "../../parts/line.tsx";
import { Sign, type SignName } from "../../parts/sign.tsx";
import { hrefTo } from "../../router.ts";
import { type Risk, risksOf, type Soonest } from "../../rule/risks.ts";
import { figureText } from "../rule/policy-figure.ts";
import { nameOf } from "../rule/role-words.ts";
import { calledText, changesBy } from "../rule/scheduled.tsx";

/** Who can do what, how soon, and what was announced. */
export function RiskList(props: { governance: Governance }) {
  const { live, formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().risks;
  const isClosed = () => live().overview?.closed ?? false;
  const risks = () => risksOf(props.governance.roles, { now: props.governance.time, isClosed: isClosed() });
  return (
    <>
      <ul class="risks">
        <For each={risks()}>{(risk) => <Row risk={risk} governance={props.governance} />}</For>
        <For
          each={props.governance.roles.scheduled}
          fallback={
            <Line
              look={["good", "right"]}
              name={rule().roles.scheduled.title}
              level={words().nothing}
              note={rule().roles.scheduled.none}
            />
          }
        >
          {(call) => <Announced call={call} />}
        </For>
      </ul>
      <p class="small quiet">
        {words().asOf(formats().count(props.governance.roles.block))} <a href={hrefTo("rule")}>{words().all}</a> ·{" "}
        <a href={hrefTo("rule")}>{words().limits}</a>
      </p>
    </>
  );
}

function Row(props: { risk: Risk; governance: Governance }) {
  const { live, formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().risks;
  const level = () => {
    const { soonest } = props.risk;
    if (typeof soonest !== "bigint") return words()[soonest];
    return soonest === 0n ? words().atOnce : words().notice(formats().duration(soonest));
  };
  const who = () => {
    const { role } = props.risk;
    if (role === undefined) return words().noRole;
    const name = nameOf(role, rule().roles);
    return role.members.length === 0 ? name : words().holders(name, formats().count(role.members.length));
  };
  const pauses = () => {
    const { changes, time } = props.governance;
    if (changes === undefined) return words().pausesUnread;
    const spells = changes.flatMap((change) =>
      change.kind === "paused" ? [(change.until ?? time) - change.time] : [],
    );
    if (spells.length === 0) return words().neverPaused;
    const sum = spells.reduce((all, one) => all + one, 0n);
    return words().paused(formats().count(spells.length), formats().duration(sum));
  };
  return (
    <Show when={live().overview}>
      {(overview) => (
        <Line
          look={looksOf(props.risk.soonest)}
          name={words().names[props.risk.name]}
          level={level()}
          note={words().notes[props.risk.name]({
            who: who(),
            clearing: shortened(overview().clearing),
            window: formats().duration(overview().policy.challengeWindow),
            brake: formats().bps(overview().policy.maxCoverageBps),
            pauses: pauses(),
          })}
        />
      )}
    </Show>
  );
}

/** A line for each call that was announced, with what it changes of the rule. */
function Announced(props: { call: ScheduledCall }) {
  const { live, formats } = usePage();
  const rule = useRuleWords();
  const note = () =>
    changesBy(props.call, live().overview?.policy)
      ?.map(({ field, kind, value, next }) =>
        rule().roles.scheduled.change(
          rule().policy.figures[field],
          figureText(kind, value, rule(), formats()),
          figureText(kind, next, rule(), formats()),
        ),
      )
      .join("; ");
  return (
    <Line
      look={["warn", "waiting"]}
      name={`${rule().roles.scheduled.title}: ${calledText(props.call, rule())}`}
      level={rule().risks.from(formats().day(props.call.readyAt))}
      note={note() ?? ""}
    />
  );
}

function Line(props: { look: readonly [tone: string, sign: SignName]; name: string; level: string; note: string }) {
  return (
    <li class={props.look[0]}>
      <span>
        <Foreign text={props.name} />
      </span>
      <span class="lvl">
        <Sign is={props.look[1]} />
        {props.level}
      </span>
      <span class="who">{props.note}</span>
    </li>
  );
}

function looksOf(soonest: Soonest): readonly [tone: string, sign: SignName] {
  if (soonest === "untold") return ["wait", "unknown"];
  if (soonest === "nobody") return ["good", "right"];
  return soonest === 0n ? ["bad", "warning"] : ["warn", "waiting"];
}
