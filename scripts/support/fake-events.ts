// Events of a fund that is made up, as its contract would emit them.
import type { Interface } from "ethers";

export const FUND = `0x${"f0".repeat(20)}` as const;
export const SOMEONE = `0x${"0a".repeat(20)}`;

/** What the fund emits. */
export interface FakeEvent {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Whose event it is, where it is not the fund's. */
  readonly by?: Pick<Interface, "encodeEventLog">;
}

const ROOT = `0x${"77".repeat(32)}`;
const WINDOW = 86_400n;
/** When the event before was; no page asks. */
const BEFORE = 0n;

/** A settlement of a period with a loss, submitted. */
export function submitted(
  period: bigint,
  serial: bigint,
  time: bigint,
  { loss = 1_000n, dataURI = "" } = {},
): FakeEvent {
  const header = [period, 100n, 200n, 30n, loss, 2n, ROOT, 4n, ROOT, 1_000n, 3n, 950n];
  const policy = [2000n, 9000n, false, 8n, 10_000n, WINDOW, 21_600n, 25n, 100n, 500n, 50n];
  const quota = loss / 5n;
  const terms = [30n, quota, loss - quota, 0n, 500n, 0n, time + WINDOW];
  return {
    name: "SettlementSubmitted",
    args: [period, serial, SOMEONE, header, policy, terms, BEFORE, dataURI],
  };
}

export const donated = (amount: bigint): FakeEvent => ({ name: "Donated", args: [SOMEONE, amount] });
/** Credits of one call. */
export const credited = (period: bigint, sequence: bigint, ...amounts: readonly bigint[]): FakeEvent => ({
  name: "Credited",
  args: [
    period,
    sequence,
    amounts.reduce((sum, amount) => sum + amount, 0n),
    BEFORE,
    amounts.map((each) => [each, ROOT]),
  ],
});
export const finalized = (period: bigint, serial: bigint, coverage: bigint): FakeEvent => ({
  name: "SettlementFinalized",
  args: [period, serial, SOMEONE, coverage, SOMEONE, 500n, BEFORE],
});
export const voided = (period: bigint, serial: bigint, fault: bigint): FakeEvent => ({
  name: "SettlementVoided",
  args: [period, serial, SOMEONE, fault, 200n, 250n, 250n, BEFORE],
});
export const cancelled = (period: bigint, serial: bigint): FakeEvent => ({
  name: "SettlementCancelled",
  args: [period, serial, SOMEONE, 200n, 250n, 250n, BEFORE],
});
export const demanded = (period: bigint, serial: bigint, tree: bigint, index: bigint, deadline: bigint): FakeEvent => ({
  name: "Demanded",
  args: [period, serial, SOMEONE, tree, index, 50n, 0n, deadline, BEFORE],
});
/** An answer, of a position or a liquidation; the demand's bond is the fund's. */
export const revealed = (period: bigint, serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: tree === 0n ? "LiquidationRevealed" : "PositionRevealed",
  args: [
    ...[period, serial, SOMEONE, 50n, BEFORE],
    tree === 0n ? [index, ROOT, ROOT, 0n, 1n, 5n, 5n, 150n, 0n, 0n] : [index, ROOT, 5n, 5n],
    [],
  ],
});
export const expired = (period: bigint, serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: "DemandExpired",
  args: [period, serial, SOMEONE, tree, index, 50n, BEFORE],
});
export const reclaimed = (serial: bigint, tree: bigint, index: bigint): FakeEvent => ({
  name: "DemandReclaimed",
  args: [serial, tree, index, SOMEONE, 50n],
});
