// The room: the clock between two answers of the server, and hearing that something changed.
//
// The notes hold a line to the server and tell by an event of <body>, "part:<name>", what changed. Without that
// line the pieces are asked for from time to time.

const EVERY = 7000;
const SOON = 60;

/** Begin to count from what the server said is left. */
function adopt(timer) {
  if (timer.dataset.left === timer.adopted) return;
  timer.adopted = timer.dataset.left;
  timer.until = performance.now() + Number(timer.dataset.left) * 1000;
  timer.warned = Number(timer.dataset.left) <= SOON;
}

function figures(seconds) {
  const whole = Math.abs(seconds);
  const rest = String(whole % 60).padStart(2, "0");
  return `${seconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${rest}`;
}

function tick() {
  for (const timer of document.querySelectorAll("[data-left]:not([data-clock])")) {
    adopt(timer);
    const left = Math.ceil((timer.until - performance.now()) / 1000);
    timer.querySelector(".timer-fig").textContent = figures(left);
    const bar = timer.querySelector("progress");
    if (bar) bar.value = Math.min(bar.max, bar.max - left);
    timer.classList.toggle("is-over", left < 0);
    if (left === SOON && !timer.warned) {
      timer.warned = true;
      document.dispatchEvent(new CustomEvent("say", { detail: { text: timer.dataset.soon } }));
    }
  }
}

const PARTS = ["agenda", "here", "promises", "decisions", "parked", "wrap", "finished", "everything"];

function changed() {
  document.body.dispatchEvent(new CustomEvent("room-changed"));
}

/** Whether the notes' line stands: then news come by themselves. */
function hearsNews() {
  return ["saved", "saving"].includes(document.querySelector("[data-notes], [data-hears]")?.dataset.now);
}

for (const part of PARTS) document.body.addEventListener(`part:${part}`, changed);
document.body.addEventListener("part:protocol", () => {
  document.body.dispatchEvent(new CustomEvent("meeting:protocol"));
  changed();
});
setInterval(tick, 250);
setInterval(() => { if (!hearsNews() && !document.hidden) changed(); }, EVERY);
// a phone that was in a pocket looks again at once
document.addEventListener("visibilitychange", () => { if (!document.hidden) changed(); });

// a small form that was taken is empty again and closed
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const form = sourceElement?.closest?.("form[data-act]");
  if (!form || response.status >= 400) return;
  if (form.querySelector("#family-line")) return;
  form.reset();
  form.closest("details.adder")?.removeAttribute("open");
});
tick();
