/** What a browser keeps between visits: values of any kind that can be cloned, by name. All is lost without harm. */
export interface Store {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
}

const DATABASE = "zke-insurance-fund";
const TABLE = "history";

/** The browser's own store; one that keeps nothing where it has none, or does not allow it. */
export function openStore(): Store {
  let opened: Promise<IDBDatabase> | undefined;
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  };
  async function run<T>(
    mode: IDBTransactionMode,
    ask: (table: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T | undefined> {
    try {
      const database = await open();
      return await new Promise((resolve, reject) => {
        const request = ask(database.transaction(TABLE, mode).objectStore(TABLE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch {
      return undefined;
    }
  }
  return {
    get: (name) => run("readonly", (table) => table.get(name)),
    put: async (name, value) => void (await run("readwrite", (table) => table.put(value, name))),
  };
}
