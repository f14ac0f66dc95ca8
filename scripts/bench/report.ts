import { arch, cpus, platform, totalmem } from "node:os";

/** Something that is measured, and where it stands in docs/benchmarks.md. */
export interface Part {
  readonly title: string;
  readonly run: () => Measurement[] | Promise<Measurement[]>;
  /** Whether it runs only when it is named: it takes long, or much memory. */
  readonly onRequest?: boolean;
}

/** One line of a benchmark's table. */
export interface Measurement {
  readonly what: string;
  readonly seconds: number;
  readonly rows: number;
  /** How many times as fast as what it is compared with, or as long as the line above it. */
  readonly ratio?: number;
  /** What else there is to say. */
  readonly note?: string;
  readonly goals?: readonly Goal[];
}

/** What was to be reached. */
export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

/** So many rows a second. */
export function rateGoal(rate: number, { seconds, rows }: Pick<Measurement, "seconds" | "rows">): Goal {
  return { text: `>= ${rate / 1e6} M/s`, met: rows / seconds >= rate };
}

/** At most so much of something. */
export function mostGoal(most: number, unit: string, measured: number): Goal {
  return { text: `<= ${most} ${unit}`, met: measured <= most };
}

/** So many times as much. */
export function ratioGoal(least: number, ratio: number): Goal {
  return { text: `>= ${least} times`, met: ratio >= least };
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

/** What the figures were measured on. */
export function machine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const processor = cores[0]?.model.trim() || "unknown processor";
  return `Node ${process.version}, ${platform()} ${arch()}, ${cores.length} cores of ${processor}, ${memory} GiB`;
}

/** The heads of a table's columns. */
export const COLUMNS = ["", "time", "a second", "ratio", "goal"] as const;

/** A measurement as a line of a table. */
export function cellsOf({ what, seconds, rows, ratio, note, goals = [] }: Measurement): string[] {
  return [
    note === undefined ? what : `${what}: ${note}`,
    seconds < 1e-3 ? `${(seconds * 1e6).toFixed(1)} µs` : `${seconds.toFixed(seconds < 1 ? 3 : 2)} s`,
    rows === 1 ? "" : Math.round(rows / seconds).toLocaleString("en"),
    ratio === undefined ? "" : `${ratio.toFixed(1)} x`,
    goals.map(({ text, met }) => `${text}: ${met ? "met" : "missed"}`).join("; "),
  ];
}

/** A table for a terminal. */
export function tableOf(title: string, measurements: readonly Measurement[]): string {
  const table = [[title, ...COLUMNS.slice(1)], ...measurements.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column === 0 || column === COLUMNS.length - 1
      ? cell.padEnd(widths[column] ?? 0)
      : cell.padStart(widths[column] ?? 0);
  return table.map((cells) => cells.map(padded).join("  ").trimEnd()).join("\n");
}
