// The small pure parts of the board, in the browser they run in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBoard, startSchool, stopBrowser } from "./support.mjs";

let school;
let board;
before(async () => {
  school = await startSchool([]);
  board = await openBoard(school);
  // Functions cross to the page by name: the board's policy forbids making code from text there.
  await board.page.evaluate(() => {
    window.testUse = (name, loaded, speaker, args) =>
      ({
        countdown: () => args.map((term) => loaded.countdownText(term, speaker.say)),
        pieces: () => loaded.pieces(...args).map(({ text, marks }) => [text, marks.map(({ id }) => id)]),
        groups: () => loaded.groups(...args).map(({ pieces, marks }) => [pieces.map(({ text }) => text), marks.map(({ id }) => id)]),
        said: () => {
          const host = document.createElement("p");
          host.append(...loaded.markedText(...args, speaker).flat(Infinity));
          return [...host.querySelectorAll(".mark-label")].map((label) => label.textContent);
        },
        style: () => args.map((marks) => loaded.styleOf(marks)),
        wrap: () => loaded.wrap(...args),
        changed: () => loaded.changedPupils(...args),
        asking: () => loaded.findingsAsking(...args).map(({ rule }) => rule),
        settled: () => loaded.findingsSettled(...args).map(({ rule }) => rule),
        missing: () => speaker.say("no.such.key"),
        badge: () => loaded.badge(args[0], speaker).textContent,
      })[name]();
  });
});
after(async () => {
  await board.context.close();
  await stopBrowser();
  await school.stop();
});

/** Runs `use(module, ...values)` in the page, on a module of the board. */
const inBoard = (module, use, ...values) =>
  board.page.evaluate(async ([path, source, args]) => {
    const loaded = await import(path);
    const { loadSpeaker } = await import("/texts.js");
    const speaker = await loadSpeaker("nl");
    return window.testUse(source, loaded, speaker, args);
  }, [module, use, values]);

test("days left are said as people say them", async () => {
  const term = (days, state) => ({ days, state });
  assert.deepEqual(await inBoard("/countdown.js", "countdown", term(12, "due_soon"), term(1, "due_soon"), term(0, "due"), term(-1, "overdue"), term(-3, "overdue"), term(-3, "met"), term(5, "withdrawn")), [
    "nog 12 dagen", "nog 1 dag", "vandaag", "1 dag te laat", "3 dagen te laat", "gehaald", "ingetrokken",
  ]);
});

test("marks are cut by code points and may overlap, nest and touch", async () => {
  const mark = (id, start, end) => ({ id, start, end });
  assert.deepEqual(await inBoard("/marked_text.js", "pieces", "a🙂bcd", [mark("x", 1, 3), mark("y", 2, 4)]), [
    ["a", []], ["🙂", ["x"]], ["b", ["x", "y"]], ["c", ["y"]], ["d", []],
  ]);
  assert.deepEqual(await inBoard("/marked_text.js", "pieces", "abc", [mark("x", 0, 3), mark("y", 0, 3)]), [["abc", ["x", "y"]]]);
});

test("readings that share words are labelled together after them, those that only touch are not", async () => {
  const mark = (id, start, end) => ({ id, start, end });
  assert.deepEqual(await inBoard("/marked_text.js", "groups", "abcdef", [mark("x", 0, 3), mark("y", 1, 2), mark("z", 3, 4)]), [
    [["a", "b", "c"], ["x", "y"]], [["d"], ["z"]], [["ef"], []],
  ]);
});

test("what two readings of the same words say alike is said once", async () => {
  const action = { kind: "action", id: "directie_geinformeerd", label: "de directie", state: "done", certain: true, start: 0, end: 3, in_title: false };
  const step = { kind: "step", id: "melden", label: "melden", certain: true, start: 0, end: 3, in_title: false };
  assert.deepEqual(await inBoard("/marked_text.js", "said", "abc", [step, action, { ...action, id: "again" }]), ["de directie · gedaan"]);
  assert.deepEqual(await inBoard("/marked_text.js", "said", "abc", [action, { ...action, state: "planned" }]), ["de directie · gedaan", "de directie · gepland"]);
});

test("marks beyond the text or without words are left out, and no text is lost", async () => {
  const mark = (id, start, end) => ({ id, start, end });
  const pieces = await inBoard("/marked_text.js", "pieces", "abc", [mark("x", 2, 99), mark("y", 50, 60), mark("z", 1, 1)]);
  assert.equal(pieces.map(([text]) => text).join(""), "abc");
  assert.deepEqual(pieces.at(-1), ["c", ["x"]]);
  assert.deepEqual(await inBoard("/marked_text.js", "pieces", "", []), []);
});

test("words that were read as done and as planned look planned", async () => {
  const action = (state, certain = true) => ({ kind: "action", state, certain });
  assert.deepEqual(await inBoard("/marked_text.js", "style", [action("done"), action("planned")], [action("done")], [action("denied"), action("planned")], [action("done", false)], [{ kind: "term" }]), [
    "planned", "done", "denied", "uncertain", "term",
  ]);
});

test("a long title goes over lines without losing a word", async () => {
  const title = "Stap 2 · Collegiale consultatie en zo nodig raadplegen van Veilig Thuis of een deskundige op het gebied van letselduiding";
  const lines = await inBoard("/ladder.js", "wrap", title);
  assert.equal(lines.join(" "), title);
  assert.ok(lines.length > 2);
});

test("pupils that came, went or changed are counted once each", async () => {
  const pupil = (id, level) => ({ pupil: id, level });
  const before = { pupils: [pupil("1", "ok"), pupil("2", "ok"), pupil("3", "ok")] };
  const later = { pupils: [pupil("1", "ok"), pupil("2", "late"), pupil("4", "ok")] };
  assert.equal(await inBoard("/overview.js", "changed", before, later), 3);
  assert.equal(await inBoard("/overview.js", "changed", before, before), 0);
});

test("what is late and must comes first, what may never shows", async () => {
  const finding = (rule, verdict, force) => ({ rule, verdict, force });
  const all = [finding("open", "open", "must"), finding("should", "late", "should"), finding("may", "missing", "may"), finding("met", "met", "must"), finding("late", "late", "must"), finding("missing", "missing", "must")];
  assert.deepEqual(await inBoard("/dossier.js", "asking", all), ["late", "missing", "open", "should"]);
  assert.deepEqual(await inBoard("/dossier.js", "settled", all), ["met"]);
});

test("a sentence that does not exist is seen, not skipped", async () => {
  assert.equal(await inBoard("/texts.js", "missing"), "⟨no.such.key⟩");
});

test("a badge always says its level in words, and never twice", async () => {
  assert.equal(await inBoard("/badge.js", "badge", { level: "late", text: "Stap 3 van 5" }), "Te laat of niet gevondenStap 3 van 5");
  assert.equal(await inBoard("/badge.js", "badge", { level: "closed", text: "Gesloten" }), "Gesloten");
  assert.equal(await inBoard("/badge.js", "badge", { level: "ok", text: "" }), "Op orde");
});
