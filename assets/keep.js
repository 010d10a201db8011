// What a phone keeps of a form while it is answered: the questions and the answers, each sealed with a key that
// no script can read out (AES-GCM, WebCrypto) and that is made for this one form. See docs/answering.md.
const NAME = "lytt-answer";

const promised = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

async function database() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("key");
    request.result.createObjectStore("kept");
  };
  const db = await promised(request);
  // Another tab that forgets everything must not wait for this one.
  db.onversionchange = () => db.close();
  return db;
}

/** The form that is kept under one id. */
class Kept {
  constructor(db, id, key) { Object.assign(this, { db, id, key }); }

  #store(mode) { return this.db.transaction("kept", mode).objectStore("kept"); }

  /** Keeps something. `waiting`: true until the service has it; "posting" while a page is on its way with it. */
  async put(name, value, waiting = false) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const place = new TextEncoder().encode(name);
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: place }, this.key, plain);
    await promised(this.#store("readwrite").put({ iv, data, waiting }, name));
  }

  async #open(name, row) {
    const place = new TextEncoder().encode(name);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: place }, this.key, row.data);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  /** What is kept under a name; undefined when there is nothing. */
  async get(name) {
    const row = await promised(this.#store("readonly").get(name));
    return row && this.#open(name, row);
  }

  /** The answers by the name of their question, each with whether it is still waiting. */
  async answers() {
    const store = this.#store("readonly");
    const [names, rows] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
    const found = new Map();
    for (const [place, name] of names.entries()) {
      if (name.startsWith("a/")) found.set(name.slice(2), { answer: await this.#open(name, rows[place]), waiting: rows[place].waiting });
    }
    return found;
  }

  /** Says that the service has an answer, unless another one was given in the meantime. */
  async settle(item, answer) {
    if ((await this.get(`a/${item}`)) === answer) await this.put(`a/${item}`, answer, false);
  }

  /** Sends the answers that wait, one by one. Gives how many the service did not have; throws when there is no line. */
  async sync(csrf) {
    let news = 0;
    for (const [item, { answer, waiting }] of await this.answers()) {
      if (waiting !== true) continue;
      const fields = { csrf, key: "kept", item };
      if (answer === null) fields.go = "decline";
      else fields.answer = answer;
      const reply = await fetch("/answer/1", { method: "POST", body: new URLSearchParams(fields), headers: { "X-Save": "1" }, credentials: "same-origin", redirect: "error" });
      if (reply.status === 404) throw new Gone();
      if (reply.status === 429 || reply.status >= 500) throw new Error(`status ${reply.status}`);
      await this.settle(item, answer);
      if (reply.status === 204) news += 1;
    }
    return news;
  }
}

/** The form is over: nothing of it is wanted any more. */
export class Gone extends Error {}

/** Opens what is kept of a form, or begins to keep it. Whatever is kept of another form, or for too long, goes. */
export async function open(id, until) {
  const db = await database();
  const keys = await promised(db.transaction("key").objectStore("key").getAllKeys());
  let row = await promised(db.transaction("key").objectStore("key").get(id));
  if (keys.some((one) => one !== id) || (row && Date.parse(row.until) < Date.now())) {
    const clear = db.transaction(["key", "kept"], "readwrite");
    clear.objectStore("key").clear();
    clear.objectStore("kept").clear();
    await new Promise((done, fail) => { clear.oncomplete = done; clear.onerror = fail; });
    row = undefined;
  }
  if (!row) {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    row = { key, until };
    await promised(db.transaction("key", "readwrite").objectStore("key").put(row, id));
  }
  return new Kept(db, id, row.key);
}

/** Whatever form is kept; null when there is none, or its time is over. */
export async function latest() {
  const db = await database();
  const store = db.transaction("key").objectStore("key");
  const [ids, rows] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
  if (ids.length && Date.parse(rows[0].until) > Date.now()) return new Kept(db, ids[0], rows[0].key);
  db.close();
  if (ids.length) await forget();
  return null;
}

/** Forgets everything: the answers, their key, the pages, and the worker. */
export async function forget() {
  const workers = (await navigator.serviceWorker?.getRegistrations?.()) ?? [];
  await Promise.allSettled([
    promised(indexedDB.deleteDatabase(NAME)),
    globalThis.caches?.delete(NAME),
    ...workers.map((one) => one.unregister()),
  ]);
}

/** Fetches the whole form, once, with the page and files that show it without a line. The sheet is kept last: a page
 * that is left halfway leaves it to the next one. */
export async function fill(kept, files) {
  const reply = await fetch("/answer/sheet", { credentials: "same-origin" });
  if (!reply.ok) return null;
  const sheet = await reply.json();
  const before = await kept.answers();
  for (const [item, answer] of Object.entries(sheet.answers)) {
    if (before.get(item)?.waiting !== true) await kept.put(`a/${item}`, answer, false);
  }
  delete sheet.answers;
  const cache = await caches.open(NAME);
  await cache.addAll(["/answer/offline", ...files]);
  await navigator.serviceWorker.register("/worker.js", { scope: "/answer" });
  await kept.put("sheet", sheet);
  return sheet;
}
