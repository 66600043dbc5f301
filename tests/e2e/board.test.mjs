// What an IB does with the board, from the pairing code to signing out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, note, openBoard, openDossier, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool();
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

test("a wrong code is refused in words and the right one opens the overview", async () => {
  const person = school.addPerson("ib");
  const { context, page } = await openBoard(school);
  await page.fill("#code", "123");
  await page.keyboard.press("Enter");
  await page.getByText("Een koppelcode heeft acht cijfers.").waitFor();
  const code = school.pairingCode(person);
  await page.fill("#code", code === "00000000" ? "11111111" : "00000000");
  await page.keyboard.press("Enter");
  await page.getByText("Deze code klopt niet of is verlopen.").waitFor();
  assert.equal(await page.locator("#code").getAttribute("aria-invalid"), "true");
  assert.equal(await page.evaluate(() => document.activeElement.id), "code");

  await page.fill("#code", `${code.slice(0, 4)} ${code.slice(4)}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Overzicht" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 3);
  await context.close();
});

test("no script can read the session: half of it lies in a cookie out of reach", async () => {
  const { context, page } = await openPaired(school);
  assert.equal(await page.evaluate(() => document.cookie), "");
  const [cookie] = await context.cookies();
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, "Strict");
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!stored.includes(cookie.value));
  await context.close();
});

test("the overview names each pupil with a sign, words, steps and the next term", async () => {
  const { context, page } = await openPaired(school);
  const row = page.locator("tbody tr", { hasText: "Daan Denkbeeldig" });
  assert.equal(await row.locator(".badge .icon").count(), 1);
  assert.ok((await row.locator(".badge").innerText()).trim().length > 3);
  assert.match(await row.locator(".countdown").innerText(), /3 dagen te laat/);
  const steps = await row.locator(".short-ladder desc").textContent();
  assert.match(steps, /: voldaan/);
  assert.match(await row.innerText(), /Groep 7/);
  await context.close();
});

test("the filter leaves one class and its counts", async () => {
  const { context, page } = await openPaired(school);
  await page.getByLabel("Groep").selectOption({ label: "7" });
  assert.equal(await page.locator("tbody tr").count(), 1);
  const counted = (await page.locator(".counts strong").allInnerTexts()).reduce((sum, count) => sum + Number(count), 0);
  assert.equal(counted, 1);
  await page.getByLabel("Groep").selectOption({ label: "Alle groepen" });
  assert.equal(await page.locator("tbody tr").count(), 3);
  await context.close();
});

test("everything is reached with the keyboard, and the reader starts at the heading of what opened", async () => {
  const { context, page } = await openPaired(school);
  const focusedText = () => page.evaluate(() => document.activeElement.innerText ?? "");
  let found = false;
  for (let presses = 0; presses < 30 && !found; ++presses) {
    await page.keyboard.press("Tab");
    found = (await focusedText()) === "Daan Denkbeeldig";
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, "solid", "the focus is seen");
  }
  assert.ok(found);
  await page.keyboard.press("Enter");
  await page.locator(".note").first().waitFor();
  await page.waitForFunction(() => document.activeElement.tagName === "H1");
  assert.equal(await focusedText(), "Daan Denkbeeldig");
  await page.keyboard.press("Shift+Tab");
  assert.match(await focusedText(), /Terug naar het overzicht/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Overzicht" }).waitFor();
  await context.close();
});

test("the dossier draws the ladder as a picture that is also told", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const picture = page.locator("svg.ladder");
  assert.equal(await picture.getAttribute("role"), "img");
  const told = await picture.locator("desc").textContent();
  const rungs = await picture.locator(".rung").allTextContents();
  assert.ok(rungs.length >= 5);
  for (const rung of rungs) assert.match(rung, /voldaan|nog open|te laat|geen vastlegging gevonden|gemotiveerd afgezien|niet van toepassing|te bevestigen/);
  assert.equal((told.match(/\./g) ?? []).length >= rungs.length, true);
  assert.equal(await picture.locator(".rung .sign").count(), rungs.length);
  await context.close();
});

test("every finding says which rule, from where, and what resolves it", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const findings = page.locator(".findings").first().locator(".finding");
  assert.ok((await findings.count()) > 0);
  for (const finding of await findings.all()) {
    assert.match(await finding.innerText(), /Regel \S+/);
    assert.match(await finding.innerText(), /Zo lost dit op/);
  }
  await context.close();
});

test("a term that passed says by how many days", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const term = page.locator(".term", { hasText: "Effect van de hulp" });
  assert.match(await term.innerText(), /3 dagen te laat/);
  await context.close();
});

test("read words are marked in the note, and a plan does not look like a deed", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const dates = await page.locator(".note time").evaluateAll((times) => times.map((time) => time.dateTime));
  assert.deepEqual(dates, [...dates].sort());
  assert.ok((await page.locator(".note mark.is-done").count()) > 0);
  const planned = page.locator(".mark-label", { hasText: "gepland" }).first();
  const done = page.locator(".mark-label.is-done").first();
  assert.match(await done.innerText(), /gedaan/);
  const look = (label) => label.evaluate((node) => [getComputedStyle(node).borderStyle, node.querySelector("path, circle").getAttribute("class")].join());
  assert.notEqual(await look(planned), await look(done));
  await context.close();
});

test("a finding leads to the note it looked at", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  await page.locator(".looked-at button").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.className), "note");
  await context.close();
});

test("texts of notes and names stay text", async () => {
  const { context, page, problems } = await openPaired(school);
  await openDossier(page, "Sem <b>Vet</b>");
  assert.match(await page.locator(".note-text").innerText(), /<script>window\.ran=1<\/script><img src=x/);
  assert.equal(await page.locator("main img, main script, main b").count(), 0);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a script that wants to turn text into markup is stopped by the browser", async () => {
  const { context, page } = await openPaired(school);
  const outcome = await page.evaluate(() => {
    try {
      document.querySelector("main").innerHTML = "<b>x</b>";
      return "ran";
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(outcome, "TypeError");
  await context.close();
});

test("the browser asks nobody but the bridge, and no address, title or history names a pupil", async () => {
  const { context, page, asked } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const own = new URL(school.url).host;
  assert.ok(asked.length > 5);
  for (const url of asked) {
    assert.equal(new URL(url).host, own);
    assert.ok(!/L02|Daan|Denkbeeldig/i.test(url));
  }
  assert.equal(page.url(), school.url);
  assert.ok(!/L02|Daan/.test(await page.title()));
  assert.ok(!/L02|Daan/.test(JSON.stringify(await page.evaluate(() => history.state))));
  await context.close();
});

test("back and forward move between overview and dossier", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Overzicht" }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { level: 1, name: "Daan Denkbeeldig" }).waitFor();
  await context.close();
});

test("axe finds nothing on any screen, light or dark, wide or narrow", async () => {
  for (const options of [{}, { colorScheme: "dark" }, { viewport: { width: 320, height: 640 } }]) {
    const { context, page } = await openPaired(school, "ib", options);
    assert.deepEqual(await accessibilityProblems(page), []);
    await openDossier(page, "Daan Denkbeeldig");
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole("button", { name: "Afmelden" }).click();
    await page.locator("#code").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  }
});

test("at 320 pixels and at 200 % nothing is cut off sideways", async () => {
  for (const viewport of [{ width: 320, height: 640 }, { width: 600, height: 450 }]) {
    const { context, page } = await openPaired(school, "ib", { viewport });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(await overflow(), 0);
    await openDossier(page, "Daan Denkbeeldig");
    assert.equal(await overflow(), 0);
    await context.close();
  }
});

test("the dossier prints; the list of names only by its own button", async () => {
  const { context, page } = await openPaired(school);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("table").isVisible(), false);
  assert.equal(await page.getByText("Het overzicht wordt niet vanzelf afgedrukt.").isVisible(), true);
  await page.emulateMedia({ media: "screen" });

  await page.evaluate(() => {
    window.print = () => (window.printedRows = document.documentElement.classList.contains("print-overview"));
  });
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("button", { name: "Overzicht afdrukken" }).click();
  assert.equal(await page.evaluate(() => window.printedRows), undefined);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Overzicht afdrukken" }).click();
  assert.equal(await page.evaluate(() => window.printedRows), true);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("table").isVisible(), true);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("table").isVisible(), false);
  await page.emulateMedia({ media: "screen" });

  await openDossier(page, "Daan Denkbeeldig");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".ladder").isVisible(), true);
  assert.equal(await page.locator(".printed").isVisible(), true);
  assert.equal(await page.getByRole("button", { name: "Afmelden" }).isVisible(), false);
  await context.close();
});

test("signing out leaves nothing on the device", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  await page.getByRole("button", { name: "Afmelden" }).click();
  await page.getByText("U bent afgemeld.").waitFor();
  assert.ok(!/Denkbeeldig/.test(await page.content()));
  assert.deepEqual(await context.cookies(), []);
  assert.equal(await page.evaluate(() => localStorage.getItem("meldbrug.key")), null);
  await page.goBack().catch(() => {});
  assert.ok(!/Denkbeeldig/.test(await page.content()));
  await page.goto(school.url);
  await page.locator("#code").waitFor();
  await context.close();
});

test("signing out in one tab signs out the other", async () => {
  const { context, page } = await openPaired(school);
  const other = await context.newPage();
  await other.goto(school.url);
  await other.locator("table").waitFor();
  await page.getByRole("button", { name: "Afmelden" }).click();
  await other.locator("#code").waitFor();
  assert.ok(!/Denkbeeldig/.test(await other.content()));
  await context.close();
});

test("the screen is covered at one press", async () => {
  const { context, page } = await openPaired(school);
  await page.getByRole("button", { name: "Verberg scherm" }).click();
  assert.equal(await page.locator("table").isVisible(), false);
  assert.ok(!/Denkbeeldig/.test(await page.locator("body").innerText()));
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("table").isVisible(), true);
  await context.close();
});

test("the board speaks English when asked and remembers it", async () => {
  const { context, page } = await openPaired(school);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await context.close();
});

test("a role without the right is told so and sees nobody", async () => {
  const { context, page } = await openPaired(school, "beheer");
  await page.getByText("Uw rol ziet geen routes van leerlingen.").waitFor();
  assert.ok(!/Denkbeeldig/.test(await page.content()));
  await context.close();
});

test("who sees dossiers by invitation only is told of none before, and not that there are none", async () => {
  const { context, page } = await openPaired(school, "leerkracht");
  await page.getByText("U ziet hier alleen dossiers waarvoor u bent uitgenodigd").waitFor();
  assert.ok(!/Denkbeeldig|Verzonnen/.test(await page.content()));
  await context.close();
});

test("the director sees the route and not the words of notes", async () => {
  const { context, page } = await openPaired(school, "directie");
  await page.getByRole("button", { name: "Daan Denkbeeldig" }).click();
  await page.getByText("Uw rol ziet de tekst van notities niet.").waitFor();
  assert.ok((await page.locator(".ladder .rung").count()) >= 5);
  assert.ok(!/schoolmaatschappelijk werk is gedaan/.test(await page.content()));
  await context.close();
});

test("new notes show by themselves, and the reader keeps their place", async () => {
  const { context, page } = await openPaired(school, "ib", { viewport: { width: 1000, height: 300 } });
  const button = page.getByRole("button", { name: "Daan Denkbeeldig" });
  await button.focus();
  await page.evaluate(() => window.scrollTo(0, 120));
  school.import([{ pupil: "L04", name: "Yara Bedacht", group: "6" }, note("d1", "L04", -1, "Signalen", "Signalen in kaart gebracht en vastgelegd.")]);
  await page.getByRole("button", { name: "Yara Bedacht" }).waitFor({ timeout: 15_000 });
  assert.equal(await page.evaluate(() => document.activeElement.innerText), "Daan Denkbeeldig");
  assert.equal(await page.evaluate(() => window.scrollY), 120);
  assert.match(await page.locator("#live").innerText(), /1 leerling veranderd/);
  await context.close();
});

test("somebody who is revoked loses the page within seconds", async () => {
  const { context, page, person } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  school.run("user", "revoke", person);
  await page.getByText("U bent afgemeld of de koppeling is ingetrokken.").waitFor({ timeout: 15_000 });
  assert.ok(!/Denkbeeldig/.test(await page.content()));
  await context.close();
});

test("a bridge that is gone is told, and forgotten when it is back", async () => {
  const { context, page } = await openPaired(school);
  const url = school.url;
  await school.halt();
  await page.locator(".notice", { hasText: "Geen verbinding met de brug" }).waitFor({ timeout: 15_000 });
  assert.equal(await page.locator("table").isVisible(), true);
  await school.serve();
  // It comes back on its own port: sessions live on.
  assert.equal(school.url, url);
  await page.locator(".notice", { hasText: "Geen verbinding met de brug" }).waitFor({ state: "detached", timeout: 15_000 });
  await context.close();
});
