import { formatDecimal } from "../rule/amount.ts";
import { type TableWarning, warningText } from "./warnings.ts";

/** So many warnings are kept; the others are counted. */
const MOST_WARNINGS = 20;

/**
 * What there is to tell of a table that was read: its totals, as whoever made it would count them, and what looks odd.
 *
 * @example
 * const notes = new TableNotes();
 * await readPositionsFile("positions.csv", { decimals: 6, notes });
 * console.log(notes.rows, notes.inProfit, notes.profit);
 */
export class TableNotes {
  /** Rows read, those without a profit included. */
  rows = 0;
  /** Rows with a profit. */
  inProfit = 0;
  /** Sums in base units; losses are counted upward from zero. */
  profit = 0n;
  loss = 0n;
  /** Rows of which digits behind the asset's last decimal were cut off. */
  roundedRows = 0;
  /** How many warnings there were in all. */
  warningCount = 0;
  readonly warnings: TableWarning[] = [];
  #isRounded = false;
  // What was cut off so far: digits / 10^scale.
  #digits = 0n;
  #scale = 0;

  warn(warning: TableWarning): void {
    this.warningCount++;
    if (this.warnings.length < MOST_WARNINGS) this.warnings.push(warning);
  }

  /** Takes note of digits that were cut off a number: `digits / 10^scale`. */
  round(digits: bigint, scale: number): void {
    this.#isRounded = true;
    if (scale > this.#scale) {
      this.#digits *= 10n ** BigInt(scale - this.#scale);
      this.#scale = scale;
    }
    this.#digits += digits * 10n ** BigInt(this.#scale - scale);
  }

  /** Takes note of the end of a row. */
  endRow(): void {
    if (!this.#isRounded) return;
    this.#isRounded = false;
    this.roundedRows++;
  }

  /** How much was cut off in all, in tokens. */
  get rounded(): string {
    return formatDecimal(this.#digits, this.#scale);
  }

  /** The warnings as sentences, and how many more there are. */
  lines(): string[] {
    const more = this.warningCount - this.warnings.length;
    return [...this.warnings.map(warningText), ...(more > 0 ? [`and ${more} warnings more`] : [])];
  }
}
