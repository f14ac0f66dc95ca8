import { createMemo, createSignal, For, Show } from "solid-js";
import { formatQuantity } from "zke-insurance-fund";
import type { BundledLiquidations } from "zke-insurance-fund/bundle";
import { plainTime } from "../../format.ts";
import { useVerify } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { ColumnAmount } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Foreign } from "../../parts/line.tsx";
import {
  LIQUIDATION_ORDERS,
  type LiquidationOrder,
  liquidationBook,
  type ShownLiquidation,
} from "../../verify/liquidations.ts";

const PORTION = 100;
const COMMAND = "npm run -s fund -- verify --bundle DIR --prices FILE";

/** Each liquidation of a bundle, with what it can be held against the market's by: quantity, prices and time. */
export function Liquidations(props: { list: BundledLiquidations; decimals: number; isWrong: boolean }) {
  const { formats } = usePage();
  const verifying = useVerify();
  const words = () => verifying().liquidations;
  const book = createMemo(() => liquidationBook(props.list, props.decimals));
  const [text, setText] = createSignal("");
  const [order, setOrder] = createSignal<LiquidationOrder>("list");
  const [portion, setPortion] = createSignal(PORTION);
  const found = createMemo(() => book().find(text(), order()));
  const rows = createMemo(() => Array.from(found().subarray(0, portion()), (index) => book().at(index)));
  return (
    <section class="liquidations">
      <h2>{words().title}</h2>
      <Show when={book().count > 0} fallback={<p>{words().none}</p>}>
        <Show when={props.isWrong}>
          <p class="lead">{words().notJudged}</p>
        </Show>
        <PriceNote />
        <div class="lookup">
          <label class="field">
            <span>{words().search}</span>
            <input
              type="search"
              autocomplete="off"
              spellcheck={false}
              value={text()}
              onInput={({ currentTarget }) => {
                setText(currentTarget.value);
                setPortion(PORTION);
              }}
            />
          </label>
          <label class="field">
            <span>{words().order}</span>
            <select onChange={({ currentTarget }) => setOrder(currentTarget.value as LiquidationOrder)}>
              <For each={LIQUIDATION_ORDERS}>
                {(name) => (
                  <option value={name} selected={name === order()}>
                    {words().orders[name]}
                  </option>
                )}
              </For>
            </select>
          </label>
        </div>
        <p class="lead" role="status">
          {found().length === 0
            ? words().noMatch
            : words().shown(formats().count(rows().length), formats().count(found().length))}
        </p>
        <Show when={rows().length > 0}>
          <LiquidationRows rows={rows()} />
        </Show>
        <Show when={rows().length < found().length}>
          <button type="button" onClick={() => setPortion(portion() + PORTION)}>
            {words().more}
          </button>
        </Show>
      </Show>
    </section>
  );
}

/** What a price is, and how to hold one against the market's. */
export function PriceNote() {
  const { live } = usePage();
  const verifying = useVerify();
  const words = () => verifying().liquidations;
  return (
    <p class="lead">
      {words().note(live().token?.symbol || words().token)}{" "}
      <bdi>
        <code>{COMMAND}</code>
      </bdi>
    </p>
  );
}

/** A table of liquidations; on a phone each is a card. */
export function LiquidationRows(props: { rows: readonly ShownLiquidation[] }) {
  const { formats } = usePage();
  const verifying = useVerify();
  const words = () => verifying().liquidations;
  const price = (text: string | undefined) => (text === undefined ? "–" : formats().decimal(text));
  const number = (name: string, place: string, cell: (row: ShownLiquidation) => string) => ({
    ...{ name, place, cell },
    isNumber: true,
  });
  const columns = () => [
    { name: words().market, isHead: true, cell: (row: ShownLiquidation) => <Market row={row} /> },
    {
      name: `${words().time} (UTC)`,
      place: "time",
      cell: ({ time }: ShownLiquidation) => <time datetime={plainTime(time)}>{formats().utcTime(time)}</time>,
    },
    number(words().quantity, "size", ({ quantity }) => formats().decimal(formatQuantity(quantity))),
    number(words().takeoverPrice, "taken", ({ takeoverPrice }) => price(takeoverPrice)),
    number(words().closePrice, "closed", ({ closePrice }) => price(closePrice)),
    {
      name: words().result,
      place: "result",
      isNumber: true,
      cell: ({ result }: ShownLiquidation) => <ColumnAmount units={result} />,
    },
    { name: words().key, place: "key", cell: ({ key }: ShownLiquidation) => <Hash value={key} /> },
  ];
  return <DataTable caption={words().title} hideCaption columns={columns()} rows={props.rows} />;
}

function Market(props: { row: ShownLiquidation }) {
  const verifying = useVerify();
  return (
    <>
      <Foreign text={props.row.market} />
      <span class="note">{verifying().liquidations.sides[props.row.side]}</span>
    </>
  );
}
