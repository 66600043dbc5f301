// Where the weighing stands: what is asked now, what was answered and what follows it, and what was decided.
import { element } from "./dom.js";
import { noteLinks } from "./note_links.js";

const labels = (named) => named.map(({ label }) => label).join(", ");

function askedNow(state, { say, date }) {
  if (state.question === null) return state.form && element("p", { class: "quiet" }, say("weighing.none_asked"));
  const { question } = state;
  return element(
    "div",
    { class: "weighing-asked" },
    element("p", { class: "verdict" }, state.asked_since ? say("weighing.asked_since", { question, date: date(state.asked_since) }) : say("weighing.asked", { question })),
    element("p", { class: "finding-text" }, state.asks),
    state.waits_for.length > 0 && element("p", { class: "resolve" }, say("weighing.waits_for", { what: labels(state.waits_for) })),
    state.takes_part.length > 0 && element("p", { class: "resolve" }, say("weighing.takes_part", { who: labels(state.takes_part) })),
    state.source && element("p", { class: "why" }, say("finding.source", { source: state.source })),
  );
}

function answerItem(given, notes, speaker) {
  const { say, date } = speaker;
  const why = [given.rules.length > 0 && say("finding.rule", { rule: given.rules.join(", ") }), given.source && say("finding.source", { source: given.source })].filter(Boolean);
  return element(
    "li",
    { class: "weighing-answer" },
    element("p", {}, say("weighing.answer", { question: given.question, answer: say(`answer.${given.answer}`), date: date(given.date) })),
    given.asked_again && element("p", { class: "resolve" }, say("weighing.asked_again")),
    given.follows.length > 0 && element("p", { class: "resolve" }, say("weighing.follows", { what: labels(given.follows) })),
    element("p", { class: "why" }, why.join(" · ")),
    noteLinks([given.note], notes, speaker),
  );
}

function decisionItem(decision, notes, speaker) {
  const { say, date } = speaker;
  return element(
    "li",
    { class: "weighing-decision" },
    element("p", {}, decision.answer === null ? say("weighing.undecided", { what: decision.label }) : say("weighing.decided", { what: decision.label, answer: say(`answer.${decision.answer}`), date: date(decision.date) })),
    decision.note && noteLinks([decision.note], notes, speaker),
  );
}

/** Nothing where the school's route does not say how it weighs. */
export function weighing(state, notes, speaker) {
  if (!state) return null;
  return element(
    "section",
    { class: "panel weighing" },
    element("h3", {}, speaker.say("weighing.title")),
    askedNow(state, speaker),
    state.answers.length > 0 && element("ol", { class: "findings" }, state.answers.map((given) => answerItem(given, notes, speaker))),
    state.decisions.length > 0 && element("ul", { class: "findings" }, state.decisions.map((decision) => decisionItem(decision, notes, speaker))),
  );
}
