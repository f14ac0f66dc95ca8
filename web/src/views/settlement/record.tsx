import { type JSX, Show } from "solid-js";
import { webAddress } from "../../chain/bundle.ts";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { BlockTime } from "../../parts/block-time.tsx";
import { Hash, OuterLink } from "../../parts/hash.tsx";
import { Heading } from "../../parts/heading.tsx";
import { Time } from "../../parts/time.tsx";
import { hrefTo } from "../../router.ts";

/** What the chain has of a submission, with the transactions. */
export function RecordFacts(props: { submission: Submission; nested?: boolean }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.record;
  const header = () => props.submission.settlement;
  const policy = () => props.submission.policy;
  return (
    <section>
      <Heading nested={props.nested}>{words().title}</Heading>
      <dl class="lines">
        <Line name={words().serial}>{formats().count(props.submission.serial)}</Line>
        <Line name={words().submitted}>
          <Time seconds={props.submission.submittedAt} />{" "}
          <Hash value={props.submission.submitted.transaction} kind="tx" />
        </Line>
        <Line name={words().by}>
          <Hash value={props.submission.operator} kind="address" />
        </Line>
        <Line name={words().windowEnds}>
          <Time seconds={props.submission.terms.challengeEnd} />
        </Line>
        <Show when={props.submission.ending}>
          {(ending) => (
            <Line name={words().ended}>
              <BlockTime block={ending().block} /> <Hash value={ending().transaction} kind="tx" />
            </Line>
          )}
        </Show>
        <Line name={words().bond}>
          <Amount units={props.submission.terms.bond} />
        </Line>
        <Line name={words().rule}>
          {words().ruleText(
            formats().bps(policy().coverBps),
            formats().bps(policy().headBps),
            policy().basis === "all" ? words().basisAll : words().basisHead,
          )}
        </Line>
        <Line name={words().positionsRoot}>
          <Hash value={header().positionsRoot} />
        </Line>
        <Line name={words().liquidationsRoot}>
          <Hash value={header().liquidationsRoot} />
        </Line>
        <Line name={words().bundle}>
          <BundleAddress text={props.submission.dataURI} />
        </Line>
      </dl>
      <Show when={!props.nested}>
        <p>
          <a href={hrefTo("verify", header().period)}>{words().verify}</a>
        </p>
      </Show>
    </section>
  );
}

function Line(props: { name: string; children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** The operator's text, as text; a link only where it is an address on the web. */
function BundleAddress(props: { text: string }) {
  const { t } = usePage();
  const words = () => t().settlements.record;
  const url = () => webAddress(props.text);
  return (
    <Show when={props.text.trim() !== ""} fallback={<span class="warned">{words().noBundle}</span>}>
      <bdi class="foreign">
        <Show when={url()} fallback={props.text}>
          {(address) => <OuterLink href={address().href}>{props.text}</OuterLink>}
        </Show>
      </bdi>
      <span class="note">{words().bundleNote}</span>
    </Show>
  );
}
