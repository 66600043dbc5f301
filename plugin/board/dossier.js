// One pupil: the steps, what needs attention and why, the terms, and the notes with what was read in them.
import { badge } from "./badge.js";
import { correctedLine, correctedMarks, correctionsView, correctNote, reasonForm, yesAndNo } from "./corrections.js";
import { countdown, termName } from "./countdown.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { ladder } from "./ladder.js";
import { markedText } from "./marked_text.js";
import { noteKey, noteLinks } from "./note_links.js";
import { capital } from "./texts.js";
import { weighing } from "./weighing.js";

// By urgency. What is settled is folded away.
const asking = ["late", "missing", "to_confirm", "open"];

/** What the route asks for now; a `may` never shows. */
export function findingsAsking(findings) {
  const rank = (finding) => asking.indexOf(finding.verdict) + (finding.force === "must" ? 0 : asking.length);
  return findings.filter(({ verdict, force }) => force !== "may" && asking.includes(verdict)).sort((a, b) => rank(a) - rank(b));
}

export const findingsSettled = (findings) => findings.filter(({ verdict, force }) => force !== "may" && !asking.includes(verdict));

/** A finding in doubt is settled where it stands. */
function doubtForm(finding, correcting, speaker) {
  if (!finding.doubt || !correcting.onCorrect) return null;
  const { note, what } = finding.doubt;
  const key = `finding ${finding.rule} ${finding.about} ${finding.step} ${note.id}`;
  return reasonForm(key, finding.text, yesAndNo({ pupil: correcting.pupil, note, what }, speaker), speaker, correcting.onCorrect);
}

function findingItem(finding, notes, correcting, speaker) {
  const { say, date } = speaker;
  const why = [
    say("finding.rule", { rule: [finding.rule, ...(finding.also ?? [])].join(", ") }),
    finding.school_agreement ? say("finding.school_agreement") : say(`force.${finding.force}`),
    finding.since && say("finding.since", { date: date(finding.since) }),
    finding.due && say("finding.due", { date: date(finding.due) }),
    finding.source && say("finding.source", { source: finding.source }),
  ].filter(Boolean);
  return element(
    "li",
    { class: `finding verdict-${finding.verdict} force-${finding.force}` },
    element("p", { class: "verdict" }, icon(finding.verdict), capital(say(`verdict.${finding.verdict}`))),
    element("p", { class: "finding-text" }, finding.text),
    finding.resolve && element("p", { class: "resolve" }, element("strong", {}, `${say("finding.resolve")}: `), finding.resolve),
    element("p", { class: "why" }, why.join(" · ")),
    correctedLine(finding, speaker),
    noteLinks(finding.notes ?? [], notes, speaker),
    doubtForm(finding, correcting, speaker),
  );
}

function findings(dossier, notes, correcting, speaker) {
  const { say } = speaker;
  const open = findingsAsking(dossier.findings);
  const settled = findingsSettled(dossier.findings);
  return element(
    "section",
    { class: "panel" },
    element("h3", {}, say("dossier.attention")),
    open.length === 0
      ? element("p", { class: "quiet" }, say("dossier.attention.none"))
      : element("ol", { class: "findings" }, open.map((finding) => findingItem(finding, notes, correcting, speaker))),
    settled.length > 0 &&
      element(
        "details",
        { "data-key": `settled ${dossier.dossier}` },
        element("summary", { "data-key": `settled summary ${dossier.dossier}` }, say("dossier.in_order", { count: settled.length })),
        element("ol", { class: "findings" }, settled.map((finding) => findingItem(finding, notes, correcting, speaker))),
      ),
  );
}

function terms(dossier, notes, speaker) {
  const { say, date } = speaker;
  const sorted = [...dossier.terms].sort((a, b) => a.due.localeCompare(b.due));
  return element(
    "section",
    { class: "panel" },
    element("h3", {}, say("dossier.terms")),
    sorted.length === 0
      ? element("p", { class: "quiet" }, say("dossier.terms.none"))
      : element(
          "ul",
          { class: "terms" },
          sorted.map((term) =>
            element(
              "li",
              { class: `term term-${term.state}` },
              element("p", { class: "term-name" }, termName(term, speaker)),
              element("p", {}, countdown(term, speaker), element("span", { class: "due-date" }, say("term.due", { date: date(term.due) }))),
              element("p", { class: "why" }, [say("term.set_on", { date: date(term.set_on) }), term.source && say("finding.source", { source: term.source })].filter(Boolean).join(" · ")),
              noteLinks([term.note], notes, speaker),
            ),
          ),
        ),
  );
}

/** Each ladder that the school counts by itself, the meldcode first. */
function ladders(steps, speaker) {
  const names = [...new Set(steps.map((step) => step.ladder_name ?? ""))];
  return names.map((name) => [
    name && element("h3", { class: "other-ladder" }, name),
    ladder(steps.filter((step) => (step.ladder_name ?? "") === name), speaker, name),
  ]);
}

/** Steps that a person decided: the ladder is a picture, so they are named below it. */
function correctedSteps(steps, speaker) {
  const decided = steps.filter(({ corrected }) => corrected);
  if (decided.length === 0) return null;
  return element("ul", { class: "corrected-steps" }, decided.map((step) => element("li", {}, `${step.ladder_name ?? ""} ${step.label} · ${step.title}`.trim(), correctedLine(step, speaker))));
}

/** That a person took the dossier out of this route: before everything else, since the steps say nothing any more. */
function otherRoute(other, notes, speaker) {
  if (!other) return null;
  return element(
    "section",
    { class: "panel other-route", "aria-label": speaker.say("dossier.other_route") },
    element("p", {}, icon("not_applicable"), other.text),
    element("p", { class: "why" }, [speaker.say("finding.rule", { rule: other.rule }), speaker.say("finding.since", { date: speaker.date(other.since) }), other.source && speaker.say("finding.source", { source: other.source })].filter(Boolean).join(" · ")),
    correctedLine(other, speaker),
    noteLinks([other.note], notes, speaker),
  );
}

/** That brothers or sisters have a route too: to look there, nothing of it stands here. */
function siblingsHint(siblings, onPupil, speaker) {
  if (siblings.length === 0) return null;
  const { say } = speaker;
  return element(
    "section",
    { class: "panel siblings", "aria-label": say("dossier.siblings") },
    element("p", {}, say("dossier.siblings.hint")),
    element(
      "ul",
      {},
      siblings.map(({ pupil, name, dossier, state }) =>
        element("li", {}, element("button", { type: "button", "data-key": `sibling ${dossier}`, on: { click: () => onPupil({ pupil, name }) } }, `${name || pupil} · ${dossier}`), ` ${say(`siblings.${state}`)}`),
      ),
    ),
  );
}

function dossierSection(dossier, notes, correcting, speaker) {
  const { say, date } = speaker;
  const state = say(`dossier.state.${dossier.state}`, { date: dossier.opened ? date(dossier.opened) : "" });
  return element(
    "section",
    { class: `dossier is-${dossier.state}` },
    element("h2", {}, say("dossier.heading", { dossier: dossier.dossier }), element("span", { class: "sub" }, state)),
    otherRoute(dossier.other_route, notes, speaker),
    dossier.earlier && element("p", { class: "quiet" }, say("dossier.earlier", { dossier: dossier.earlier })),
    element(
      "div",
      { class: "columns" },
      element("section", { class: "panel steps-panel" }, element("h3", {}, say("dossier.ladder")), ladders(dossier.steps, speaker), correctedSteps(dossier.steps, speaker)),
      element("div", {}, findings(dossier, notes, correcting, speaker), weighing(dossier.weighing, notes, speaker), terms(dossier, notes, speaker)),
    ),
  );
}

function answersRead(answers, { say }) {
  const given = Object.entries(answers ?? {}).sort(([a], [b]) => a.localeCompare(b));
  if (given.length === 0) return null;
  const words = given.map(([number, answer]) => say("note.weighing.question", { number, answer: say(`answer.${answer}`) }));
  return element("p", { class: "why" }, `${say("note.weighing")}: ${words.join(" · ")}`);
}

function noteArticle(read, correcting, speaker) {
  const { say, sayOr, date } = speaker;
  const { note, reading } = read;
  const marks = correctedMarks(read.marks, note, correcting.corrections);
  const role = sayOr(`role.${note.author?.role || "unknown"}`, note.author?.role);
  return element(
    "article",
    { class: "note", tabindex: "-1", "data-key": noteKey(note.id) },
    element("h3", {}, note.title ? markedText(note.title, marks.filter((mark) => mark.in_title), speaker) : say("note.untitled")),
    element("p", { class: "why" }, element("time", { datetime: note.date }, date(note.date)), ` · ${say("note.by", { role })}`),
    element("div", { class: "note-text" }, markedText(note.text, marks.filter((mark) => !mark.in_title), speaker)),
    answersRead(reading.weighing, speaker),
    correcting.onCorrect && correctNote(read, correcting.pupil, correcting.corrections, speaker, correcting.onCorrect),
  );
}

function notesSection(notes, correcting, speaker) {
  const { say } = speaker;
  const body =
    notes === null
      ? element("p", { class: "quiet" }, say("dossier.notes.denied"))
      : notes.length === 0
        ? element("p", { class: "quiet" }, say("dossier.notes.none"))
        : [element("p", { class: "quiet" }, say("dossier.notes.intro")), notes.map((note) => noteArticle(note, correcting, speaker))];
  return element("section", { class: "notes" }, element("h2", {}, say("dossier.notes")), body);
}

/** @param actions {onBack(), onPrint(), onPupil({pupil, name}), onCorrect(body) or null, onAudit() or null, onHidings() or null, onWeigh() or null}: `onCorrect` gives a sentence when it was refused */
export function dossierView(answer, speaker, { onBack, onPrint, onPupil, onCorrect, onAudit, onHidings, onWeigh }) {
  const { say, date } = speaker;
  const { pupil, notes, corrections } = answer;
  const correcting = { pupil: pupil.id, corrections, onCorrect };
  // The newest dossier is the one people come for.
  const dossiers = [...answer.dossiers].reverse();
  return [
    element(
      "div",
      { class: "heading" },
      element("p", { class: "back" }, element("button", { type: "button", class: "link", "data-key": "back", on: { click: onBack } }, `← ${say("dossier.back")}`)),
      element("h1", { tabindex: "-1" }, pupil.name || pupil.id),
      element("p", { class: "quiet" }, [pupil.group && say("dossier.group", { group: pupil.group }), say("overview.as_of", { date: date(answer.as_of) })].filter(Boolean).join(" · ")),
      dossiers.length > 0 ? element("p", { class: "lead-badge" }, badge(answer.badge, speaker)) : element("p", {}, say("dossier.none_left")),
    ),
    element("p", { class: "printed" }, say("dossier.printed", { date: date(answer.as_of) })),
    siblingsHint(answer.siblings ?? [], onPupil, speaker),
    dossiers.map((dossier) => dossierSection(dossier, notes, correcting, speaker)),
    correctionsView(corrections, speaker, onCorrect),
    notesSection(notes, correcting, speaker),
    element(
      "p",
      { class: "print-row" },
      onWeigh && element("button", { type: "button", "data-key": "weigh", on: { click: onWeigh } }, say("weigh.title")),
      onAudit && element("button", { type: "button", "data-key": "audit", on: { click: onAudit } }, say("audit.title")),
      onHidings && element("button", { type: "button", "data-key": "hidings", on: { click: onHidings } }, say("hidings.title")),
      element("button", { type: "button", "data-key": "print", on: { click: onPrint } }, say("dossier.print")),
    ),
  ]
    .flat()
    .filter(Boolean);
}
