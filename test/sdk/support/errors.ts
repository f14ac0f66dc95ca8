import { expect } from "chai";
import { InputError } from "zke-insurance-fund";

/** Expects the caller's error, with a reason that matches. */
export function expectInputError(run: () => unknown, reason: RegExp): void {
  try {
    run();
  } catch (error) {
    expect(error).to.be.instanceOf(InputError);
    expect(String(error)).to.match(reason);
    return;
  }
  expect.fail(`expected an InputError that matches ${reason}, but nothing was thrown`);
}
