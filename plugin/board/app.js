// The board: which screen is shown, kept fresh by asking the bridge again.
//
// No pupil, group or dossier ever stands in the address, the title or the browser's history: a screen is a number there.
import * as api from "./api.js";
import { auditView } from "./audit.js";
import { concealer } from "./conceal.js";
import { byKey, element, redraw } from "./dom.js";
import { dossierView } from "./dossier.js";
import { dutiesView } from "./duties.js";
import { hidingsView } from "./hidings.js";
import { icon } from "./icons.js";
import { changedNotes } from "./misfiled.js";
import { changedNotices, noticesView } from "./notices.js";
import { changedPupils, overviewView } from "./overview.js";
import { pairingView } from "./pairing.js";
import { chooseLanguage, chosenLanguage, loadSpeaker, otherLanguage } from "./texts.js";
import { weighingFormView } from "./weighing_form.js";

// "Within seconds" (issue 2), at a cost of one small answer per open board.
const refreshMs = 5000;
// Whether the bridge itself is well changes slowly.
const sessionRefreshMs = 60_000;

const page = {
  masthead: document.getElementById("masthead"),
  notices: document.getElementById("notices"),
  main: document.getElementById("main"),
  colophon: document.getElementById("colophon"),
  live: document.getElementById("live"),
  skip: document.getElementById("skip"),
};

let speaker;
let session = null;
let sessionAsked = 0;
let updated = null;
let offline = false;
let group = null;
let screens = [];
let screen = null; // {kind: "pairing" | "overview" | "dossier" | "audit" | "hidings" | "weighing" | "duties", ...}
let shown = null; // the answer on screen
let drawn = null; // what it was drawn from, to see whether anything changed
let generation = 0; // raised at every change of screen, so that a late answer is not drawn on another one

const concealed = concealer([page.masthead, page.notices, page.main, page.colophon, page.skip], () => speaker);

// ---- what surrounds a screen ----

function drawMasthead() {
  const { say, time } = speaker;
  const paired = session !== null;
  redraw(
    page.masthead,
    element(
      "div",
      { class: "masthead-in" },
      element("p", { class: "brand" }, element("img", { src: "/icon.svg", alt: "", width: 28, height: 28 }), say("app.name")),
      paired && element("p", { class: "school" }, [session.school, session.route.name].filter(Boolean).join(" · ")),
      paired &&
        element(
          "div",
          { class: "masthead-tools" },
          updated && element("span", { class: "quiet" }, say("app.updated", { time: time(updated) })),
          session.may.includes("duties") &&
            screen.kind !== "duties" &&
            element("button", { type: "button", "data-key": "duties", on: { click: () => go({ kind: "duties" }) } }, say("duties.title")),
          element("button", { type: "button", "data-key": "hide", on: { click: concealed.hide } }, say("app.hide")),
          element("button", { type: "button", "data-key": "sign-out", on: { click: signOut } }, say("app.sign_out")),
        ),
    ),
  );
}

/** What is wrong with the bridge, in words for who uses it; the administrator's own words stay with `meldbrug doctor`. */
function healthNotice() {
  const { say, sayOr } = speaker;
  const broken = (session?.health?.checks ?? []).filter((check) => !check.ok);
  if (broken.length === 0) return null;
  const sentences = broken.map(({ id }) => sayOr(`health.${id.split(".")[0]}`, say("health.other")));
  return element(
    "section",
    { class: "notice", "aria-label": say("app.health") },
    icon("attention"),
    element("ul", {}, [...new Set(sentences)].map((sentence) => element("li", {}, sentence)), element("li", { class: "why" }, say("health.doctor"))),
  );
}

function drawNotices() {
  const { say, time } = speaker;
  const notices = [
    offline && element("p", { class: "notice", role: "alert" }, icon("late"), say("app.offline", { time: time(updated ?? new Date()) })),
    healthNotice(),
  ].filter(Boolean);
  const text = notices.map((notice) => notice.textContent).join("");
  if (page.notices.textContent !== text) redraw(page.notices, ...notices);
}

function drawColophon() {
  const { say } = speaker;
  const change = async () => {
    chooseLanguage(otherLanguage());
    await speak();
    drawAll();
  };
  redraw(
    page.colophon,
    element("p", {}, say("app.footer")),
    element("p", {}, element("button", { type: "button", class: "link", lang: otherLanguage(), "data-key": "language", on: { click: change } }, say("app.language"))),
  );
}

function drawAll() {
  drawMasthead();
  drawNotices();
  drawColophon();
  if (screen.kind === "pairing") {
    showPairing(null);
  } else if (shown) {
    drawScreen();
  }
}

const announce = (sentence) => {
  page.live.textContent = sentence;
};

// ---- screens ----

function drawScreen() {
  const { say } = speaker;
  const print = () => window.print();
  if (screen.kind === "overview") {
    const onGroup = (name) => {
      group = name;
      drawScreen();
    };
    const onPrint = () => window.confirm(say("overview.print.confirm")) && printOverview();
    const seesRoutes = session.may.includes("routes");
    const told = noticesView(shown.notices, session.person.role, speaker, { onPupil: seesRoutes ? (pupil) => go({ kind: "dossier", pupil }) : null, onAck });
    redraw(page.main, ...overviewView(shown, told, group, seesRoutes ? session.may.includes("counts") : null, speaker, { onPupil: (pupil) => go({ kind: "dossier", pupil }), onGroup, onPrint, onSeen }));
  } else if (screen.kind === "audit") {
    redraw(page.main, ...auditView(shown, screen.name, speaker, { onBack: () => history.back(), onPrint: print }));
  } else if (screen.kind === "hidings") {
    redraw(page.main, ...hidingsView(shown, screen, speaker, { onBack: () => history.back(), onHide, onEnd: onHidingEnd }));
  } else if (screen.kind === "weighing") {
    redraw(page.main, ...weighingFormView(shown, session.today, screen, speaker, { onBack: () => history.back(), onCompose, onCopied: () => announce(say("weigh.copied")) }));
  } else if (screen.kind === "duties") {
    redraw(page.main, ...dutiesView(shown, speaker, { onBack: () => history.back(), onPrint: print, onDone: onDutyDone, onUndo: onDutyUndo }));
  } else {
    const { id, name } = shown.pupil;
    const onAudit = session.may.includes("audit") ? () => go({ kind: "audit", pupil: id, name: name || id }) : null;
    const onWeigh = session.may.includes("drafts") ? () => go({ kind: "weighing", pupil: id, name: name || id }) : null;
    const onHidings = session.may.includes("hidings") ? () => go({ kind: "hidings", pupil: id, name: name || id }) : null;
    redraw(page.main, ...dossierView(shown, speaker, { onBack: () => history.back(), onPrint: print, onPupil: ({ pupil, name }) => go({ kind: "dossier", pupil, name }), onCorrect: session.may.includes("corrections") ? onCorrect : null, onAudit, onHidings, onWeigh }));
  }
}

/** Puts a misfiled note away; the reader goes on at the list, or at the heading when it is empty. */
async function onSeen({ key }) {
  try {
    await api.call("/v1/misfiled/seen", { key });
  } catch (error) {
    fail(error);
    drawMasthead();
    drawNotices();
    return;
  }
  // One that changed or went meanwhile was not put away: the list says how it is now.
  await refresh();
  if (screen.kind !== "overview") return;
  (byKey(page.main, "misfiled") ?? page.main.querySelector("h1"))?.focus();
  announce(speaker.say("misfiled.put_away"));
}

/**
 * Sends a person's word and shows what follows from it. Gives a sentence when it was refused: what was typed stays then.
 * @param typed  which fields are emptied once it is kept, if any  @param key  where the reader goes on  @param said  what is announced
 */
async function tell(target, body, { typed, key, said }) {
  try {
    await api.call(target, body);
  } catch (error) {
    if (error instanceof api.NotPaired) {
      fail(error);
      return null;
    }
    return speaker.say("correct.failed");
  }
  const asked = generation;
  for (const input of typed ? page.main.querySelectorAll(typed) : []) input.value = "";
  await refresh();
  if (asked !== generation) return null;
  (byKey(page.main, key) ?? page.main.querySelector("h1"))?.focus();
  announce(speaker.say(said));
  return null;
}
const onCorrect = (body) => tell("/v1/confirm", body, { typed: ".correct input", key: "corrections", said: "undo" in body ? "correct.undone" : "correct.kept" });
/** The text for the pupil system; a sentence when it was refused. Nothing is kept here. */
async function onCompose(fields) {
  try {
    return { text: (await api.call("/v1/weighing", { fields })).text };
  } catch (error) {
    if (error instanceof api.NotPaired) fail(error);
    return { refused: speaker.say("weigh.refused") };
  }
}
const onHide = (body) => tell("/v1/hide", body, { typed: ".correct input", key: "why hide", said: "hidings.kept" });
const onHidingEnd = (body) => tell("/v1/hide/end", body, { typed: ".correct input", key: "why hide", said: "hidings.over" });
async function onAck({ id }) {
  const refused = await tell("/v1/notices/ack", { id }, { key: "notices", said: "notices.kept" });
  if (refused) announce(refused);
}
const onDutyDone = (body) => tell("/v1/duties/done", body, { typed: ".duties input", key: `done summary ${body.duty}`, said: "duties.kept" });
async function onDutyUndo({ id, duty }) {
  const refused = await tell("/v1/duties/undo", { id }, { key: `done summary ${duty}`, said: "duties.undone" });
  if (refused) announce(refused);
}

/** A list of names is printed on purpose only: by its button, not by the browser's own shortcut. */
function printOverview() {
  document.documentElement.classList.add("print-overview");
  addEventListener("afterprint", () => document.documentElement.classList.remove("print-overview"), { once: true });
  window.print();
}

function message(title, text, retry) {
  const { say } = speaker;
  redraw(
    page.main,
    element(
      "div",
      { class: "empty" },
      element("h1", { tabindex: "-1" }, title),
      text && element("p", {}, text),
      retry && element("p", {}, element("button", { type: "button", on: { click: retry } }, say("app.retry"))),
    ),
  );
}

/** Shows a screen: nothing of the one before stays, and the reader starts at its heading. */
function enter(next, headingFocus = true) {
  screen = next;
  shown = null;
  drawn = null;
  generation += 1;
  document.documentElement.dataset.screen = screen.kind;
  page.main.replaceChildren(element("p", { class: "quiet" }, speaker.say("app.loading")));
  document.title = screen.kind === "overview" ? `${speaker.say("overview.title")} · Meldbrug` : "Meldbrug";
  window.scrollTo(0, 0);
  return refresh().then(() => headingFocus && page.main.querySelector("h1")?.focus({ preventScroll: true }));
}

function go(next) {
  screens.push(next);
  history.pushState({ screen: screens.length - 1 }, "", "/");
  return enter(next);
}

function showPairing(sentence) {
  screen = { kind: "pairing" };
  shown = null;
  generation += 1;
  document.documentElement.dataset.screen = "pairing";
  document.title = "Meldbrug";
  const onCode = async (code) => {
    try {
      await api.pair(code, speaker.say("pair.device"));
    } catch (error) {
      return speaker.say(error instanceof api.Unreachable ? "app.failed" : "pair.refused");
    }
    await start();
    return null;
  };
  redraw(page.main, pairingView(speaker, sentence, onCode));
  page.main.querySelector("input").focus();
}

/** Everything that was on screen or in memory about pupils goes. */
function leave(sentence) {
  api.forget();
  session = null;
  updated = null;
  offline = false;
  group = null;
  screens = [];
  announce("");
  page.main.replaceChildren();
  showPairing(sentence);
  drawMasthead();
  drawNotices();
}

async function signOut() {
  await api.signOut().catch(() => {}); // the key is gone from here either way
  leave(speaker.say("pair.signed_out"));
}

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => {
  for (const details of page.main.querySelectorAll(".dossier details")) details.open = true;
});

// ---- fresh ----

async function askOverview() {
  const may = (right) => session.may.includes(right);
  const [overview, { misfiled }, told] = await Promise.all([
    // Who may see nothing here is told so by the answer.
    may("routes") || !may("notices") ? api.call("/v1/dossiers") : null,
    may("misfiled") ? api.call("/v1/misfiled") : { misfiled: [] },
    may("notices") ? api.call("/v1/notices") : { notices: [] },
  ]);
  return { ...(overview ?? { as_of: told.as_of, pupils: [] }), misfiled, notices: told.notices };
}

function ask() {
  if (screen.kind === "overview") return askOverview();
  if (screen.kind === "duties") return api.call("/v1/duties");
  if (screen.kind === "weighing") return api.call("/v1/weighing");
  if (screen.kind === "hidings") return api.call("/v1/hidings", { pupil: screen.pupil });
  return api.call(screen.kind === "audit" ? "/v1/audit" : "/v1/dossier", { pupil: screen.pupil });
}

function changeSentence(before, after) {
  const { say } = speaker;
  if (screen.kind === "dossier") return say("dossier.changed");
  if (screen.kind === "audit") return say("audit.changed");
  if (["hidings", "weighing", "duties"].includes(screen.kind)) return say("duties.changed");
  const count = changedPupils(before, after);
  if (count === 0 && changedNotices(before.notices, after.notices) > 0) return say("notices.changed");
  if (count === 0 && changedNotes(before.misfiled, after.misfiled) > 0) return say("misfiled.changed");
  return count === 1 ? say("overview.changed.one") : say("overview.changed", { count });
}

function fail(error) {
  const { say } = speaker;
  if (error instanceof api.NotPaired) {
    leave(say("pair.ended"));
  } else if (error instanceof api.Unreachable) {
    offline = true;
    if (!shown) message(say("app.failed"), null, refresh);
  } else if (error.status === 403) {
    message(say("overview.denied.title"), say("overview.denied.text"));
  } else if (error.status === 404) {
    message(say("dossier.gone"), null, () => history.back());
  } else {
    // What stands there may be older than it looks: better nothing than an old "in order".
    shown = drawn = null;
    message(say("app.failed"), null, refresh);
  }
}

async function refresh() {
  if (screen.kind === "pairing") return;
  const asked = generation;
  try {
    if (Date.now() - sessionAsked > sessionRefreshMs) {
      session = await api.call("/v1/session");
      sessionAsked = Date.now();
    }
    const answer = await ask();
    if (asked !== generation) return;
    offline = false;
    updated = new Date();
    const text = JSON.stringify(answer);
    if (text !== drawn) {
      const before = shown;
      shown = answer;
      drawn = text;
      drawScreen();
      if (before) announce(changeSentence(before, answer));
    }
  } catch (error) {
    if (asked !== generation) return;
    fail(error);
  }
  drawMasthead();
  drawNotices();
}

async function keepFresh() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, refreshMs));
    if (!document.hidden && !concealed.isHidden()) await refresh();
  }
}

// ---- start ----

async function speak() {
  speaker = await loadSpeaker(chosenLanguage());
  document.documentElement.lang = speaker.language;
  page.skip.textContent = speaker.say("app.skip");
}

async function start() {
  sessionAsked = 0;
  screens = [{ kind: "overview" }];
  history.replaceState({ screen: 0 }, "", "/");
  await enter(screens[0]);
}

addEventListener("popstate", (event) => {
  if (session !== null) enter(screens[event.state?.screen] ?? { kind: "overview" });
});
addEventListener("visibilitychange", () => !document.hidden && refresh());
// A page brought back from the browser's memory may belong to somebody who signed out since.
addEventListener("pageshow", (event) => event.persisted && location.reload());
api.onForgotten(() => leave(speaker.say("pair.signed_out")));

await speak();
screen = { kind: "pairing" };
drawMasthead();
drawColophon();
if (api.isPaired()) {
  await start();
} else {
  showPairing(null);
}
keepFresh();
