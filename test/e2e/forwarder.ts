import { ContractFactory, concat, type Signer } from "ethers";

// Calls the address in the first 20 bytes of what it is sent with the rest, and fails as that does: what a multisig does, but for the
// signatures.
const CODE = "0x60143603806014600037600060008260006000600035606" + "01c5af11560205700" + "5b3d600060003e3d6000fd";
const CREATION = "0x602b80600b6000396000f3";

/** A contract that sends what it is told to: it stands for a multisig. */
export async function deployForwarder(signer: Signer) {
  const contract = await new ContractFactory([], concat([CREATION, CODE]), signer).deploy();
  await contract.waitForDeployment();
  const address = await contract.getAddress();
  return {
    address: address as `0x${string}`,
    /** Makes the calls of a batch, one after another. */
    async replay(batch: { readonly transactions: readonly { readonly to: string; readonly data: string }[] }) {
      for (const { to, data } of batch.transactions) {
        const sent = await signer.sendTransaction({ to: address, data: concat([to, data]) });
        await sent.wait();
      }
    },
  };
}
