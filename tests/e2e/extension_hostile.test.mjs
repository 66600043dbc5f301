// What a child relies on: a page that wants to know who has a badge does not learn it, cannot speak for the extension, and cannot stop it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { badged, drawn, drawnWhen, extensionId, listPage, nothing, nothingOnPaper, openExtension, origin, pupils, startExtensionSchool, startLvs } from "./extension_support.mjs";

let school;
let lvs;
let browser;

// Every name of a font that a badge could ask for is the page's own, a file for each few letters: what is written in it would be asked for.
const fontNames = ["system-ui", "sans-serif", "Segoe UI", "Noto Sans", "Lato", "Helvetica Neue", "Arial", "serif", "Times New Roman"];
const spyFonts = fontNames
  .flatMap((name) => ["U+54", "U+61", "U+6c", "U+6f", "U+53"].map((range) => `@font-face { font-family: "${name}"; src: url("/font/${encodeURIComponent(name)}/${range}"); unicode-range: ${range}; }`))
  .join("\n");

/** A page that looks wherever a script can look, from before anything else runs. */
const spy = `<style>${spyFonts} :root { font-family: "Arial" }</style><script>
(() => {
  const noted = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { noted.push("shadow"); return attach.call(this, { ...options, mode: "open" }); };
  for (const name of ["appendChild", "append", "insertBefore"]) {
    const own = Element.prototype[name] ?? Node.prototype[name];
    (Element.prototype[name] ? Element : Node).prototype[name] = function (...nodes) { noted.push(name); return own.apply(this, nodes); };
  }
  addEventListener("message", ({ data }) => noted.push(["message", data]));
  for (const kind of ["focusin", "toggle", "slotchange", "animationstart", "transitionstart", "error", "unhandledrejection"]) addEventListener(kind, (event) => noted.push(kind), true);
  window.count = 0;
  const watch = new MutationObserver((records) => records.forEach(({ type, target, attributeName, addedNodes }) => target.closest?.("body") && noted.push([type, target.tagName, attributeName, addedNodes.length])));
  addEventListener("DOMContentLoaded", () => watch.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true }));

  window.observe = () => {
    const rows = [...document.querySelectorAll("#leerlingen tbody tr")].map((row) => {
      const { x, y, width, height } = row.getBoundingClientRect();
      const hits = [];
      for (let at = x; at < innerWidth; at += 6) for (const down of [0.25, 0.5, 0.75]) {
        const all = document.elementsFromPoint(at, y + height * down).map(({ tagName }) => tagName);
        const caret = document.caretRangeFromPoint(at, y + height * down);
        hits.push([all.join(), caret?.startContainer.nodeName, caret?.startOffset].join());
      }
      return { x, y, width, height, html: row.outerHTML.replaceAll(row.dataset.leerling, "ID"), text: row.innerText, style: JSON.stringify([...getComputedStyle(row.cells[0])].map((name) => getComputedStyle(row.cells[0])[name])), hits };
    });
    getSelection().selectAllChildren(document.documentElement);
    const selected = getSelection().toString();
    getSelection().removeAllRanges();
    const words = ["Te laat", "Te laat of niet gevonden", "Op orde", "Stap 5", "niet gevonden", "hulp", "bord te openen", "Meldbrug"].map((word) => {
      getSelection().removeAllRanges();
      return [word, window.find(word, false, false, true, false, true, false), getSelection().toString()];
    });
    getSelection().removeAllRanges();
    return {
      rows, selected, words, noted: noted.map(String),
      roots: [...document.querySelectorAll("*")].filter((node) => node.shadowRoot !== null).length,
      below: [...document.documentElement.children].map((node) => [node.tagName, node.outerHTML.length === 0 ? "" : node.tagName === "DIV" ? node.outerHTML : "", JSON.stringify(node.tagName === "DIV" ? [node.getBoundingClientRect(), node.offsetHeight, node.scrollHeight, node.scrollWidth] : null)].join()),
      size: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
      kept: [document.title, location.href, document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), history.length],
      names: Object.getOwnPropertyNames(window).filter((name) => /meld|badge|chrome-ext/i.test(name)),
      loaded: performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => !name.includes("/font/")),
      layers: performance.getEntriesByType("element").length,
      active: document.activeElement.tagName,
    };
  };
})();
</script>`;

const withSpy = (rows) => listPage(rows).replace("<head>", `<head>${spy}`);
const some = pupils.slice(0, 2);
// The same two names; once the first has a route, once the second.
const first = [{ ...some[0], id: "L02" }, { ...some[1], id: "L90" }];
const second = [{ ...some[0], id: "L90" }, { ...some[1], id: "L02" }];

before(async () => {
  school = await startExtensionSchool();
  lvs = await startLvs({ "/": listPage() });
  browser = await openExtension(school, lvs);
  // From the first badge of a session on every list has room for them: see to it that both lists below do.
  const page = await browser.context.newPage();
  await page.goto(lvs.url);
  await badged(page, 3);
  await page.close();
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  await lvs?.stop();
});

async function open(html) {
  lvs.pages["/"] = html;
  const page = await browser.context.newPage();
  await page.goto(lvs.url);
  return page;
}

test("a page sees the same, wherever it looks, whichever of its pupils has a badge", async () => {
  const views = [];
  for (const rows of [first, second]) {
    const page = await open(withSpy(rows));
    const { spots } = await badged(page, 1);
    assert.ok(spots[0].label.startsWith(rows === first ? some[0].name : some[1].name));
    views.push(await page.evaluate(() => window.observe()));
    await page.close();
  }
  assert.deepEqual(views[0], views[1]);
  assert.equal(views[0].roots, 0);
  assert.deepEqual(views[0].names, []);
  assert.deepEqual(views[0].loaded, []);
  assert.ok(!views[0].selected.includes("Te laat"));
  for (const [word, found] of views[0].words) assert.equal(found, false, `${word} is not found by the page`);
});

test("and it would have seen a badge that stood in the page", async () => {
  const page = await open(withSpy(first));
  await badged(page, 1);
  const clean = await page.evaluate(() => window.observe());
  await page.evaluate(() => document.querySelector("td.naam").insertAdjacentHTML("beforeend", "<span>Te laat</span>"));
  const seen = await page.evaluate(() => window.observe());
  assert.notDeepEqual(seen.rows, clean.rows);
  assert.equal(seen.words[0][1], true);
  await page.close();
});

test("the page's fonts are not used for what is ours, so that no letter of it is asked for", async () => {
  const page = await open(withSpy(first));
  await badged(page, 1);
  await page.evaluate(() => document.fonts.ready);
  const fonts = lvs.asked.filter((path) => path.startsWith("/font/"));
  // The page itself uses one of them, so the trap works.
  assert.ok(fonts.some((path) => path.includes("Arial")), "the page's own text asks for its font");
  assert.deepEqual(fonts.filter((path) => !path.includes("Arial")), []);
  await page.close();
});

test("a page cannot reach the extension: no message, no file, no connection", async () => {
  const page = await open(listPage());
  await badged(page, 3);
  const reached = await page.evaluate(async (id) => {
    const tries = {};
    tries.api = typeof globalThis.chrome?.runtime?.sendMessage;
    for (const file of ["content.js", "worker.js", "popup/popup.html", "texts/nl.json", "icons/16.png", "manifest.json"]) {
      tries[file] = await fetch(`chrome-extension://${id}/${file}`).then(() => "loaded", () => "refused");
    }
    return tries;
  }, extensionId);
  assert.equal(reached.api, "undefined");
  delete reached.api;
  assert.deepEqual(new Set(Object.values(reached)), new Set(["refused"]));
  await page.close();
});

/** Runs in the content script's own world, as if somebody had taken it over. */
async function inContentWorld(page, expression) {
  const debug = await page.context().newCDPSession(page);
  const worlds = [];
  debug.on("Runtime.executionContextCreated", ({ context }) => worlds.push(context));
  await debug.send("Runtime.enable");
  const world = worlds.find((context) => context.origin === origin || context.name === "Meldbrug");
  assert.ok(world, `the content script has a world: ${JSON.stringify(worlds)}`);
  const { result } = await debug.send("Runtime.evaluate", { contextId: world.id, expression: `(async () => JSON.stringify(await (${expression})))()`, awaitPromise: true, returnByValue: true });
  await debug.detach();
  return JSON.parse(result.value);
}

test("the token is out of reach even of the content script's own world", async () => {
  const page = await open(listPage());
  await badged(page, 3);
  const read = await inContentWorld(page, `Promise.all(["local", "session"].map((area) => chrome.storage[area].get().then((all) => Object.keys(all), (error) => "refused: " + error.message)))`);
  assert.match(read[0], /^refused/);
  assert.match(read[1], /^refused/);
  const there = await browser.worker.evaluate(async () => Object.keys(await chrome.storage.local.get()));
  assert.ok(there.includes("token"), "and it is there");
  await page.close();
});

test("messages of a shape that was not agreed on, or that only our own page may send, are refused", async () => {
  const page = await open(listPage());
  await badged(page, 3);
  const send = (message) => inContentWorld(page, `chrome.runtime.sendMessage(${JSON.stringify(message)}).then((answer) => answer ?? "none", () => "refused")`);
  assert.deepEqual((await send({ kind: "badges", pupils: ["L02"] })).badges.map(({ pupil }) => pupil), ["L02"], "a whole one is answered");
  const refused = { on: false, state: "refused" };
  for (const message of [
    { kind: "badges", pupils: ["L02"], token: "x" },
    { kind: "badges", pupils: "L02" },
    { kind: "badges", pupils: [{ toString: "L02" }] },
    { kind: "badges", pupils: ["x".repeat(65)] },
    { kind: "badges", pupils: Array(2001).fill("L02") },
    { kind: "read", text: "x".repeat(20_001), title: "", date: null },
    { kind: "read", text: "x", title: "", date: "morgen" },
    { kind: "guard", categories: [{ name: "x", sees: "hidden" }] },
    { kind: "state" }, { kind: "sign_out" }, { kind: "pair", address: "http://127.0.0.1:1", code: "12345678" }, { kind: "add_site", origin: "https://evil.test", page: "demo" }, { kind: "screen", hidden: false },
    { kind: "toString" }, { kind: "__proto__" }, {}, [], "badges", 7, null,
  ]) {
    assert.deepEqual(await send(message), refused, JSON.stringify(message).slice(0, 80));
  }
  await page.close();
});

test("a content script on a site that nobody chose is told nothing", async () => {
  const other = await startLvs({ "/": listPage() });
  const page = await browser.context.newPage();
  // The same machine under another port: the browser lets the script in, the worker does not answer it.
  await page.goto(other.url);
  assert.deepEqual(await inContentWorld(page, `chrome.runtime.sendMessage({ kind: "badges", pupils: ["L02"] })`), { on: false, state: "refused" });
  assert.deepEqual(await inContentWorld(page, `chrome.runtime.sendMessage({ kind: "page" })`), { on: false, state: "refused" });
  assert.equal((await drawn(page)).roots, 0);
  await page.close();
  await other.stop();
});

test("a dialog that the page lays over a name is not drawn over", async () => {
  const page = await open(listPage());
  await badged(page, 3);
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<div id="over" style="position:fixed;inset:0;background:#fff;z-index:9">Een ander scherm</div>'));
  await nothing(page);
  await page.evaluate(() => document.getElementById("over").remove());
  await badged(page, 3);
  await page.close();
});

test("styles of the page change nothing of a badge, and cannot bring it back on paper", async () => {
  const page = await open(listPage().replace("<head>", "<head><style>* { all: unset !important; } div { display: inline !important; color: red !important; font-size: 90px !important; pointer-events: auto !important; } @media print { div { display: block !important; visibility: visible !important; } }</style>"));
  const { spots } = await drawnWhen(page, (now) => now.spots.length > 0, "badges");
  assert.ok(spots.every(({ box }) => box.height < 40), "the size is ours");
  await nothingOnPaper(page);
  await page.close();
});

test("a page that changes without end does not keep badges away, nor the bridge busy", async () => {
  const page = await open(listPage(pupils, "<script>setInterval(() => { document.body.dataset.turn = Math.random(); document.querySelector('h1').textContent = Math.random(); }, 1)</script>"));
  await badged(page, 3);
  await browser.worker.evaluate(() => {
    self.called = 0;
    self.own = fetch;
    self.fetch = (address, ...more) => ((self.called += String(address).endsWith("/v1/badges") ? 1 : 0), self.own(address, ...more));
  });
  // Other pupils sixty times: each a reason to ask.
  await page.evaluate(async () => {
    for (let turn = 0; turn < 60; turn += 1) {
      document.querySelector("tbody tr").dataset.leerling = `Z${turn}`;
      document.querySelector("tbody tr a").textContent = `Z${turn}`;
      await new Promise((resolve) => setTimeout(resolve, 70));
    }
  });
  const called = await browser.worker.evaluate(() => ((self.fetch = self.own), self.called));
  assert.ok(called > 0 && called < 30, `asked ${called} times`);
  await drawnWhen(page, ({ spots }) => spots.length === 2, "the badges of who is left");
  await page.close();
});

test("names of elements that stand in the way of scripts keep no badge away", async () => {
  const problems = [];
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  lvs.pages["/"] = listPage().replace("<h1>", '<img name="querySelector"><img name="querySelectorAll"><form name="documentElement"></form><h1>');
  await page.goto(lvs.url);
  assert.equal(await page.evaluate(() => typeof document.querySelector), "object", "for the page's own scripts they do stand in the way");
  await badged(page, 3);
  assert.deepEqual(problems, []);
  await page.close();
});
