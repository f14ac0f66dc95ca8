// What is secret in the addresses of nodes, signers and databases is blotted out of all that they say.

/** Blots out keys wherever they stand, and words where they stand by themselves. */
export function masking(keys: readonly string[], words: readonly string[]): (text: string) => string {
  const spelt = (parts: readonly string[]) =>
    [...new Set(parts.flatMap((part) => [part, decoded(part), encodeURIComponent(decoded(part))]))]
      .filter((part) => part !== "")
      .sort((a, b) => b.length - a.length)
      .map((part) => part.replace(/[^\p{L}\p{N}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`));
  const anywhere = spelt(keys);
  const alone = spelt(words).map((word) => `${word}(?![\\p{L}\\p{N}_])`);
  if (anywhere.length + alone.length === 0) return (text) => text;
  const pattern = new RegExp([`(${anywhere.join("|") || "[]"})`, ...alone].join("|"), "giu");
  return (text) => blotted(text, pattern);
}

// A pattern that looks behind would do, but Safari knows none before 2023.
const WITHIN_WORD = /[\p{L}\p{N}_]$/u;

/** Blots out what a pattern finds: what its first group has anywhere, the rest where no word goes on before it. */
function blotted(text: string, pattern: RegExp): string {
  let out = "";
  let from = 0;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const { index } = found;
    if (found[1] === undefined && WITHIN_WORD.test(text.slice(Math.max(0, index - 2), index))) {
      pattern.lastIndex = index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
      continue;
    }
    out += `${text.slice(from, index)}***`;
    from = pattern.lastIndex;
  }
  return out + text.slice(from);
}

/** A part of an address as it was meant. A percent sign that begins no sign is one. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
