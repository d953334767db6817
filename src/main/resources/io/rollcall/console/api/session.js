// Who is signed in. Kept in the browser's database, since nothing else can keep a key that cannot be read.
import {signal} from "../vendor/signals.js";
import {importSecret} from "./sign.js";

/**
 * @typedef {{kind: "key", accessKey: string, key: CryptoKey} | {kind: "token", token: string}} Credential
 * @typedef {{credential: Credential, project: string, cluster: string, run?: string}} Session
 *     run: the key that runs texts of sample code, which only the sign-in link of the demo gives
 */

/** Undefined until the database was asked. @type {import("../vendor/signals.js").Signal<Session | null | undefined>} */
export const session = signal(/** @type {Session | null | undefined} */ (undefined));

/** Keys need a page over TLS, or one of this machine. */
export const canSign = () => globalThis.crypto?.subtle !== undefined;

/** @returns {Promise<IDBDatabase>} */
const database = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("rollcall", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("session");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} work
 * @returns {Promise<any>}
 */
async function inStore(mode, work) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction("session", mode);
      const request = work(transaction.objectStore("session"));
      // Not at the success of the request: a page that is left before the end of the transaction keeps nothing.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    opened.close();
  }
}

/** @param {Session | null} value */
async function keep(value) {
  session.value = value;
  try {
    await inStore("readwrite", (store) => (value === null ? store.delete("session") : store.put(value, "session")));
  } catch {
    // A browser that keeps nothing: the session lasts as long as the page.
  }
}

/** Takes up the session of another page, or of the page before this one. */
export async function restoreSession() {
  try {
    session.value = (await inStore("readonly", (store) => store.get("session"))) ?? null;
  } catch {
    session.value = null;
  }
}

/**
 * @param {{access_key?: string, secret_key?: string, token?: string, project_id: string, cluster_id?: string,
 *     run_key?: string}} told
 */
export async function signIn(told) {
  const credential = told.token
    ? {kind: /** @type {const} */ ("token"), token: told.token}
    : {kind: /** @type {const} */ ("key"), accessKey: told.access_key ?? "", key: await importSecret(told.secret_key ?? "")};
  await keep({credential, project: told.project_id, cluster: told.cluster_id ?? "", run: told.run_key});
}

/** The cluster that was looked at last. @param {string} cluster */
export function rememberCluster(cluster) {
  const now = session.value;
  if (now && now.cluster !== cluster) void keep({...now, cluster});
}

export const signOut = () => keep(null);

/** Takes the code of a sign-in link out of the address, and what it leads to. It counts once. */
export async function followSignInLink() {
  const code = /^#sign-in=([0-9a-f]+)$/.exec(location.hash)?.[1];
  if (!code) return false;
  history.replaceState(null, "", location.pathname + location.search);
  const answer = await fetch(`/console/sign-in/${code}`);
  if (!answer.ok) return false;
  await signIn(await answer.json());
  return true;
}
