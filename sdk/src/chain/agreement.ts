import { NODES } from "#words";
import type { ChainError } from "../errors.ts";
import { failed, refused } from "../problems/problem.ts";
import { Nodes, type NodesOptions, type Question } from "./nodes.ts";
import { revertOf } from "./reverts.ts";

/** Nodes of which several must say alike, where an answer is the same whenever and wherever it is asked. */
export class AgreeingNodes extends Nodes {
  override readonly isCompared = true;
  readonly #agree: number;

  /** @throws {InputError} if there are fewer nodes than must agree */
  constructor(urls: readonly string[], options: NodesOptions, agree: number) {
    super(urls, options);
    this.#agree = agree;
    if (urls.length < agree) {
      throw refused(NODES, "fewNodes", { agree }, { got: String(urls.length) });
    }
  }

  /** The newest block that as many nodes have as must agree. */
  override headNumber(): Promise<number> {
    return this.again({}, async () => {
      const heads = await Promise.allSettled(this.inOrder().map((member) => this.scout(member)));
      const known = heads.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])).sort((a, b) => b - a);
      const agreed = known[this.#agree - 1];
      if (agreed === undefined) throw this.#tooFew();
      return agreed;
    });
  }

  protected override round<T>(question: Question<T>): Promise<T> {
    return question.isFixed ? this.#alike(question) : this.first(question);
  }

  /** The answer that as many nodes give as must agree. */
  async #alike<T>(question: Question<T>): Promise<T> {
    const said: { host: string; text: string; settled: PromiseSettledResult<T> }[] = [];
    const left = this.inOrder();
    let failure: unknown;
    while (said.length < this.#agree && left.length > 0) {
      const asked = left.splice(0, this.#agree - said.length).map(async (member) => {
        if (!(await this.reaches(member, question))) return;
        const [settled] = await Promise.allSettled([this.askOne(member, question)]);
        if (settled.status === "rejected" && revertOf(settled.reason) === undefined) {
          failure = failure !== undefined && this.isFinal(failure, question) ? failure : settled.reason;
        } else said.push({ host: member.host, text: textOf(settled), settled });
      });
      await Promise.all(asked);
      if (failure !== undefined && this.isFinal(failure, question)) throw failure;
    }
    const [first, ...others] = said;
    if (first === undefined && failure === undefined && "absent" in question) return question.absent as T;
    if (first === undefined || said.length < this.#agree) throw failure ?? this.#tooFew();
    const other = others.find(({ text }) => text !== first.text);
    if (other !== undefined) throw differing(first.host, other.host, question);
    if (first.settled.status === "rejected") throw first.settled.reason;
    return first.settled.value;
  }

  #tooFew(): ChainError {
    return failed(NODES, "tooFewAgree", { host: this.host, agree: this.#agree });
  }
}

function textOf(settled: PromiseSettledResult<unknown>): string {
  if (settled.status === "rejected") return JSON.stringify(revertOf(settled.reason), plain);
  return JSON.stringify(settled.value, plain);
}

/** Not every node tells a block's time with its logs. */
function plain(key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return key === "time" ? undefined : value;
}

function differing(one: string, other: string, { method, params }: Question<unknown>): ChainError {
  const asked = `${method} ${JSON.stringify(params)}`;
  return failed(NODES, "nodesDiffer", { one, other, asked: asked.slice(0, 200) }, { kind: "differs" });
}
