// One sign per verdict and per level: told apart by shape, so that nobody needs to see colour.
import { svg } from "./dom.js";

const ring = (attributes = {}) => svg("circle", { cx: 12, cy: 12, r: 9, class: "ring", ...attributes });
const disc = () => svg("circle", { cx: 12, cy: 12, r: 10, class: "solid" });
const diamond = () => svg("path", { d: "M12 1.5 22.5 12 12 22.5 1.5 12z", class: "solid" });
const triangle = () => svg("path", { d: "M12 1.8 23 21.5H1z", class: "solid" });
const line = (d, onSolid) => svg("path", { d, class: onSolid ? "line on-solid" : "line" });

const check = "M7.5 12.3l3 3 6-6.4";
const exclamation = "M12 6.8v6.4M12 16.9v.2";
const low_exclamation = "M12 9v5.2M12 17.6v.2";
const question = "M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2M12 16.9v.2";

const shapes = {
  // verdicts
  met: () => [disc(), line(check, true)],
  open: () => [ring()],
  late: () => [diamond(), line(exclamation, true)],
  missing: () => [ring({ class: "ring gap" }), line(exclamation, false)],
  waived: () => [ring(), line("M8 8.5 11.5 12 8 15.5M12.5 8.5 16 12l-3.5 3.5", false)],
  not_applicable: () => [ring({ r: 6 }), line("M9.5 12h5", false)],
  to_confirm: () => [ring(), line(question, false)],
  // levels
  urgent: () => [triangle(), line(low_exclamation, true)],
  attention: () => [ring(), line("M12 7v5.4l3.4 2", false)],
  ok: () => [disc(), line(check, true)],
  closed: () => [svg("rect", { x: 3, y: 4, width: 18, height: 16, rx: 2, class: "ring" }), line("M3.5 9h17M10 13h4", false)],
  none: () => [line("M6 12h12", false)],
  // states of terms
  running: () => [ring()],
  due_soon: () => [ring(), line("M12 7v5.4l3.4 2", false)],
  due: () => [disc(), line("M12 7v5.4l3.4 2", true)],
  overdue: () => [diamond(), line(exclamation, true)],
  withdrawn: () => [ring({ r: 6 }), line("M9.5 12h5", false)],
  // states of what was read
  done: () => [disc(), line(check, true)],
  planned: () => [ring({ class: "ring gap" }), line("M7.5 12h8M12.5 8.8l3.2 3.2-3.2 3.2", false)],
  denied: () => [ring(), line("M8.7 8.7l6.6 6.6M15.3 8.7l-6.6 6.6", false)],
  failed: () => [ring(), line("M8.7 8.7l6.6 6.6M15.3 8.7l-6.6 6.6", false)],
  conditional: () => [ring({ class: "ring gap" }), line(question, false)],
  hearsay: () => [ring({ class: "ring gap" }), line("M8.5 10.5h2v3h-2zM13.5 10.5h2v3h-2z", false)],
};

/** The parts of a sign, to be placed in a larger picture. */
export const sign = (name) => svg("g", { class: `sign ${name}` }, (shapes[name] ?? shapes.none)());

/** A sign beside words that say the same. */
export const icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, sign(name));
