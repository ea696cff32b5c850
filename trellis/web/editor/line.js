// The line to the server: what is written here goes out, what others write comes in. An edit counts as kept only
// when the server says that it is on disk; until then it waits here, also over a dead line and a closed page.

import * as Y from "yjs";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as encoding from "lib0/encoding";
import * as decoding from "lib0/decoding";
import { Shelf } from "./shelf.js";

const [SYNC, PRESENCE, EDIT, SAVED] = [0, 1, 2, 3];
const [ASK, ANSWER, UPDATE] = [0, 1, 2];
/** What the server means by closing; with any other code one comes again by oneself. */
export const CLOSED = { badEdit: 4400, notSignedIn: 4401, noLongerYours: 4403, nothingHere: 4404, oldPage: 4409, tooLarge: 4413 };
const FINAL = new Set(Object.values(CLOSED));
const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 15_000;
/** Beats come every 20 seconds; without any for this long the line is dead though nobody said so. */
const SILENCE = 55_000;
/** An edit that is not confirmed after this long is sent over a new line. */
const PATIENCE = 12_000;

function message(kind, ...parts) {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, kind);
  for (const part of parts) {
    if (typeof part === "number") encoding.writeVarUint(out, part);
    else encoding.writeVarUint8Array(out, part);
  }
  return encoding.toUint8Array(out);
}

export class Line extends EventTarget {
  constructor({ url, doc, keptUnder }) {
    super();
    this.url = url;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    this.mayWrite = false;
    this.isOpen = false;
    this.isSynced = false;
    this.closedBy = 0;
    /** Edits that are not known to be on disk, by number; a number covers those sent with it. */
    this.waiting = new Map();
    this.covers = new Map();
    this.number = 0;
    this.pause = FIRST_PAUSE;
    this.shelf = new Shelf(keptUnder, doc.clientID);
    doc.on("update", (update, origin) => { if (origin !== this) this.edited(update); });
    this.awareness.on("update", ({ added, updated, removed }, origin) => {
      if (origin !== this && this.isSynced) this.send(message(PRESENCE, encodeAwarenessUpdate(this.awareness, [...added, ...updated, ...removed])));
    });
    window.addEventListener("online", () => this.again(0));
    window.addEventListener("offline", () => this.drop());
    window.addEventListener("pagehide", () => this.shelf.flush(this.waiting));
    setInterval(() => this.watch(), 5_000);
  }

  tell(kind, detail) { this.dispatchEvent(new CustomEvent(kind, { detail })); }

  changed() { this.tell("state"); }

  open() {
    if (this.socket || FINAL.has(this.closedBy)) return;
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = Date.now();
    socket.addEventListener("message", (event) => { if (socket === this.socket) this.hear(event.data); });
    socket.addEventListener("close", (event) => { if (socket === this.socket) this.closed(event.code); });
  }

  send(content) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(content); }

  hear(data) {
    this.heard = Date.now();
    if (typeof data === "string") { this.told(JSON.parse(data)); return; }
    const input = decoding.createDecoder(new Uint8Array(data));
    const kind = decoding.readVarUint(input);
    if (kind === SAVED) this.saved(decoding.readVarUint(input));
    else if (kind === PRESENCE) applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(input), this);
    else if (kind === SYNC) this.sync(decoding.readVarUint(input), decoding.readVarUint8Array(input));
  }

  told(news) {
    if (news.hello) {
      this.isOpen = true;
      this.pause = FIRST_PAUSE;
      if (news.reads) this.send(message(SYNC, ASK, Y.encodeStateVector(this.doc)));
    }
    if ("may_write" in news) { this.mayWrite = news.may_write; this.changed(); }
    if (news.part) this.tell("part", news.part);
  }

  sync(step, content) {
    if (step === ASK) this.sendAll(content);
    else if (step === ANSWER || step === UPDATE) Y.applyUpdate(this.doc, content, this);
    if (step === ANSWER && !this.isSynced) this.synced();
  }

  async synced() {
    this.isSynced = true;
    const kept = await this.shelf.take();
    // as if written just now: it goes out, and waits until it is on disk
    if (kept) Y.applyUpdate(this.doc, kept, this.shelf);
    this.shelf.done(this.waiting);
    this.send(message(PRESENCE, encodeAwarenessUpdate(this.awareness, [this.doc.clientID])));
    this.tell("synced");
    this.changed();
  }

  /** Send everything the server lacks: once at first, and whenever it says that something is missing. */
  sendAll(state) {
    if (!this.mayWrite) return;
    const update = Y.encodeStateAsUpdate(this.doc, state);
    if (update.length <= 2 && !this.waiting.size) return;
    this.number += 1;
    this.covers.set(this.number, [...this.waiting.keys()]);
    this.waiting.set(this.number, { update: null, at: Date.now() });
    this.send(message(EDIT, this.number, update));
  }

  edited(update) {
    this.number += 1;
    this.waiting.set(this.number, { update, at: Date.now() });
    this.shelf.keep(this.waiting);
    if (this.isOpen && this.mayWrite) this.send(message(EDIT, this.number, update));
    this.changed();
  }

  saved(number) {
    for (const covered of [number, ...(this.covers.get(number) ?? [])]) this.waiting.delete(covered);
    this.covers.delete(number);
    this.shelf.keep(this.waiting);
    this.changed();
  }

  /** How many changes are not known to be on disk. */
  get count() { return [...this.waiting.values()].filter((entry) => entry.update).length; }

  closed(code) {
    this.drop();
    this.closedBy = code;
    // nobody goes on writing into nothing
    if (FINAL.has(code)) this.mayWrite = false;
    else this.again(this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    this.tell("closed", code);
    this.changed();
  }

  /** Let go of the line; what waits goes out over the next one. */
  drop() {
    const socket = this.socket;
    this.socket = null;
    this.isOpen = false;
    this.isSynced = false;
    this.covers.clear();
    for (const [number, entry] of this.waiting) if (!entry.update) this.waiting.delete(number);
    socket?.close();
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this);
    this.changed();
  }

  again(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), pause);
  }

  /** A line can be dead without anybody saying so. */
  watch() {
    if (!this.socket) { if (!FINAL.has(this.closedBy) && navigator.onLine) this.open(); return; }
    const now = Date.now();
    const oldest = Math.min(now, ...[...this.waiting.values()].map((entry) => entry.at));
    const isStuck = this.isOpen && this.mayWrite && now - oldest > PATIENCE;
    if (now - this.heard < SILENCE && !isStuck) return;
    for (const entry of this.waiting.values()) entry.at = now;
    this.drop();
    this.again(0);
  }
}
