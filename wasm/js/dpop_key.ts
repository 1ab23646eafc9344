// The key of DPoP proofs: generated, and kept in IndexedDB for the tabs and workers of an origin.

/** The part of `CryptoKey` that is needed. Programs without the library `DOM` do not have the type `CryptoKey`. */
export interface SigningKey {
  readonly type: "private" | "public" | "secret";
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: string[];
}

/** Options of `dpopKey`. */
export interface KeyOptions {
  /** The name of the key, where an origin has several. The default is `"grantlet"`. */
  readonly name?: string;
  /** The default is `"ES256"`, which nearly every server accepts. `"EdDSA"` needs a runtime that has Ed25519. */
  readonly algorithm?: "ES256" | "EdDSA";
  /** Whether the key is in memory only. The default is false, unless there is no IndexedDB. */
  readonly memory?: boolean;
  /** A key of your own, of `crypto.subtle.generateKey`. Keep it yourself: this package does not store it. */
  readonly keyPair?: { readonly privateKey: SigningKey; readonly publicKey: SigningKey };
}

/** A database of its own, so that its version does not depend on other stores. */
const DATABASE = "grantlet-dpop";
const KEYS = "keys";
/** The limit for all work in IndexedDB, in milliseconds. */
const LONGEST = 10_000;

const GENERATED = { ES256: { name: "ECDSA", namedCurve: "P-256" }, EdDSA: { name: "Ed25519" } };

/**
 * The key of these options: the stored one, or a new one.
 * @internal
 */
export async function keptKey({ name = "grantlet", algorithm = "ES256", memory, keyPair }: KeyOptions): Promise<CryptoKeyPair> {
  if (typeof name !== "string" || !Object.hasOwn(GENERATED, algorithm)) {
    throw new TypeError('name must be a string, and algorithm "ES256" or "EdDSA"');
  }
  if (!globalThis.crypto?.subtle) {
    throw new TypeError("there is no WebCrypto: a page needs https for it");
  }
  if (keyPair) {
    return pairOf(keyPair);
  }
  const generate = () => crypto.subtle.generateKey(GENERATED[algorithm], false, ["sign", "verify"]) as Promise<CryptoKeyPair>;
  if (memory || !globalThis.indexedDB) {
    return generate();
  }
  const id = `${name} ${algorithm}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("IndexedDB does not respond", "TimeoutError")), LONGEST);
  });
  const opening = open();
  // Closed after use: an open database would block a tab that deletes it.
  const close = () => opening.then((database) => database.close(), () => {});
  const work = async (): Promise<CryptoKeyPair> => {
    const database = await opening;
    const stored = await within(database, "readonly", (keys) => keys.get(id));
    // Two transactions: one would end while the key is generated.
    return pairOf(stored ?? (await added(database, id, await generate())));
  };
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
    void close();
  }
}

/** Validates a pair of keys: other code of the origin can have stored it. */
function pairOf(value: unknown): CryptoKeyPair {
  const { privateKey, publicKey } = (value ?? {}) as Partial<CryptoKeyPair>;
  const { name, namedCurve } = (publicKey?.algorithm ?? {}) as EcKeyAlgorithm;
  const isKnown = name === "Ed25519" || (name === "ECDSA" && namedCurve === "P-256");
  if (!isKnown || privateKey?.algorithm.name !== name || !privateKey.usages.includes("sign")) {
    throw new TypeError("the key pair must be of ECDSA with P-256, or Ed25519, and sign");
  }
  return { privateKey, publicKey: publicKey! };
}

/** Stores the key, unless another tab has stored one: both are one transaction. Returns the stored key. */
async function added(database: IDBDatabase, id: string, pair: CryptoKeyPair): Promise<unknown> {
  let first: unknown;
  await within(database, "readwrite", (keys) => {
    const reading = keys.get(id);
    reading.onsuccess = () => {
      first = reading.result;
      if (!first) {
        keys.put(pair, id);
      }
    };
    return reading;
  });
  return first ?? pair;
}

/** Runs a transaction, and returns the result of its request once it is committed. */
function within(database: IDBDatabase, mode: IDBTransactionMode, ask: (keys: IDBObjectStore) => IDBRequest<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(KEYS, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(KEYS));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new DOMException("the transaction was aborted", "AbortError"));
  });
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(KEYS);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
