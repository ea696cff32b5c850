// Forms with data-offline="label": an entry made without a line waits on this device and is sent later.
// The entry carries a client_id, so that the server can recognise it when it arrives twice. Kept by person.

const tell = (kind, detail) => document.dispatchEvent(new CustomEvent(kind, { detail }));
const person = document.body.dataset.person || "nobody";
const store = `queue:${person}`;
const EVERY = 30_000;
let sending = false;

function queue() {
  try { return JSON.parse(localStorage.getItem(store)) ?? []; } catch { return []; }
}

function setQueue(entries) {
  try {
    if (entries.length) localStorage.setItem(store, JSON.stringify(entries)); else localStorage.removeItem(store);
    return true;
  } catch { return false; }
}

/** The page's own proof against forged requests; an entry that waited must not bring an old one. */
function token() {
  const headers = document.body.getAttribute("hx-headers:inherited");
  return headers ? JSON.parse(headers)["x-csrftoken"] : "";
}

function entryOf(form) {
  const mark = form.elements.client_id;
  if (mark && !mark.value) mark.value = crypto.randomUUID();
  const data = new FormData(form);
  const fields = [...data].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  return { id: mark?.value || crypto.randomUUID(), url: form.action, label: form.dataset.offline, at: Date.now(), fields };
}

async function post(entry) {
  const body = new URLSearchParams(entry.fields);
  body.set("csrfmiddlewaretoken", token());
  // asked as htmx asks: the way on comes as a header, and what is said waits for the page that is really opened
  const headers = { "HX-Request": "true" };
  return fetch(entry.url, { method: "POST", body, headers, credentials: "same-origin", signal: AbortSignal.timeout(20_000) });
}

/** Show how many entries wait, and which were refused. */
function show() {
  const entries = queue();
  tell("notice-drop", { name: "queue" });
  if (!entries.length) return;
  tell("notice", { name: "queue" });
  const box = document.querySelector('[data-notice="queue"]');
  if (!box) return;
  box.querySelector("[data-count]").textContent = String(entries.length);
  box.querySelector("[data-forget-refused]").hidden = !entries.some((entry) => entry.refused);
  const list = box.querySelector("[data-entries]");
  list.replaceChildren(...entries.map((entry) => {
    const line = document.createElement("li");
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(entry.at);
    const said = entry.fields.filter(([name]) => name !== "client_id").map(([, value]) => value).filter(Boolean).join(", ");
    const verdict = entry.refused ? ` (${box.querySelector("[data-refused]").dataset.refused})` : "";
    line.textContent = `${entry.label}, ${time}${verdict}: ${said}`;
    return line;
  }));
}

/** Keep an entry for later; true when it is safe on this device. */
function keep(entry, form) {
  if (!setQueue([...queue().filter((other) => other.id !== entry.id), entry])) return false;
  form.reset();
  if (form.elements.client_id) form.elements.client_id.value = "";
  show();
  tell("say", { text: document.getElementById("notice-queue")?.dataset.said });
  return true;
}

function replacePage(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fresh = answer.getElementById("main");
  if (!fresh) {  // a refusal comes as a piece for the top of the page
    const place = document.getElementById("notices");
    place?.replaceChildren(...answer.body.childNodes);
    place?.focus();
    return;
  }
  document.getElementById("main").replaceWith(fresh);
  window.htmx?.process(fresh);
  (fresh.querySelector("[data-focus]") ?? fresh).focus();
}

async function submitted(event) {
  const form = event.target;
  if (!form.matches?.("form[data-offline]") || event.defaultPrevented) return;
  event.preventDefault();
  const entry = entryOf(form);
  if (event.submitter?.name) entry.fields.push([event.submitter.name, event.submitter.value]);
  let answer = null;
  if (navigator.onLine) {
    try { answer = await post(entry); } catch { answer = null; }
  }
  if (answer?.ok) { location.assign(answer.headers.get("HX-Redirect") ?? answer.url); return; }
  if (answer && answer.status < 500) { replacePage(await answer.text()); return; }
  if (!keep(entry, form)) tell("notice", { name: "no-line" });
}

/** Send what waits, oldest first. An entry that is refused stays and says so; a dead line ends the round. */
async function send() {
  if (sending || !navigator.onLine || !queue().length) return;
  sending = true;
  try {
    for (const entry of queue().filter((waiting) => !waiting.refused)) {
      const answer = await post(entry);
      if (answer.redirected && new URL(answer.url).pathname.includes("/login")) break;
      const rest = queue().filter((other) => other.id !== entry.id);
      if (answer.ok) setQueue(rest);
      else if (answer.status < 500) setQueue([...rest, { ...entry, refused: true }]);
      else break;
    }
  } catch { /* still no line: the entries wait on */ } finally {
    sending = false;
    show();
  }
}

document.addEventListener("submit", submitted);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-send-now]")) send();
  if (event.target.closest?.("[data-forget-refused]")) { setQueue(queue().filter((entry) => !entry.refused)); show(); }
});
window.addEventListener("online", send);
setInterval(send, EVERY);
show();
send();
