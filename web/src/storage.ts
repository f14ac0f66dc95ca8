/** What this browser keeps for the visitor; nothing where it is told to keep nothing. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`insurance-fund.${name}`);
  } catch {
    return null;
  }
}

/** Keeps something for the visitor, or forgets it. */
export function keep(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`insurance-fund.${name}`);
    else localStorage.setItem(`insurance-fund.${name}`, value);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}

/** What was kept as JSON; undefined if it is none. */
export function parsedJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
