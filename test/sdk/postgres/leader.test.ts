import { expect } from "chai";
import type { OwnConnection, Postgres } from "../../../sdk/src/postgres/connection.ts";
import { lead } from "../../../sdk/src/postgres/leader.ts";

/** A database whose connections get every lock, and end when they are told to. */
function database(whileBegun: (lose: () => void) => void): Postgres {
  const own = async (): Promise<OwnConnection> => {
    const listeners: (() => void)[] = [];
    let isLost = false;
    return {
      query: async () => [{ taken: true, is_copy: false }],
      onLost: (listener) => (isLost ? listener() : void listeners.push(listener)),
      end() {},
      ...{
        lose() {
          isLost = true;
          for (const listener of listeners) listener();
        },
      },
    };
  };
  let current: (OwnConnection & { lose?: () => void }) | undefined;
  return {
    place: "a test",
    mask: String,
    query: async () => [],
    own: async () => {
      current = await own();
      return current;
    },
    async atOnce(task) {
      const result = await task(async () => []);
      whileBegun(() => current?.lose?.());
      return result;
    },
    close: async () => {},
  };
}

describe("a leader", () => {
  it("is told that it lost the lead where its connection was lost while its term began", async () => {
    const options = { signal: new AbortController().signal, onStandby() {}, interval: 10 };
    const leadership = await lead(
      database((lose) => lose()),
      "a name",
      options,
    );
    let isLost = false;
    leadership?.onLost(() => {
      isLost = true;
    });
    expect(isLost).to.equal(true);
  });
});
