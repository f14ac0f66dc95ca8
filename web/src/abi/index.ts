// What the page takes of ethers, in its place (vite.config.ts): the ABI of some signatures, a tenth of the size. The tests hold it to
// ethers, signature by signature.
import { keccak256 as hashOfBytes, toHex } from "zke-insurance-fund";
import { hashOf } from "./address.ts";
import { decoded } from "./decode.ts";
import { encoded } from "./encode.ts";
import { Result } from "./result.ts";
import { type AbiType, type Fragment, fragmentOf } from "./signature.ts";

// What senders take as well; a page sends nothing by the SDK, and none of it is in its files.
export { Signature } from "ethers/crypto";
export { TypedDataEncoder, verifyTypedData } from "ethers/hash";
export { Transaction } from "ethers/transaction";
export { toUtf8Bytes } from "ethers/utils";
export { isAddress } from "./address.ts";
export { Result };

/** An error that has a code, as those of ethers have. */
class AbiError extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Keccak-256 of bytes in hexadecimal, in hexadecimal. */
export function keccak256(data: string): string {
  const bytes = Uint8Array.from({ length: data.length / 2 - 1 }, (_, at) =>
    parseInt(data.slice(2 + 2 * at, 4 + 2 * at), 16),
  );
  return toHex(hashOfBytes(bytes));
}

/** Whether an error has a code. */
export function isError(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}

/** A fragment that names itself as the chain does. */
interface Known extends Fragment {
  readonly topicHash: string;
  readonly selector: string;
}

interface Described {
  readonly name: string;
  readonly args: Result;
  readonly fragment: Known;
}

const SOLIDITY = ["error Error(string message)", "error Panic(uint256 code)"];

/** Functions, events and errors of a contract, by their signatures. */
export class Interface {
  readonly #known: readonly Known[];
  #byHash: ReadonlyMap<string, Known> | undefined;

  constructor(signatures: readonly string[]) {
    this.#known = [...signatures, ...SOLIDITY].map(knownOf);
  }

  getEvent = (name: string) => this.#named("event", name);
  getError = (name: string) => this.#named("error", name);
  getFunction = (name: string) => this.#named("function", name);

  forEachEvent(tell: (event: Known) => void): void {
    for (const each of this.#known) if (each.kind === "event") tell(each);
  }

  encodeFunctionData(name: string, values: readonly unknown[] = []): string {
    const { selector, inputs } = this.#function(name);
    return selector + encoded(inputs, values);
  }

  decodeFunctionResult(name: string, data: string): Result {
    const { outputs } = this.#function(name);
    try {
      if ((data.length - 2) % 64 === 0) return decoded(outputs, data.slice(2));
    } catch {
      // Told below.
    }
    throw new AbiError(`no result of ${name}`, "BAD_DATA");
  }

  /** Null of a log that is none of these events'. */
  parseLog({ topics, data }: { readonly topics: readonly string[]; readonly data: string }): Described | null {
    const found = this.#of("event", topics[0]);
    if (found === undefined) return null;
    const indexed = found.inputs.filter(({ isIndexed }) => isIndexed);
    const places = indexed.map((type): AbiType => (isOneWord(type) ? type : { ...type, ...WORD_OF_BYTES }));
    const [inTopics, inData] = [
      decoded(
        places,
        topics
          .slice(1)
          .map((topic) => topic.slice(2))
          .join(""),
      ),
      decoded(
        found.inputs.filter(({ isIndexed }) => !isIndexed),
        data.slice(2),
      ),
    ];
    let [topic, rest] = [0, 0];
    const values = found.inputs.map(({ isIndexed }) => (isIndexed ? taken(inTopics, topic++) : taken(inData, rest++)));
    return {
      name: found.name,
      args: new Result(
        values,
        found.inputs.map(({ name }) => name),
      ),
      fragment: found,
    };
  }

  /** Null of data that are none of these errors'. */
  parseError(data: string): Described | null {
    return this.#call("error", data);
  }

  /** Null of data that call none of these functions. */
  parseTransaction({ data }: { readonly data: string }): Described | null {
    return this.#call("function", data);
  }

  #call(kind: Fragment["kind"], data: string): Described | null {
    const found = this.#of(kind, data.slice(0, 10).toLowerCase());
    return found === undefined
      ? null
      : { name: found.name, args: decoded(found.inputs, data.slice(10)), fragment: found };
  }

  #named(kind: Fragment["kind"], name: string): Known | null {
    return this.#known.find((each) => each.kind === kind && each.name === name) ?? null;
  }

  #of(kind: Fragment["kind"], hash = ""): Known | undefined {
    this.#byHash ??= new Map(
      this.#known.map((each) => [`${each.kind} ${each.kind === "event" ? each.topicHash : each.selector}`, each]),
    );
    return this.#byHash.get(`${kind} ${hash}`);
  }

  #function(name: string): Known {
    const found = this.getFunction(name);
    if (found === null) throw new AbiError(`no function ${name}`, "INVALID_ARGUMENT");
    return found;
  }
}

const WORD_OF_BYTES = { type: "bytes32", components: null, isDynamic: false, words: 1 } as const;
const isOneWord = ({ components, element, isDynamic }: AbiType) =>
  components === null && element === undefined && !isDynamic;

function knownOf(signature: string): Known {
  const fragment = fragmentOf(signature);
  let hash: string | undefined;
  const hashed = () => {
    hash ??= hashOf(fragment.signature);
    return hash;
  };
  return {
    ...fragment,
    get topicHash() {
      return hashed();
    },
    get selector() {
      return hashed().slice(0, 10);
    },
  };
}

/** A value, or why there is none. */
function taken(values: Result, at: number): unknown {
  try {
    return values[at];
  } catch (error) {
    return error;
  }
}
