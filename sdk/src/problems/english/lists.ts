export type Tree = "positions" | "liquidations";

const rows = (pair: readonly [number, number]) => `rows ${pair.join(" and ")}`;
const span = (start: bigint, end: bigint) => `from ${start} on, before ${end}`;
const TIME = 'Unix seconds, or ISO 8601 with its offset, such as "2025-10-10T21:20:00Z"';

/** Ids, times, positions and liquidations that cannot be, and lists that break the rule. */
export const LISTS = {
  idEmpty: () => "an id is empty",
  idNul: () => "an id contains NUL",
  idNotUnicode: () => "an id is not well-formed Unicode",
  notUtf8: () => "not valid UTF-8",
  marketTooLong: () => "a market has at most 31 bytes",
  marketEmpty: () => "a market is empty",
  quantityNegative: () => "a quantity cannot be negative",
  quantityZero: ({ row }: { row?: number }) => ({
    reason: "a quantity is above zero",
    ...(row !== undefined && { got: `0 in row ${row}` }),
  }),
  quantityTooLarge: () => "a quantity is below 2^128 in 10^-18 of its unit",
  factorNegative: ({ name }: { name: "quantity" | "price" }) => `a ${name} cannot be negative`,
  valueTooLarge: () => "quantity * price is above 2^127 base units",
  sideUnknown: () => ({ reason: "unknown side", expected: '"long" or "short"' }),
  sideNumber: ({ row, side }: { row: number; side: number }) => ({
    reason: "unknown side",
    got: `${side} in row ${row}`,
    expected: "0 or 1",
  }),
  timeMalformed: () => ({ reason: "not a time", expected: TIME }),
  timeFraction: () => ({ reason: "a time has whole seconds", expected: TIME }),
  timeOffset: () => ({ reason: "a time needs its offset", expected: TIME }),
  timeUnknown: () => "no such date or time",
  timeEarly: () => "a time before 1970",
  offsetUnknown: () => "no such offset",
  timeOutside: ({ start, end }: { start: bigint; end: bigint }) => ({
    reason: "a time outside the period",
    expected: span(start, end),
  }),
  closedOutside: ({ row, time, start, end }: { row: number; time: bigint; start: bigint; end: bigint }) => ({
    reason: "a liquidation was closed outside its period",
    got: `time ${time} in row ${row}`,
    expected: span(start, end),
  }),
  sameKey: ({ tree, rows: pair }: { tree: Tree; rows: readonly [number, number] }) => ({
    reason: `two ${tree} have the same key`,
    got: rows(pair),
  }),
  profitZero: ({ row }: { row: number }) => ({
    reason: "a committed position has a profit above zero",
    got: `0 in row ${row}`,
  }),
  totalProfitTooLarge: () => ({
    reason: "the total profit is out of range",
    got: "more than 2^128 - 1",
    expected: "0 to 2^128 - 1",
  }),
  periodUnnumbered: () => "periods are numbered from 1",
  periodEndsEarly: ({ start, end }: { start: bigint; end: bigint }) => ({
    reason: "a period ends after it starts",
    got: `start ${start}, end ${end}`,
  }),
  noSuchIndex: ({ count }: { count: number }) => ({
    reason: "no such index in the list",
    expected: `an integer below ${count}`,
  }),
  noSuchLeaf: ({ count }: { count: number }) => ({ reason: "no such leaf", expected: `an index below ${count}` }),
  leafHashLength: ({ bytes }: { bytes: number }) => ({
    reason: "leaf hashes have 32 bytes each",
    got: `${bytes} bytes`,
  }),
  treeLength: ({ bytes, count }: { bytes: number; count: number }) => ({
    reason: "the tree does not have that many leaves",
    got: `${bytes} bytes`,
    expected: `${count}`,
  }),
  leafBeyond: ({ count }: { count: bigint }) => ({ reason: "a leaf beyond the list", expected: `below ${count}` }),
  listLength: () => "the list is not as long as the settlement says",

  // What a bundle's files say, and the lists do not.
  outOfSequence: () => "out of sequence",
  positionsOutOfOrder: () => "out of order: profits fall, and equal profits stand by key",
  liquidationsOutOfOrder: () => "out of order: liquidations stand by key",
  notProfitSum: () => "not the sum of the profits so far",
  notResultSum: () => "not the sum of the results so far",
  notRuleShare: () => "not the rule's share",
  notFromLists: () => "not what the lists give",
  notOneEachHead: () => "not one statement for each head position",
  notAsIn: ({ file }: { file: string }) => `not what ${file} says`,
  saltNotOfIds: () => "not that of the secret and these ids",
  idsNotOfKey: ({ file }: { file: string }) => `these ids are not those of the key in ${file}`,
};
