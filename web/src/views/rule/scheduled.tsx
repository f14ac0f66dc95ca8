import { For, Show } from "solid-js";
import type { ChainPolicy, FundRoles, ScheduledCall } from "zke-insurance-fund/chain";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Foreign } from "../../parts/line.tsx";
import { Time } from "../../parts/time.tsx";
import { policyChanges } from "../../rule/policy-changes.ts";
import type { RuleText } from "../../text/index.ts";
import { figureText } from "./policy-figure.ts";
import { roleName } from "./role-words.ts";

/** What a scheduled call calls, in words. */
export function calledText({ contract, name }: ScheduledCall, { roles }: RuleText): string {
  const { scheduled: words, functions } = roles;
  const known = contract === "fund" ? functions[name as keyof typeof functions] : undefined;
  return words.call(words.contracts[contract], known ?? name ?? words.unknown);
}

/** What a scheduled call changes of the policy in force, if that is what it does. */
export function changesBy({ contract, name, args }: ScheduledCall, policy: ChainPolicy | undefined) {
  return policy && contract === "fund" && name === "setPolicy" ? policyChanges(args, policy) : undefined;
}

/** What was announced on chain, and can be done when its delay has passed. */
export function Scheduled(props: { roles: FundRoles }) {
  const rule = useRuleWords();
  const words = () => rule().roles.scheduled;
  return (
    <>
      <h3>{words().title}</h3>
      <Show when={props.roles.scheduled.length > 0} fallback={<p>{words().none}</p>}>
        <ul class="scheduled">
          <For each={props.roles.scheduled}>{(call) => <Call call={call} roles={props.roles} />}</For>
        </ul>
      </Show>
    </>
  );
}

function Call(props: { call: ScheduledCall; roles: FundRoles }) {
  const { live, formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().roles.scheduled;
  const call = () => props.call;
  const changes = () => changesBy(call(), live().overview?.policy);
  return (
    <li>
      <strong>{calledText(call(), rule())}</strong>
      <p>
        {words().ready} <Time seconds={call().readyAt} />, {words().expires} <Time seconds={call().expiresAt} />
      </p>
      <p>
        {words().by} <Hash value={call().caller} kind="address" />
      </p>
      <Show when={changes()}>
        {(found) => (
          <ul class="arguments">
            <For each={found()} fallback={<li>{words().noChange}</li>}>
              {({ field, kind, value, next }) => (
                <li>
                  {words().change(
                    rule().policy.figures[field],
                    figureText(kind, value, rule(), formats()),
                    figureText(kind, next, rule(), formats()),
                  )}
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <details>
        <summary>{words().args}</summary>
        <ul class="arguments">
          <For each={call().args} fallback={<Foreign text={call().data} />}>
            {({ name, value }) => (
              <li>
                <Foreign text={`${name}: ${value}`} />
                <Show when={name === "roleId"}> ({roleName(BigInt(value), props.roles.roles, rule().roles)})</Show>
              </li>
            )}
          </For>
        </ul>
      </details>
    </li>
  );
}
