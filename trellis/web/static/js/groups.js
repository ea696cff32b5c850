// Need groups: arrow keys choose the group, Escape puts a name back, a name can be dragged.
// Without this a name is picked up by pressing it and placed by pressing a group: two taps.

const board = () => document.querySelector("[data-board]");

/** Move the focus among the places of a name that is picked up. */
function walk(event) {
  const places = [...document.querySelectorAll("[data-place]")];
  if (!places.length) return;
  if (event.key === "Escape") {
    document.querySelector("[data-put-back]")?.click();
    event.preventDefault();
    return;
  }
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const here = places.indexOf(document.activeElement);
  // only while a place has the focus: elsewhere arrow keys scroll the page as always
  if (here < 0) return;
  places[(here + step + places.length) % places.length].focus();
  event.preventDefault();
}

let dragged = "";

function over(target) {
  return target instanceof Element ? target.closest("[data-group]") : null;
}

function mark(group) {
  for (const one of document.querySelectorAll(".group.is-over")) one.classList.toggle("is-over", one === group);
  group?.classList.add("is-over");
}

document.addEventListener("keydown", (event) => {
  if (board()) walk(event);
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target instanceof Element ? event.target.closest("[data-student]")?.dataset.student ?? "" : "";
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const group = dragged && over(event.target);
  if (!group) return;
  event.preventDefault();
  mark(group);
});
document.addEventListener("dragend", () => { dragged = ""; mark(null); });
document.addEventListener("drop", (event) => {
  const group = dragged && over(event.target);
  const form = document.getElementById("drop");
  if (!group || !form) return;
  event.preventDefault();
  form.elements.student.value = dragged;
  form.elements.to.value = group.dataset.group;
  dragged = "";
  mark(null);
  form.requestSubmit();
});
