// Keeps on this device what is not known to be on the server's disk: by person and meeting, gone when it is.

import * as Y from "yjs";

const NAME = "trellis-notes";
const STORE = "waiting";
const PAUSE = 150;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function inStore(mode, action) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const request = action(base.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    base.close();
  }
}

export class Shelf {
  /** Each page has a key of its own, so that two pages of one meeting do not overwrite each other. */
  constructor(name, page) {
    this.name = name;
    this.key = `${name}:${page}`;
    this.isTaken = false;
    this.taken = [];
  }

  /** What was kept when a page was closed without a line; once. */
  async take() {
    if (this.isTaken) return null;
    this.isTaken = true;
    const all = IDBKeyRange.bound(`${this.name}:`, `${this.name}:\uffff`);
    try {
      this.taken = await inStore("readonly", (store) => store.getAllKeys(all));
      const updates = await inStore("readonly", (store) => store.getAll(all));
      return updates.length ? Y.mergeUpdates(updates) : null;
    } catch { return null; }
  }

  /** What was taken waits here now; where it lay before it is not needed any more. */
  async done(waiting) {
    await this.flush(waiting);
    for (const key of this.taken.filter((other) => other !== this.key)) {
      try { await inStore("readwrite", (store) => store.delete(key)); } catch { return; }
    }
  }

  /** Keep what waits, a moment later: many edits, one write. */
  keep(waiting) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(waiting), PAUSE);
  }

  /** Keep it now. */
  async flush(waiting) {
    clearTimeout(this.timer);
    // what an earlier page left is not overwritten before it is read
    if (!this.isTaken) return;
    const updates = [...waiting.values()].map((entry) => entry.update).filter(Boolean);
    try {
      if (updates.length) await inStore("readwrite", (store) => store.put(Y.mergeUpdates(updates), this.key));
      else await inStore("readwrite", (store) => store.delete(this.key));
    } catch { /* no room or not allowed on this device: then it lives as long as the page */ }
  }
}
