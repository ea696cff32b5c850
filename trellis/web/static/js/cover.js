// Names are covered before a picture leaves the phone: the chosen file is drawn on a canvas, made small, covered by
// dragging or by whole edges, and only what the canvas shows is sent. Drawing anew also drops place and time.

const LONGEST = 1600;
const QUALITY = 0.82;

/** Draw the picture again with everything that is covered. */
function draw(state) {
  const { canvas, picture, covers } = state;
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#000";
  for (const [x, y, width, height] of covers) pen.fillRect(x, y, width, height);
}

/** Put what the canvas shows into the file input. */
function hand(state) {
  return new Promise((resolve) => {
    state.canvas.toBlob((blob) => {
      const bag = new DataTransfer();
      bag.items.add(new File([blob], "work.jpg", { type: "image/jpeg" }));
      state.input.files = bag.files;
      resolve();
    }, "image/jpeg", QUALITY);
  });
}

function place(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [
    (event.clientX - box.left) * canvas.width / box.width,
    (event.clientY - box.top) * canvas.height / box.height,
  ];
}

/** Cover by dragging: a finger, a pen or a mouse. */
function drag(state) {
  const { canvas } = state;
  let start = null;
  canvas.addEventListener("pointerdown", (event) => {
    start = place(canvas, event);
    canvas.setPointerCapture(event.pointerId);
    state.covers.push([...start, 0, 0]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!start) return;
    const [x, y] = place(canvas, event);
    state.covers[state.covers.length - 1] = [
      Math.min(start[0], x), Math.min(start[1], y), Math.abs(x - start[0]), Math.abs(y - start[1]),
    ];
    draw(state);
  });
  canvas.addEventListener("pointerup", () => { start = null; hand(state); });
}

function edges(state, panel) {
  panel.addEventListener("click", (event) => {
    const edge = event.target instanceof Element ? event.target.closest("[data-edge]")?.dataset.edge : null;
    if (!edge || !state.picture) return;
    const { width, height } = state.canvas;
    if (edge === "none") state.covers.length = 0;
    if (edge === "top") state.covers.push([0, 0, width, height / 8]);
    if (edge === "bottom") state.covers.push([0, height - height / 8, width, height / 8]);
    draw(state);
    hand(state);
  });
}

async function open(state, panel) {
  const file = state.input.files[0];
  // our own picture coming back is not a new choice
  if (!file || file.name === "work.jpg") return;
  state.picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(state.picture.width, state.picture.height));
  state.canvas.width = Math.round(state.picture.width * scale);
  state.canvas.height = Math.round(state.picture.height * scale);
  state.covers.length = 0;
  panel.hidden = false;
  draw(state);
  await hand(state);
}

for (const input of document.querySelectorAll("[data-cover]")) {
  const panel = document.getElementById(input.dataset.cover);
  const state = { input, canvas: panel.querySelector("canvas"), picture: null, covers: [] };
  drag(state);
  edges(state, panel);
  input.addEventListener("change", () => open(state, panel));
}
