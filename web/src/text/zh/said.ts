/** How a sentence of the SDK's is put in Chinese: what it looks like, and what is made of its parts. */
export type Sentence = readonly [RegExp, (...found: string[]) => string];

/** A sentence in Chinese, by the first pattern that it has; undefined if it has none. */
function translated(patterns: readonly Sentence[], english: string): string | undefined {
  for (const [pattern, translate] of patterns) {
    const found = pattern.exec(english);
    if (found !== null) return translate(...found.slice(1));
  }
  return undefined;
}

/** A refusal with what was given and expected, as the SDK writes it on one line. */
const WITH_FACTS = /^(.*?) \((?:got (".*?")(?:, )?)?(?:expected (.*))?\)$/s;

/** Says what the SDK says in Chinese, as far as the sentences are known. */
export function speaker(sentences: readonly Sentence[], facts: readonly Sentence[] = []) {
  const fact = (english: string) => translated(facts, english) ?? english;
  return function said(english: string): string {
    const known = translated(sentences, english);
    if (known !== undefined) return known;
    const [, reason, got, expected] = WITH_FACTS.exec(english) ?? [];
    if (reason === undefined) return english;
    const parts = [got && `实际为 ${fact(got)}`, expected && `应为 ${fact(expected)}`].filter(Boolean);
    return `${said(reason)}（${parts.join("，")}）`;
  };
}
