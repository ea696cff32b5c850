// The tools of the notes: one toolbar for mouse and keyboard, the same list on "/" at the beginning of a line, and the
// dialogs that make what stands in the notes by reference. All of it is HTML of the page; this gives it life.

const ACTIONS = {
  heading: (chain) => chain.toggleHeading({ level: 3 }),
  bold: (chain) => chain.toggleBold(),
  bullets: (chain) => chain.toggleBulletList(),
  numbers: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};
const ACTIVE = {
  heading: ["heading"], bold: ["bold"], bullets: ["bulletList"], numbers: ["orderedList"], quote: ["blockquote"], link: ["link"],
};

export class Tools {
  constructor(place, editor) {
    this.editor = editor;
    this.place = place;
    this.bar = place.querySelector("[data-tools]");
    this.menu = place.querySelector("[data-slash]");
    this.buttons = [...this.bar.querySelectorAll("button")];
    this.bar.addEventListener("click", (event) => this.pressed(event));
    this.bar.addEventListener("keydown", (event) => this.roam(event, this.buttons, false));
    this.menu?.addEventListener("click", (event) => { this.closeMenu(); this.pressed(event); });
    this.menu?.addEventListener("keydown", (event) => this.inMenu(event));
    this.menu?.addEventListener("focusout", (event) => { if (!this.menu.contains(event.relatedTarget)) this.menu.hidden = true; });
    for (const dialog of place.querySelectorAll("dialog[data-insert]")) {
      dialog.addEventListener("submit", (event) => this.insert(event, dialog));
      dialog.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
      dialog.addEventListener("close", () => this.editor.commands.focus());
    }
    editor.on("transaction", () => this.show());
    editor.view.dom.addEventListener("keydown", (event) => this.slash(event), true);
    this.show();
  }

  pressed(event) {
    const button = event.target.closest("button");
    if (!button || !this.editor.isEditable) return;
    const { tool } = button.dataset;
    if (tool in ACTIONS) ACTIONS[tool](this.editor.chain().focus()).run();
    else this.ask(tool);
  }

  /** Open the dialog of an insertion, fresh. */
  async ask(tool) {
    const dialog = this.place.querySelector(`dialog[data-insert="${tool}"]`);
    if (!dialog) return;
    const body = dialog.querySelector("[data-form]");
    if (dialog.dataset.from) {
      const answer = await fetch(dialog.dataset.from, { credentials: "same-origin", headers: { "HX-Request": "true" } });
      this.put(body, await answer.text());
    }
    dialog.showModal();
    (body.querySelector("[autofocus], input:not([type=hidden]), select, textarea") ?? dialog).focus();
  }

  put(body, html) {
    body.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    window.htmx?.process(body);
  }

  async insert(event, dialog) {
    const form = event.target;
    if (form.method === "dialog") return;
    event.preventDefault();
    if (dialog.dataset.insert === "link") { this.link(form, dialog); return; }
    const headers = { "HX-Request": "true", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const data = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin", headers });
    if (answer.status === 201) { this.stand(await answer.json()); dialog.close(); return; }
    this.put(dialog.querySelector("[data-form]"), await answer.text());
    dialog.querySelector("[data-focus], [aria-invalid=true], .field-error, input")?.focus();
  }

  /** Let what was made stand in the notes, by its id. */
  stand({ kind, ref }) {
    const chain = this.editor.chain().focus();
    if (kind === "student") chain.insertContent({ type: "student", attrs: { ref } }).insertContent(" ").run();
    else chain.insertContent([{ type: "reference", attrs: { kind, ref } }, { type: "paragraph" }]).run();
  }

  link(form, dialog) {
    const url = form.elements.url.value.trim();
    if (!/^(https?:\/\/|mailto:)\S+$/i.test(url)) { form.elements.url.setAttribute("aria-invalid", "true"); form.elements.url.focus(); return; }
    const chain = this.editor.chain().focus();
    const words = form.elements.words.value.trim() || url;
    const link = { type: "link", attrs: { href: url } };
    if (this.editor.state.selection.empty) chain.insertContent({ type: "text", text: words, marks: [link] }).run();
    else chain.setLink({ href: url }).run();
    form.reset();
    dialog.close();
  }

  /** "/" in an empty line opens the list; Escape writes the sign itself. */
  slash(event) {
    const { selection } = this.editor.state;
    if (event.key !== "/" || event.isComposing || !this.menu || !this.editor.isEditable) return;
    if (!selection.empty || selection.$from.parent.content.size) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.editor.view.coordsAtPos(selection.from);
    const around = this.place.getBoundingClientRect();
    this.menu.hidden = false;
    this.menu.style.insetBlockStart = `${at.bottom - around.top + 4}px`;
    this.menu.style.insetInlineStart = `${Math.min(at.left - around.left, around.width - this.menu.offsetWidth)}px`;
    this.menu.querySelector("button").focus();
  }

  inMenu(event) {
    const buttons = [...this.menu.querySelectorAll("button")];
    if (event.key === "Escape" || event.key === "/") {
      event.preventDefault();
      this.closeMenu();
      this.editor.chain().focus().insertContent("/").run();
    } else this.roam(event, buttons, true);
  }

  closeMenu() { this.menu.hidden = true; this.editor.commands.focus(); }

  roam(event, buttons, isColumn) {
    const steps = isColumn ? { ArrowDown: 1, ArrowUp: -1 } : { ArrowRight: 1, ArrowLeft: -1 };
    const here = buttons.indexOf(document.activeElement);
    const to = { Home: 0, End: buttons.length - 1 }[event.key] ?? (event.key in steps ? (here + steps[event.key] + buttons.length) % buttons.length : null);
    if (to === null || here < 0) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  }

  show() {
    this.bar.hidden = !this.editor.isEditable;
    for (const button of this.buttons) {
      const names = ACTIVE[button.dataset.tool];
      if (names) button.setAttribute("aria-pressed", String(names.some((name) => this.editor.isActive(name))));
    }
  }
}
