// A contract that answers some calls with fixed words, and refuses all others.
import { id, type Signer } from "ethers";

/** What a contract answers, by its functions' signatures: a word, or nothing at all. */
export type Answers = Readonly<Record<string, bigint | "nothing">>;

const hexOf = (value: bigint | number, bytes: number) => value.toString(16).padStart(2 * bytes, "0");

/** Deploys a contract with these answers; its address. */
export async function answering(deployer: Signer, answers: Answers): Promise<string> {
  let code = "5f3560e01c"; // the selector
  for (const [signature, value] of Object.entries(answers)) {
    // PUSH32 word, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN; or STOP.
    const answer = value === "nothing" ? "00" : `7f${hexOf(value, 32)}5f5260205ff3`;
    // DUP1, PUSH4 selector, EQ, ISZERO, PUSH1 behind, JUMPI, the answer, JUMPDEST: 11 bytes before the last.
    const behind = (code.length + answer.length) / 2 + 11;
    code += `8063${id(signature).slice(2, 10)}141560${hexOf(behind, 1)}57${answer}5b`;
  }
  code += "5f5ffd";
  // PUSH1 length, DUP1, PUSH1 where the code begins, PUSH0, CODECOPY, PUSH0, RETURN
  const data = `0x60${hexOf(code.length / 2, 1)}80600a5f395ff300${code}`;
  const receipt = await (await deployer.sendTransaction({ data })).wait();
  if (!receipt?.contractAddress) throw new Error("the contract was not created");
  return receipt.contractAddress;
}
