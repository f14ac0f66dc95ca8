import { createMemo, For, type JSX, Show } from "solid-js";
import { chainName } from "../chain/chain-names.ts";
import type { Token } from "../chain/token.ts";
import { formatsFor, shortened } from "../format.ts";
import { type AssetTotal, type ListedFund, totalsOf } from "../fund-totals.ts";
import { useFundsWords } from "../loaded-words.tsx";
import { PageProvider, usePage } from "../page.tsx";
import { amountText, Rounded } from "./amount.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { Hash } from "./hash.tsx";
import { Sign } from "./sign.tsx";

/** What the host's funds have together, by asset: never a sum over tokens, and never one that leaves out a fund without a word. */
export function FundTotals(props: { funds: readonly ListedFund[] }) {
  const { locale } = usePage();
  const words = useFundsWords();
  const totals = createMemo(() => totalsOf(props.funds));
  // Rows go by their assets, so that new figures stand where the old ones stood.
  const ids = createMemo(() => totals().assets.map(({ id }) => id));
  const listed = (names: readonly string[]) => new Intl.ListFormat(locale(), { type: "conjunction" }).format(names);
  const cell = (Of: (props: { total: AssetTotal }) => JSX.Element) => (id: string) => (
    <Show when={totals().assets.find((asset) => asset.id === id)}>{(total) => <Of total={total()} />}</Show>
  );
  const columns = (): readonly Column<string>[] => [
    { name: words().totals.asset, isHead: true, cell: cell(AssetName) },
    {
      name: words().totals.counted,
      cell: cell((of) => (
        <div>
          {of.total.counted.length === 0 ? words().totals.none : listed(of.total.counted)}
          <Show when={of.total.notRead.length > 0}>
            <p class="lacks">
              <Sign is="unknown" /> {words().totals.without(listed(of.total.notRead))}
            </p>
          </Show>
        </div>
      )),
    },
    {
      name: words().totals.assets,
      isNumber: true,
      cell: cell((of) => (
        <Sum of={of.total} units={of.total.assets}>
          <Show when={of.total.missing > 0n}>
            <Missing units={of.total.missing} />
          </Show>
        </Sum>
      )),
    },
    {
      name: words().totals.reserved,
      isNumber: true,
      cell: cell((of) => <Sum of={of.total} units={of.total.reserved} />),
    },
  ];
  return (
    <div class="totals">
      <Show when={ids().length > 0}>
        <DataTable caption={words().totals.title} hideCaption columns={columns()} rows={ids()} />
      </Show>
      <Show when={totals().unknown.length > 0}>
        <p class="lacks">
          <Sign is="unknown" /> {words().totals.unknown(listed(totals().unknown))}
        </p>
      </Show>
      <For each={totals().alike}>{(symbol) => <p>{words().totals.alike(symbol)}</p>}</For>
      <p class="quiet">{words().totals.note}</p>
    </div>
  );
}

/** A token by the name that it gives itself, and by what it is: a chain and an address. */
function AssetName(props: { total: AssetTotal }) {
  const { t } = usePage();
  const { token, chainId } = props.total;
  return (
    <>
      <bdi>{token.symbol || shortened(token.address)}</bdi>{" "}
      <span class="small quiet">
        {t().common.status.chain(String(chainId), chainName(chainId))} <Hash value={token.address} />
      </span>
    </>
  );
}

/** A sum of what was read; none where nothing was. */
function Sum(props: { of: AssetTotal; units: bigint; children?: JSX.Element }) {
  return (
    <Show when={props.of.counted.length > 0} fallback="–">
      <InToken token={props.of.token}>
        <Rounded units={props.units} />
        {props.children}
      </InToken>
    </Show>
  );
}

function Missing(props: { units: bigint }) {
  const page = usePage();
  const words = useFundsWords();
  return (
    <p class="lacks bad">
      <Sign is="wrong" /> {words().totals.missing(amountText(page, props.units))}
    </p>
  );
}

/** Writes all amounts inside with a token's own decimals and symbol. */
function InToken(props: { token: Token; children: JSX.Element }) {
  const page = usePage();
  const formats = createMemo(() => formatsFor(page.locale(), props.token.decimals));
  const live = () => ({ ...page.live(), token: props.token });
  return <PageProvider page={{ ...page, formats, live }}>{props.children}</PageProvider>;
}
