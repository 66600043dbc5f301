// From what the board shows to the notes it rests on.
import { byKey, element } from "./dom.js";

export const noteKey = (id) => `note ${id}`;

export function noteLinks(ids, notes, { say, date }) {
  const known = (notes ?? []).filter(({ note }) => ids.includes(note.id));
  if (known.length === 0) return null;
  const jump = (id) => () => {
    const target = byKey(document, noteKey(id));
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  };
  return element(
    "p",
    { class: "looked-at" },
    `${say("finding.notes")}: `,
    known.map(({ note }, index) => [
      index > 0 && " · ",
      element("button", { type: "button", class: "link", on: { click: jump(note.id) } }, say("finding.note", { date: date(note.date) })),
    ]),
  );
}
