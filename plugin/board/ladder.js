// The steps of a route as a picture. Shared with the browser extension.
import { svg } from "./dom.js";
import { sign } from "./icons.js";

const rowHeight = 64;
const width = 360;
const textLeft = 52;
const lineLength = 38; // characters of a title that fit beside the signs at this width

let pictures = 0;

/** Words over at most two lines; what does not fit ends in an ellipsis, the description holds it whole. */
export function wrap(text, length = lineLength) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] === "" || lines[last].length + 1 + word.length <= length) {
      lines[last] = `${lines[last]} ${word}`.trim();
    } else {
      lines.push(word);
    }
  }
  return lines.length <= 2 ? lines : [lines[0], `${lines[1]} …`];
}

const sentenceOf = (step, { say, date }) =>
  `${step.label}${step.title ? `, ${step.title}` : ""}: ${say(`verdict.${step.verdict}`)}${step.date ? `, ${date(step.date)}` : ""}.`;

function described(attributes, steps, speaker, ...children) {
  const id = `ladder-${++pictures}`;
  return svg(
    "svg",
    { role: "img", "aria-labelledby": `${id}-title ${id}-desc`, ...attributes },
    svg("title", { id: `${id}-title` }, speaker.say("dossier.ladder.title")),
    svg("desc", { id: `${id}-desc` }, steps.map((step) => sentenceOf(step, speaker)).join(" ")),
    children,
  );
}

function rung(step, index, last, speaker) {
  const top = index * rowHeight;
  const title = wrap(step.title ? `${step.label} · ${step.title}` : step.label);
  const said = `${speaker.say(`verdict.${step.verdict}`)}${step.date ? ` · ${speaker.date(step.date)}` : ""}`;
  const textTop = top + (title.length === 1 ? 25 : 17);
  return svg(
    "g",
    { class: `rung verdict-${step.verdict}` },
    !last && svg("path", { class: `rail ${step.verdict}`, d: `M22 ${top + 44}V${top + rowHeight + 6}` }),
    svg("g", { transform: `translate(7 ${top + 10}) scale(1.25)` }, sign(step.verdict)),
    title.map((words, row) => svg("text", { class: "rung-title", x: textLeft, y: textTop + row * 18 }, words)),
    svg("text", { class: "rung-verdict", x: textLeft, y: textTop + title.length * 18 + 1 }, said),
  );
}

/** @param steps [{id, label, title, verdict, date}] as the bridge gives them */
export function ladder(steps, speaker) {
  const height = steps.length * rowHeight;
  return described(
    { class: "ladder", viewBox: `0 0 ${width} ${height}`, width, height },
    steps,
    speaker,
    steps.map((step, index) => rung(step, index, index === steps.length - 1, speaker)),
  );
}

/** The same in one line of signs, for a list. */
export function shortLadder(steps, speaker) {
  const pitch = 24;
  return described(
    { class: "short-ladder", viewBox: `0 0 ${steps.length * pitch} 24`, width: steps.length * pitch, height: 24 },
    steps,
    speaker,
    steps.map((step, index) =>
      svg("g", { class: `verdict-${step.verdict}`, transform: `translate(${index * pitch + 2} 2) scale(.83)` }, sign(step.verdict)),
    ),
  );
}
