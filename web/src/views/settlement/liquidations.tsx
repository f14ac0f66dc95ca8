import { Show } from "solid-js";
import { headerHash } from "zke-insurance-fund";
import { MOST_HEADER_BYTES, mostBytesOf, type PublicFile } from "zke-insurance-fund/bundle";
import { fetchBundleFile, webAddress } from "../../chain/bundle.ts";
import type { Submission } from "../../chain/submissions.ts";
import { useVerify, WithVerify } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { hrefTo } from "../../router.ts";
import "../../styles/checks.css";
import { liquidationBook, type ShownLiquidation } from "../../verify/liquidations.ts";
import { verifyInWorker } from "../../verify/run.ts";
import { LiquidationRows, PriceNote } from "../verify/liquidations.tsx";
import { createFromBundle, ShownFromBundle } from "./from-bundle.tsx";

const MOST = 6;

/** What the liquidations of a settlement were closed at: those that lost most, from the bundle's list. */
export function LargestLiquidations(props: { submission: Submission }) {
  return (
    <Show when={webAddress(props.submission.dataURI)}>
      <WithVerify>
        <Section submission={props.submission} />
      </WithVerify>
    </Show>
  );
}

function Section(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const verifying = useVerify();
  const words = () => verifying().liquidations;
  const { dataURI, settlement } = props.submission;
  const most = mostBytesOf("liquidations", settlement);
  const liquidations = createFromBundle<ShownLiquidation[]>(dataURI, async (signal, onPart) => {
    const get = async (file: PublicFile, mostBytes: number) =>
      new Blob([(await fetchBundleFile(dataURI, file, { mostBytes, signal })) as Uint8Array<ArrayBuffer>]);
    const files = {
      settlement: await get("settlement", MOST_HEADER_BYTES),
      liquidations: await get("liquidations", most),
    };
    onPart("all");
    const found = await verifyInWorker(files, signal, () => {});
    if (found.unreadable !== undefined) return () => verifying().verify.failures.unreadable;
    if (found.findings.length > 0 || found.liquidations === undefined)
      return () => verifying().verify.verdicts.wrong.title;
    // Its root is the one of its header, which is to be the one on chain.
    if (headerHash(found.document.settlement) !== headerHash(settlement))
      return () => verifying().verify.verdicts.notOnChain.title;
    const book = liquidationBook(found.liquidations, formats().decimals);
    return [...book.find("", "loss").subarray(0, MOST)].map(book.at);
  });
  return (
    <section class="liquidations">
      <h2>{words().title}</h2>
      <ShownFromBundle
        of={liquidations}
        dataURI={dataURI}
        most={most}
        load={verifying().verify.fetch}
        loading={t().settlements.curve.reading}
      >
        {(rows) => (
          <>
            <PriceNote />
            <p class="lead">
              {words().shown(formats().count(rows.length), formats().count(settlement.liquidationCount))} ·{" "}
              {words().orders.loss} · <a href={hrefTo("verify", settlement.period)}>{t().settlements.record.verify}</a>
            </p>
            <LiquidationRows rows={rows} />
          </>
        )}
      </ShownFromBundle>
    </section>
  );
}
