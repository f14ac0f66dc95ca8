import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { FetchError } from "./errors.ts";

// What is not the public internet: this machine, its networks, and what is reserved (IANA's special-purpose registries).
const IPV4_NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
// Of IPv6, only 2000::/3 is public, and not all of that; the ways into IPv4 are closed with it.
const IPV6_PUBLIC = ["2000::/3"];
const IPV6_NOT_PUBLIC = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

function listOf(ranges: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = "", bits] = range.split("/");
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}

const ipv4NotPublic = listOf(IPV4_NOT_PUBLIC, "ipv4");
const ipv6Public = listOf(IPV6_PUBLIC, "ipv6");
const ipv6NotPublic = listOf(IPV6_NOT_PUBLIC, "ipv6");

/**
 * Whether an IP address is one of the public internet's.
 *
 * @example
 * isPublicAddress("192.168.1.1") // false
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !ipv4NotPublic.check(address, "ipv4");
    case 6:
      return ipv6Public.check(address, "ipv6") && !ipv6NotPublic.check(address, "ipv6");
    default:
      return false;
  }
}

/**
 * A look-up of names that gives no address but public ones: the addresses that it gives are those that are connected to, so
 * that a name cannot be one thing when it is checked and another when it is used.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) {
      callback(error ?? new FetchError(`${hostname} has no address`), "");
      return;
    }
    const hidden = addresses.find(({ address }) => !isPublicAddress(address));
    if (hidden !== undefined) callback(notPublic(hostname, hidden.address), "");
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/** Why an address is not fetched from. */
export function notPublic(hostname: string, address = hostname): FetchError {
  const named = address === hostname ? address : `${hostname} (${address})`;
  return new FetchError(`${named} is not a public address, and is fetched from only if private addresses are allowed`);
}
