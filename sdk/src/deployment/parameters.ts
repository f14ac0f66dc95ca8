// A deployment's parameters: read from their file, and judged by themselves, without a chain.

import { readFile } from "node:fs/promises";
import { getAddress, ZeroAddress } from "ethers";
import { DEPLOYED_PARTS as PARTS, type PartName } from "../chain/roles/deployed.ts";
import { NAME, OBJECT, oneOf, partsOf } from "../columns/given.ts";
import { DEPLOYING } from "../problems/english/deploying.ts";
import { refused } from "../problems/problem.ts";
import { policyRefusals } from "./policy.ts";
import { quoted, type Refusal, sentenceOf } from "./refusal.ts";

/** The modules that can be deployed; the second one deploys a token of its own. */
const MODULES = ["InsuranceFund", "LocalFund"] as const;
type ModuleName = (typeof MODULES)[number];

/** What a parameters file has for one module, as it stands there. */
export type Values = Readonly<Record<string, unknown>>;

/** A parameters file that was read. */
export interface ParametersFile {
  readonly module: ModuleName;
  readonly values: Values;
}

export const PARAMETERS_FILE = partsOf({ module: oneOf(MODULES), values: OBJECT });

/**
 * Reads a parameters file: JSON, with one module's name above its parameters.
 *
 * @throws {InputError} if it is not that
 * @example
 * const file = await readParameters("parameters.json");
 */
export async function readParameters(path: string): Promise<ParametersFile> {
  NAME(path, "path");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw refused(DEPLOYING, "parametersUnread", { said: error.code ?? error.message }, { file: path });
  });
  const parsed = parsedJson(text, path);
  const [name, ...others] = isObject(parsed) ? Object.keys(parsed) : [];
  const module = MODULES.find((known) => known === name);
  const values = isObject(parsed) && name !== undefined ? parsed[name] : undefined;
  if (module === undefined || others.length > 0 || !isObject(values)) {
    throw refused(DEPLOYING, "parametersShape", {}, { file: path });
  }
  return { module, values };
}

/**
 * Reads what was decided on a deployment, to hold a fund against it.
 *
 * @throws {InputError} if it is no file of parameters, or one of them cannot be meant
 * @example
 * const parameters = await readDecision("parameters.json");
 */
export async function readDecision(path: string): Promise<Values> {
  const file = await readParameters(path);
  const refusals = parameterRefusals(file).map(sentenceOf);
  if (refusals.length > 0) throw refused(DEPLOYING, "parametersWrong", { refusals }, { file: path });
  return file.values;
}

/** What is wrong with parameters in themselves. */
export function parameterRefusals({ module, values }: ParametersFile): Refusal[] {
  const names = [...(module === "InsuranceFund" ? ["token"] : []), ...PARTS];
  const expected = [...names, "openingTime", "policy"];
  const unknown = Object.keys(values).filter((name) => !expected.includes(name));
  return [
    ...unknown.map((name) => unknownName(name, values[name], expected)),
    ...names.flatMap((name) => addressRefusal(name, values[name]) ?? []),
    ...sameAccounts(values, names),
    ...openingRefusal(values.openingTime),
    ...policyRefusals(values.policy),
  ];
}

/** The address that a parameter holds, in its checksum's spelling; undefined if it holds none. */
export function addressIn(values: Values, name: string): string | undefined {
  return addressRefusal(name, values[name]) === undefined ? getAddress(String(values[name])) : undefined;
}

/** The accounts that the parameters name rightly. */
export function accountsIn(values: Values): [PartName, string][] {
  return PARTS.flatMap((name) => {
    const address = addressIn(values, name);
    return address === undefined ? [] : [[name, address] as [PartName, string]];
  });
}

/** The opening time, if it is one. */
export function openingIn({ openingTime }: Values): bigint | undefined {
  return openingRefusal(openingTime).length === 0 ? BigInt(String(openingTime)) : undefined;
}

const ADDRESS = /^0x[0-9a-f]{40}$/i;
const LAST_TIME = 2n ** 40n - 1n;

function addressRefusal(parameter: string, value: unknown): Refusal | undefined {
  const given = quoted(value);
  const refuse = (expected: string, remedy: string): Refusal => ({ parameter, given, expected, remedy });
  const what = parameter === "token" ? "the margin asset's contract" : `the account that is to be ${parameter}`;
  if (typeof value !== "string" || !ADDRESS.test(value)) {
    const remedy = isPlaceholder(value) ? `put there the address of ${what}` : `copy the address of ${what} again`;
    return refuse("an address, 0x and 40 hex digits", remedy);
  }
  if (value === ZeroAddress) return refuse("an address that somebody has", `put there the address of ${what}`);
  if (isWrongChecksum(value)) {
    return refuse(
      "an address whose capital and small letters agree with its digits (EIP-55)",
      "a digit is wrong or missing: copy it again from where it comes from",
    );
  }
  return undefined;
}

const isPlaceholder = (value: unknown) => value === undefined || (typeof value === "string" && /put here/i.test(value));

function isWrongChecksum(address: string): boolean {
  try {
    getAddress(address);
    return false;
  } catch {
    return true;
  }
}

/** Each account is another's check: one that plays two parts checks itself. */
function sameAccounts(values: Values, names: readonly string[]): Refusal[] {
  const first = new Map<string, string>();
  return names.flatMap((name): Refusal[] => {
    const address = addressIn(values, name);
    if (address === undefined) return [];
    const before = first.get(address);
    if (before === undefined) {
      first.set(address, name);
      return [];
    }
    const expected = `another address than ${before}'s`;
    return [{ parameter: name, given: address, expected, remedy: "give each part an account of its own" }];
  });
}

function openingRefusal(value: unknown): Refusal[] {
  const isTime = typeof value === "number" ? Number.isSafeInteger(value) : /^\d{1,15}$/.test(String(value ?? ""));
  if (isTime && BigInt(String(value)) > 0n && BigInt(String(value)) <= LAST_TIME) return [];
  const expected = "a time in whole seconds since 1970, such as 1767225600";
  const remedy = "put there where period 1 starts; `date -u -d 2026-01-01 +%s` tells one";
  return [{ parameter: "openingTime", given: quoted(value), expected, remedy }];
}

function unknownName(parameter: string, value: unknown, names: readonly string[]): Refusal {
  const remedy = "remove it, or correct its name";
  return { parameter, given: quoted(value), expected: `one of ${names.join(", ")}`, remedy };
}

function parsedJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(DEPLOYING, "parametersNoJson", { said: messageOf(error) }, { file: path });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
