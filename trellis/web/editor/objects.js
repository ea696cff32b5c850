// What stands in the notes by reference is drawn by the server, for this reader, and drawn anew when it changes.

const places = new Set();

async function fetched(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

/** Put a piece of page of ours into a place; scripts in it would not run, and there are none. */
function put(place, html) {
  const piece = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(...piece.body.childNodes);
}

class Drawn {
  constructor(tag, address, missing) {
    this.dom = document.createElement(tag);
    this.dom.contentEditable = "false";
    this.address = address;
    this.missing = missing;
    places.add(this);
    this.draw();
  }

  async draw() {
    try {
      put(this.dom, await fetched(this.address));
      window.htmx?.process(this.dom);
    } catch {
      if (!this.dom.childNodes.length) this.dom.textContent = this.missing;
    }
  }

  ignoreMutation() { return true; }

  stopEvent(event) { return !!event.target.closest?.("a, button, summary, input, form"); }

  destroy() { places.delete(this); }
}

function words(editor) { return editor.storage.place ?? {}; }

export class ObjectView extends Drawn {
  constructor(node, editor) {
    const { kind, ref } = node.attrs;
    super("div", `${words(editor).objects}${kind}/${ref}/`, words(editor).missing);
    this.dom.className = "in-notes";
    this.kind = kind;
    this.dom.dataset.reference = ref;
    this.dom.dataset.kind = kind;
  }

  selectNode() { this.dom.classList.add("is-chosen"); }

  deselectNode() { this.dom.classList.remove("is-chosen"); }
}

export class StudentView extends Drawn {
  constructor(node, editor) {
    super("span", `${words(editor).objects}student/${node.attrs.ref}/`, words(editor).missing);
    this.kind = "student";
    this.dom.className = "student";
    this.dom.dataset.student = node.attrs.ref;
  }
}

/** Something else on the page has changed: what stands for it here is drawn anew. */
export function drawAgain(part) {
  const kinds = { decisions: "decision", promises: "promise", "*": "" };
  if (!(part in kinds)) return;
  for (const place of places) if (!kinds[part] || place.kind === kinds[part]) place.draw();
}
