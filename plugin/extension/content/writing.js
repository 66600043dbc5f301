// While somebody writes: what the text counts as so far, what is missing, alarms. The draft goes to the bridge and is kept nowhere.
import { element } from "../shared/dom.js";
import { icon } from "../shared/icons.js";

const done = (reading, id) => reading.actions.some((action) => action.id === id && action.state === "done");
const groundMark = /^grond_/;

/** Keys of sentences about what a note of its kind usually has and this one has not. */
export function missingIn(reading, draft) {
  const missing = [];
  const about = (...ids) => ids.some((id) => done(reading, id));
  const talks = ["gesprek_ouder", "gesprek_leerling", "collegiaal_overleg"];
  if (draft.asksDate && draft.date === null) missing.push("panel.missing.date");
  if (about(...talks) && !reading.actions.some((action) => talks.includes(action.id) && (action.actors ?? []).length > 0)) missing.push("panel.missing.present");
  // Parents sign the report of a talk with them; nobody signs that of a consultation.
  if (about("gesprek_ouder") && !about("verslag_ondertekend")) missing.push("panel.missing.signature");
  const waived = reading.actions.find(({ id, state }) => id === "afgezien_oudergesprek" && state === "done");
  if (waived !== undefined && !(waived.marks ?? []).some((mark) => groundMark.test(mark))) missing.push("panel.missing.ground");
  return missing;
}

const row = (sign, words) => element("li", {}, icon(sign), element("span", {}, words));

/** The panel's content for an answer of the bridge. */
export function panelContent({ reading, marks }, draft, { say, sayOr }) {
  const label = (kind, id) => marks.find((mark) => mark.kind === kind && mark.id === id)?.label;
  const counted = [];
  for (const step of reading.steps) counted.push(row("done", say("panel.step", { label: label("step", step) ?? sayOr(`panel.step.${step}`, step) })));
  const seen = new Set();
  for (const { id, state } of reading.actions) {
    const key = `${id} ${state}`;
    if (seen.has(key)) continue;
    seen.add(key);
    counted.push(row(state, say(`panel.state.${state}`, { label: label("action", id) ?? id.replaceAll("_", " ") })));
  }
  for (const { id } of reading.actions_to_confirm ?? []) counted.push(row("to_confirm", say("panel.to_confirm", { label: label("action", id) ?? id.replaceAll("_", " ") })));
  const missing = missingIn(reading, draft).map((key) => row("missing", say(key)));
  return [
    element("h2", {}, say("panel.title")),
    ...reading.urgent.map((alarm) => element("p", { class: "alarm", role: "alert" }, icon("urgent"), " ", sayOr(`panel.urgent.${alarm}`, say("panel.urgent.acuut")))),
    counted.length > 0 ? element("ul", {}, counted) : element("p", {}, say("panel.nothing")),
    missing.length > 0 && [element("p", { class: "quiet" }, say("panel.missing")), element("ul", {}, missing)],
    ...reading.hints.map((hint) => element("p", { class: "quiet" }, sayOr(`panel.hint.${hint}`, ""))),
    element("p", { class: "quiet" }, say("panel.privacy")),
  ].flat().filter((node) => node !== false && node.textContent !== "");
}
