// How a term's days are said. The bridge counts them and decides the state; here they only get words.
import { element } from "./dom.js";
import { icon } from "./icons.js";

/** @param term {days, state} as the bridge gives it */
export function countdownText({ days, state }, say) {
  if (state === "met" || state === "withdrawn") return say(`term.state.${state}`);
  if (days === 0) return say("term.today");
  const count = Math.abs(days);
  const key = days > 0 ? "term.left" : "term.late";
  return count === 1 ? say(`${key}.one`) : say(key, { count });
}

export const termName = ({ about }, { say, sayOr }) => sayOr(`term.${about}`, say("term.other"));

export function countdown(term, { say }) {
  return element("span", { class: `countdown term-${term.state}` }, icon(term.state), countdownText(term, say));
}
