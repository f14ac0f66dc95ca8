import { htmlText } from "./text.ts";

/** A table of rows by the names of their columns; nothing, if there are none. */
export function rowsTable<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string>>[],
  styleOf: (row: Readonly<Record<Column, string>>) => string = () => "",
): string {
  if (rows.length === 0) return "";
  const head = columns.map((column) => `<th scope="col">${htmlText(column.replaceAll("_", " "))}</th>`).join("");
  const body = rows.map(
    (row) =>
      `<tr class="${htmlText(styleOf(row))}">${columns.map((column) => `<td>${htmlText(row[column])}</td>`).join("")}</tr>`,
  );
  return `<div class="wide"><table class="rows"><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}
