// What a person says about what was read: confirm it, say that it is not so, take that back. Always with a reason.
import { element } from "./dom.js";
import { isRepeated } from "./marked_text.js";

const whatKey = (what) => Object.entries(what)[0].join(" ");
const sameNote = (a, b) => a.id === b.id && (a.source ?? "") === (b.source ?? "");

const kinds = { action: "action", step: "step", urgent: "alarm", term: "term" };
/** What a mark in a note's text speaks of; null for what no person corrects. */
export const whatOf = (mark) => (kinds[mark.kind] ? { [kinds[mark.kind]]: mark.id } : null);

/** The word of a person that holds about that thing of that note; undefined when there is none. */
export function correctionOf(corrections, note, what) {
  return (corrections ?? []).find(
    (one) => one.standing === "in_effect" && one.note && sameNote(one.note, note) && whatKey(one.what) === whatKey(what),
  );
}

/** Marks as people corrected them: what was confirmed is in doubt no more, what was rejected says so. */
export function correctedMarks(marks, note, corrections) {
  return marks.map((mark) => {
    const what = whatOf(mark);
    const correction = what && (mark.kind !== "action" || mark.state === "done") && correctionOf(corrections, note, what);
    if (!correction || correction.note_changed) return mark;
    return { ...mark, certain: true, corrected: correction.does };
  });
}

/** "bevestigd door intern begeleider op 13 maart 2026: reden" */
export function correctedSentence({ does, role, by, at, why }, { say, sayOr, date }) {
  const who = sayOr(`role.${role ?? by}`, role ?? by);
  const told = say("corrected.by", { does: say(`correction.does.${does}`), who, date: date(at.slice(0, 10)) });
  return why ? `${told}: ${why}` : told;
}

/** Under a finding or step that a person decided; null for any other. */
export function correctedLine({ corrected, note_changed: changed }, speaker) {
  if (!corrected) return null;
  return element("p", { class: "why corrected" }, correctedSentence(corrected, speaker), changed && ` · ${speaker.say("corrected.note_changed")}`);
}

/**
 * A field for the reason with the buttons that need one. Enter in the field does nothing: a word about a child is never said by accident.
 * @param key      distinguishes it on the page
 * @param about    what the buttons speak of, for who cannot see where they stand
 * @param buttons  [{label, body}]: what is sent, but for the reason
 */
export function reasonForm(key, about, buttons, { say }, onCorrect) {
  const id = `why-${key.replace(/[^A-Za-z0-9]+/g, "-")}`;
  const problem = element("p", { class: "field-error", id: `${id}-problem`, role: "alert" });
  const field = element("input", { type: "text", id, maxlength: 500, autocomplete: "off", "data-key": `why ${key}`, "aria-describedby": `${id}-problem` });
  const complain = (sentence) => {
    problem.textContent = sentence;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  const send = (body) => async (event) => {
    const why = field.value.trim();
    if (!why) return complain(say("correct.why.missing"));
    const button = event.currentTarget;
    button.disabled = true;
    const refused = await onCorrect({ ...body, why });
    button.disabled = false;
    return refused && complain(refused);
  };
  return element(
    "div",
    { class: "correct", role: "group", "aria-label": about },
    element("label", { for: id }, say("correct.why")),
    field,
    buttons.map(({ label, body }) => element("button", { type: "button", "data-key": `${label} ${key}`, "aria-label": `${label}: ${about}`, on: { click: send(body) } }, label)),
    problem,
  );
}

export const yesAndNo = (target, { say }) => [
  { label: say("correct.confirm"), body: { does: "confirm", ...target } },
  { label: say("correct.reject"), body: { does: "reject", ...target } },
];

function markLabel(mark, { say, sayOr, date }) {
  if (mark.kind === "urgent") return sayOr(`urgent.${mark.id}`, say("mark.urgent"));
  if (mark.kind === "term") return say("mark.term", { date: date(mark.due) });
  return mark.kind === "step" ? say("mark.step", { label: mark.label }) : mark.label;
}

/** What was read in a note and counts, each with the buttons to correct it; null when there is nothing. */
export function correctNote({ note, marks }, pupil, corrections, speaker, onCorrect) {
  const { say } = speaker;
  const reference = { source: note.source ?? "", id: note.id };
  const byWhat = new Map();
  for (const mark of marks.filter((one) => !isRepeated(one, marks))) {
    const what = whatOf(mark);
    if (what && (mark.kind !== "action" || mark.state === "done")) byWhat.set(whatKey(what), { mark, what });
  }
  if (byWhat.size === 0) return null;
  const items = [...byWhat.values()].map(({ mark, what }) => {
    const correction = correctionOf(corrections, reference, what);
    const label = markLabel(mark, speaker);
    const [yes, no] = yesAndNo({ pupil, note: reference, what }, speaker);
    const asks = [];
    if ((mark.certain === false || correction?.does === "reject") && (what.action || what.step) && correction?.does !== "confirm") asks.push(yes);
    if (correction?.does !== "reject" || correction.note_changed) asks.push(no);
    return element(
      "li",
      {},
      element("p", {}, label, correction && element("span", { class: "quiet" }, ` · ${correctedSentence(correction, speaker)}`)),
      reasonForm(`note ${reference.source} ${note.id} ${whatKey(what)}`, label, asks, speaker, onCorrect),
    );
  });
  return element(
    "details",
    { class: "correct-note", "data-key": `correct ${note.id}` },
    element("summary", { "data-key": `correct summary ${note.id}` }, say("correct.note")),
    element("ul", {}, items),
  );
}

function matter(correction, { say, sayOr }) {
  if (correction.rule) return say("finding.rule", { rule: correction.rule });
  const [kind, id] = Object.entries(correction.what)[0];
  if (correction.label) return correction.label;
  if (kind === "rule") return say("finding.rule", { rule: id });
  return kind === "alarm" ? sayOr(`urgent.${id}`, id) : sayOr(`term.${id}`, id);
}

/** Every word of a person about this pupil, with what has become of it; null when there is none. */
export function correctionsView(corrections, speaker, onCorrect) {
  const { say, date } = speaker;
  if (!corrections || corrections.length === 0) return null;
  return element(
    "section",
    { class: "notes corrections", "aria-labelledby": "corrections-title" },
    element("h2", { id: "corrections-title", tabindex: "-1", "data-key": "corrections" }, say("corrections.title")),
    element("p", { class: "quiet" }, say("corrections.intro")),
    element(
      "ul",
      {},
      corrections.map((one) =>
        element(
          "li",
          { class: `correction is-${one.standing}` },
          element("p", {}, element("strong", {}, matter(one, speaker)), one.day && ` · ${date(one.day)}`, ` · ${say(`correction.standing.${one.standing}`)}`),
          element("p", { class: "why" }, correctedSentence(one, speaker), one.note_changed && ` · ${say("corrected.note_changed")}`),
          one.undone &&
            element("p", { class: "why" }, correctedSentence({ ...one.undone, does: "undo" }, speaker)),
          onCorrect &&
            !one.undone &&
            reasonForm(`undo ${one.id}`, matter(one, speaker), [{ label: say("correct.undo"), body: { undo: one.id } }], speaker, onCorrect),
        ),
      ),
    ),
  );
}
