// Who looked at one pupil's dossiers, changed them or was told of them: to show a parent or the inspectorate.
import { element } from "./dom.js";
import { capital } from "./texts.js";

/** "2026-03-12T14:05:00+01:00": the day and the time on the school's clock, which the bridge has written there. */
const moment = (at, { date }) => `${date(at.slice(0, 10))}, ${at.slice(11, 16)}`;

function who(entry, { say, sayOr }) {
  if (entry.name) return entry.name;
  const [kind, rest] = entry.person.split(":", 2);
  return sayOr(`audit.who.${kind}`, "") ? say(`audit.who.${kind}`, { name: rest ?? "" }) : entry.person;
}

function row(entry, speaker) {
  const { say, sayOr } = speaker;
  const what = sayOr(`audit.what.${entry.what}`, sayOr(`audit.act.${entry.act}`, entry.what));
  return element(
    "tr",
    {},
    element("td", {}, element("time", { datetime: entry.at }, moment(entry.at, speaker))),
    element("th", { scope: "row" }, who(entry, speaker), entry.role && element("span", { class: "sub" }, sayOr(`role.${entry.role}`, entry.role))),
    element("td", {}, capital(what), entry.times > 1 && element("span", { class: "sub" }, say("audit.times", { count: entry.times }))),
    element("td", {}, entry.dossiers.join(", ")),
  );
}

/** The newest first. @param actions {onBack(), onPrint()} */
export function auditView({ entries }, name, speaker, { onBack, onPrint }) {
  const { say } = speaker;
  return [
    element(
      "div",
      { class: "heading" },
      element("p", { class: "back" }, element("button", { type: "button", class: "link", "data-key": "back", on: { click: onBack } }, `← ${say("audit.back")}`)),
      element("h1", { tabindex: "-1" }, say("audit.title")),
      element("p", { class: "quiet" }, say("audit.of", { name })),
      element("p", { class: "quiet" }, say("audit.intro")),
    ),
    entries.length === 0
      ? element("p", { class: "empty" }, say("audit.none"))
      : element(
          "table",
          { class: "pupils audit" },
          element("caption", { class: "unseen" }, say("audit.title")),
          element("thead", {}, element("tr", {}, ["when", "who", "did", "dossier"].map((column) => element("th", { scope: "col" }, say(`audit.${column}`))))),
          element("tbody", {}, [...entries].reverse().map((entry) => row(entry, speaker))),
        ),
    element("p", { class: "print-row" }, element("button", { type: "button", "data-key": "print", on: { click: onPrint } }, say("dossier.print"))),
  ];
}
