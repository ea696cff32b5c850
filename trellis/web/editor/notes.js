// The living notes of a meeting: the editor over the text that all share. Loaded only in the room.

import * as Y from "yjs";
import { Editor } from "@tiptap/core";
import { CLOSED, Line } from "./line.js";
import { drawAgain } from "./objects.js";
import { SCHEMA, extensions } from "./schema.js";
import { Tools } from "./tools.js";

const place = document.querySelector("[data-notes]");

function addressOf(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("schema", String(SCHEMA));
  return url.href;
}

/** Say how things stand: saved, saving, waiting for a line, read only, closed. */
function showState(line) {
  const box = place.querySelector("[data-state]");
  const said = box.dataset;
  const closed = { [CLOSED.badEdit]: said.badEdit, [CLOSED.notSignedIn]: said.signedOut, [CLOSED.noLongerYours]: said.noLongerYours,
    [CLOSED.nothingHere]: said.noLongerYours, [CLOSED.tooLarge]: said.tooLarge }[line.closedBy];
  const count = line.count;
  let words = said.saved;
  if (closed && !line.isOpen) words = closed;
  else if (!line.isOpen) words = count ? said.waiting.replace("{n}", String(count)) : said.noLine;
  else if (!line.mayWrite) words = said.readOnly;
  else if (count) words = said.saving;
  place.dataset.now = closed && !line.isOpen ? "closed" : !line.isOpen ? "waiting" : count ? "saving" : "saved";
  if (box.textContent !== words) box.textContent = words;
}

/** Who has the notes open, once each, in the colour of their cursor. */
function showPeople(line) {
  const list = document.querySelector("[data-here]");
  if (!list) return;
  const people = new Map();
  for (const [client, state] of line.awareness.getStates()) {
    if (client !== line.doc.clientID && state?.user?.name) people.set(state.user.name, state.user.tone);
  }
  list.replaceChildren(...[...people].sort().map(([name, tone]) => {
    const entry = document.createElement("li");
    entry.className = `here here-${Number(tone) || 1}`;
    entry.textContent = name;
    return entry;
  }));
  list.hidden = !people.size;
}

/** A page of an old version is fetched anew; once, or a page that stays old would never end. */
function reloadOnce() {
  const before = Number(sessionStorage.getItem("trellis-reloaded") ?? 0);
  if (Date.now() - before < 60_000) return;
  sessionStorage.setItem("trellis-reloaded", String(Date.now()));
  location.reload();
}

function start() {
  const doc = new Y.Doc();
  const line = new Line({ url: addressOf(place.dataset.notes), doc, keptUnder: `${document.body.dataset.person}:${place.dataset.notes}` });
  let editor = null;

  function begin() {
    if (editor) return;
    const written = place.querySelector("[data-written]");
    const surface = place.querySelector("[data-surface]");
    editor = new Editor({
      element: surface,
      injectCSS: false,
      editable: line.mayWrite,
      extensions: extensions(doc, line.awareness),
      editorProps: { attributes: { role: "textbox", "aria-multiline": "true", "aria-label": place.dataset.label, "aria-describedby": "notes-help", lang: document.documentElement.lang } },
      onBeforeCreate: ({ editor: made }) => { made.storage.place = { objects: place.dataset.objects, missing: place.dataset.missing }; },
    });
    written.hidden = true;
    surface.hidden = false;
    new Tools(place, editor);
    place.dataset.ready = "yes";
  }

  line.addEventListener("synced", begin);
  line.addEventListener("state", () => {
    showState(line);
    if (editor && editor.isEditable !== line.mayWrite) editor.setEditable(line.mayWrite);
  });
  line.addEventListener("part", (event) => {
    drawAgain(event.detail);
    // the pieces of the page listen for their own part and are fetched anew
    document.body.dispatchEvent(new CustomEvent(`part:${event.detail}`));
    if (event.detail === "*") document.body.dispatchEvent(new CustomEvent("part:everything"));
  });
  line.addEventListener("closed", (event) => {
    if (event.detail === CLOSED.oldPage) reloadOnce();
  });
  line.awareness.on("change", () => showPeople(line));
  line.open();
}

if (place) start();
