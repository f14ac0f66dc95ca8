// What docs/mutation.md says: how many mutants of each file the tests noticed, and why they cannot notice the rest.
import type { Judged } from "../mutate.ts";

const HEAD = `# Mutants

How much of the contracts the Solidity tests hold: [a mutator](../scripts/mutate.ts) breaks them in one place at a time and runs the tests
on each result. It leaves out every \`require\` and every modifier, each operand of \`&&\` and \`||\`, each statement and each event; it turns
comparisons round and moves them by one, exchanges operators, arguments, branches, results and members of enumerations, and moves
constants by one. A mutant that does not compile does not count.

Written by \`node scripts/mutate.ts --report\`; it takes its time and is no part of \`npm test\`.
`;

/** The page for a whole run. */
export function reportOf(judged: readonly Judged[], date: string): string {
  const files = [...new Set(judged.map(({ mutant }) => mutant.file))];
  const row = (name: string, of: readonly Judged[]) => {
    const count = (wanted: string) => of.filter(({ verdict }) => verdict === wanted).length;
    const [killed, equivalent, survived] = [count("killed"), count("equivalent"), count("survived")];
    const score = (100 * killed) / (killed + survived);
    return `| ${name} | ${killed + equivalent + survived} | ${killed} | ${equivalent} | ${survived} | ${score.toFixed(1)} % |`;
  };
  const reasons = judged.flatMap(({ mutant, verdict, reason }) =>
    verdict === "equivalent" ? [`| \`${mutant.file.split("/").at(-1)}\`, ${shown(mutant.change)} | ${reason} |`] : [],
  );
  return [
    HEAD,
    `Last run: ${date}.\n`,
    "| file | mutants | noticed | equivalent | not noticed | score |",
    "|---|---:|---:|---:|---:|---:|",
    ...files.map((file) =>
      row(
        `\`${file}\``,
        judged.filter(({ mutant }) => mutant.file === file),
      ),
    ),
    row("all", judged),
    "\nThe score leaves out the equivalent ones. These are they, each with what makes it so:\n",
    "| change | why nothing can notice it |",
    "|---|---|",
    ...reasons,
    "",
  ].join("\n");
}

/** In a table's cell. */
function shown(change: string): string {
  return `\`${change.replaceAll("|", "\\|")}\``;
}
