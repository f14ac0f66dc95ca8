// biome-ignore-all lint/suspicious/noExplicitAny: who asks for a value knows its type, as with ethers.
/** What the ABI's decoder gives: values by number and by name. One that cannot be decoded is told when it is taken. */
export class Result extends Array<any> {
  readonly #names: readonly string[];

  // What is made of it by map or slice is a plain array.
  static override get [Symbol.species]() {
    return Array;
  }

  constructor(values: readonly unknown[], names: readonly string[]) {
    super();
    this.#names = names;
    values.forEach((value, at) => {
      const name = names[at] ?? "";
      const place = value instanceof Error ? { get: () => raise(value) } : { value };
      const isFree = name !== "" && !(name in Array.prototype) && names.indexOf(name) === names.lastIndexOf(name);
      Object.defineProperty(this, at, { ...place, enumerable: true, configurable: true });
      if (isFree) Object.defineProperty(this, name, { ...place, configurable: true });
    });
  }

  toObject(): Record<string, any> {
    return Object.fromEntries(this.#names.map((name, at) => [name, this[at]]));
  }

  toArray(): any[] {
    return Array.from({ length: this.length }, (_, at) => this[at]);
  }
}

function raise(error: Error): never {
  throw error;
}
