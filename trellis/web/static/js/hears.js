// Pages of a meeting without its notes (projector, phone, guests): hears at once what has changed, and tells the page
// by the same events as the notes do: "part:<name>" of <body>. Where the line is away, data-now says so.

const place = document.querySelector("[data-hears]");
const LONGEST = 30_000;
/** The server is heard every 20 seconds. */
const SILENCE = 55_000;
const FINAL = new Set([4401, 4403, 4404]);
let pause = 1000;
let heard = 0;
let line = null;

function told(event) {
  heard = Date.now();
  if (typeof event.data !== "string") return;
  const news = JSON.parse(event.data);
  if (news.hello) { pause = 1000; place.dataset.now = "saved"; }
  if (!news.part) return;
  const name = news.part === "*" ? "everything" : news.part;
  document.body.dispatchEvent(new CustomEvent(`part:${name}`));
}

function open() {
  const url = new URL(place.dataset.hears, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("hears", "1");
  heard = Date.now();
  line = new WebSocket(url.href);
  line.addEventListener("message", told);
  line.addEventListener("close", (event) => {
    place.dataset.now = "waiting";
    if (FINAL.has(event.code)) {
      // nothing opens here any more: the page asks once and says so
      document.body.dispatchEvent(new CustomEvent("part:everything"));
      return;
    }
    setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST);
  });
}

if (place) {
  open();
  setInterval(() => { if (line.readyState === WebSocket.OPEN && Date.now() - heard > SILENCE) line.close(); }, 5_000);
}
