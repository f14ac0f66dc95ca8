import { type JSX, Show } from "solid-js";
import { partsOfLoss, rateOf } from "../../chain/parts-of-loss.ts";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Amount, Rounded } from "../../parts/amount.tsx";
import { Heading } from "../../parts/heading.tsx";
import { SplitPicture } from "../../parts/split-picture.tsx";

const BPS = 10_000;

/** Who bears the loss, in numbers and as a picture. */
export function Split(props: { submission: Submission; nested?: boolean }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.split;
  const parts = () => partsOfLoss(props.submission);
  const cover = () => props.submission.policy.coverBps;
  return (
    <section>
      <Heading nested={props.nested}>
        <Show when={parts().loss > 0n} fallback={words().title}>
          {words().titleOf} <Rounded units={parts().loss} unit />
        </Show>
      </Heading>
      <Show when={parts().loss > 0n} fallback={<p>{words().noLoss}</p>}>
        <Picture submission={props.submission} />
        <dl class="facts split">
          <Fact
            name={words().fund}
            swatch="fund"
            note={words().fundNote(formats().bps(cover()), formats().amount(parts().quota))}
          >
            <Rounded units={parts().coverage} />
          </Fact>
          <Fact
            name={words().winners}
            swatch="winners"
            note={words().winnersNote(formats().bps(BPS - cover()), formats().amount(parts().toShare))}
          >
            <Rounded units={parts().shared} />
          </Fact>
          <Fact name={words().deficit} swatch="deficit" note={words().deficitNote}>
            <Rounded units={parts().deficit} />
          </Fact>
        </dl>
      </Show>
      <dl class="lines facts-of">
        <div>
          <dt>{words().loss}</dt>
          <dd>
            <Amount units={parts().loss} />
          </dd>
        </div>
        <div>
          <dt>{words().profit}</dt>
          <dd>
            <Amount units={props.submission.settlement.profit} />
          </dd>
        </div>
        <div>
          <dt>{words().liquidations}</dt>
          <dd>{formats().count(props.submission.settlement.liquidationCount)}</dd>
        </div>
      </dl>
    </section>
  );
}

function Fact(props: { name: string; swatch: string; note: string; children: JSX.Element }) {
  return (
    <div>
      <dt>
        <span class={`swatch ${props.swatch}`} aria-hidden="true" />
        {props.name}
      </dt>
      <dd>{props.children}</dd>
      <dd class="note">{props.note}</dd>
    </div>
  );
}

function Picture(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const parts = () => partsOfLoss(props.submission);
  const percent = (part: bigint) => formats().percent(part, parts().loss);
  const title = () =>
    t().settlements.split.picture(percent(parts().coverage), percent(parts().shared), percent(parts().deficit));
  return <SplitPicture coverage={parts().coverage} shared={parts().shared} deficit={parts().deficit} title={title()} />;
}

/** How many share, and how much of their profit. */
export function HeadFacts(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.head;
  const header = () => props.submission.settlement;
  const rate = () => rateOf(props.submission);
  return (
    <Show when={header().positionCount > 0n} fallback={<p>{words().none}</p>}>
      <p class="lead">
        {words().text(
          formats().count(header().headCount),
          formats().count(header().positionCount),
          formats().bps(props.submission.policy.headBps),
          formats().percent(rate().part, rate().whole),
        )}
      </p>
      <dl class="lines facts-of">
        <div>
          <dt>{words().headProfit}</dt>
          <dd>
            <Amount units={header().headProfit} />{" "}
            <span class="quiet">{formats().percent(header().headProfit, header().totalProfit)}</span>
          </dd>
        </div>
        <div>
          <dt>{words().totalProfit}</dt>
          <dd>
            <Amount units={header().totalProfit} />
          </dd>
        </div>
      </dl>
    </Show>
  );
}
