// One page of a pupil system: finds pupils and the editor, asks the worker, draws. Nothing that was learned is written anywhere.
import { speaker } from "../shared/texts.js";
import { draftOf, editorOf, openCategories, pageOf, pupilsOf, typedIn } from "./find.js";
import { overlay } from "./overlay.js";
import { panelContent } from "./writing.js";

/** As many as the bridge takes in one call. */
const mostPupils = 2000;
const longestDraft = 20_000;
/** Pages change in bursts: one look after each. */
const settleMs = 60;
/** A pause of typing. */
const pauseMs = 500;
/** What is shown is asked again after a minute, so that who was signed out, or has no rights any more, sees nothing. */
const refreshMs = 60_000;
/** A page that never comes to rest is asked about ten times, and then once a second. */
const mostAsks = 10;
/** When the bridge is off: soon at first, then calmly. */
const firstRetryMs = 1500;

export function run() {
  let me = null; // what the worker said of this page
  let drawn = null; // the overlay
  let page = null;
  let asked = ""; // the pupils of the last question
  let badges = new Map();
  let guarded = null;
  let turn = 0; // answers to earlier questions come too late
  let retryMs = firstRetryMs;
  let left = mostAsks;
  let last = 0;
  const timers = {};

  const later = (name, milliseconds, act) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(act, milliseconds);
  };

  /** Soon, and not later because more is asked for meanwhile. */
  const soon = () => {
    timers.look ??= setTimeout(() => {
      timers.look = undefined;
      look();
    }, settleMs);
  };

  function mayAsk() {
    const now = Date.now();
    left = Math.min(mostAsks, left + (now - last) / 1000);
    last = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  }

  /** An answer, or null when the extension was taken away or updated: then this script is an orphan and leaves. */
  async function say(message) {
    try {
      return await chrome.runtime.sendMessage(message);
    } catch {
      if (chrome.runtime?.id === undefined) end();
      return null;
    }
  }

  function end() {
    Object.values(timers).forEach(clearTimeout);
    changes.disconnect();
    document.removeEventListener("input", onInput, { capture: true });
    document.removeEventListener("change", onInput, { capture: true });
    drawn?.end();
    drawn = null;
    me = null;
  }

  function clear() {
    badges = new Map();
    standing = [];
    asked = "";
    drawn?.clear();
  }

  // ---- badges ----

  let standing = [];
  function draw(pupils) {
    const wanted = pupils.flatMap((pupil) => {
      const badge = badges.get(pupil.id);
      return badge === undefined || badge.level === "none" ? [] : [{ ...pupil, badge }];
    });
    const same = wanted.length === standing.length && wanted.every(({ anchor, badge, name }, at) => standing[at].anchor === anchor && standing[at].badge === badge && standing[at].name === name);
    if (same) return drawn.place();
    standing = wanted;
    drawn.badges(wanted);
  }

  async function ask(pupils) {
    const mine = ++turn;
    asked = "";
    if (!mayAsk()) return later("refresh", 1000, look);
    const ids = [...new Set(pupils.map(({ id }) => id))];
    // Who looks meanwhile need not ask the same.
    asked = ids.join("\n");
    const answer = await say({ kind: "badges", pupils: ids });
    if (mine !== turn) return;
    if (drawn === null) return clear();
    if (!Array.isArray(answer?.badges)) {
      clear();
      if (answer?.state === "bridge_off" || answer?.state === "busy" || answer?.state === "failed") {
        later("refresh", retryMs, look);
        retryMs = Math.min(retryMs * 2, refreshMs);
      }
      return;
    }
    retryMs = firstRetryMs;
    badges = new Map(answer.badges.map((badge) => [badge.pupil, badge]));
    // Rows may have moved or gone while the bridge answered.
    draw(pupilsOf(page, mostPupils));
    later("refresh", refreshMs, () => {
      asked = "";
      if (!document.hidden) look();
    });
  }

  // ---- the editor ----

  let drafted = "";
  const heard = new WeakSet(); // documents of frames that are listened to

  function listen(field) {
    const node = typedIn(field);
    const inside = node?.ownerDocument;
    if (inside === undefined || inside === document || heard.has(inside)) return;
    heard.add(inside);
    inside.addEventListener("input", onInput, { capture: true });
    inside.addEventListener("keyup", onInput, { capture: true });
    inside.addEventListener("pointerdown", awake, { capture: true, passive: true });
  }

  /** Tells the popup, and never the page, of categories of ours that parents see. */
  function guard() {
    const categories = openCategories(page, terms()).slice(0, 20);
    const told = JSON.stringify(categories);
    if (told === guarded) return;
    guarded = told;
    say({ kind: "guard", categories });
  }

  async function read() {
    if (page !== null && me?.on === true && !me.hidden) guard();
    const editor = page === null || me === null || me.hidden ? null : editorOf(page);
    const draft = editor === null ? null : draftOf(editor, terms());
    // Where parents see the category, or may: nothing on the page. The popup tells why.
    const reads = draft !== null && draft.ours && draft.sees === "hidden" && draft.text.trim() !== "";
    if (!reads) {
      drafted = "";
      return drawn?.panel();
    }
    const question = { kind: "read", text: draft.text.slice(0, longestDraft), title: draft.title.slice(0, 200), date: draft.date };
    const words = JSON.stringify([question, draft.asksDate]);
    if (words === drafted) return;
    drafted = words;
    const answer = await say(question);
    if (words !== drafted || drawn === null || me === null || me.hidden) return;
    if (answer?.reading === undefined) return drawn.panel();
    drawn.panel(...panelContent(answer, draft, speaker(me.sentences, me.language)));
  }

  function onInput() {
    awake();
    if (page?.editor !== undefined) later("read", pauseMs, read);
  }

  // ---- looking ----

  const terms = () => ({ categories: me.categories, parentsChecked: me.parents_checked });

  function look() {
    // A list that is still coming in would be asked about row by row.
    if (document.readyState === "loading") return undefined;
    if (me === null || !me.on || me.hidden) return clear();
    page = pageOf(me.description);
    if (page === null) return clear();
    drawn ??= overlay(speaker(me.sentences, me.language), me.css, () => say({ kind: "open" }));

    guard();
    const editor = editorOf(page);
    if (editor === null) drawn.panel();
    else {
      listen(editor.field);
      later("read", pauseMs, read);
    }

    const pupils = pupilsOf(page, mostPupils);
    if (pupils.length === 0) {
      turn += 1;
      asked = "";
      badges = new Map();
      return draw([]);
    }
    if ([...new Set(pupils.map(({ id }) => id))].join("\n") === asked) return draw(pupils);
    ask(pupils);
  }

  async function begin() {
    const answer = await say({ kind: "page" });
    if (answer === null) return;
    turn += 1;
    drawn?.end();
    drawn = null;
    guarded = null;
    drafted = "";
    clear();
    me = answer;
    look();
    quiet = 0; // by what was laid down now, however short ago somebody moved
    awake();
  }

  // ---- what makes it look again ----

  const changes = new MutationObserver((records) => {
    const ours = (node) => drawn?.isOurs(node) === true;
    if (records.every(({ addedNodes, removedNodes }) => addedNodes.length + removedNodes.length > 0 && [...addedNodes, ...removedNodes].every(ours))) return;
    drawn?.place();
    soon();
  });

  let quiet = 0;
  /** Nobody touched the page for a while: the next person at the screen sees nothing until it is shown on purpose. */
  function awake() {
    const now = Date.now();
    if (now - quiet < 500 || me?.on !== true || me.hidden) return;
    quiet = now;
    later("idle", me.idle_seconds * 1000, () => {
      clear();
      if (!document.hidden) say({ kind: "idle" });
    });
  }

  chrome.runtime.onMessage.addListener((message, sender) => {
    if (sender.id === chrome.runtime.id && message?.kind === "changed") begin();
  });
  changes.observe(document, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class", "style", "hidden", "href", "value"] });
  document.addEventListener("input", onInput, { capture: true });
  document.addEventListener("change", onInput, { capture: true });
  for (const kind of ["pointermove", "keydown", "wheel", "touchstart"]) addEventListener(kind, awake, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      asked = "";
      look();
    }
  });
  addEventListener("pageshow", ({ persisted }) => persisted && begin());
  document.addEventListener("DOMContentLoaded", look);
  addEventListener("popstate", soon);
  begin();
}
