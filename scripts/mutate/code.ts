// A source file and its syntax tree, as solc gives it.

/** A node of the tree, as far as it is looked at here. `src` is `offset:length:file`, in bytes. */
export interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "nodeType" in value;

export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

/** The node and all below it. */
export function nodesOf(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}

export function typeOf(node: Node): string {
  return (node.typeDescriptions as { typeString?: string } | undefined)?.typeString ?? "";
}

const brief = (part: string) => part.replace(/\s+/g, " ").trim() || "nothing";

/** A file's text. Places in it count bytes, as the tree's do: one character a byte. */
export class Code {
  readonly #text: string;

  constructor(source: string) {
    this.#text = Buffer.from(source).toString("latin1");
  }

  start(node: Node): number {
    return Number(node.src.split(":")[0]);
  }

  end(node: Node): number {
    return this.start(node) + Number(node.src.split(":")[1]);
  }

  endWithSemicolon(node: Node): number {
    return this.end(node) + (this.#text[this.end(node)] === ";" ? 1 : 0);
  }

  of(node: Node): string {
    return this.#text.slice(this.start(node), this.end(node));
  }

  between(first: Node, second: Node): string {
    return this.#text.slice(this.end(first), this.start(second));
  }

  /** Where `part` stands between two places, if it does. */
  find(part: string, from: number, to: number): number | undefined {
    const at = this.#text.indexOf(part, from);
    return at >= 0 && at < to ? at : undefined;
  }

  line(place: number): number {
    return this.#text.slice(0, place).split("\n").length;
  }

  /** The whole file with `by` from `from` to `to`. */
  with(from: number, to: number, by: string): string {
    return Buffer.from(this.#text.slice(0, from) + by + this.#text.slice(to), "latin1").toString();
  }

  /** A change on one line; the expression `shown` before and after, if there is one. */
  told(from: number, to: number, by: string, shown?: Node): string {
    const [left, right] = shown === undefined ? [from, to] : [this.start(shown), this.end(shown)];
    const was = this.#text.slice(left, right);
    const is = this.#text.slice(left, from) + by + this.#text.slice(to, right);
    return Buffer.from(`${brief(was)} -> ${brief(is)}`, "latin1").toString();
  }
}
