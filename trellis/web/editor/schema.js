// What notes are made of. Elements are never removed or renamed: an old page would take what it does not know out of
// everybody's notes. When something is added the number grows, here and on the server, and old pages reload.

import { Extension, Node, mergeAttributes } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { Plugin } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import StarterKit from "@tiptap/starter-kit";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import { ObjectView, StudentView } from "./objects.js";

export const SCHEMA = 1;
export const FIELD = "notes";

/** A decision, promise or frozen chart: an object of its own that stands here by its id. */
const Reference = Node.create({
  name: "reference",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ kind: { default: "" }, ref: { default: "" } }),
  parseHTML: () => [{ tag: "div[data-reference]", getAttrs: (element) => ({ kind: element.dataset.kind, ref: element.dataset.reference }) }],
  renderHTML: ({ node }) => ["div", { "data-reference": node.attrs.ref, "data-kind": node.attrs.kind }],
  addNodeView: () => ({ node, editor }) => new ObjectView(node, editor),
});

/** A student, by reference: the name is never in the text, and is shown only to those who may know it. */
const Student = Node.create({
  name: "student",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ ref: { default: "" } }),
  parseHTML: () => [{ tag: "span[data-student]", getAttrs: (element) => ({ ref: element.dataset.student }) }],
  renderHTML: ({ node, HTMLAttributes }) => ["span", mergeAttributes(HTMLAttributes, { "data-student": node.attrs.ref }), "…"],
  addNodeView: () => ({ node, editor }) => new StudentView(node, editor),
});

function caret(user) {
  const mark = document.createElement("span");
  mark.className = `caret caret-${Number(user.tone) || 1}`;
  mark.setAttribute("aria-hidden", "true");
  const name = document.createElement("i");
  name.textContent = user.name ?? "";
  mark.append(name);
  return mark;
}

const Carets = Extension.create({
  name: "carets",
  addOptions: () => ({ awareness: null }),
  addProseMirrorPlugins() {
    return [yCursorPlugin(this.options.awareness, {
      cursorBuilder: caret,
      selectionBuilder: (user) => ({ class: `chosen chosen-${Number(user.tone) || 1}` }),
    })];
  },
});

// Signs that change the direction or hide in a text are shown; a joiner inside an emoji is not one of them.
const ODD = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const OddSigns = Extension.create({
  name: "oddSigns",
  addProseMirrorPlugins: () => [new Plugin({
    state: {
      init: (_, { doc }) => oddSigns(doc),
      apply: (change, old) => (change.docChanged ? oddSigns(change.doc) : old),
    },
    props: { decorations(state) { return this.getState(state); } },
  })],
});

function oddSigns(doc) {
  const found = [];
  doc.descendants((node, at) => {
    if (!node.isText) return;
    for (const match of node.text.matchAll(ODD)) found.push(Decoration.inline(at + match.index, at + match.index + 1, { class: "odd-sign" }));
  });
  return DecorationSet.create(doc, found);
}

export function extensions(doc, awareness) {
  return [
    StarterKit.configure({
      undoRedo: false,
      trailingNode: false,
      dropcursor: false,
      code: false,
      codeBlock: false,
      horizontalRule: false,
      strike: false,
      underline: false,
      heading: { levels: [3, 4] },
      link: { openOnClick: false, protocols: ["http", "https", "mailto"], HTMLAttributes: { rel: "noopener noreferrer", target: null } },
    }),
    Reference,
    Student,
    Collaboration.configure({ document: doc, field: FIELD }),
    Carets.configure({ awareness }),
    OddSigns,
  ];
}
