// While a teacher writes: what the text counts as so far, what is missing, what cannot wait; and that nothing is told where parents look along.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { addSite, category, drawn, drawnWhen, nothing, openExtension, openPopup, pair, pupilPage, pupils, startExtension, startExtensionSchool, startLvs } from "./extension_support.mjs";
import { signIn, startLvs as startDemoLvs } from "./lvs.mjs";
import { accessibilityProblems } from "./support.mjs";

const talk = "Gesprek gevoerd met moeder; zorgen gedeeld.";
const gibbonNote = "/index.php?q=/modules/Students/student_view_details_notes_add.php&gibbonPersonID=0000000001";
const gibbonPage = `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Gibbon</title></head><body><div id="content-wrap">
  <form id="noteForm"><input name="title"><select name="gibbonStudentNoteCategoryID"><option>Algemeen</option><option>${category}</option></select>
  <iframe id="note_ifr" title="Notitie" srcdoc='<!doctype html><html lang="nl"><body contenteditable="true"></body></html>'></iframe></form></div></body></html>`;

let school;
let lvs;
let browser;
let gibbon;

before(async () => {
  school = await startExtensionSchool();
  lvs = await startLvs({
    "/leerling/L02": pupilPage(pupils[1]),
    "/leerling/L01": pupilPage(pupils[0], { parents: "ja" }),
    "/leerling/L03": pupilPage(pupils[2], { parents: null }),
    "/leerling/L04": pupilPage(pupils[3], { notes: [{ id: 1, title: "Zorg", text: "x", parents: "ja" }] }),
  });
  gibbon = await startLvs({ "/index.php": gibbonPage });
  browser = await openExtension(school, lvs);
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  await lvs?.stop();
  await gibbon?.stop();
});

async function open(address) {
  const page = await browser.context.newPage();
  await page.goto(address);
  return page;
}

async function openDraft(pupil, text) {
  const page = await open(`${lvs.url}/leerling/${pupil}`);
  await page.selectOption("select[name=categorie]", category);
  await page.locator("textarea[name=tekst]").pressSequentially(text);
  return page;
}

const panelWith = (page, words) => drawnWhen(page, ({ panel }) => panel !== null && words.every((word) => panel.includes(word)), `a panel with ${words}`);

test("the text counts as a step while it is written, and what is missing is said", async () => {
  const page = await openDraft("L02", talk);
  const { panel } = await panelWith(page, ["Telt zo als: gesprek met de ouders", "de datum"]);
  assert.match(panel, /Er wordt niets bewaard/);
  assert.match(panel, /ondertekend/);
  // What is only planned does not count.
  await page.fill("textarea[name=tekst]", "Volgende week spreken we moeder.");
  await panelWith(page, ["gepland, telt nog niet"]);
  assert.ok(!(await drawn(page)).panel.includes("Telt zo als"));
  await page.fill("textarea[name=tekst]", "");
  await drawnWhen(page, ({ panel }) => panel === null, "no panel without a text");
  await page.close();
});

test("what cannot wait stands first, with whom to call", async () => {
  const page = await openDraft("L02", "Hij zegt dat papa hem vanavond doodmaakt als hij thuiskomt.");
  const { panel } = await panelWith(page, ["bel 112"]);
  assert.ok(panel.indexOf("112") < panel.indexOf("bewaard"));
  await page.close();
});

test("a draft is kept nowhere: not in the store, not in the browser, not on the page", async () => {
  const before = school.run("status", "--json");
  const page = await openDraft("L02", "Collegiaal overleg gehad over Blauwvogel.");
  const { panel } = await panelWith(page, ["Telt zo als: collegiale consultatie"]);
  assert.ok(!panel.includes("ondertekend"), "parents sign a talk with them, not a consultation");
  assert.equal(school.run("status", "--json"), before);
  const kept = await browser.worker.evaluate(async () => JSON.stringify([await chrome.storage.local.get(null), await chrome.storage.session.get(null)]));
  assert.ok(!kept.includes("Blauwvogel"));
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.ok(!(await page.evaluate(() => document.documentElement.outerHTML)).includes("Telt zo als"));
  for (const file of fs.readdirSync(path.join(school.folder, "store"))) {
    assert.ok(!fs.readFileSync(path.join(school.folder, "store", file)).includes("Blauwvogel"), file);
  }
  await page.close();
});

test("another category than the meldcode's is not read along", async () => {
  const page = await open(`${lvs.url}/leerling/L02`);
  await page.selectOption("select[name=categorie]", "Algemeen");
  await page.locator("textarea[name=tekst]").pressSequentially(talk);
  await page.waitForTimeout(1500);
  assert.equal((await drawn(page)).panel, null);
  // The same text in ours is: so the wait was long enough.
  await page.selectOption("select[name=categorie]", category);
  await panelWith(page, ["gesprek met de ouders"]);
  await page.close();
});

for (const [pupil, says] of [["L01", "Ouders kunnen de categorie"], ["L03", "is op de pagina niet te zien"]]) {
  test(`where parents see the category, or may (${pupil}), nothing is told beside the text, and the popup says why`, async () => {
    const page = await openDraft(pupil, talk);
    const popup = await openPopup(browser.context);
    await popup.locator("#guard", { hasText: says }).waitFor();
    await page.bringToFront();
    await page.waitForTimeout(1500);
    assert.equal((await drawn(page)).panel, null);
    await popup.close();
    await page.close();
  });
}

test("in the frame of a text editor what is written is read along too", async () => {
  await addSite(browser.popup, gibbon, "gibbon", true);
  const page = await open(gibbon.url + gibbonNote);
  await page.selectOption("select[name=gibbonStudentNoteCategoryID]", category);
  await page.frameLocator("#note_ifr").locator("body").pressSequentially(talk);
  await panelWith(page, ["Telt zo als: gesprek met de ouders"]);
  await page.close();
});

test("while nothing may be seen nothing is read along", async () => {
  const page = await openDraft("L02", talk);
  await panelWith(page, ["gesprek met de ouders"]);
  await browser.popup.bringToFront();
  await browser.popup.locator("#sharing").check();
  await nothing(page);
  await browser.popup.locator("#sharing").uncheck();
  await panelWith(page, ["gesprek met de ouders"]);
  await page.close();
});

test("the popup has no fault that axe finds, before and after pairing, in the light and in the dark", async () => {
  const other = await startExtension();
  try {
    for (const colorScheme of ["light", "dark"]) {
      const fresh = await openPopup(other.context);
      await fresh.emulateMedia({ colorScheme });
      assert.deepEqual(await accessibilityProblems(fresh), []);
      await fresh.close();
      await browser.popup.emulateMedia({ colorScheme });
      assert.deepEqual(await accessibilityProblems(browser.popup), []);
    }
  } finally {
    await other.stop();
  }
});

test("two minutes: a teacher writes in the demo LVS, and the IB's badge in the same LVS changes", async () => {
  const inbox = fs.mkdtempSync(path.join(os.tmpdir(), "meldbrug-e2e-demo-"));
  const demo = await startDemoLvs(inbox);
  const regenboog = await startExtensionSchool([], { route: "twente", adapters: [{ adapter: "folder", settings: { path: inbox } }] });
  const ib = await startExtension();
  try {
    const popup = await pair(ib.context, regenboog, regenboog.addPerson("ib"));
    await addSite(popup, { url: new URL(demo.url).origin });
    const list = await ib.context.newPage();
    await signIn(list, demo, /intern begeleider/);
    const { spots } = await drawnWhen(list, (now) => now.spots.length >= 10, "the badges of the demo school");
    const siem = spots.find(({ label }) => label.startsWith("Siem Wolkenveld"));
    assert.ok(siem.label.includes("Stap 1 van 5"), siem.label);

    const page = await ib.context.newPage();
    await page.goto(demo.url);
    await page.getByRole("link", { name: "Siem Wolkenveld" }).click();
    await page.selectOption("select[name=categorie]", category);
    await page.fill("input[name=titel]", "Overleg");
    await page.locator("textarea[name=tekst]").pressSequentially("Collegiaal overleg gehad met de aandachtsfunctionaris, de signalen van S. besproken.");
    await panelWith(page, ["Telt zo als: collegiale consultatie"]);
    await page.getByRole("button", { name: "Bewaren" }).click();
    await page.getByRole("status").getByText("De notitie is bewaard.").waitFor();
    const end = Date.now() + 30_000;
    let label = "";
    while (!label.includes("Stap 2 van 5") && Date.now() < end) {
      await page.goto(demo.url);
      label = (await drawnWhen(page, (now) => now.spots.length >= 10, "badges")).spots.find((spot) => spot.label.startsWith("Siem Wolkenveld")).label;
    }
    assert.ok(label.includes("Stap 2 van 5"), label);
    await page.goto(`${demo.url}ouders/`);
    await page.waitForTimeout(1000);
    assert.equal((await drawn(page)).spots.length, 0);
  } finally {
    await ib.stop();
    await regenboog.stop();
    await demo.stop();
    fs.rmSync(inbox, { recursive: true, force: true });
  }
});
