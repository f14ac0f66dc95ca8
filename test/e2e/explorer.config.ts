// The project's own configuration, and beside it an explorer on this machine: where a test's stand-in listens, EXPLORER_URL says.
import project from "../../hardhat.config.ts";

const { EXPLORER_URL = "", EXPLORER_CHAIN = "" } = process.env;

export default {
  ...project,
  chainDescriptors: {
    [EXPLORER_CHAIN]: {
      name: "a chain of the tests",
      blockExplorers: { etherscan: { name: "a stand-in", url: EXPLORER_URL, apiUrl: `${EXPLORER_URL}/v2/api` } },
    },
  },
  verify: { ...project.verify, blockscout: { enabled: false }, sourcify: { enabled: false } },
};
