// Notes of another category on the board: pointed out to the IB, put away with one click.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, day, note, openPaired, startSchool, stopBrowser } from "./support.mjs";

const elsewhere = (id, pupil, days, text, category = "Oudergesprek") => ({ ...note(id, pupil, days, "Bellen", text), category });

let school;
before(async () => {
  school = await startSchool(
    [
      { pupil: "L01", name: "Noor Verzonnen", group: "5" },
      note("a1", "L01", -3, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
      elsewhere("a2", "L01", -2, "Met Veilig Thuis gebeld, casus anoniem voorgelegd. Zeldzaamwoord."),
      { pupil: "L02", name: "Daan <b>Denkbeeldig</b>", group: "7" },
      elsewhere("b1", "L02", -4, "Stap 2 gezet.", "<i>Gedrag</i>"),
      elsewhere("b2", "L02", -1, "Moeder is tevreden over het rapport."),
    ],
    { other_categories: ["Oudergesprek", "<i>Gedrag</i>"] },
  );
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

const section = (page) => page.locator("section.misfiled");

test("a misfiled note is told by pupil, day, category and what it is about, below the routes and without its text", async () => {
  const { context, page, problems } = await openPaired(school);
  const items = section(page).locator("li");
  assert.equal(await items.count(), 2);
  const first = await items.first().innerText();
  assert.match(first, /Noor Verzonnen/);
  assert.match(first, /Groep 5/);
  assert.match(first, new RegExp(`notitie van ${Number(day(-2).slice(8))} .* in ‘Oudergesprek’`));
  assert.match(first, /lijkt te gaan over advies van Veilig Thuis/);
  assert.match(await items.nth(1).innerText(), /Daan <b>Denkbeeldig<\/b>.*in ‘<i>Gedrag<\/i>’/s);
  assert.match(await items.nth(1).innerText(), /lijkt te gaan over collegiale consultatie/);
  assert.equal(await page.locator("main i, main b").count(), 0);
  assert.ok(!/eldzaamwoord|tevreden/.test(await page.content()));
  const below = await page.evaluate(() => document.querySelector("table").compareDocumentPosition(document.querySelector(".misfiled")) & Node.DOCUMENT_POSITION_FOLLOWING);
  assert.ok(below);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a pupil with a route opens from the list, one without is named only; the class filter holds", async () => {
  const { context, page } = await openPaired(school, "aandachtsfunctionaris");
  assert.equal(await section(page).locator("button.link").count(), 1);
  await page.getByLabel("Groep").selectOption({ label: "5" });
  assert.equal(await section(page).locator("li").count(), 1);
  await section(page).getByRole("button", { name: "Noor Verzonnen", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Noor Verzonnen" }).waitFor();
  assert.ok(!/eldzaamwoord/.test(await page.content()));
  await context.close();
});

test("at 320 pixels and in the dark the list is whole and nothing is wrong with it", async () => {
  for (const options of [{ viewport: { width: 320, height: 640 } }, { colorScheme: "dark" }]) {
    const { context, page } = await openPaired(school, "ib", options);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  }
});

test("the director sees the overview and no note of another category", async () => {
  const { context, page, asked, problems } = await openPaired(school, "directie");
  await page.locator("tbody tr").first().waitFor();
  assert.equal(await section(page).count(), 0);
  assert.ok(!asked.some((url) => url.includes("/v1/misfiled")));
  assert.deepEqual(problems, []);
  await context.close();
});

test("'gezien' puts a note away, with the keyboard too, and it stays away until it changes", async () => {
  const { context, page } = await openPaired(school);
  const button = section(page).getByRole("button", { name: /^Gezien: notitie van .*, Noor Verzonnen$/ });
  await button.focus();
  await page.keyboard.press("Enter");
  await button.waitFor({ state: "detached" });
  assert.match(await page.locator("#live").innerText(), /weggelegd/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "misfiled-title");
  assert.equal(await section(page).locator("li").count(), 1);
  await page.reload();
  await section(page).waitFor();
  assert.equal(await section(page).locator("li").count(), 1);

  school.import([elsewhere("a2", "L01", -2, "Melding gedaan bij Veilig Thuis.")]);
  await page.getByText("lijkt te gaan over een melding bij Veilig Thuis").waitFor({ timeout: 15_000 });
  assert.match(await page.locator("#live").innerText(), /andere categorie is bijgewerkt/);
  await context.close();
});

test("an alarm stands before everything else, and a note that is moved goes from the list", async () => {
  const { context, page } = await openPaired(school);
  const text = "Ze zegt dat ze in de zomer besneden wordt bij haar oma.";
  school.import([elsewhere("c1", "L02", -9, text)]);
  const alarm = section(page).locator("li.is-urgent");
  await alarm.waitFor({ timeout: 15_000 });
  assert.match(await alarm.innerText(), /Spoed: lijkt te gaan over vrouwelijke genitale verminking/);
  assert.equal(await section(page).locator("li").first().getAttribute("class"), "is-urgent");
  const above = await page.evaluate(() => document.querySelector("table").compareDocumentPosition(document.querySelector(".misfiled")) & Node.DOCUMENT_POSITION_PRECEDING);
  assert.ok(above);
  assert.deepEqual(await accessibilityProblems(page), []);

  school.import([elsewhere("c1", "L02", -9, text, "Meldcode en Verwijsindex")]);
  await alarm.waitFor({ state: "detached", timeout: 15_000 });
  await page.locator("tbody tr", { hasText: "Denkbeeldig" }).waitFor();
  await context.close();
});
