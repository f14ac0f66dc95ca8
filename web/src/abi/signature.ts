/** A value's type as the ABI has it, and what it is called. */
export interface AbiType {
  readonly name: string;
  /** Its canonical form, as it is hashed: "uint64", "(uint128,bytes32)[]". */
  readonly type: string;
  /** A struct's fields; null of all else. */
  readonly components: readonly AbiType[] | null;
  /** An array's elements; undefined of all else. */
  readonly element?: AbiType;
  readonly isIndexed: boolean;
  /** Whether its place holds only where it begins. */
  readonly isDynamic: boolean;
  /** How many words it takes where it stands. */
  readonly words: number;
}

/** A function, an event or an error. */
export interface Fragment {
  readonly kind: "function" | "event" | "error";
  readonly name: string;
  readonly inputs: readonly AbiType[];
  readonly outputs: readonly AbiType[];
  /** Name and types, as they are hashed. */
  readonly signature: string;
}

/**
 * Takes apart a signature as ethers writes it.
 *
 * @example
 * fragmentOf("function record(uint64 period) view returns (bool)").signature // "record(uint64)"
 */
export function fragmentOf(text: string): Fragment {
  const [kind, name = ""] = text.split(/[ (]/, 2);
  const inner = text.slice(text.indexOf("("));
  const end = closing(inner);
  const returns = / returns (\(.*\))$/.exec(inner.slice(end + 1))?.[1];
  const inputs = listOf(inner.slice(1, end));
  const outputs = returns === undefined ? [] : listOf(returns.slice(1, -1));
  const signature = `${name}(${inputs.map(({ type }) => type).join()})`;
  return { kind: kind as Fragment["kind"], name, inputs, outputs, signature };
}

/** The bracket that ends what the first one begins. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; ; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return at;
  }
}

function listOf(text: string): AbiType[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    else if (at === text.length || (text[at] === "," && depth === 0)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.filter((part) => part !== "").map(typeOf);
}

function typeOf(text: string): AbiType {
  const end = text.startsWith("(") ? closing(text) + 1 : 0;
  const [head = "", ...words] = text.slice(end).split(" ");
  const isIndexed = words[0] === "indexed";
  const name = words[isIndexed ? 1 : 0] ?? "";
  const base = end > 0 ? structOf(listOf(text.slice(1, end - 1))) : plain(head.replace("[]", ""));
  const type = head.endsWith("[]") ? arrayOf(base) : base;
  return { ...type, name, isIndexed };
}

const plain = (type: string): AbiType => ({
  ...{ name: "", type, components: null, isIndexed: false, words: 1 },
  isDynamic: type === "string" || type === "bytes",
});

function structOf(components: readonly AbiType[]): AbiType {
  const isDynamic = components.some((field) => field.isDynamic);
  const words = isDynamic ? 1 : components.reduce((sum, field) => sum + field.words, 0);
  return {
    name: "",
    type: `(${components.map(({ type }) => type).join()})`,
    components,
    isIndexed: false,
    isDynamic,
    words,
  };
}

const arrayOf = (element: AbiType): AbiType => ({
  ...{ name: "", type: `${element.type}[]`, components: null, element },
  ...{ isIndexed: false, isDynamic: true, words: 1 },
});
