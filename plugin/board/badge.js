// The badge beside a pupil: a sign and words. Shared with the browser extension.
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** @param badge {level, text, count} as the bridge gives it */
export function badge({ level, text }, { say }) {
  const word = say(`level.${level}`);
  const repeated = text.toLowerCase().startsWith(word.toLowerCase());
  return element(
    "span",
    { class: `badge level-${level}` },
    icon(level),
    !repeated && element("span", { class: "badge-level" }, word),
    element("span", { class: repeated ? "badge-level" : "badge-text" }, text),
  );
}
