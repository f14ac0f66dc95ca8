/** Tells one series of a metric from another. */
type Labels = Readonly<Record<string, string>>;

/** The values that are known in advance of each label: their series are there from the start, at 0. */
type KnownLabels = Readonly<Record<string, readonly string[]>>;

/** A number that goes up and down. */
export interface Gauge {
  set(value: number | bigint, labels?: Labels): void;
  /** Forgets every series. */
  clear(): void;
}

/** A number that only goes up. */
interface Counter {
  add(value?: number, labels?: Labels): void;
}

/** How often a size came up to each of some bounds. */
interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** The numbers of a process, named by Prometheus' conventions. */
export interface Metrics {
  gauge(name: string, help: string): Gauge;
  /** @param known its labels; `{}` if it has none */
  counter(name: string, help: string, known: KnownLabels): Counter;
  /** @param bounds in ascending order, in the unit of its name */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** All of them in Prometheus' text format. */
  text(): string;
}

/** What the text of `Metrics` is, for the header of an answer. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Makes an empty set of metrics.
 *
 * @param prefix what every name begins with, such as "fund_watch_"; but those of any process, "process_...", stay as they are
 */
export function createMetrics(prefix: string): Metrics {
  const families: { readonly head: string; readonly lines: () => string[] }[] = [];
  function named(type: string, name: string, help: string, lines: (full: string) => string[]): void {
    const full = name.startsWith("process_") ? name : `${prefix}${name}`;
    families.push({ head: `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n`, lines: () => lines(full) });
  }
  /** A family whose series have one number each. */
  function series(type: string, name: string, help: string): Map<string, number> {
    const values = new Map<string, number>();
    named(type, name, help, (full) => [...values].map(([labels, value]) => `${full}${labels} ${value}\n`));
    return values;
  }
  return {
    gauge(name, help) {
      const values = series("gauge", name, help);
      return {
        set: (value, labels) => void values.set(labelText(labels), Number(value)),
        clear: () => values.clear(),
      };
    },
    counter(name, help, known) {
      const values = series("counter", name, help);
      const add = (value = 1, labels?: Labels) => {
        values.set(labelText(labels), (values.get(labelText(labels)) ?? 0) + value);
      };
      for (const labels of combinationsOf(known)) add(0, labels);
      return { add };
    },
    histogram(name, help, bounds) {
      const values = new Map<string, Sizes>();
      named("histogram", name, help, (full) => [...values.values()].flatMap((sizes) => sizeLines(full, bounds, sizes)));
      return {
        observe(value, labels = {}) {
          const sizes = values.get(labelText(labels)) ?? { labels, counts: bounds.map(() => 0), count: 0, sum: 0 };
          for (const [at, bound] of bounds.entries())
            if (value <= bound) sizes.counts[at] = (sizes.counts[at] ?? 0) + 1;
          sizes.count++;
          sizes.sum += value;
          values.set(labelText(labels), sizes);
        },
      };
    },
    text: () => families.map(({ head, lines }) => head + lines().join("")).join(""),
  };
}

/** The sizes of one series; `counts` are those up to each bound. */
interface Sizes {
  readonly labels: Labels;
  readonly counts: number[];
  count: number;
  sum: number;
}

function sizeLines(name: string, bounds: readonly number[], { labels, counts, count, sum }: Sizes): string[] {
  const bucket = (le: string, value = 0) => `${name}_bucket${labelText({ ...labels, le })} ${value}\n`;
  return [
    ...bounds.map((bound, at) => bucket(String(bound), counts[at])),
    bucket("+Inf", count),
    `${name}_sum${labelText(labels)} ${sum}\n`,
    `${name}_count${labelText(labels)} ${count}\n`,
  ];
}

/** Each label with each of its values. */
function combinationsOf(known: KnownLabels): Labels[] {
  let all: Labels[] = [{}];
  for (const [name, values] of Object.entries(known)) {
    all = all.flatMap((labels) => values.map((value) => ({ ...labels, [name]: value })));
  }
  return all;
}

function labelText(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
