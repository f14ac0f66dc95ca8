// A story for a chain, written down before there is one: transactions that are signed already, and questions in between.
import { readFileSync } from "node:fs";
import { concat, getCreateAddress, Interface, type InterfaceAbi, id, Transaction, Wallet } from "ethers";
import { CHAIN_ID, GENESIS } from "./chain.ts";

/** A contract of the story: where it will be, and how it is spoken to. */
export interface Place {
  readonly name: string;
  readonly address: string;
  readonly abi: Interface;
}

/** A transaction, or a question if nothing is signed. `refusal` names the error that it must end in; "" if it gives no reason. */
export interface Entry {
  readonly name: string;
  /** The contract's function, or "constructor". */
  readonly called: string;
  readonly place: Place;
  readonly refusal?: string;
  readonly signed?: string;
  readonly time: number;
  readonly data: string;
}

/** Below what Osaka allows a transaction, above what any of these needs. */
const GAS_TO_CREATE = 16_000_000n;
const GAS_TO_CALL = 3_000_000n;
const GWEI = 10n ** 9n;

const ARTIFACTS = new URL("../../../artifacts/", import.meta.url);

/** A compiled contract, such as "contracts/mocks/TetherLike.sol/TetherLike". */
export function artifactOf(path: string): { abi: InterfaceAbi; bytecode: string } {
  return JSON.parse(readFileSync(new URL(`${path}.json`, ARTIFACTS), "utf8"));
}

export class Script {
  readonly entries: Entry[] = [];
  /** The latest transaction's. */
  time = GENESIS;
  readonly #nonces = new Map<string, number>();

  /** The account that plays a part; its key is the part's name. */
  static account = (part: string) => new Wallet(id(part));

  later(seconds: number): void {
    this.time += seconds;
  }

  create(part: string, path: string, args: readonly unknown[] = [], refusal?: string): Place {
    const { abi, bytecode } = artifactOf(path);
    const from = Script.account(part).address;
    const address = getCreateAddress({ from, nonce: this.#nonces.get(part) ?? 0 });
    const place = { name: path.replace(/^.*\//, ""), address, abi: new Interface(abi) };
    const data = concat([bytecode, place.abi.encodeDeploy(args)]);
    this.#sign(part, { place, called: "constructor", data, refusal });
    return place;
  }

  send(part: string, place: Place, called: string, args: readonly unknown[] = [], refusal?: string): void {
    this.#sign(part, { place, called, data: place.abi.encodeFunctionData(called, args), refusal });
  }

  ask(place: Place, called: string, args: readonly unknown[] = [], refusal?: string): void {
    const data = place.abi.encodeFunctionData(called, args);
    this.#write({ name: `${place.name}.${called}`, place, called, data, time: this.time }, refusal);
  }

  #sign(
    part: string,
    { place, called, data, refusal }: Pick<Entry, "place" | "called" | "data"> & { refusal: string | undefined },
  ): void {
    const nonce = this.#nonces.get(part) ?? 0;
    this.#nonces.set(part, nonce + 1);
    this.time += 12;
    const creates = called === "constructor";
    const transaction = Transaction.from({
      type: 2,
      chainId: CHAIN_ID,
      nonce,
      to: creates ? null : place.address,
      data,
      gasLimit: creates ? GAS_TO_CREATE : GAS_TO_CALL,
      maxFeePerGas: 10n * GWEI,
      maxPriorityFeePerGas: GWEI,
    });
    transaction.signature = Script.account(part).signingKey.sign(transaction.unsignedHash);
    const name = `${part}: ${place.name}.${called}`;
    this.#write({ name, place, called, data, time: this.time, signed: transaction.serialized }, refusal);
  }

  #write(entry: Entry, refusal: string | undefined): void {
    const name = `${this.entries.length} ${entry.name}${refusal === undefined ? "" : `, refused: ${refusal || "no reason"}`}`;
    this.entries.push({ ...entry, name, ...(refusal === undefined ? {} : { refusal }) });
  }
}
