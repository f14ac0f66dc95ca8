import { For, type JSX, Show } from "solid-js";

/** A column: what it is called, what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Whether its cells name their rows. */
  readonly isHead?: boolean;
  /** Where its cells stand on a phone, by the table's own style. */
  readonly place?: string;
  readonly cell: (row: Row) => JSX.Element;
}

// Said outright: where a row is drawn as a card, browsers would no longer call the table one.
const TABLE = "table";
const GROUP = "rowgroup";
const ROW = "row";
const CELL = "cell";
const COLUMN_HEAD = "columnheader";
const ROW_HEAD = "rowheader";

/** A table; on a phone each row is a card, and on a screen it scrolls sideways by itself where it is wider. */
export function DataTable<Row>(props: {
  caption: string;
  /** Whether the caption is for the ears alone. */
  hideCaption?: boolean;
  /** The name of the table's own style. */
  kind?: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What a row counts for, for its looks. */
  rowClass?: (row: Row) => string | undefined;
  /** The cells of a line above a row, where one belongs there. */
  above?: (row: Row, before: Row | undefined) => JSX.Element | undefined;
}) {
  return (
    <section class="table" tabindex="0" aria-label={props.caption}>
      <table class={`cards ${props.kind ?? ""}`} role={TABLE}>
        <caption class={props.hideCaption ? "unseen" : undefined}>{props.caption}</caption>
        <thead role={GROUP}>
          <tr role={ROW}>
            <For each={props.columns}>
              {(column) => (
                <th scope="col" role={COLUMN_HEAD} classList={{ number: column.isNumber === true }}>
                  {column.name}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody role={GROUP}>
          <For each={props.rows}>
            {(row, at) => (
              <>
                <Show when={props.above?.(row, props.rows[at() - 1])}>
                  {(cells) => (
                    <tr role={ROW} class="above">
                      {cells()}
                    </tr>
                  )}
                </Show>
                <tr role={ROW} class={props.rowClass?.(row)}>
                  <For each={props.columns}>{(column) => <Cell column={column} row={row} />}</For>
                </tr>
              </>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const looks = [column.isHead ? "row-head" : "", column.isNumber ? "number" : "", column.place ?? ""].join(" ").trim();
  if (column.isHead)
    return (
      <th scope="row" role={ROW_HEAD} class={looks}>
        {column.cell(row)}
      </th>
    );
  return (
    <td role={CELL} class={looks} data-name={column.name}>
      {column.cell(row)}
    </td>
  );
}
