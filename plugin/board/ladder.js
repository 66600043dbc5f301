// The steps of a route as a picture. Shared with the browser extension.
import { svg } from "./dom.js";
import { sign } from "./icons.js";

const width = 320;
const textLeft = 48;
const lineHeight = 18;
const charactersPerLine = 34; // of a title at this width and size

let pictures = 0;

/** Words over as many lines as they need. */
export function wrap(text, length = charactersPerLine) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] === "" || lines[last].length + 1 + word.length <= length) {
      lines[last] = `${lines[last]} ${word}`.trim();
    } else {
      lines.push(word);
    }
  }
  return lines;
}

const sentenceOf = (step, { say, date }) =>
  `${step.label}${step.title ? `, ${step.title}` : ""}: ${say(`verdict.${step.verdict}`)}${step.date ? `, ${date(step.date)}` : ""}.`;

function described(attributes, name, steps, speaker, ...children) {
  const id = `ladder-${++pictures}`;
  return svg(
    "svg",
    { role: "img", "aria-labelledby": `${id}-title ${id}-desc`, ...attributes },
    svg("title", { id: `${id}-title` }, name || speaker.say("dossier.ladder.title")),
    svg("desc", { id: `${id}-desc` }, steps.map((step) => sentenceOf(step, speaker)).join(" ")),
    children,
  );
}

/** A step with its place in the picture. */
function layOut(steps) {
  let top = 0;
  return steps.map((step) => {
    const title = wrap(step.title ? `${step.label} · ${step.title}` : step.label);
    const rung = { step, title, top, height: 44 + title.length * lineHeight };
    top += rung.height;
    return rung;
  });
}

function drawRung({ step, title, top, height }, isLast, { say, date }) {
  const said = `${say(`verdict.${step.verdict}`)}${step.date ? ` · ${date(step.date)}` : ""}`;
  const textTop = top + 17;
  return svg(
    "g",
    { class: `rung verdict-${step.verdict}` },
    !isLast && svg("path", { class: `rail ${step.verdict}`, d: `M17 ${top + 40}V${top + height - 2}` }),
    svg("g", { transform: `translate(2 ${top + 5}) scale(1.25)` }, sign(step.verdict)),
    title.map((words, row) => svg("text", { class: "rung-title", x: textLeft, y: textTop + row * lineHeight }, words)),
    svg("text", { class: "rung-verdict", x: textLeft, y: textTop + title.length * lineHeight + 1 }, said),
  );
}

/**
 * @param steps [{id, label, title, verdict, date}] as the bridge gives them
 * @param name  of the ladder, where it is another than the meldcode
 */
export function ladder(steps, speaker, name = "") {
  const rungs = layOut(steps);
  const height = rungs.reduce((sum, rung) => sum + rung.height, 0);
  return described(
    { class: "ladder", viewBox: `0 0 ${width} ${height}`, width, height },
    name,
    steps,
    speaker,
    rungs.map((rung, index) => drawRung(rung, index === rungs.length - 1, speaker)),
  );
}

/** The same in one line of signs, for a list. */
export function shortLadder(steps, speaker) {
  const pitch = 24;
  return described(
    { class: "short-ladder", viewBox: `0 0 ${steps.length * pitch} 24`, width: steps.length * pitch, height: 24 },
    "",
    steps,
    speaker,
    steps.map((step, index) =>
      svg("g", { class: `verdict-${step.verdict}`, transform: `translate(${index * pitch + 2} 2) scale(.83)` }, sign(step.verdict)),
    ),
  );
}
