// What the protocol asks of the school itself: what was done, when, where the proof lies, and what comes.
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { capital } from "./texts.js";

function recordItem(record, { say, date }, onUndo) {
  const name = record.name || record.who;
  return element(
    "li",
    { class: record.undone ? "undone" : undefined },
    element("p", {}, element("time", { datetime: record.done_on }, date(record.done_on)), `: ${record.evidence}`),
    element("p", { class: "quiet" }, say(record.undone ? "duties.record.undone" : "duties.record", { name, date: date(record.at.slice(0, 10)) })),
    !record.undone &&
      element(
        "button",
        { type: "button", class: "link", "data-key": `undo ${record.id}`, "aria-label": `${say("duties.undo")}: ${date(record.done_on)}, ${record.evidence}`, on: { click: () => onUndo(record) } },
        say("duties.undo"),
      ),
  );
}

/** Day and proof, sent by the button alone; what does not hold is said at the field. */
function doneForm(duty, today, { say }, onDone) {
  const key = duty.duty;
  const id = `duty-${key.replace(/[^A-Za-z0-9]+/g, "-")}`;
  const problem = element("p", { class: "field-error", id: `${id}-problem`, role: "alert" });
  const day = element("input", { type: "date", id: `${id}-day`, max: today, "data-key": `day ${key}`, "aria-describedby": `${id}-problem` });
  const evidence = element("input", { type: "text", id: `${id}-evidence`, maxlength: 500, autocomplete: "off", "data-key": `evidence ${key}`, "aria-describedby": `${id}-problem ${id}-hint` });
  const complain = (field, sentence) => {
    problem.textContent = sentence;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  const send = async (event) => {
    for (const field of [day, evidence]) field.removeAttribute("aria-invalid");
    if (!day.value || day.value > today) return complain(day, say("duties.day.missing"));
    if (!evidence.value.trim()) return complain(evidence, say("duties.evidence.missing"));
    const button = event.currentTarget;
    button.disabled = true;
    const refused = await onDone({ duty: key, done_on: day.value, evidence: evidence.value.trim() });
    button.disabled = false;
    return refused && complain(evidence, refused);
  };
  return element(
    "details",
    { "data-key": `done ${key}` },
    element("summary", { "data-key": `done summary ${key}` }, say("duties.done")),
    element(
      "div",
      { class: "correct", role: "group", "aria-label": duty.says },
      element("label", { for: `${id}-day` }, say("duties.day")),
      day,
      element("label", { for: `${id}-evidence` }, say("duties.evidence")),
      evidence,
      element("p", { class: "quiet", id: `${id}-hint` }, say("duties.evidence.hint")),
      element("button", { type: "button", "data-key": `send ${key}`, "aria-label": `${say("duties.send")}: ${duty.says}`, on: { click: send } }, say("duties.send")),
      problem,
    ),
  );
}

function dutyItem(duty, today, speaker, { onDone, onUndo }) {
  const { say, date } = speaker;
  const facts = [
    duty.wanted > 1 && say("duties.count", { done: duty.done, wanted: duty.wanted }),
    duty.due && say("duties.due", { date: date(duty.due) }),
    !duty.last && say("duties.never"),
  ].filter(Boolean);
  return element(
    "li",
    { class: `finding verdict-${duty.verdict}` },
    element("p", { class: "verdict" }, icon(duty.verdict), capital(say(`verdict.${duty.verdict}`))),
    element("p", {}, duty.says),
    facts.length > 0 && element("p", { class: "quiet" }, facts.join(" · ")),
    element("p", { class: "why" }, [say("finding.rule", { rule: duty.duty }), duty.school_agreement && say("duties.agreement"), ...duty.source].filter(Boolean).join(" · ")),
    duty.records.length > 0 && element("ul", { class: "records" }, [...duty.records].reverse().map((record) => recordItem(record, speaker, onUndo))),
    doneForm(duty, today, speaker, onDone),
  );
}

/** @param actions {onBack(), onPrint(), onDone(body), onUndo(record)}; onDone gives a sentence when it was refused */
export function dutiesView({ as_of: today, duties }, speaker, { onBack, onPrint, ...actions }) {
  const { say } = speaker;
  return [
    element(
      "div",
      { class: "heading" },
      element("p", { class: "back" }, element("button", { type: "button", class: "link", "data-key": "back", on: { click: onBack } }, `← ${say("duties.back")}`)),
      element("h1", { tabindex: "-1" }, say("duties.title")),
      element("p", { class: "quiet" }, say("duties.intro")),
    ),
    duties.length === 0
      ? element("p", { class: "empty" }, say("duties.none"))
      : element("ul", { class: "findings duties" }, duties.map((duty) => dutyItem(duty, today, speaker, actions))),
    element("p", { class: "print-row" }, element("button", { type: "button", "data-key": "print", on: { click: onPrint } }, say("dossier.print"))),
  ];
}
