// All pupils with a route, the most urgent first.
import { badge } from "./badge.js";
import { countdown, termName } from "./countdown.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { shortLadder } from "./ladder.js";
import { comesFirst, misfiledView } from "./misfiled.js";

const levels = ["urgent", "late", "attention", "ok", "closed", "none"];

/** How many pupils changed between two answers. */
export function changedPupils(before, after) {
  const known = new Map(before.pupils.map((pupil) => [pupil.pupil, JSON.stringify(pupil)]));
  const changed = after.pupils.filter((pupil) => known.get(pupil.pupil) !== JSON.stringify(pupil)).length;
  const present = new Set(after.pupils.map(({ pupil }) => pupil));
  return changed + before.pupils.filter(({ pupil }) => !present.has(pupil)).length;
}

const nameOf = (pupil) => pupil.name || pupil.pupil;

function counts(pupils, { say }) {
  const present = levels.map((level) => [level, pupils.filter((pupil) => pupil.badge.level === level).length]).filter(([, count]) => count > 0);
  return element(
    "ul",
    { class: "counts", "aria-label": say("overview.counts") },
    present.map(([level, count]) =>
      element("li", { class: `count level-${level}` }, icon(level), element("strong", {}, String(count)), say(`level.${level}`)),
    ),
  );
}

function groupFilter(pupils, group, { say }, onGroup) {
  const groups = [...new Set(pupils.map((pupil) => pupil.group))].sort((a, b) => a.localeCompare(b, "nl", { numeric: true }));
  return element(
    "p",
    { class: "filter" },
    element("label", { for: "group" }, say("overview.group")),
    element(
      "select",
      { id: "group", "data-key": "group", on: { change: (event) => onGroup(event.target.value === "all" ? null : event.target.value.slice(1)) } },
      element("option", { value: "all" }, say("overview.group.all")),
      // "=": a class may itself be called "all", or have no name
      groups.map((name) => element("option", { value: `=${name}`, selected: name === group }, name || say("overview.group.none"))),
    ),
  );
}

function row(pupil, speaker, onPupil) {
  const { say, date } = speaker;
  const term = pupil.next_term;
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      element("button", { type: "button", class: "link", "data-key": `pupil ${pupil.pupil}`, on: { click: () => onPupil(pupil.pupil) } }, nameOf(pupil)),
      pupil.group && element("span", { class: "sub" }, say("dossier.group", { group: pupil.group })),
    ),
    element("td", {}, badge(pupil.badge, speaker)),
    element("td", { class: "steps" }, shortLadder(pupil.steps, speaker)),
    element(
      "td",
      {},
      term
        ? [countdown(term, speaker), element("span", { class: "sub" }, date(term.due)), element("span", { class: "sub" }, termName(term, speaker))]
        : element("span", { class: "quiet" }, say("overview.no_term")),
    ),
  );
}

function table(pupils, speaker, onPupil) {
  const { say } = speaker;
  return element(
    "table",
    { class: "pupils" },
    element("caption", { class: "unseen" }, say("overview.caption")),
    element(
      "thead",
      {},
      element("tr", {}, ["pupil", "status", "route", "term"].map((column) => element("th", { scope: "col" }, say(`overview.${column}`)))),
    ),
    element("tbody", {}, pupils.map((pupil) => row(pupil, speaker, onPupil))),
  );
}

function legend({ say }) {
  return element(
    "details",
    { class: "legend", "data-key": "legend" },
    element("summary", { "data-key": "legend summary" }, say("legend.title")),
    element(
      "ul",
      {},
      ["met", "open", "late", "missing", "waived", "not_applicable", "to_confirm"].map((verdict) =>
        element("li", { class: `verdict-${verdict}` }, icon(verdict), say(`verdict.${verdict}`)),
      ),
    ),
  );
}

/**
 * @param told  the section of what somebody is told at once, or null
 * @param seesSchool  null: who reads sees no dossiers at all; or whether an empty list means that there is no route, and not only none for this reader
 * @param actions {onPupil(id), onGroup(name or null), onPrint(), onSeen(misfiled note)}
 */
export function overviewView(overview, told, group, seesSchool, speaker, { onPupil, onGroup, onPrint, onSeen }) {
  const { say, date } = speaker;
  const shown = group === null ? overview.pupils : overview.pupils.filter((pupil) => pupil.group === group);
  const heading = element(
    "div",
    { class: "heading" },
    element("h1", { tabindex: "-1" }, say("overview.title")),
    element("p", { class: "quiet" }, say("overview.as_of", { date: date(overview.as_of) })),
  );
  const notes = overview.misfiled.filter((note) => group === null || note.group === group);
  const misfiled = misfiledView(notes, new Set(overview.pupils.map(({ pupil }) => pupil)), speaker, { onPupil, onSeen });
  const first = comesFirst(notes);
  if (overview.pupils.length === 0) {
    const kind = seesSchool ? "overview.empty" : "overview.empty.invited";
    if (seesSchool === null) return [heading, told ?? element("p", { class: "empty" }, say("notices.none"))];
    return [heading, told, misfiled, element("div", { class: "empty" }, element("h2", {}, say(`${kind}.title`)), element("p", {}, say(`${kind}.text`)))].filter(Boolean);
  }
  return [
    heading,
    first && misfiled,
    told,
    element("div", { class: "toolbar" }, counts(shown, speaker), groupFilter(overview.pupils, group, speaker, onGroup)),
    shown.length === 0 ? element("p", { class: "empty" }, say("overview.empty.group")) : table(shown, speaker, onPupil),
    legend(speaker),
    !first && misfiled,
    element("p", { class: "print-row" }, element("button", { type: "button", "data-key": "print", on: { click: onPrint } }, say("overview.print"))),
    element("p", { class: "print-blocked" }, say("overview.print.blocked")),
  ].filter(Boolean);
}
