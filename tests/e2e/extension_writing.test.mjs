// What a teacher relies on: while writing in the category, what the text counts as so far; in every kind of field, and nowhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { category, drawn, drawnWhen, nothing, nothingOnPaper, openExtension, pupilPage, pupils, startExtensionSchool, startLvs } from "./extension_support.mjs";

let school;
let lvs;
let browser;

const noor = pupils[0];
const talk = "Gesprek gevoerd met moeder over de zorgen.";

before(async () => {
  school = await startExtensionSchool();
  lvs = await startLvs({});
  browser = await openExtension(school, lvs, { role: "leerkracht" });
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  await lvs?.stop();
});

async function open(options, html = pupilPage(noor, options)) {
  lvs.pages[`/leerling/${noor.id}`] = html;
  const page = await browser.context.newPage();
  await page.goto(`${lvs.url}/leerling/${noor.id}`);
  return page;
}

const panelSays = (page, ...words) => drawnWhen(page, ({ panel }) => words.every((word) => panel?.includes(word)), `a panel that says ${words.join(" and ")}`);
const choose = (page) => page.selectOption("select[name=categorie]", { label: category });

test("in a text area: the step it counts as, and what is still missing", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", talk);
  const { panel } = await panelSays(page, "Telt zo als: gesprek met de ouders", "de datum", "dat het verslag is ondertekend");
  assert.ok(!panel.includes("112"));
  await page.fill("input[name=datum]", "2026-03-12");
  await drawnWhen(page, (now) => now.panel !== null && !now.panel.includes("de datum"), "a date that is no longer missing");
  await page.close();
});

test("a plan is said to be one, and a text that shows no step counts as none", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", "Volgende week spreken we met moeder.");
  const { panel } = await panelSays(page, "gepland, telt nog niet");
  assert.ok(!panel.includes("Telt zo als"));
  await page.fill("textarea", "Mooi weer vandaag.");
  await panelSays(page, "Dit telt nog niet als een stap");
  await page.close();
});

test("who leaves out the talk is asked for the ground", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", "Afgezien van het gesprek met de ouders.");
  await panelSays(page, "waarom van het gesprek wordt afgezien");
  await page.close();
});

test("parents sign the report of a talk with them; nobody is asked to sign a consultation", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", "Collegiaal overleg gehad.");
  const { panel } = await panelSays(page, "Telt zo als: collegiale consultatie", "wie erbij was");
  assert.ok(!panel.includes("ondertekend"));
  await page.close();
});

test("acute danger comes first: 112", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", "Kind durft niet naar huis, er is acuut gevaar.");
  const { panel } = await panelSays(page, "bel 112");
  assert.ok(panel.indexOf("112") < panel.indexOf("Telt zo als") || !panel.includes("Telt zo als"));
  await page.close();
});

test("the draft goes to the bridge alone: not into the page, not into storage, not into the store", async () => {
  const page = await open();
  await choose(page);
  const secret = "Gesprek gevoerd met moeder over zeldzaamwoord.";
  await page.fill("textarea", secret);
  await panelSays(page, "gesprek met de ouders");
  const kept = await browser.worker.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  assert.ok(!kept.includes("zeldzaamwoord"));
  assert.equal(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])), '[{},{},""]');
  assert.ok(lvs.asked.every((path) => !path.includes("zeldzaam")));
  assert.ok(!school.run("status", "--json").includes("zeldzaamwoord"));
  assert.equal(await page.inputValue("textarea"), secret, "the text itself is left alone");
  await page.close();
});

test("in another category nothing is said, and nothing of it reaches the bridge", async () => {
  const page = await open();
  await browser.worker.evaluate(() => {
    self.called = [];
    self.own = fetch;
    self.fetch = (address, options) => (self.called.push(`${address} ${options?.body}`), self.own(address, options));
  });
  await page.fill("textarea", `${talk} prive`);
  await choose(page);
  await panelSays(page, "gesprek met de ouders");
  await page.selectOption("select[name=categorie]", { label: "Algemeen" });
  await drawnWhen(page, ({ panel }) => panel === null, "no panel");
  await page.fill("textarea", `${talk} geheim`);
  await choose(page);
  await page.fill("textarea", `${talk} open`);
  await panelSays(page, "gesprek met de ouders");
  const called = await browser.worker.evaluate(() => ((self.fetch = self.own), self.called.filter((call) => call.includes("/v1/read"))));
  assert.ok(called.some((call) => call.includes("open")));
  assert.ok(!called.some((call) => call.includes("geheim")));
  await page.close();
});

for (const [parents, sentence] of [["ja", "Ouders kunnen de categorie"], [null, "op de pagina niet te zien"]]) {
  test(`where parents see the category (${parents ?? "not to be told"}) nothing stands on the page, and the popup says why`, async () => {
    const page = await open({ parents });
    await choose(page);
    await page.fill("textarea", talk);
    await browser.popup.reload();
    await browser.popup.locator("#guard", { hasText: sentence }).waitFor();
    assert.equal((await drawn(page)).panel, null);
    // The same page, once parents do not see it: the panel is there.
    await page.evaluate(() => document.querySelector("select").options[1].setAttribute("data-ouders", "nee"));
    await page.fill("textarea", `${talk} `);
    await panelSays(page, "gesprek met de ouders");
    await browser.popup.reload();
    await browser.popup.locator("#state").waitFor();
    assert.equal(await browser.popup.locator("#guard").count(), 0);
    await page.close();
  });
}

test("a note of the category that parents see is told in the popup too", async () => {
  const page = await open({ notes: [{ id: 1, title: "x", text: "y", parents: "ja" }, { id: 2, title: "z", text: "y" }] });
  await drawnWhen(page, () => true, "the page");
  for (let tries = 0; tries < 50; tries += 1) {
    await browser.popup.reload();
    await browser.popup.locator("#state").waitFor();
    if ((await browser.popup.locator("#guard").count()) > 0) break;
  }
  assert.match(await browser.popup.locator("#guard").innerText(), /Ouders kunnen de categorie ‘Meldcode en Verwijsindex’ zien/);
  await page.close();
});

test("hidden is hidden: the panel goes with the badges", async () => {
  const page = await open();
  await choose(page);
  await page.fill("textarea", talk);
  await panelSays(page, "gesprek met de ouders");
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  await nothing(page);
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  await panelSays(page, "gesprek met de ouders");
  await nothingOnPaper(page);
  await page.close();
});
