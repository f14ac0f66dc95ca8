/** What people call the chains that funds are on; a number says the same to machines. */
const NAMES: Readonly<Record<string, string>> = {
  "1": "Ethereum",
  "10": "OP Mainnet",
  "56": "BNB Smart Chain",
  "137": "Polygon",
  "8453": "Base",
  "42161": "Arbitrum One",
  "43114": "Avalanche",
  "59144": "Linea",
  "11155111": "Sepolia",
};

/** The name of a chain; undefined for one that few know. */
export function chainName(id: bigint): string | undefined {
  return NAMES[String(id)];
}
