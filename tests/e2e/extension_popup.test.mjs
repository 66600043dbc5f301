// The popup, which is the page of settings too: two clicks to pair, plain states, everything by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems } from "./support.mjs";
import { addSite, badged, listPage, openPopup, pair, startExtension, startExtensionSchool, startLvs } from "./extension_support.mjs";

let school;
let lvs;
let browser;

before(async () => {
  school = await startExtensionSchool();
  lvs = await startLvs({ "/": listPage() });
  browser = await startExtension();
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  await lvs?.stop();
});

test("not paired: a code is asked for, mistakes are told in words, and axe finds nothing", async () => {
  const popup = await openPopup(browser.context);
  assert.equal(await popup.inputValue("#address"), "http://127.0.0.1:8470");
  assert.deepEqual(await accessibilityProblems(popup), []);
  const error = popup.locator("#code-error");
  await popup.fill("#code", "1234");
  await popup.keyboard.press("Enter");
  await error.getByText("acht cijfers").waitFor();
  await popup.fill("#address", "http://10.1.2.3:8470");
  await popup.fill("#code", "12345678");
  await popup.keyboard.press("Enter");
  await error.getByText("geen adres van een brug").waitFor();
  await popup.fill("#address", "http://127.0.0.1:1");
  await popup.keyboard.press("Enter");
  await error.getByText("antwoordt geen brug").waitFor();
  await popup.fill("#address", school.url);
  await popup.fill("#code", "00000000");
  await popup.keyboard.press("Enter");
  await error.getByText("klopt niet of is verlopen").waitFor();
  assert.deepEqual(await accessibilityProblems(popup), []);
  await popup.close();
});

test("a code works once, and what is kept is the address and the token", async () => {
  const person = school.addPerson("ib");
  const code = school.pairingCode(person);
  const popup = await openPopup(browser.context);
  await popup.fill("#address", school.url);
  await popup.fill("#code", code);
  await popup.keyboard.press("Enter");
  await popup.getByText("Gekoppeld als Persoon ib, De Regenboog (fictief).").waitFor();
  const kept = await browser.worker.evaluate(() => chrome.storage.local.get());
  assert.deepEqual(Object.keys(kept).sort(), ["address", "token"]);
  const other = await startExtension();
  const second = await openPopup(other.context);
  await second.fill("#address", school.url);
  await second.fill("#code", code);
  await second.keyboard.press("Enter");
  await second.locator("#code-error").getByText("klopt niet of is verlopen").waitFor();
  await other.stop();
  await popup.close();
});

test("paired: by keyboard alone a pupil system is added and taken away, with its badges; axe finds nothing", async () => {
  const popup = await openPopup(browser.context);
  const page = await browser.context.newPage();
  await page.goto(lvs.url);
  await popup.bringToFront();
  assert.deepEqual(await accessibilityProblems(popup), []);
  await popup.locator("#site").focus();
  await popup.keyboard.type(lvs.url);
  await popup.keyboard.press("Enter");
  await popup.locator("#sites", { hasText: lvs.url }).waitFor();
  assert.deepEqual(await accessibilityProblems(popup), []);
  await badged(page, 3);
  const remove = popup.getByRole("button", { name: `Weghalen: ${lvs.url}` });
  await remove.focus();
  await popup.keyboard.press("Enter");
  await popup.locator("#sites").waitFor({ state: "detached" });
  await badged(page, 0);
  await page.close();
  await popup.close();
});

test("a page that was open before its system was added gets its badges without being loaded again", async () => {
  const page = await browser.context.newPage();
  await page.goto(lvs.url);
  await page.evaluate(() => (window.kept = true));
  const popup = await openPopup(browser.context);
  await addSite(popup, lvs);
  await badged(page, 3);
  assert.equal(await page.evaluate(() => window.kept), true);
  await page.close();
  await popup.close();
});

test("in dark mode and in English it says the same, and axe finds nothing", async () => {
  const popup = await openPopup(browser.context);
  await popup.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  assert.deepEqual(await accessibilityProblems(popup), []);
  await popup.getByRole("button", { name: "English" }).click();
  await popup.getByText("Paired as Persoon ib").waitFor();
  assert.equal(await popup.evaluate(() => document.documentElement.lang), "en");
  assert.deepEqual(await accessibilityProblems(popup), []);
  await popup.getByRole("button", { name: "Nederlands" }).click();
  await popup.getByText("Gekoppeld als").waitFor();
  await popup.close();
});

test("a role for which there is nothing to see is told so, calmly", async () => {
  const other = await startExtension();
  const popup = await pair(other.context, school, school.addPerson("bestuur"));
  await popup.getByText("Met uw rol is in het leerlingvolgsysteem niets te zien.").waitFor();
  await other.stop();
});
