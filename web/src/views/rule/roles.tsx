import { createMemo, createSignal, For, Show } from "solid-js";
import { type FundRole, type FundRoles, readRoles } from "zke-insurance-fund/chain";
import { failureOf } from "../../chain/failure.ts";
import { firstOfManager, readWholeRoles } from "../../chain/governance.ts";
import { createLatest } from "../../latest.ts";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Notice } from "../../parts/notice.tsx";
import { comingText, isPublic, mayOf, nameOf, roleName } from "./role-words.ts";
import { Scheduled } from "./scheduled.tsx";

/** Who may do what with the fund, how soon, and what is going to change. */
export function Roles() {
  const { live, settings, formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().roles;
  const [attempt, setAttempt] = createSignal(0);
  const fromBlock = () => firstOfManager(settings().startBlock);
  const fund = createMemo(() => live().fund);
  const source = createMemo(() => {
    const opened = fund();
    return opened && { opened, startBlock: settings().startBlock, attempt: attempt() };
  });
  const roles = createLatest(source, async ({ opened, startBlock }) => {
    const [number, [authority]] = await Promise.all([opened.provider.getBlockNumber(), opened.read("authority")]);
    const found = await readWholeRoles(opened, { block: BigInt(number), authority, startBlock });
    // Here somebody asked for it: what is there is shown, though nobody can tell whether it is all.
    return found === "narrow" ? readRoles(opened, { block: number, fromBlock: firstOfManager(startBlock) }) : found;
  });
  const again = () => setAttempt(attempt() + 1);
  return (
    <section>
      <h2>{words().title}</h2>
      <p class="lead">{words().intro}</p>
      <Show when={fund() === undefined}>
        <p class="quiet">{rule().policy.notRead}</p>
      </Show>
      <Show when={fund() !== undefined && roles().value === undefined && roles().error === undefined}>
        <p class="quiet" role="status">
          {words().reading}
        </p>
      </Show>
      <Show when={roles().error}>
        {(error) => (
          <Notice kind="error" live title={words().failed}>
            <p>
              <FailureText failure={failureOf(error())} />
            </p>
          </Notice>
        )}
      </Show>
      <Show when={roles().value}>
        {(found) => (
          <>
            <RoleTable roles={found()} />
            <AdminNote roles={found()} />
            <Scheduled roles={found()} />
            <p class="lead">
              {words().asOf(formats().count(found().block), formats().count(fromBlock()))} {words().manager}{" "}
              <Hash value={found().manager} kind="address" />
            </p>
          </>
        )}
      </Show>
      <Show when={roles().value !== undefined || roles().error !== undefined}>
        <button type="button" onClick={again}>
          {words().read}
        </button>
      </Show>
    </section>
  );
}

function RoleTable(props: { roles: FundRoles }) {
  const rule = useRuleWords();
  const words = () => rule().roles;
  // Roles without holders and powers are none that anybody has to know.
  const shown = () => props.roles.roles.filter(({ members, may }) => members.length > 0 || may.length > 0);
  const columns = () => [
    { name: words().role, isHead: true, cell: (role: FundRole) => <RoleCell role={role} roles={props.roles} /> },
    { name: words().holders, cell: (role: FundRole) => <Holders role={role} /> },
    { name: words().may, cell: (role: FundRole) => <Powers role={role} /> },
    { name: words().grantDelay, cell: (role: FundRole) => <GrantDelay role={role} /> },
  ];
  return <DataTable caption={words().caption} hideCaption columns={columns()} rows={shown()} />;
}

function RoleCell(props: { role: FundRole; roles: FundRoles }) {
  const rule = useRuleWords();
  const words = () => rule().roles;
  const of = (id: bigint) => roleName(id, props.roles.roles, words());
  return (
    <>
      {nameOf(props.role, words())}
      <Show when={props.role.admin !== 0n}>
        <span class="note">{words().grantsBy(of(props.role.admin))}</span>
      </Show>
      <Show when={props.role.guardian !== 0n}>
        <span class="note">{words().guardedBy(of(props.role.guardian))}</span>
      </Show>
    </>
  );
}

function Holders(props: { role: FundRole }) {
  const { formats, chainNow } = usePage();
  const rule = useRuleWords();
  const words = () => rule().roles;
  const delayText = (delay: bigint) => (delay === 0n ? words().atOnce : words().afterDelay(formats().duration(delay)));
  return (
    <Show when={!isPublic(props.role)} fallback={words().everybody}>
      <For each={props.role.members} fallback={words().nobody}>
        {(member) => (
          <div class="holder">
            <Hash value={member.account} kind="address" />
            <span class="note">{delayText(member.executionDelay)}</span>
            <Show when={member.since > (chainNow() ?? 0n)}>
              <span class="note warned">{words().since(formats().time(member.since))}</span>
            </Show>
            <Coming text={comingText(member.comingExecutionDelay, delayText, words(), formats())} />
          </div>
        )}
      </For>
    </Show>
  );
}

function Powers(props: { role: FundRole }) {
  const rule = useRuleWords();
  return (
    <ul class="powers">
      <For each={mayOf(props.role, rule().roles)} fallback={<li>{rule().roles.nothing}</li>}>
        {(power) => <li>{power}</li>}
      </For>
    </ul>
  );
}

function GrantDelay(props: { role: FundRole }) {
  const { formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().roles;
  const delayText = (delay: bigint) =>
    delay === 0n ? words().grantedAtOnce : words().grantedAfter(formats().duration(delay));
  return (
    <Show when={!isPublic(props.role)}>
      {delayText(props.role.grantDelay)}
      <Coming text={comingText(props.role.comingGrantDelay, delayText, words(), formats())} />
    </Show>
  );
}

function Coming(props: { text: string | undefined }) {
  return <Show when={props.text}>{(text) => <span class="note">{text()}</span>}</Show>;
}

function AdminNote(props: { roles: FundRoles }) {
  const { formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().roles;
  const delayText = (delay: bigint) =>
    delay === 0n ? words().adminAtOnce : words().adminDelay(formats().duration(delay));
  return (
    <>
      <p class="lead">
        {delayText(props.roles.adminDelay)} {comingText(props.roles.comingAdminDelay, delayText, words(), formats())}
      </p>
      <Show when={props.roles.isClosed}>
        <Notice kind="warning">{words().closed}</Notice>
      </Show>
    </>
  );
}
