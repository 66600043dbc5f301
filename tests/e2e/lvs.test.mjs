// The demo LVS in a real browser: what is written there shows on the board, by keyboard too, and axe has nothing to say.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { signIn, startLvs } from "./lvs.mjs";
import { accessibilityProblems, openPaired, startBrowser, startSchool, stopBrowser } from "./support.mjs";

let folder;
let lvs;
let school;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "meldbrug-e2e-lvs-"));
  lvs = await startLvs(folder);
  school = await startSchool([], { route: "twente", adapters: [{ adapter: "folder", settings: { path: folder } }] });
});
after(async () => {
  await stopBrowser();
  await school?.stop();
  await lvs?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function openLvs(options = {}) {
  const context = await (await startBrowser()).newContext({ locale: "nl-NL", viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  return { context, page, problems };
}

/** Goes on with Tab until what has the focus is this element, as somebody without a mouse does. */
async function tabTo(page, locator) {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`no Tab leads to ${locator}`);
}

test("a note written, changed and removed with the keyboard changes the badge on the board", async () => {
  const board = await openPaired(school);
  const row = board.page.locator("tr", { hasText: "Siem Wolkenveld" });
  await row.getByText("Stap 1 van 5").waitFor({ timeout: 20_000 });

  const { context, page, problems } = await openLvs();
  await signIn(page, lvs, /leerkracht/);
  await tabTo(page, page.getByRole("link", { name: "Siem Wolkenveld" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Titel"));
  await page.keyboard.type("Overleg");
  await tabTo(page, page.getByLabel("Tekst"));
  await page.keyboard.type("Collegiaal overleg gehad met de aandachtsfunctionaris, de signalen van S. besproken.");
  await tabTo(page, page.getByRole("button", { name: "Bewaren" }));
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("De notitie is bewaard.").waitFor();
  await row.getByText(/Stap 2 van 5/).waitFor({ timeout: 30_000 });

  const note = page.locator("article.notitie", { hasText: "Collegiaal overleg" });
  await note.getByRole("link", { name: "Bewerken Overleg" }).press("Enter");
  await page.getByLabel("Tekst").fill("Gesprek gevoerd met moeder; zorgen gedeeld over de kleding van S.");
  await page.getByRole("button", { name: "Bewaren" }).press("Enter");
  await page.getByText("De wijziging is bewaard.").waitFor();
  await row.getByText(/Stap 3 van 5/).waitFor({ timeout: 30_000 });

  await page.locator("article.notitie", { hasText: "Gesprek gevoerd met moeder" }).getByRole("link", { name: "Verwijderen Overleg" }).press("Enter");
  await page.getByRole("button", { name: "Verwijderen" }).press("Enter");
  await page.getByText("De notitie is verwijderd.").waitFor();
  await row.getByText("Stap 1 van 5").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Afmelden" }).press("Enter");
  await page.getByRole("heading", { name: "Aanmelden" }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
  await board.context.close();
});

test("axe finds nothing on any page, at any width, in the light and in the dark", async () => {
  for (const options of [{}, { viewport: { width: 320, height: 640 } }, { colorScheme: "dark" }]) {
    const { context, page, problems } = await openLvs(options);
    const look = async (name) => {
      assert.deepEqual(await accessibilityProblems(page), [], `${name} ${JSON.stringify(options)}`);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(tooWide, 0, `${name} does not scroll sideways`);
    };
    const visit = async (where) => {
      await page.goto(new URL(where, lvs.url).href);
      await look(where);
    };
    for (const where of ["/", "/ouders/", "/ouders/rb05"]) await visit(where);
    await signIn(page, lvs, /intern begeleider/);
    for (const where of ["/", "/?groep=5", "/leerling/rb05", "/leerling/rb05?gedaan=toegevoegd"]) await visit(where);
    const edit = await page.getByRole("link", { name: /^Bewerken/ }).first().getAttribute("href");
    for (const where of [edit, `${edit}/verwijderen`]) await visit(where);
    await page.goto(new URL("/leerling/rb05", lvs.url).href);
    await page.getByLabel("Titel").fill("   ");
    await page.getByLabel("Tekst").fill("   ");
    await page.getByRole("button", { name: "Bewaren" }).click();
    await page.getByRole("alert").waitFor();
    await look("what was refused");
    assert.equal(await page.evaluate(() => document.activeElement.name), "titel", "the focus is at what has to be put right");
    // Chromium itself complains of the status 422, and of nothing else.
    assert.deepEqual(problems.filter((problem) => !problem.includes("422")), []);
    await context.close();
  }
});

test("markup in a note is text in the browser too, and its text comes back unchanged in the editor", async () => {
  const { context, page } = await openLvs();
  await signIn(page, lvs, /directeur/);
  await page.goto(new URL("/leerling/rb14", lvs.url).href);
  const text = "\n<img src=x onerror=window.ran=1><script>window.ran=1</script></textarea> & \"aanhaling\"\nregel twee";
  await page.getByLabel("Categorie").selectOption("Rekenen");
  await page.getByLabel("Titel").fill("<b onclick=window.ran=1>vet</b>");
  await page.getByLabel("Tekst").fill(text);
  await page.getByRole("button", { name: "Bewaren" }).click();
  const note = page.locator("article.notitie", { hasText: "vet" });
  assert.equal(await note.locator(".tekst").textContent(), text);
  assert.equal(await note.locator(".tekst *, h3 *").count(), 0);
  await note.getByRole("link", { name: /^Bewerken/ }).click();
  assert.equal(await page.getByLabel("Tekst").inputValue(), text);
  await page.goto(new URL("/ouders/rb14", lvs.url).href);
  assert.equal(await page.locator(".tekst", { hasText: "regel twee" }).textContent(), text);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await context.close();
});

test("a form on another port of this computer writes nothing in the name of who is signed in", async () => {
  const { context, page } = await openLvs();
  await signIn(page, lvs, /leerkracht/);
  const before = fs.readFileSync(lvs.file);
  // The board stands on another port of 127.0.0.1: for a cookie the same site.
  await page.route(`${school.url}hostile`, (route) => route.fulfill({
    contentType: "text/html",
    body: `<form method="post" action="${lvs.url}leerling/rb06/notities/1/verwijderen"><button>Klik</button></form>`,
  }));
  await page.goto(`${school.url}hostile`);
  const answer = page.waitForResponse((response) => response.url().startsWith(lvs.url));
  await page.getByRole("button", { name: "Klik" }).click();
  assert.equal((await answer).status(), 403);
  assert.deepEqual(fs.readFileSync(lvs.file), before);
  await context.close();
});
