// Notes of other categories that seem to belong to a route: where they are, what they seem to tell, and a button to put each away.
import { element } from "./dom.js";
import { icon } from "./icons.js";

const nameOf = (note) => note.name || note.pupil;
const isUrgent = (note) => note.shows.some(({ kind }) => kind === "alarm");

/** An alarm stands before everything else on the page; a list without one is quiet and stands below. */
export const comesFirst = (notes) => notes.some(isUrgent);

/** How many notes came, went or changed between two answers. */
export function changedNotes(before, after) {
  const known = new Set(before.map(({ key }) => key));
  const present = new Set(after.map(({ key }) => key));
  return after.filter(({ key }) => !known.has(key)).length + before.filter(({ key }) => !present.has(key)).length;
}

function told(note, { say, sayOr }) {
  const what = note.shows.map(({ kind, id, label }) => (kind === "alarm" ? sayOr(`urgent.${id}`, label) : label)).join(", ");
  return what ? say("misfiled.about", { what }) : say("misfiled.form");
}

function item(note, speaker, hasRoute, { onPupil, onSeen }) {
  const { say, date } = speaker;
  const seen = async (event) => {
    event.target.disabled = true;
    await onSeen(note);
  };
  return element(
    "li",
    { class: isUrgent(note) && "is-urgent" },
    icon(isUrgent(note) ? "urgent" : "to_confirm"),
    element(
      "div",
      {},
      element(
        "p",
        {},
        hasRoute
          ? element("button", { type: "button", class: "link", "data-key": `misfiled pupil ${note.key}`, on: { click: () => onPupil(note.pupil) } }, nameOf(note))
          : element("strong", {}, nameOf(note)),
        note.group && element("span", { class: "quiet" }, ` · ${say("dossier.group", { group: note.group })}`),
        element("span", { class: "quiet" }, ` · ${say("misfiled.where", { date: date(note.date), category: note.category })}`),
      ),
      element("p", {}, isUrgent(note) && element("strong", {}, `${say("level.urgent")}: `), told(note, speaker)),
    ),
    element(
      "button",
      { type: "button", "data-key": `misfiled ${note.key}`, "aria-label": say("misfiled.seen.of", { date: date(note.date), name: nameOf(note) }), on: { click: seen } },
      say("misfiled.seen"),
    ),
  );
}

/**
 * The section, or null when there is nothing to point out.
 * @param routes  ids of pupils who have a route to open
 * @param actions {onPupil(id), onSeen(note)}
 */
export function misfiledView(notes, routes, speaker, actions) {
  const { say } = speaker;
  if (notes.length === 0) return null;
  return element(
    "section",
    { class: "misfiled", "aria-labelledby": "misfiled-title" },
    element("h2", { id: "misfiled-title", tabindex: "-1", "data-key": "misfiled" }, say("misfiled.title")),
    element("p", { class: "quiet" }, say("misfiled.intro")),
    element("ul", {}, notes.map((note) => item(note, speaker, routes.has(note.pupil), actions))),
  );
}
