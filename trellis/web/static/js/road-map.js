// Road map: work can be dragged to a meeting, or before other work in it. Without this, Up, Down and the list of
// meetings do the same.

let dragged = null;

const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

function mark(meeting) {
  for (const one of document.querySelectorAll(".map-meeting.is-target")) one.classList.toggle("is-target", one === meeting);
  meeting?.classList.add("is-target");
}

document.addEventListener("dragstart", (event) => {
  dragged = closest(event.target, "[data-work]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const meeting = dragged && closest(event.target, "[data-meeting]");
  if (!meeting) return;
  event.preventDefault();
  mark(meeting);
});
document.addEventListener("dragend", () => { dragged = null; mark(null); });
document.addEventListener("drop", (event) => {
  const meeting = dragged && closest(event.target, "[data-meeting]");
  const form = document.getElementById("drop");
  if (!meeting || !form) return;
  event.preventDefault();
  const before = closest(event.target, "[data-work]");
  form.elements.to.value = meeting.dataset.meeting;
  form.elements.before.value = before && before !== dragged ? before.dataset.work : "";
  form.action = dragged.dataset.move;
  dragged = null;
  mark(null);
  form.submit();
});
