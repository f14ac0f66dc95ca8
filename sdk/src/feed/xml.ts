const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as XML has it, in an element or an attribute; what XML cannot have at all becomes U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (sign) => NAMED[sign] ?? sign);
}

/** An element on a line of its own, with what is inside it as it stands. */
export function element(name: string, attributes: Readonly<Record<string, string>>, inside?: string): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  const open = `<${name}${said.join("")}`;
  return inside === undefined ? `${open}/>` : `${open}>${inside}</${name}>`;
}
