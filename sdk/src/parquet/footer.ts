// A footer is fields by number, each with its type. The library takes what it finds, whatever its type; other readers pass over a field
// whose type is not the one that Parquet has for it, and read the file without. So such a footer is none.

/** A field's type: how a value is written, what a list has in it, or the fields of a struct by their numbers. */
type Field = number | { readonly list: Field } | Fields;
interface Fields {
  readonly [id: number]: Field;
}

// Thrift's numbers of types, in its compact protocol; a flag's value is its type.
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;
const LONG_LIST = 15;
const NO_FIELDS: Fields = {};

const PAIRS: Field = { list: { 1: BINARY, 2: BINARY } };
const MEANINGS: Fields = {
  ...{ 1: NO_FIELDS, 2: NO_FIELDS, 3: NO_FIELDS, 4: NO_FIELDS, 5: { 1: I32, 2: I32 }, 6: NO_FIELDS, 7: { 1: TRUE } },
  ...{ 8: { 1: TRUE }, 10: { 1: BYTE, 2: TRUE }, 11: NO_FIELDS, 12: NO_FIELDS, 13: NO_FIELDS, 14: NO_FIELDS },
};
const ELEMENT: Fields = {
  ...{ 1: I32, 2: I32, 3: I32, 4: BINARY, 5: I32, 6: I32, 7: I32, 8: I32, 9: I32, 10: MEANINGS },
};
const STATISTICS: Fields = { 1: BINARY, 2: BINARY, 3: I64, 4: I64, 5: BINARY, 6: BINARY, 7: TRUE, 8: TRUE };
const COLUMN: Fields = {
  ...{ 1: I32, 2: { list: I32 }, 3: { list: BINARY }, 4: I32, 5: I64, 6: I64, 7: I64, 8: PAIRS },
  ...{ 9: I64, 10: I64, 11: I64, 12: STATISTICS, 14: I64, 15: I32 },
};
const CHUNK: Fields = { 1: BINARY, 2: I64, 3: COLUMN, 4: I64, 5: I32, 6: I64, 7: I32, 8: NO_FIELDS };
const GROUP: Fields = { 1: { list: CHUNK }, 2: I64, 3: I64, 5: I64, 6: I64, 7: I16 };
const FOOTER: Fields = { 1: I32, 2: { list: ELEMENT }, 3: I64, 4: { list: GROUP }, 5: PAIRS, 6: BINARY };

/**
 * Checks that a footer's fields have their types, that none is there twice, and that nothing stands behind them.
 *
 * @param footer the bytes between the last page and the footer's length
 * @throws {Error} if they do not
 */
export function assertFooter(footer: Uint8Array): void {
  const at = structEnd(footer, 0, FOOTER);
  if (at !== footer.length) throw malformed();
}

/** Where a struct ends that starts at a byte. */
function structEnd(bytes: Uint8Array, start: number, fields: Fields): number {
  const seen = new Set<number>();
  let at = start;
  for (let id = 0; ; ) {
    const head = byteAt(bytes, at++);
    if (head === 0) return at;
    const type = head & 15;
    if (head >> 4 === 0) {
      const { value, end } = varint(bytes, at);
      id = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      at = end;
    } else id += head >> 4;
    if (seen.has(id)) throw malformed();
    seen.add(id);
    const isFlag = type === TRUE || type === FALSE;
    const field = fields[id];
    if (field !== undefined && (isFlag ? TRUE : type) !== typeOf(field)) throw malformed();
    if (!isFlag) at = valueEnd(bytes, at, type, field);
  }
}

function typeOf(field: Field): number {
  if (typeof field === "number") return field;
  return isList(field) ? LIST : STRUCT;
}

const isList = (field: Field | undefined): field is { readonly list: Field } =>
  typeof field === "object" && "list" in field;

/** Where a value ends; what is no known field is passed over. */
function valueEnd(bytes: Uint8Array, at: number, type: number, field: Field | undefined): number {
  switch (type) {
    case TRUE:
    case FALSE:
    case BYTE:
      return at + 1;
    case I16:
    case I32:
    case I64:
      return varint(bytes, at).end;
    case DOUBLE:
      return at + 8;
    case BINARY: {
      const { value, end } = varint(bytes, at);
      if (value > bytes.length - end) throw malformed();
      return end + value;
    }
    case LIST:
    case SET:
      return listEnd(bytes, at, isList(field) ? field.list : undefined);
    case MAP:
      return mapEnd(bytes, at);
    case STRUCT:
      return structEnd(bytes, at, typeof field === "object" && !isList(field) ? field : NO_FIELDS);
    default:
      throw malformed();
  }
}

function listEnd(bytes: Uint8Array, start: number, element: Field | undefined): number {
  const head = byteAt(bytes, start);
  const type = head & 15;
  let at = start + 1;
  let length = head >> 4;
  if (length === LONG_LIST) ({ value: length, end: at } = varint(bytes, at));
  if (element !== undefined && length > 0 && type !== typeOf(element)) throw malformed();
  for (let i = 0; i < length; i++) at = valueEnd(bytes, at, type, element);
  return at;
}

function mapEnd(bytes: Uint8Array, start: number): number {
  let { value: length, end: at } = varint(bytes, start);
  if (length === 0) return at;
  const types = byteAt(bytes, at++);
  for (; length > 0; length--) {
    at = valueEnd(bytes, at, types >> 4, undefined);
    at = valueEnd(bytes, at, types & 15, undefined);
  }
  return at;
}

function varint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let factor = 1;
  for (let at = start; at < start + 10; at++) {
    const byte = byteAt(bytes, at);
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte < 128) return { value, end: at + 1 };
  }
  throw malformed();
}

function byteAt(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) throw malformed();
  return bytes[at] as number;
}

const malformed = () => new Error("its footer is malformed");
