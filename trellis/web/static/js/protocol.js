// The clock of a protocol between two looks at the server, and nothing typed is lost when a step ends.
// Without it the page shows the clock as of its last load, and everything else works the same.

/** What the server last said is left on a clock, and when it said so by the browser's own steady clock. */
const heard = new WeakMap();
/** What was already said aloud, so that a fresh piece does not say it again. */
const said = new Set();
/** What somebody typed and has not yet sent. */
let unsent = "";

function figures(seconds) {
  const left = Math.abs(seconds);
  return `${seconds < 0 ? "+" : ""}${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function sayOnce(key, text) {
  if (!text || said.has(key)) return;
  said.add(key);
  document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    // a piece of page may be made new or changed in place: either way the server's word counts anew
    if (heard.get(clock)?.left !== clock.dataset.left) heard.set(clock, { left: clock.dataset.left, at: performance.now() });
    const since = "paused" in clock.dataset ? 0 : Math.floor((performance.now() - heard.get(clock).at) / 1000);
    const left = Number(clock.dataset.left) - since;
    const total = Number(clock.dataset.total);
    const figure = clock.querySelector(".timer-fig");
    const bar = clock.querySelector("progress");
    // only a change is written: a screen reader that reads along is not disturbed
    if (figure && figure.textContent !== figures(left)) figure.textContent = figures(left);
    if (bar) bar.value = Math.min(total - left, total);
    clock.toggleAttribute("data-near", left <= Number(clock.dataset.warn) && left > 0);
    clock.toggleAttribute("data-over", left <= 0);
    const key = `${clock.dataset.clock}-${total}`;
    if (left <= 0) sayOnce(`${key}-over`, clock.dataset.overWords);
    else if (left <= Number(clock.dataset.warn)) sayOnce(`${key}-soon`, clock.dataset.soon);
  }
}

/** A step ended while somebody was typing: the words go along into the next field, or are shown to them. */
function giveBack() {
  const words = unsent.trim();
  const field = document.getElementById("run-text");
  const line = document.getElementById("run-unsent");
  if (!words) return;
  if (field) {
    if (!field.value) field.value = unsent;
  } else if (line) {
    line.querySelector("q").textContent = words;
    line.hidden = false;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.id === "run-text") unsent = event.target.value;
});
document.addEventListener("submit", (event) => {
  if (event.target.id === "run-write") unsent = "";
}, true);
document.addEventListener("htmx:after:settle", () => { tick(); giveBack(); });
tick();
setInterval(tick, 1000);
