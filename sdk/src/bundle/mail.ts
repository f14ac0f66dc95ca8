// The text of a mail as it is saved (.eml): its parts, decoded. Whatever is no mail is one text.

/** A mail in a mail in a mail is looked into, and not for ever. */
const DEEPEST = 8;
const MOST_PARTS = 200;

interface Entity {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Whether a file begins as a mail does: with lines of headers, one of them a mail's own. */
export function isMail(text: string): boolean {
  const { headers } = entityOf(text);
  return ["mime-version", "content-type", "received", "from", "message-id"].some((name) => headers.has(name));
}

/** A text in a mail; that of a page says again what is in another part. */
export interface MailText {
  readonly text: string;
  readonly isPage: boolean;
}

/** All texts in a mail: its own, and its attachments'. */
export function textsOfMail(mail: string): MailText[] {
  const texts: MailText[] = [];
  const take = (text: string, depth: number): void => {
    if (texts.length >= MOST_PARTS || depth > DEEPEST) return;
    const { headers, body } = entityOf(text);
    const type = headers.get("content-type") ?? "text/plain";
    const boundary = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/i.exec(type);
    if (/^\s*multipart\//i.test(type) && boundary !== null) {
      for (const part of partsOf(body, boundary[1] ?? boundary[2] ?? "")) take(part, depth + 1);
      return;
    }
    const decoded = decodedBody(body, headers);
    if (/^\s*message\/rfc822/i.test(type)) take(decoded, depth + 1);
    else {
      const isPage = /^\s*text\/html/i.test(type);
      texts.push({ text: isPage ? plainOfHtml(decoded) : decoded, isPage });
    }
  };
  take(mail, 0);
  return texts;
}

function entityOf(text: string): Entity {
  const headers = new Map<string, string>();
  let at = /^\s*/.exec(text)?.[0].length ?? 0;
  // Of some mailboxes, the first line says from whom.
  const first = /^>?From [^\n]*\n/.exec(text.slice(at));
  at += first?.[0].length ?? 0;
  while (at < text.length) {
    let end = endOfLine(text, at);
    // A header goes on in lines that begin with a blank.
    while (/^[^\S\r\n]/.test(text.charAt(end + 1))) end = endOfLine(text, end + 1);
    const line = text.slice(at, end);
    const name = line.slice(0, Math.max(line.indexOf(":"), 0));
    if (name === "" || /\s/.test(name)) break;
    headers.set(
      name.toLowerCase(),
      line
        .slice(name.length + 1)
        .replace(/\r?\n[^\S\r\n]/g, " ")
        .trim(),
    );
    at = end + 1;
  }
  return { headers, body: text.slice(at).replace(/^\r?\n/, "") };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function partsOf(body: string, boundary: string): string[] {
  const parts: string[] = [];
  let part: string[] | undefined;
  for (const line of body.split(/\r?\n/)) {
    const end = line.trimEnd();
    if (end === `--${boundary}` || end === `--${boundary}--`) {
      if (part !== undefined) parts.push(part.join("\n"));
      part = end.endsWith(`${boundary}--`) ? undefined : [];
    } else part?.push(line);
  }
  // The last one may have been cut off.
  if (part !== undefined) parts.push(part.join("\n"));
  return parts;
}

function decodedBody(body: string, headers: ReadonlyMap<string, string>): string {
  const encoding = headers.get("content-transfer-encoding")?.trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headers.get("content-type") ?? "")?.[1];
  if (encoding === "base64") return decoded(bytesOfBase64(body), charset);
  if (encoding === "quoted-printable") return decoded(bytesOfQuotedPrintable(body), charset);
  return body;
}

function decoded(bytes: Uint8Array, charset = "utf-8"): string {
  // A file that is attached says in itself what it is written in.
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const label = isWide ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : charset;
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function bytesOfBase64(text: string): Uint8Array {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, "");
  const binary = atob(digits.slice(0, digits.length - (digits.length % 4 === 1 ? 1 : 0)));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

function bytesOfQuotedPrintable(text: string): Uint8Array {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const joined = lines.join("\n").replaceAll("=\n", "");
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let at = 0; at < joined.length; at++) {
    const hex = joined[at] === "=" ? joined.slice(at + 1, at + 3) : "";
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
      continue;
    }
    const sign = String.fromCodePoint(joined.codePointAt(at) as number);
    bytes.push(...encoder.encode(sign));
    at += sign.length - 1;
  }
  return Uint8Array.from(bytes);
}

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  amp: "&",
  lt: "<",
  gt: ">",
  nbsp: " ",
  apos: "'",
  ldquo: '"',
  rdquo: '"',
};

/** The text of HTML, as far as statements need it: no tags, a line for each line. */
function plainOfHtml(html: string): string {
  return withoutElement(withoutElement(html, "style"), "script")
    .replace(/<(br|\/p|\/div|\/li|\/tr|\/pre)\b[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
}

/** Without what is in elements of a name, which nobody reads; one that is not closed goes on to the end. */
function withoutElement(html: string, name: string): string {
  const begin = new RegExp(`<${name}\\b`, "gi");
  const end = new RegExp(`</${name}\\b[^<>]*>`, "gi");
  let text = "";
  let from = 0;
  for (let found = begin.exec(html); found !== null; found = begin.exec(html)) {
    text += html.slice(from, found.index);
    end.lastIndex = begin.lastIndex;
    if (end.exec(html) === null) return text;
    begin.lastIndex = from = end.lastIndex;
  }
  return text + html.slice(from);
}
