// What badges cost a page: one JSON line a figure. MELDBRUG_BIN and MELDBRUG_EXTENSION name the program and the folder of the extension.
//   node tests/bench/extension.mjs
import fs from "node:fs";
import path from "node:path";
import { drawnWhen, folder, listPage, openExtension, startExtensionSchool, startLvs } from "../e2e/extension_support.mjs";

const runs = 9;
const rows = Array.from({ length: 500 }, (_, index) => ({ id: index % 2 === 0 ? "L02" : "L01", name: `Kind ${index}`, group: "5" }));
const print = (name, value, unit, more = {}) => console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10, unit, ...more }));
const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

const school = await startExtensionSchool();
const lvs = await startLvs({});
const browser = await openExtension(school, lvs);

/** That the overlay was added is what a page can see; badges stand in it in the same turn. */
const watch = () => {
  addEventListener("DOMContentLoaded", () => (window.readyAt = performance.now()));
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node.tagName === "DIV" && node.parentNode === document.documentElement) window.drawnAt ??= performance.now();
  }).observe(document, { childList: true, subtree: true });
};

/** Main-thread milliseconds of a page with so many rows, and those from its being ready to its badges. */
async function load(count, address, withBadges) {
  lvs.pages["/"] = listPage(rows.slice(0, count));
  const page = await browser.context.newPage();
  const debug = await page.context().newCDPSession(page);
  await debug.send("Performance.enable");
  await page.addInitScript(watch);
  await page.goto(address);
  if (withBadges) await page.waitForFunction(() => window.drawnAt !== undefined);
  // What follows the drawing belongs to it; looking at what was drawn does not, so it is measured before.
  await page.waitForTimeout(300);
  const { metrics } = await debug.send("Performance.getMetrics");
  const seconds = metrics.filter(({ name }) => ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"].includes(name)).reduce((sum, { value }) => sum + value, 0);
  const { from, to } = await page.evaluate(() => ({ from: window.readyAt, to: window.drawnAt }));
  await drawnWhen(page, ({ spots }) => withBadges === spots.length > 0, "badges where the extension is");
  await page.close();
  return { busy: seconds * 1000, wait: to - from };
}

// Another name for the same server: a site that nobody chose, so nothing of the extension runs there.
const bare = `http://lvs.test:${lvs.port}/`;
await load(30, lvs.url, true);
const full = [];
const base = [];
const waits = [];
for (let run = 0; run < runs; run += 1) {
  full.push((await load(500, lvs.url, true)).busy);
  base.push((await load(500, bare, false)).busy);
  waits.push((await load(30, lvs.url, true)).wait);
}
print("extension: main-thread time of 500 rows that all have a badge", middle(full), "ms", { baseline: Math.round(middle(base) * 10) / 10, baseline_is: "the same page without the extension", runs });
print("extension: main-thread time that badging 500 rows costs", middle(full) - middle(base), "ms", { goal: 50 });
print("extension: page ready to badges, 30 rows", middle(waits), "ms", { goal: 150, slowest: Math.round(Math.max(...waits)) });
print("extension: size of the zip", fs.statSync(path.join(folder, "../meldbrug-extension.zip")).size / 1024, "KiB", { goal: 200 });

await browser.stop();
await school.stop();
await lvs.stop();
