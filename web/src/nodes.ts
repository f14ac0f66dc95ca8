import { isNodeAddress, urlOf } from "zke-insurance-fund/chain";

/** The addresses of nodes in a text: one, or several apart by commas or spaces. */
export function addressesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

/** Whether a text is such addresses, one at least. */
export function isNodeList(text: string): boolean {
  const addresses = addressesIn(text);
  return addresses.length > 0 && addresses.every(isNodeAddress);
}

/** The nodes' addresses without what may be secret in them. */
export function hostsOf(text: string): string {
  return addressesIn(text)
    .map((address) => urlOf(address)?.host ?? "")
    .join(", ");
}
