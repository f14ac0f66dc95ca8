/** One line of a benchmark's table. */
export interface Measurement {
  readonly what: string;
  readonly seconds: number;
  readonly rows: number;
  /** How many times as long as the first line of the table. */
  readonly ratio?: number;
}

/** Runs something and takes its time; of several runs, the best. */
export function measure<T>(run: () => T, { best = 1 }: { best?: number } = {}): { seconds: number; result: T } {
  let shortest = Number.POSITIVE_INFINITY;
  let result: T | undefined;
  for (let i = 0; i < best; i++) {
    const start = performance.now();
    result = run();
    shortest = Math.min(shortest, (performance.now() - start) / 1000);
  }
  return { seconds: shortest, result: result as T };
}

/** A table for a terminal. */
export function tableOf(title: string, measurements: readonly Measurement[]): string {
  const lines = measurements.map(({ what, seconds, rows, ratio }) => [
    what,
    `${seconds.toFixed(2)} s`,
    `${Math.round(rows / seconds).toLocaleString("en")}/s`,
    ratio === undefined ? "" : `${ratio.toFixed(1)} x`,
  ]);
  const table = [[title, "time", "rows", "ratio"], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((cells) => cells.map(padded).join("  ").trimEnd()).join("\n");
}
