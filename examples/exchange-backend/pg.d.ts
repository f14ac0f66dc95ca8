/** What the example uses of the package `pg`. */
declare module "pg" {
  interface Queries {
    query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, string>[] }>;
  }
  interface Client extends Queries {
    release(destroy?: boolean): void;
  }
  export class Pool implements Queries {
    constructor(options: { connectionString: string });
    query: Queries["query"];
    connect(): Promise<Client>;
    end(): Promise<void>;
  }
}
