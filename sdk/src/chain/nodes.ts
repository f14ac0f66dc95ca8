import { NODES } from "#words";
import { ChainError } from "../errors.ts";
import { failed, refused } from "../problems/problem.ts";
import { bigintFrom, blockHashFrom, numberFrom } from "./answers.ts";
import { type Ask, batching, pauser } from "./batches.ts";
import { chainErrorOf } from "./failures.ts";
import { nodeAddress } from "./node-address.ts";
import { isBusy, isPassing, mayHaveTaken, NodeFailure, type Trouble } from "./node-failure.ts";
import type { ChainHead } from "./reader.ts";
import { poster, type RequestOptions } from "./request.ts";
import { revertOf } from "./reverts.ts";

/** How nodes are asked. Times in milliseconds. */
export interface NodesOptions extends RequestOptions {
  /** How long to wait before each time that a question is asked again; 250, 500, 1000 and 2000 unless given. */
  readonly pauses?: readonly number[] | undefined;
  /** Which chain it must be; that of the first node that answers unless given. */
  readonly chainId?: bigint | undefined;
  /** How often a node is asked again which chain it is, and whether it is behind; 30,000 and 5,000 unless given. */
  readonly checkEvery?: number | undefined;
  readonly scoutEvery?: number | undefined;
  /** Takes out of the words of the node at an address what they must not tell. */
  readonly maskOf?: ((url: string) => (text: string) => string) | undefined;
  /** Told of every question that was answered, or failed. */
  readonly onAnswer?: ((answer: NodeAnswer) => void) | undefined;
}

/** How a node took one question. */
export interface NodeAnswer {
  readonly method: string;
  /** How long it took, its wait for others included, in milliseconds. */
  readonly ms: number;
  /** What the node did instead of answering; undefined if it answered. */
  readonly kind?: Trouble | undefined;
}

/** One question, and what is known of it. */
export interface Question<T> {
  readonly method: string;
  readonly params: readonly unknown[];
  /** What is asked of the same node in the same moment, and before. */
  readonly also?: { readonly method: string; readonly params: readonly unknown[] } | undefined;
  /** Takes the answer, and that to what was also asked. @throws {NodeFailure} if it is none */
  readonly take: (answer: unknown, also?: unknown) => T;
  /** The highest block that it is about, if it names one: a node that is behind is not asked. */
  readonly block?: number | undefined;
  /** The answer where no node has come so far; an error unless given. */
  readonly absent?: T;
  /** Whether the answer is the same whenever and wherever it is asked. */
  readonly isFixed?: boolean;
  /** Whether asking again, or another node, would not mend this failure. */
  readonly isFinal?: (failure: NodeFailure) => boolean;
  /** Whether asking the same nodes again later would not mend it. */
  readonly isVain?: (failure: NodeFailure) => boolean;
  /** Whether it is no question but a command, which is given once. */
  readonly isCommand?: boolean;
}

/** What is to know of a question that failed. */
type Asked = Pick<Question<never>, "isFinal" | "isVain" | "isCommand">;

/** Which chain it is. */
interface Identity {
  readonly chainId: bigint;
  readonly genesis: string;
}

/** One of the nodes, and what is known of it; times of `performance.now()`. */
export interface Member {
  readonly host: string;
  readonly ask: Ask;
  readonly mask: (text: string) => string;
  head: number;
  failures: number;
  restUntil: number;
  scoutedAt: number;
  checkedAt: number;
  checking: Promise<void> | undefined;
}

const PAUSES = [250, 500, 1_000, 2_000];
// An address that never answered is told soon.
const TRIES_TO_REACH = 2;
const PATIENCE = 20_000;
const LONGEST_WAIT = 60_000;
const CHECK_EVERY = 30_000;
const SCOUT_EVERY = 5_000;
// How many blocks a node may be behind another before that is asked first.
const BEHIND = 2;
const FIRST_REST = 500;
const LONGEST_REST = 30_000;
const NO_SUCH_METHOD = -32_601;

/** Asks as before, and tells what came of each question. */
function observed(ask: Ask, onAnswer: NodesOptions["onAnswer"]): Ask {
  if (onAnswer === undefined) return ask;
  return async (method, params) => {
    const begun = performance.now();
    const tell = (kind?: Trouble) => onAnswer({ method, ms: performance.now() - begun, kind });
    try {
      const answer = await ask(method, params);
      tell();
      return answer;
    } catch (error) {
      tell(error instanceof NodeFailure ? error.trouble : "notNode");
      throw error;
    }
  };
}

/** Nodes that stand in for each other, in the order in which they are preferred. */
export class Nodes {
  readonly host: string;
  /** Whether "latest" must be a block that more than one node has. */
  readonly isCompared: boolean = false;
  protected readonly members: readonly Member[];
  readonly #options: NodesOptions;
  /** How long to wait before each time that something is asked again, in milliseconds. */
  readonly pauses: readonly number[];
  readonly #closing = new AbortController();
  readonly pause = pauser(this.#closing.signal);
  #identity: Identity | undefined;
  #head: ChainHead | undefined;

  constructor(urls: readonly string[], options: NodesOptions) {
    if (urls.length === 0) throw refused(NODES, "noNode", {});
    const closed = this.#closing.signal;
    const never = -Infinity;
    this.#options = options;
    this.pauses = options.pauses ?? PAUSES;
    this.members = urls.map((url) => ({
      host: nodeAddress(url).host,
      ask: observed(batching(poster(nodeAddress(url), options, closed), this.pause, closed), options.onAnswer),
      mask: options.maskOf?.(url) ?? String,
      ...{ head: -1, failures: 0, restUntil: never, scoutedAt: never, checkedAt: never, checking: undefined },
    }));
    this.host = this.members.map(({ host }) => host).join(", ");
  }

  get head(): ChainHead | undefined {
    return this.#head;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Which chain it is; every node that answers is asked the first time. */
  async identity(): Promise<Identity> {
    if (this.#identity === undefined) {
      await this.again({}, async () => {
        const said = await Promise.allSettled(this.members.map((member) => this.#checked(member)));
        const failed = said.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
        const foreign = failed.find((reason) => reason instanceof ChainError);
        if (foreign !== undefined || failed.length === said.length) throw foreign ?? failed[0];
        if (said.length > 1) await Promise.allSettled(this.members.map((member) => this.scout(member)));
      });
    }
    return this.#identity as unknown as Identity;
  }

  /** Makes them nodes of a chain that is known already. */
  join(identity: Identity): void {
    this.#identity ??= identity;
  }

  /**
   * Asks a question, of the next node where one fails, and again after pauses.
   *
   * @throws {ChainError} if a contract refuses, the chain is another one, nodes differ, or none answers
   */
  ask<T>(question: Question<T>): Promise<T> {
    return this.again(question, () => this.round(question));
  }

  /** The newest block's number. */
  headNumber(): Promise<number> {
    return this.ask({ method: "eth_blockNumber", params: [], take: numberFrom });
  }

  /** Asks a question once, of as many nodes as it takes. */
  protected round<T>(question: Question<T>): Promise<T> {
    return this.first(question);
  }

  /** Notes a newest block. */
  saw(number: number): void {
    if (number > (this.#head?.number ?? -1)) this.#head = { number, since: performance.now() };
  }

  protected async again<T>(question: Asked, round: () => Promise<T>): Promise<T> {
    const { timeout = PATIENCE } = this.#options;
    const begun = performance.now();
    for (let tries = 0; ; tries++) {
      try {
        return await round();
      } catch (error) {
        const isLate = performance.now() - begun >= timeout;
        const wait = this.pauses[tries];
        const isLast = wait === undefined || isLate || question.isCommand || this.#closing.signal.aborted;
        const isVain = error instanceof NodeFailure && question.isVain?.(error) === true;
        if (isLast || isVain || this.isFinal(error, question) || this.#isHopeless(error, tries))
          throw chainErrorOf(error, { host: this.host });
        await this.pause(wait);
      }
    }
  }

  /** Whether no other node would do better. */
  protected isFinal(error: unknown, question: Asked): boolean {
    if (error instanceof ChainError) return !["differs", "node", "foreign"].includes(error.kind);
    if (!(error instanceof NodeFailure) || question.isFinal?.(error) || revertOf(error) !== undefined) return true;
    if (isBusy(error) || error.code === NO_SUCH_METHOD) return false;
    return !isPassing(error) || (question.isCommand === true && error.trouble === "refused");
  }

  /** Whether no node would do better soon. */
  #isHopeless(error: unknown, tries: number): boolean {
    if (!(error instanceof NodeFailure)) return error instanceof ChainError && error.kind === "foreign";
    if (this.#identity === undefined && error.trouble === "unreachable" && tries >= TRIES_TO_REACH) return true;
    return (error.retryAfter ?? 0) > LONGEST_WAIT || !isPassing(error);
  }

  /** The answer of the first node that gives one. */
  protected async first<T>(question: Question<T>): Promise<T> {
    let failure: unknown;
    if (question.block === undefined) this.#scoutOthers();
    for (const member of this.inOrder()) {
      if (!(await this.reaches(member, question))) continue;
      try {
        return await this.askOne(member, question);
      } catch (error) {
        // Of a command that another may have taken, a refusal is no word.
        if (this.isFinal(error, question)) throw question.isCommand && mayHaveTaken(failure) ? failure : error;
        failure = error;
      }
    }
    if (failure === undefined && "absent" in question) return question.absent as T;
    throw failure ?? this.#tooShort(question);
  }

  protected async askOne<T>(member: Member, { method, params, also, take, isCommand }: Question<T>): Promise<T> {
    try {
      const isChecked = this.#checked(member);
      if (isCommand) await isChecked;
      const before = also && member.ask(also.method, also.params);
      const [answer, known] = await Promise.all([member.ask(method, params), before, isChecked]);
      const taken = take(answer, known);
      member.failures = 0;
      return taken;
    } catch (error) {
      if (error instanceof NodeFailure) this.#failed(member, error);
      throw error;
    }
  }

  /** A node that fails is asked after the others for a while. */
  #failed(member: Member, failure: NodeFailure): void {
    failure.host ??= member.host;
    failure.mask = member.mask;
    failure.message = member.mask(failure.message);
    if (failure.trouble === "refused" && !isBusy(failure)) return;
    member.restUntil = performance.now() + Math.min(FIRST_REST * 2 ** member.failures++, LONGEST_REST);
    // Another may have taken its place.
    if (failure.trouble === "unreachable" || failure.trouble === "timeout") member.checkedAt = -Infinity;
  }

  /** Asks the others first for a while: the one that is preferred left out what others may have. */
  passOver(): void {
    const [first] = this.inOrder();
    if (first !== undefined) first.restUntil = performance.now() + LONGEST_REST;
  }

  protected inOrder(): Member[] {
    const now = performance.now();
    const best = Math.max(...this.members.map(({ head }) => head));
    const rank = (member: Member) => 2 * Number(member.restUntil > now) + Number(member.head < best - BEHIND);
    return [...this.members].sort((a, b) => rank(a) - rank(b));
  }

  /** Whether a node has the block that a question is about; of a single one that is left to it. */
  protected async reaches(member: Member, { block }: Question<unknown>): Promise<boolean> {
    if (block === undefined || this.members.length === 1 || member.head >= block) return true;
    const head = await this.scout(member).catch(() => -1);
    return head >= block;
  }

  protected async scout(member: Member): Promise<number> {
    const head = { method: "eth_blockNumber", params: [], take: numberFrom };
    member.scoutedAt = performance.now();
    member.head = await this.askOne(member, head);
    this.saw(member.head);
    return member.head;
  }

  /** Looks now and then how far the nodes are, so that one that stands still is not preferred. */
  #scoutOthers(): void {
    if (this.members.length === 1) return;
    const last = performance.now() - (this.#options.scoutEvery ?? SCOUT_EVERY);
    for (const member of this.members) if (member.scoutedAt < last) this.scout(member).catch(() => undefined);
  }

  /** Makes sure, now and then, that a node is of the chain that it should be of. */
  async #checked(member: Member): Promise<void> {
    const last = performance.now() - (this.#options.checkEvery ?? CHECK_EVERY);
    if (member.checkedAt >= last) return;
    member.checking ??= this.#check(member).finally(() => {
      member.checking = undefined;
    });
    await member.checking;
  }

  async #check(member: Member): Promise<void> {
    try {
      const [chainId, genesis] = await Promise.all([
        member.ask("eth_chainId", []).then(bigintFrom),
        member.ask("eth_getBlockByNumber", ["0x0", false]).then(blockHashFrom),
      ]);
      this.#require(member, { chainId, genesis });
    } catch (error) {
      if (!(error instanceof NodeFailure)) {
        // It is of another chain: the others are asked first.
        member.restUntil = performance.now() + LONGEST_REST;
        throw error;
      }
      // A relay may take transactions only.
      if (error.code === NO_SUCH_METHOD && this.#identity !== undefined) return;
      this.#failed(member, error);
      throw error;
    }
    member.checkedAt = performance.now();
  }

  #require({ host }: Member, { chainId, genesis }: Identity): void {
    const { chainId: wanted = this.#identity?.chainId } = this.#options;
    if (wanted !== undefined && wanted !== chainId) {
      const args = { host, got: chainId, wanted, now: this.#identity !== undefined };
      throw failed(NODES, "otherChain", args, { kind: "foreign" });
    }
    const known = this.#identity?.genesis ?? genesis;
    if (known !== genesis) {
      throw failed(NODES, "otherGenesis", { host, chainId, got: genesis, wanted: known }, { kind: "foreign" });
    }
    this.#identity = { chainId, genesis };
  }

  #tooShort({ block }: Question<unknown>): ChainError {
    return failed(NODES, "nodesBehind", { host: this.host, block });
  }
}
