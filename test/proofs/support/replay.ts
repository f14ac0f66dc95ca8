// A counterexample, put to the test: the harness, changed as it was for the solver, runs on an EVM with the solver's figures.
import { dataSlice, Interface, type ParamType, toBeHex } from "ethers";
import type { Figure } from "./counterexample.ts";
import { deployed } from "./evm.ts";
import { type Change, importsWith, readSource, solc } from "./sources.ts";

const PANIC = "0x4e487b71";

/**
 * Calls a harness's function `judge` and returns the number of the panic that it ends in: 1 is a failed assertion, 17 an overflow or
 * underflow; undefined if it ends in none.
 */
export async function panicOf(name: string, changes: readonly Change[], figures: readonly Figure[]) {
  const { abi, code } = compiled(name, changes);
  const { inputs } = abi.getFunction("judge") ?? { inputs: [] };
  const call = await deployed(code);
  const answer = await call(
    abi.encodeFunctionData(
      "judge",
      inputs.map((input, i) => encodable(input, figures[i])),
    ),
  );
  return answer.startsWith(PANIC) ? Number(dataSlice(answer, 4)) : undefined;
}

function compiled(name: string, changes: readonly Change[]) {
  const file = `test/proofs/${name}.sol`;
  const settings = { evmVersion: "cancun", outputSelection: { [file]: { [name]: ["abi", "evm.bytecode.object"] } } };
  const input = { language: "Solidity", sources: { [file]: { content: readSource(file, changes) } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: importsWith(changes) }));
  const { abi, evm } = output.contracts[file][name];
  return { abi: new Interface(abi), code: `0x${evm.bytecode.object}` };
}

/** A figure as ABI encoding wants it. The solver gives any number to what the call never looks at: it is cut to its type. */
function encodable(type: ParamType, figure: Figure | undefined): unknown {
  if (Array.isArray(figure)) return type.components?.map((component, i) => encodable(component, figure[i]));
  if (typeof figure !== "bigint") return figure;
  const bits = Number(/^uint(\d+)$/.exec(type.type)?.[1] ?? 256);
  const cut = BigInt.asUintN(bits, figure);
  return type.type === "bytes32" ? toBeHex(cut, 32) : cut;
}
