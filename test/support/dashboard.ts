// The dashboard of ops/, read as Grafana reads it.
import { readFileSync } from "node:fs";

/** One query of a panel, and what its series are called. */
interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
}

/** What a panel shows; a row is a headline alone. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly (Target & { readonly datasource: { readonly uid: string } })[];
}

interface Dashboard {
  readonly uid: string;
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
  readonly panels: readonly Panel[];
}

/** Where it is. */
const DASHBOARD_FILE = new URL("../../ops/grafana/dashboard.json", import.meta.url).pathname;

/** Reads it. */
export const readDashboard = () => JSON.parse(readFileSync(DASHBOARD_FILE, "utf8")) as Dashboard;

/** What Grafana puts in place of its variables: all programs, a token with 6 decimals, a page that is drawn every minute. */
const VARIABLES: Record<string, string> = { instance: ".*", decimals: "6", __rate_interval: "1m" };

/** An expression as Prometheus is asked it. */
export const asAsked = (expr: string) =>
  expr.replace(/\$(\w+)/g, (variable, name) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`The dashboard asks with a variable that is not known: ${variable}`);
    return value;
  });
