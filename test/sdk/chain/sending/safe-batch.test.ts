import { expect } from "chai";
import { safeBatch } from "zke-insurance-fund/chain";
import { checksumOf } from "../../../../sdk/src/chain/sending/safe-batch.ts";

const SAFE = "0xDF8a1Ce35c9a6ACE153B4e0767942f1E2291a1Aa";
const OTHER = "0x49d4450977E2c95362C13D3a31a09311E0Ea26A6";
// What the Transaction Builder's own tests have.
const KNOWN = {
  version: "1.0",
  chainId: "4",
  createdAt: 1646321521061,
  meta: {
    name: "test batch file",
    txBuilderVersion: "1.4.0",
    checksum: "",
    createdFromSafeAddress: SAFE,
    createdFromOwnerAddress: OTHER,
  },
  transactions: [
    {
      to: OTHER,
      value: "0",
      contractMethod: {
        inputs: [{ internalType: "address", name: "paramAddress", type: "address" }],
        name: "testAddress",
        payable: false,
      },
      contractInputsValues: { paramAddress: OTHER },
    },
    {
      to: OTHER,
      value: "0",
      contractMethod: {
        inputs: [{ internalType: "bool", name: "paramBool", type: "bool" }],
        name: "testBool",
        payable: false,
      },
      contractInputsValues: { paramAddress: "", paramBool: "false" },
    },
    {
      to: OTHER,
      value: "2000000000000000000",
      data: "0x42f4579000000000000000000000000049d4450977e2c95362c13d3a31a09311e0ea26a6",
    },
  ],
};

describe("a batch for a Safe", () => {
  it("has the checksum that the Transaction Builder computes", () => {
    expect(checksumOf(KNOWN)).to.equal("0x4ecbfd364aa6759983915644e73f8bd411e85a2dc306f252a387c2728c4db64c");
  });

  it("has each call of the plan, and a checksum over all but its own", () => {
    const calls = [
      { to: OTHER, data: "0x1234", isShown: true },
      { to: SAFE, data: "0x", isShown: false },
    ] as const;
    const batch = safeBatch({ from: SAFE, chainId: 10n, calls }, { name: "pause", createdAt: 1 });
    expect(batch).to.deep.include({ version: "1.0", chainId: "10", createdAt: 1 });
    expect(batch.transactions).to.deep.equal(
      calls.map(({ to, data }) => ({ to, value: "0", data, contractMethod: null, contractInputsValues: null })),
    );
    const { checksum, ...meta } = batch.meta;
    expect(meta).to.deep.include({ name: "pause", createdFromSafeAddress: SAFE });
    expect(checksum).to.equal(checksumOf({ ...batch, meta }));
  });
});
