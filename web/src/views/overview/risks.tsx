import { For, Show } from "solid-js";
import type { Governance } from "../../chain/governance.ts";
import { shortened } from "../../format.ts";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Sign, type SignName } from "../../parts/sign.tsx";
import { hrefTo } from "../../router.ts";
import { type Risk, risksOf, type Soonest } from "../../rule/risks.ts";
import { nameOf } from "../rule/role-words.ts";
import { Scheduled } from "../rule/scheduled.tsx";
import "../../styles/rule.css";

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
      </ul>
      <Scheduled roles={props.governance.roles} />
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
  const look = (): readonly [tone: string, sign: SignName] => looksOf(props.risk.soonest);
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
        <li class={look()[0]}>
          <span>{words().names[props.risk.name]}</span>
          <span class="lvl">
            <Sign is={look()[1]} />
            {level()}
          </span>
          <span class="who">
            {words().notes[props.risk.name]({
              who: who(),
              clearing: shortened(overview().clearing),
              window: formats().duration(overview().policy.challengeWindow),
              brake: formats().bps(overview().policy.maxCoverageBps),
              pauses: pauses(),
            })}
          </span>
        </li>
      )}
    </Show>
  );
}

function looksOf(soonest: Soonest): readonly [tone: string, sign: SignName] {
  if (soonest === "untold") return ["wait", "unknown"];
  if (soonest === "nobody") return ["good", "right"];
  return soonest === 0n ? ["bad", "warning"] : ["warn", "waiting"];
}
