// The text of a note with what was read in it marked: every mark ends in a label that says what it counts as.
import { element } from "./dom.js";
import { icon } from "./icons.js";

// What is less than done wins where two readings share words: nothing may look done that was only planned.
const statesBySafety = ["denied", "failed", "conditional", "hearsay", "planned", "done"];

/**
 * Cuts a text where marks begin and end.
 * @param text   the text; offsets of marks are Unicode code points, end exclusive
 * @returns [{text, marks}]: `marks` cover the piece
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
    };
  });
}

/** How a piece is drawn: the state of its actions, or the kind of what else covers it. */
export function styleOf(marks) {
  if (marks.length > 0 && marks.every((mark) => mark.corrected === "reject")) return "denied";
  const states = marks.filter(({ kind }) => kind === "action").map((mark) => (mark.corrected === "reject" ? "denied" : mark.certain ? mark.state : "uncertain"));
  return states.includes("uncertain") ? "uncertain" : (statesBySafety.find((state) => states.includes(state)) ?? marks[0]?.kind);
}

function labelText(mark, speaker) {
  const { say, sayOr, date } = speaker;
  if (mark.corrected) return `${labelText({ ...mark, corrected: undefined, state: undefined }, speaker)} · ${say(`correction.does.${mark.corrected}`)}`;
  const doubt = mark.certain === false ? ` · ${say("mark.uncertain")}` : "";
  switch (mark.kind) {
    case "action":
      if (!mark.state) return mark.label;
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

function signOf(mark) {
  if (mark.corrected === "reject") return "denied";
  if (mark.kind === "urgent") return "urgent";
  if (mark.kind === "term") return "due_soon";
  return mark.certain === false ? "to_confirm" : mark.state;
}

function label(mark, speaker) {
  const sign = signOf(mark);
  return element("span", { class: `mark-label is-${styleOf([mark])}` }, sign && icon(sign), labelText(mark, speaker));
}

/** A step that an action on the same words already says is not said twice. */
export const isRepeated = (mark, marks) =>
  mark.kind === "step" && marks.some((other) => other.kind === "action" && other.start === mark.start && other.end === mark.end);

/**
 * Pieces that share a mark belong together: their labels come after the last of them, so that no label parts words of one reading.
 * @returns [{pieces, marks}]: `marks` is empty for words that nothing was read in
 */
export function groups(text, marks) {
  const found = [];
  for (const piece of pieces(text, marks)) {
    const last = found.at(-1);
    if (last && piece.marks.some((mark) => last.pieces.at(-1).marks.includes(mark))) {
      last.pieces.push(piece);
      last.marks = [...new Set([...last.marks, ...piece.marks])];
    } else {
      found.push({ pieces: [piece], marks: piece.marks });
    }
  }
  return found;
}

/** Each thing is said once, however many readings say it. */
function labels(marks, speaker) {
  const said = new Map(marks.map((mark) => [labelText(mark, speaker).toLowerCase(), mark]));
  return [...said.values()].map((mark) => label(mark, speaker));
}

export function markedText(text, marks, speaker) {
  const shown = marks.filter((mark) => !isRepeated(mark, marks));
  return groups(text, shown).map((group) =>
    group.marks.length === 0
      ? group.pieces.map((piece) => piece.text)
      : [group.pieces.map((piece) => element("mark", { class: `is-${styleOf(piece.marks)}` }, piece.text)), labels(group.marks, speaker)],
  );
}
