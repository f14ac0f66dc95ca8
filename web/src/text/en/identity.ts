/** Which fund something says that it is of, and why it is not this one's. */
export const identity = {
  fund: "Fund",
  chain: (id: string) => `on chain ${id}`,
  show: (name: string) => (name === "" ? "Show that fund" : `Show that fund: ${name}`),
  none: "It is of no named fund.",
};
