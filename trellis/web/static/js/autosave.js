// Forms with data-autosave="name": what is typed is kept in this browser until it is sent, and comes back after a
// closed lid. Kept by person, because devices are shared; never passwords or files; forgotten after seven days.

const DAYS = 7 * 24 * 60 * 60 * 1000;
const person = document.body.dataset.person || "nobody";
const prefix = `keep:${person}:`;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

function keyOf(form) {
  return `${prefix}${location.pathname}#${form.dataset.autosave}`;
}

function controls(form) {
  return [...form.elements].filter((field) => field.name && !field.name.startsWith("csrf")
    && !["password", "file", "hidden", "submit", "button"].includes(field.type));
}

function valueOf(field) {
  return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
}

function untouched(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked === field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].every((option) => option.selected === option.defaultSelected) || field.selectedIndex === 0;
  return field.value === field.defaultValue;
}

function slot(field) {
  return ["checkbox", "radio"].includes(field.type) ? `${field.name}=${field.value}` : field.name;
}

function state(form, name) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.dataset.state = name;
  line.textContent = line.dataset[name] ?? "";
}

function keep(form) {
  const values = Object.fromEntries(controls(form).map((field) => [slot(field), valueOf(field)]));
  state(form, write(keyOf(form), { at: Date.now(), values }) ? "kept" : "failed");
}

function bringBack(form) {
  const kept = read(keyOf(form));
  if (!kept) return;
  // the page that thanks for what was sent is the proof that it arrived
  const arrived = kept.sent && document.querySelector("#notices .banner-done, #notices .banner-undo");
  if (arrived) { localStorage.removeItem(keyOf(form)); return; }
  let changed = false;
  for (const field of controls(form)) {
    const value = kept.values[slot(field)];
    if (value === undefined || value === valueOf(field) || !untouched(field)) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = value; else field.value = value;
    changed = true;
  }
  if (changed) state(form, "back");
}

function tidy() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("keep:"))) {
    const kept = read(key);
    const elsewhere = kept?.sent && !key.startsWith(`${prefix}${location.pathname}#`) && key.startsWith(prefix);
    if (!kept || elsewhere || Date.now() - kept.at > DAYS) localStorage.removeItem(key);
  }
}

const waiting = new WeakMap();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), 400));
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosave]")) return;
  clearTimeout(waiting.get(form));
  keep(form);
  write(keyOf(form), { ...read(keyOf(form)), sent: true });
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.detail.ctx.request.form ?? event.target;
  if (form?.matches?.("form[data-autosave]") && event.detail.ctx.response.status < 400) localStorage.removeItem(keyOf(form));
});
document.addEventListener("htmx:after:settle", (event) => {
  for (const node of event.detail.newContent ?? []) {
    if (node instanceof Element) node.querySelectorAll("form[data-autosave]").forEach(bringBack);
  }
});

tidy();
document.querySelectorAll("form[data-autosave]").forEach(bringBack);
