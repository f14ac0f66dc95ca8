import { Show } from "solid-js";
import { mostBytesOf } from "zke-insurance-fund/bundle";
import { fetchBundleFile, webAddress } from "../../chain/bundle.ts";
import { rateOf } from "../../chain/parts-of-loss.ts";
import type { PositionsPicture } from "../../chain/positions.ts";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Curve, LargestShares } from "./curve.tsx";
import { createFromBundle, ShownFromBundle } from "./from-bundle.tsx";
import { HeadFacts } from "./split.tsx";

/** The head's cut, from the bundle's list. */
export function Cut(props: { submission: Submission }) {
  const { t } = usePage();
  const words = () => t().settlements.curve;
  const { dataURI, settlement, policy } = props.submission;
  const most = mostBytesOf("positions", settlement);
  const isThere = settlement.positionCount > 0n && webAddress(dataURI) !== undefined;
  const positions = createFromBundle<PositionsPicture>(isThere ? dataURI : undefined, async (signal, onPart) => {
    const onBytes = (have: number, all: number | undefined) => onPart(all === undefined ? undefined : have / all);
    const bytes = await fetchBundleFile(dataURI, "positions", { mostBytes: most, signal, onBytes });
    onPart("all");
    const { pictureOf } = await import("../../chain/positions.ts");
    const picture = await pictureOf(bytes, settlement, policy);
    return typeof picture === "string" ? () => words()[picture] : picture;
  });
  return (
    <div class="row half">
      <section>
        <h2>{t().settlements.head.title}</h2>
        <HeadFacts submission={props.submission} />
        <Show when={isThere}>
          <ShownFromBundle of={positions} dataURI={dataURI} most={most} load={words().load} loading={words().loading}>
            {(picture) => <Curve picture={picture} settlement={settlement} />}
          </ShownFromBundle>
        </Show>
      </section>
      <Show when={positions.shown()}>
        {(picture) => <LargestShares picture={picture()} rate={rateOf(props.submission)} />}
      </Show>
    </div>
  );
}
