/** Tells one series of a metric from another. */
type Labels = Readonly<Record<string, string>>;

/** A number that is shown to Prometheus. */
interface Metric {
  set(value: number | bigint, labels?: Labels): void;
  add(value?: number, labels?: Labels): void;
  /** Forgets every series. */
  clear(): void;
}

/** The numbers of a process. */
export interface Metrics {
  gauge(name: string, help: string): Metric;
  counter(name: string, help: string): Metric;
  /** All of them in Prometheus' text format. */
  text(): string;
}

/** What the text of `Metrics` is, for the header of an answer. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Makes an empty set of metrics.
 *
 * @param prefix what every name begins with, such as "fund_watch_"
 */
export function createMetrics(prefix: string): Metrics {
  const families: { head: string; name: string; series: Map<string, number> }[] = [];
  function metric(type: string, name: string, help: string): Metric {
    const full = `${prefix}${name}`;
    const series = new Map<string, number>();
    families.push({ head: `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n`, name: full, series });
    return {
      set: (value, labels) => void series.set(labelText(labels), Number(value)),
      add: (value = 1, labels) => void series.set(labelText(labels), (series.get(labelText(labels)) ?? 0) + value),
      clear: () => series.clear(),
    };
  }
  return {
    gauge: (name, help) => metric("gauge", name, help),
    counter: (name, help) => metric("counter", name, help),
    text: () =>
      families
        .map(
          ({ head, name, series }) =>
            head + [...series].map(([labels, value]) => `${name}${labels} ${value}\n`).join(""),
        )
        .join(""),
  };
}

function labelText(labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
