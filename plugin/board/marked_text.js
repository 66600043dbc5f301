// The text of a note with what was read in it marked: every mark ends in a label that says what it counts as.
import { element } from "./dom.js";
import { icon } from "./icons.js";

// What is less than done wins where two readings share words: nothing may look done that was only planned.
const statesBySafety = ["denied", "failed", "conditional", "hearsay", "planned", "done"];

/**
 * Cuts a text where marks begin and end.
 * @param text   the text; offsets of marks are Unicode code points, end exclusive
 * @returns [{text, marks, ending}]: `marks` cover the piece, `ending` are those whose last words it is
 */
export function pieces(text, marks) {
  const points = Array.from(text);
  const inside = marks
    .map((mark) => ({ mark, start: Math.min(mark.start, points.length), end: Math.min(mark.end, points.length) }))
    .filter(({ start, end }) => start < end);
  const cuts = [...new Set([0, points.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1];
    const covering = inside.filter((span) => span.start <= start && end <= span.end);
    return {
      text: points.slice(start, end).join(""),
      marks: covering.map(({ mark }) => mark),
      ending: covering.filter((span) => span.end === end).map(({ mark }) => mark),
    };
  });
}

/** How a piece is drawn: the state of its actions, or the kind of what else covers it. */
export function styleOf(marks) {
  const states = marks.filter(({ kind }) => kind === "action").map((mark) => (mark.certain ? mark.state : "uncertain"));
  return states.includes("uncertain") ? "uncertain" : (statesBySafety.find((state) => states.includes(state)) ?? marks[0]?.kind);
}

function labelText(mark, { say, sayOr, date }) {
  const doubt = mark.certain === false ? ` · ${say("mark.uncertain")}` : "";
  switch (mark.kind) {
    case "action":
      return `${mark.label} · ${say(`state.${mark.state}`)}${doubt}`;
    case "step":
      return say("mark.step", { label: mark.label }) + doubt;
    case "term":
      return say("mark.term", { date: date(mark.due) });
    case "urgent":
      return sayOr(`urgent.${mark.id}`, say("mark.urgent"));
    default:
      return mark.label;
  }
}

const signOf = (mark) => (mark.kind === "urgent" ? "urgent" : mark.kind === "term" ? "due_soon" : mark.certain === false ? "to_confirm" : mark.state);

function label(mark, speaker) {
  const sign = signOf(mark);
  return element("span", { class: `mark-label is-${styleOf([mark])}` }, sign && icon(sign), labelText(mark, speaker));
}

/** A step that an action on the same words already says is not said twice. */
const isRepeated = (mark, marks) =>
  mark.kind === "step" && marks.some((other) => other.kind === "action" && other.start === mark.start && other.end === mark.end);

export function markedText(text, marks, speaker) {
  const shown = marks.filter((mark) => !isRepeated(mark, marks));
  return pieces(text, shown).map((piece) =>
    piece.marks.length === 0
      ? piece.text
      : [element("mark", { class: `is-${styleOf(piece.marks)}` }, piece.text), piece.ending.map((mark) => label(mark, speaker))],
  );
}
