// Every page: the focus after a swap, what a screen reader is told, and a word when the server or the line fails.
// Loaded as a module; without it pages read and simple forms work all the same.

// Other modules speak to this one by events of the document ("say", "notice", "notice-drop"), not by imports: with
// hashed file names an import would load a second copy.

const notices = () => document.getElementById("notices");

/** Say something to a screen reader, once. */
function say(text) {
  const line = document.getElementById("say");
  if (!line || !text) return;
  line.textContent = "";
  // two steps, or the same sentence twice would be silent the second time
  setTimeout(() => { line.textContent = text; }, 50);
}

/** Show a notice kept ready in a <template> of the page; one of each kind at a time. */
function notice(name) {
  const template = document.getElementById(`notice-${name}`);
  const place = notices();
  if (!template || !place || place.querySelector(`[data-notice="${name}"]`)) return;
  const box = document.createElement("div");
  box.dataset.notice = name;
  box.append(template.content.cloneNode(true));
  place.append(box);
  place.scrollIntoView({ block: "nearest" });
}

/** Take a notice away again. */
function dropNotice(name) {
  notices()?.querySelector(`[data-notice="${name}"]`)?.remove();
}

function elements(nodes) {
  return [...nodes].filter((node) => node instanceof Element);
}

/** Where the focus belongs after a swap: what asks for it, else the place that was changed. */
function focusAfter(event) {
  const { newContent = [], task } = event.detail;
  const fresh = elements(newContent);
  const wished = fresh.flatMap((node) => [node, ...node.querySelectorAll("*")]).find((node) => node.matches("[data-focus]"));
  if (wished) {
    if (!wished.matches("a, button, input, select, textarea, [tabindex]")) wished.tabIndex = -1;
    wished.focus();
    return;
  }
  // htmx has already given the focus back to a control with the same id; here it was lost with what it stood on
  if (document.activeElement && document.activeElement !== document.body) return;
  const changed = fresh[0] ?? (task?.target instanceof Element ? task.target : null);
  // what brings itself up to date takes no focus: nobody asked for it
  if (!changed?.isConnected || changed.closest("[data-quiet]")) return;
  const heading = changed.matches("h1, h2, h3") ? changed : changed.querySelector("h1, h2, h3");
  const place = heading ?? changed;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:settle", focusAfter);
document.addEventListener("say", (event) => say(event.detail?.text));
document.addEventListener("notice", (event) => notice(event.detail.name));
document.addEventListener("notice-drop", (event) => dropNotice(event.detail.name));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) notice("broken");
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx?.request) notice("no-line");
});
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status < 400) { dropNotice("broken"); dropNotice("no-line"); }
});

// A page that opens on trouble puts the reader there.
document.querySelector("[data-focus]")?.focus();
