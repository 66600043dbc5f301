// What somebody is told at once, with one button that is the record that they know; and, for who works with the routes, who was told.
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** How many notices came, went or were seen between two answers. */
export function changedNotices(before, after) {
  const key = ({ id, seen }) => `${id} ${seen?.at ?? ""}`;
  const known = new Set(before.map(key));
  const present = new Set(after.map(key));
  return after.filter((notice) => !known.has(key(notice))).length + before.filter((notice) => !present.has(key(notice))).length;
}

const nameOf = (notice) => notice.name || notice.pupil || notice.dossier;

function mailLine(mails, { say, date }) {
  if (mails.length === 0) return say("notices.mail.none");
  return mails.map(({ name, state, at }) => say(`notices.mail.${state}`, { name, date: at ? date(at.slice(0, 10)) : "" })).join(" · ");
}

function item(notice, own, speaker, { onPupil, onAck }) {
  const { say, sayOr, date } = speaker;
  const roles = notice.to.map((role) => sayOr(`role.${role}`, role)).join(", ");
  const ack = async (event) => {
    event.currentTarget.disabled = true;
    await onAck(notice);
  };
  return element(
    "li",
    {},
    icon(notice.seen ? "met" : "open"),
    element(
      "div",
      {},
      element(
        "p",
        {},
        notice.pupil && onPupil
          ? element("button", { type: "button", class: "link", "data-key": `notice pupil ${notice.id}`, on: { click: () => onPupil(notice.pupil) } }, nameOf(notice))
          : element("strong", {}, nameOf(notice)),
        notice.group && element("span", { class: "quiet" }, ` · ${say("dossier.group", { group: notice.group })}`),
        element("span", { class: "quiet" }, ` · ${say("finding.since", { date: date(notice.since) })}`),
      ),
      notice.text && element("p", {}, notice.text),
      element("p", { class: "why" }, notice.seen ? say("notices.seen.by", { name: notice.seen.name || notice.seen.by, date: date(notice.seen.at.slice(0, 10)) }) : [roles, mailLine(notice.mails, speaker)].join(": ")),
    ),
    own && !notice.seen && element("button", { type: "button", "data-key": `notice ${notice.id}`, "aria-label": say("notices.ack.of", { name: nameOf(notice), date: date(notice.since) }), on: { click: ack } }, say("notices.ack")),
  );
}

const list = (notices, role, speaker, actions) => element("ul", {}, notices.map((notice) => item(notice, notice.to.includes(role), speaker, actions)));

/**
 * The section, or null when there is nothing to tell.
 * @param role  of the reader  @param actions {onPupil(id) or null, onAck(notice)}
 */
export function noticesView(notices, role, speaker, actions) {
  const { say } = speaker;
  const open = notices.filter(({ seen }) => !seen);
  const mine = open.filter(({ to }) => to.includes(role));
  const others = open.filter(({ to }) => !to.includes(role));
  const settled = notices.filter(({ seen }) => seen);
  if (notices.length === 0) return null;
  const folded = (key, title, some) => some.length > 0 && element("details", { "data-key": key }, element("summary", { "data-key": `${key} summary` }, title), list(some, role, speaker, actions));
  return element(
    "section",
    { class: "told", "aria-labelledby": "notices-heading" },
    element("h2", { id: "notices-heading", tabindex: "-1", "data-key": "notices" }, say("notices.title")),
    mine.length > 0 ? [element("p", { class: "quiet" }, say("notices.intro")), list(mine, role, speaker, actions)] : others.length === 0 && element("p", { class: "quiet" }, say("notices.none")),
    folded("notices others", say("notices.others", { count: others.length }), others),
    folded("notices settled", say("notices.settled", { count: settled.length }), settled),
  );
}
