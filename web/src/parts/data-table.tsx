import { For, type JSX } from "solid-js";

/** A column: what it is called, what it shows of a row. */
export interface Column<Row> {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Whether its cells name their rows. */
  readonly isHead?: boolean;
  readonly cell: (row: Row) => JSX.Element;
}

/** A table that scrolls sideways by itself where it is wider than the screen. */
export function DataTable<Row>(props: {
  caption: string;
  /** Whether the caption is for the ears alone. */
  hideCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
}) {
  return (
    <section class="table" tabindex="0" aria-label={props.caption}>
      <table>
        <caption class={props.hideCaption ? "unseen" : undefined}>{props.caption}</caption>
        <thead>
          <tr>
            <For each={props.columns}>
              {(column) => (
                <th scope="col" classList={{ number: column.isNumber === true }}>
                  {column.name}
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr>
                <For each={props.columns}>
                  {(column) =>
                    column.isHead ? (
                      <th scope="row">{column.cell(row)}</th>
                    ) : (
                      <td classList={{ number: column.isNumber === true }}>{column.cell(row)}</td>
                    )
                  }
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}
