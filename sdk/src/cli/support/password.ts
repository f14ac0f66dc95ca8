import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { Interrupted } from "./output.ts";

/** The environment variable of a keystore's password. */
const PASSWORD = "FUND_KEYSTORE_PASSWORD";
/** How many characters a new password must have. */
const SHORTEST = 8;

/**
 * A keystore's password, from the environment or the terminal.
 *
 * @throws {InputError} if it is in neither
 */
export async function givenPassword(question: string): Promise<string> {
  return process.env[PASSWORD] ?? askPassword(question, "Interrupted: nothing was sent.");
}

/**
 * A password for a new keystore, from the environment; or from the terminal, where it is typed twice.
 *
 * @throws {InputError} if it is in neither, is too short, or was typed in two ways
 */
export async function newPassword(file: string): Promise<string> {
  const given = process.env[PASSWORD];
  if (given !== undefined) return longEnough(given);
  const interrupted = "Interrupted: no key was made.";
  const typed = longEnough(
    await askPassword(`New password for ${file}, at least ${SHORTEST} characters: `, interrupted),
  );
  if ((await askPassword("The same again: ", interrupted)) === typed) return typed;
  throw refused(USAGE, "passwordsDiffer", {});
}

function longEnough(password: string): string {
  const { length } = [...password];
  if (length >= SHORTEST) return password;
  throw refused(USAGE, "passwordShort", { least: SHORTEST }, { got: `${length} characters` });
}

/** Asks on the terminal, without showing what is typed. */
function askPassword(question: string, interrupted: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw refused(USAGE, "noPassword", { variable: PASSWORD });
  // Before it asks: a fast typist's password would be shown.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding("utf8");
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = () => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
    };
    const take = (text: string) => {
      for (const character of text) {
        if (character === "\r" || character === "\n" || character === "\u0004") {
          end();
          resolve(typed);
          return;
        }
        if (character === "\u0003") {
          end();
          reject(new Interrupted(interrupted));
          return;
        }
        typed = character === "\u007f" || character === "\b" ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.on("data", take);
  });
}
