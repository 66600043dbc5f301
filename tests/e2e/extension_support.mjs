// The real extension in a real Chromium, beside the real bridge, on pupil systems of our own making.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { note, startSchool } from "./support.mjs";

export const folder = process.env.MELDBRUG_EXTENSION;
assert.ok(folder, "MELDBRUG_EXTENSION must name the folder of the extension");
export const extensionId = "oafahccofkkioldkplaikdfjopnohmfn";
export const origin = `chrome-extension://${extensionId}`;
export const category = "Meldcode en Verwijsindex";

/** A school whose bridge lets the extension in. */
export const startExtensionSchool = (items, settings = {}) => startSchool(items, { extension_origins: [origin], ...settings });

export const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

export const pupils = [
  { id: "L01", name: "Noor Verzonnen", group: "5" },
  { id: "L02", name: "Daan Denkbeeldig", group: "7" },
  { id: "L03", name: "Sem <b>Vet</b>", group: "5" },
  { id: "L04", name: "Puck Zonderroute", group: "5" },
];

const page = (body, head = "") => `<!doctype html><html lang="nl" data-lvs="demo"><head><meta charset="utf-8"><title>Demo-LVS</title>${head}</head><body>${body}</body></html>`;

export const listPage = (rows = pupils, extra = "") =>
  page(
    `<h1>Leerlingen</h1><table id="leerlingen"><thead><tr><th>Naam</th><th>Groep</th></tr></thead><tbody>${rows
      .map(({ id, name, group }) => `<tr data-leerling="${escaped(id)}"><td class="naam"><a href="/leerling/${escaped(id)}">${escaped(name)}</a></td><td class="groep">${escaped(group)}</td></tr>`)
      .join("")}</tbody></table>${extra}`,
  );

const article = ({ id, title, text, kind = category, parents = "nee" }) =>
  `<article class="notitie" data-notitie="${id}" data-categorie="${escaped(kind)}" data-ouders="${parents}"><h3>${escaped(title)}</h3><p class="meta">t1</p><div class="tekst">${escaped(text)}</div></article>`;

/** @param options notes, parents ("ja", "nee", null: what the list of categories says of ours), field (another field than the text area) */
export function pupilPage({ id, name }, { notes = [], parents = "nee", field = '<textarea name="tekst" rows="6" cols="60"></textarea>', extra = "" } = {}) {
  const mark = parents === null ? "" : ` data-ouders="${parents}"`;
  return page(`<main data-leerling="${escaped(id)}"><h1 class="naam">${escaped(name)}</h1><section id="notities">${notes.map(article).join("")}</section>
    <form id="nieuwe-notitie" method="post" action="/leerling/${escaped(id)}/notities"><select name="categorie"><option data-ouders="ja">Algemeen</option><option${mark}>${category}</option></select>
    <input name="titel"><input name="datum" type="date">${field}<button>Bewaren</button></form></main>${extra}`);
}

/** A pupil system: {path: html or a function of the request}. */
export async function startLvs(pages) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    const found = Object.hasOwn(pages, request.url) ? pages[request.url] : pages[new URL(request.url, "http://lvs.test").pathname];
    const body = typeof found === "function" ? found(request) : found;
    response.writeHead(body === undefined ? 404 : 200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
    response.end(body ?? "weg");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    port,
    asked,
    pages,
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

/** A browser of its own with the extension in it. */
export async function startExtension() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "meldbrug-ext-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    headless: true,
    locale: "nl-NL",
    viewport: { width: 1200, height: 900 },
    args: [
      `--disable-extensions-except=${folder}`, `--load-extension=${folder}`, "--host-resolver-rules=MAP *.test 127.0.0.1", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  assert.equal(worker.url(), `${origin}/worker.js`);
  const stop = async () => {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  };
  return { context, worker, stop };
}

export async function openPopup(context) {
  const popup = await context.newPage();
  await popup.goto(`${origin}/popup/popup.html`);
  await popup.locator("h1").waitFor();
  return popup;
}

/** Pairs as a person does: the address, the code, a click. */
export async function pair(context, school, person) {
  const popup = await openPopup(context);
  await popup.fill("#address", school.url);
  await popup.fill("#code", school.pairingCode(person));
  await popup.locator("button[type=submit]").click();
  await popup.locator("#state").waitFor();
  return popup;
}

export async function addSite(popup, lvs, kind = "demo", checked = false) {
  if (!(await popup.locator("#site").isVisible())) await popup.locator("summary").click();
  await popup.fill("#site", lvs.url);
  await popup.selectOption("#kind", kind);
  await popup.locator("#checked").setChecked(checked);
  await popup.locator(".site-form button[type=submit]").click();
  await popup.locator("#sites", { hasText: lvs.url }).waitFor();
}

/** A browser in which somebody with that role is paired, and that pupil system is known. */
export async function openExtension(school, lvs, { role = "ib", kind = "demo", checked = false } = {}) {
  const browser = await startExtension();
  const person = school.addPerson(role);
  const popup = await pair(browser.context, school, person);
  if (lvs !== undefined) await addSite(popup, lvs, kind, checked);
  return { ...browser, person, popup };
}

/** What our closed shadow roots show in all frames of a page, as a person sees it: read with the debugger, which sees what no page sees. */
export async function drawn(page) {
  const debug = await page.context().newCDPSession(page);
  try {
    const { root } = await debug.send("DOM.getDocument", { depth: -1, pierce: true });
    const found = { spots: [], panel: null, tip: null, roots: 0 };
    const look = async (node) => {
      for (const shadow of node.shadowRoots ?? []) {
        if (shadow.shadowRootType !== "closed") continue;
        const { object } = await debug.send("DOM.resolveNode", { backendNodeId: shadow.backendNodeId });
        const { result } = await debug.send("Runtime.callFunctionOn", {
          objectId: object.objectId,
          returnByValue: true,
          functionDeclaration: `function () {
            const seen = (node) => node !== null && node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
            const box = (node) => { const { x, y, width, height } = node.getBoundingClientRect(); return { x, y, width, height }; };
            // Words stand in styles, out of reach of a page that searches.
            const written = (node) => [...node.querySelectorAll(".words")].filter((part) => seen(part) && getComputedStyle(part, "::before").content.length > 2).map((part) => part.dataset.words).join("\\n");
            const words = (selector) => { const node = this.querySelector(selector); return seen(node) ? written(node) : null; };
            return {
              spots: [...this.querySelectorAll(".spot")].filter(seen).map((node) => ({
                label: node.getAttribute("aria-label"), text: written(node), level: /level-([a-z]+)/.exec(node.querySelector(".badge").className)[1],
                icon: node.querySelector("svg .sign *") !== null, box: box(node), elements: node.querySelectorAll("b, img, script").length,
              })),
              panel: words(".panel"), tip: words(".tip"),
            };
          }`,
        });
        found.roots += 1;
        found.spots.push(...result.value.spots);
        found.panel ??= result.value.panel;
        found.tip ??= result.value.tip;
      }
      for (const child of [...(node.children ?? []), ...(node.contentDocument ? [node.contentDocument] : [])]) await look(child);
    };
    await look(root);
    return found;
  } finally {
    await debug.detach();
  }
}

/** Waits until what is drawn is as it should be; says what it was when it never is. */
export async function drawnWhen(page, holds, what) {
  const end = Date.now() + 15_000;
  for (;;) {
    const now = await drawn(page);
    if (holds(now)) return now;
    if (Date.now() > end) assert.fail(`${what}: ${JSON.stringify(now)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const badged = (page, count) => drawnWhen(page, ({ spots }) => spots.length === count, `${count} badges`);

/** Nothing to be seen, and that stays so: a page that is drawn anew is empty for a moment too. */
export async function nothing(page) {
  const empty = ({ spots, panel, tip }) => spots.length === 0 && panel === null && tip === null;
  for (let looks = 0; looks < 6; looks += 1) {
    await drawnWhen(page, empty, "nothing to be seen");
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  assert.ok(empty(await drawn(page)), "nothing to be seen, and still nothing");
}

/** Nothing on paper. What looks detaches itself, and with that the browser forgets that it prints: so it is told before each look. */
export async function nothingOnPaper(page) {
  for (let looks = 0; looks < 3; looks += 1) {
    await page.emulateMedia({ media: "screen" });
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.evaluate(() => matchMedia("print").matches));
    const { spots, panel, tip } = await drawn(page);
    assert.deepEqual({ spots, panel, tip }, { spots: [], panel: null, tip: null });
  }
}
export { note };
