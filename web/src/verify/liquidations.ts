import {
  type Hex,
  type LiquidationList,
  liquidationAt,
  marketText,
  priceText,
  resultOf,
  type Side,
  toHex,
} from "zke-insurance-fund";

/** How a list can be sorted: as it stands, by time, by market and time, or by what was lost or earned. */
export const LIQUIDATION_ORDERS = ["list", "time", "market", "loss", "profit"] as const;
export type LiquidationOrder = (typeof LIQUIDATION_ORDERS)[number];

/** A liquidation as it is shown; values and the result in base units. */
export interface ShownLiquidation {
  readonly index: number;
  readonly key: Hex;
  readonly market: string;
  readonly side: Side;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
  /** Plain decimals, in tokens for one of the market's unit; undefined where the quantity is zero. */
  readonly takeoverPrice: string | undefined;
  readonly closePrice: string | undefined;
  /** In seconds. */
  readonly time: bigint;
  readonly result: bigint;
}

/** A list to look things up in. */
export interface LiquidationBook {
  readonly count: number;
  /** The indexes of the liquidations whose market has a text in it, or whose key begins with it; of all where it is empty. */
  find(text: string, order: LiquidationOrder): Uint32Array;
  at(index: number): ShownLiquidation;
}

const WORD = 32;
const KEY_START = /^0x[0-9a-f]*$/;

/**
 * Makes a book of a list as it stands, right or wrong.
 *
 * @param decimals decimal places of the token
 */
export function liquidationBook(list: LiquidationList, decimals: number): LiquidationBook {
  const { count, times } = list;
  const markets = once(() => marketsOf(list));
  const results = once(() => Array.from({ length: count }, (_, index) => resultAt(index)));

  function resultAt(index: number): bigint {
    const { takeoverValue, closeValue } = liquidationAt(list, index);
    return resultOf({ side: sideAt(index), takeoverValue, closeValue });
  }
  const sideAt = (index: number): Side => (list.sides[index] === 0 ? "long" : "short");

  function matching(text: string): Uint32Array {
    const all = Uint32Array.from({ length: count }, (_, index) => index);
    const wanted = text.trim().toLowerCase();
    if (wanted === "") return all;
    const { names, ids } = markets();
    const isWanted = names.map((name) => name.toLowerCase().includes(wanted));
    const start = KEY_START.test(wanted) ? wanted.slice(2) : undefined;
    return all.filter(
      (index) => isWanted[ids[index] as number] || (start !== undefined && keyStarts(list.keys, index, start)),
    );
  }

  return {
    count,
    find(text, order) {
      const found = matching(text);
      const compare = comparison(order, { times, markets, results });
      return compare === undefined ? found : found.sort((a, b) => compare(a, b) || a - b);
    },
    at(index) {
      const { key, market, quantity, takeoverValue, closeValue, time } = liquidationAt(list, index);
      return {
        ...{ index, key, quantity, time, side: sideAt(index) },
        market: marketText(market) ?? market,
        takeoverPrice: priceText({ value: takeoverValue, quantity }, decimals),
        closePrice: priceText({ value: closeValue, quantity }, decimals),
        result: resultAt(index),
      };
    },
  };
}

interface Markets {
  readonly names: readonly string[];
  /** The number of each liquidation's name. */
  readonly ids: Uint32Array;
  /** The place of each name among all in the order of the alphabet. */
  readonly ranks: readonly number[];
}

/** What each order compares, worked out when it is first asked for. */
interface Compared {
  readonly times: BigUint64Array;
  readonly markets: () => Markets;
  readonly results: () => readonly bigint[];
}

function comparison(order: LiquidationOrder, { times, markets, results }: Compared) {
  const byTime = (a: number, b: number) => sign(times[a] as bigint, times[b] as bigint);
  switch (order) {
    case "list":
      return undefined;
    case "time":
      return byTime;
    case "market": {
      const { ids, ranks } = markets();
      const rank = (index: number) => ranks[ids[index] as number] as number;
      return (a: number, b: number) => rank(a) - rank(b) || byTime(a, b);
    }
    case "loss":
    case "profit": {
      const each = results();
      const way = order === "loss" ? 1 : -1;
      return (a: number, b: number) => way * sign(each[a] as bigint, each[b] as bigint);
    }
  }
}

const sign = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function marketsOf({ count, markets }: LiquidationList): Markets {
  // Bytes as characters: made faster than names are read, and as different.
  const decoder = new TextDecoder("latin1");
  const known = new Map<string, number>();
  const names: string[] = [];
  const ids = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    const bytes = markets.subarray(WORD * index, WORD * (index + 1));
    const raw = decoder.decode(bytes);
    let id = known.get(raw);
    if (id === undefined) {
      id = names.length;
      known.set(raw, id);
      names.push(marketText(toHex(bytes)) ?? toHex(bytes));
    }
    ids[index] = id;
  }
  const sorted = [...names].sort();
  const places = new Map(sorted.map((name, place) => [name, place]));
  return { names, ids, ranks: names.map((name) => places.get(name) ?? 0) };
}

/** Whether a key begins with some digits in small letters. */
function keyStarts(keys: Uint8Array, index: number, digits: string): boolean {
  const bytes = keys.subarray(WORD * index, WORD * index + Math.min(WORD, Math.ceil(digits.length / 2)));
  return digits.length <= 2 * WORD && toHex(bytes).startsWith(`0x${digits}`);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
