// An IB settles what is in doubt, says that something is not so, and takes it back: on the board, with the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, note, openDossier, openPaired, startSchool, stopBrowser } from "./support.mjs";

const doubtful = "Van: Kirsten Bos\nWij hebben een melding gedaan bij Veilig Thuis.";

let school;
before(async () => {
  school = await startSchool([
    { pupil: "L01", name: "Noor Verzonnen", group: "5" },
    note("a1", "L01", -9, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
    note("a2", "L01", -7, "Mail", doubtful),
    { pupil: "L02", name: "Daan Denkbeeldig", group: "7" },
    note("b1", "L02", -9, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
    note("b2", "L02", -7, "Gesprek", "Gesproken met moeder over de zorgen."),
  ]);
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

const finding = (page) => page.locator(".finding.verdict-to_confirm", { hasText: "melden" }).or(page.locator(".finding.verdict-to_confirm")).first();
const corrections = (page) => page.locator("section.corrections");

test("a finding in doubt is confirmed with a reason, from the keyboard; without one nothing is sent", async () => {
  const { context, page, asked, problems } = await openPaired(school);
  await openDossier(page, "Noor Verzonnen");
  const form = finding(page).locator(".correct");
  assert.deepEqual(await accessibilityProblems(page), []);
  const confirm = form.getByRole("button", { name: /^Bevestigen: / });
  await confirm.focus();
  await page.keyboard.press("Enter");
  assert.match(await form.locator(".field-error").innerText(), /waarom/);
  assert.ok(!asked.some((url) => url.includes("/v1/confirm")));

  const reason = form.getByLabel("Reden");
  assert.ok(await reason.evaluate((field) => field === document.activeElement));
  await page.keyboard.type("Ik was erbij <b>zelf</b>");
  await page.keyboard.press("Enter"); // by itself it says nothing
  assert.ok(!asked.some((url) => url.includes("/v1/confirm")));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await corrections(page).waitFor();
  assert.equal(await page.locator(".finding.verdict-to_confirm .correct").count(), 0);
  assert.match(await corrections(page).innerText(), /bevestigd door intern begeleider op .*Ik was erbij <b>zelf<\/b>/s);
  assert.match(await page.locator(".corrected-steps").innerText(), /bevestigd door intern begeleider/);
  assert.equal(await page.locator("main b").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), "corrections-title");
  assert.match(await page.locator("#live").innerText(), /vastgelegd/);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("what was read for certain is rejected below its note, and taken back", async () => {
  const { context, page } = await openPaired(school, "aandachtsfunctionaris");
  await openDossier(page, "Daan Denkbeeldig");
  const article = page.locator(".note", { hasText: "Gesproken met moeder" });
  await article.getByText("Klopt het gelezen niet?").click();
  const group = article.getByRole("group", { name: /gesprek/i }).first();
  assert.equal(await group.getByRole("button", { name: /^Bevestigen/ }).count(), 0);
  await group.getByLabel("Reden").fill("dat was een ander kind");
  await group.getByRole("button", { name: /^Klopt niet/ }).click();
  await corrections(page).waitFor();
  assert.match(await article.locator(".note-text").innerText(), /klopt niet/);
  assert.match(await corrections(page).innerText(), /klopt niet door aandachtsfunctionaris .*dat was een ander kind/s);

  await corrections(page).getByLabel("Reden").fill("vergissing");
  await corrections(page).getByRole("button", { name: /^Ongedaan maken/ }).click();
  await page.locator(".correction.is-undone").waitFor();
  assert.doesNotMatch(await article.locator(".note-text").innerText(), /klopt niet/);
  await context.close();
});

test("what is typed is still there when the page refreshes itself", async () => {
  const { context, page } = await openPaired(school);
  await openDossier(page, "Daan Denkbeeldig");
  const article = page.locator(".note", { hasText: "Gesproken met moeder" });
  await article.getByText("Klopt het gelezen niet?").click();
  const reason = article.getByLabel("Reden").first();
  await reason.fill("half getypt");
  school.import([note("b3", "L02", -2, "Overleg", "Collegiaal overleg gehad met de ib'er.")]);
  await page.locator(".note", { hasText: "Collegiaal overleg" }).waitFor({ timeout: 15_000 });
  assert.equal(await article.getByLabel("Reden").first().inputValue(), "half getypt");
  await context.close();
});

test("a pupil of whom nothing is left can be had back from the same page", async () => {
  school.import([{ pupil: "L03", name: "Sem Bedacht", group: "5" }, note("c1", "L03", -4, "Gesprek", "Gesproken met moeder over de zorgen.")]);
  const { context, page } = await openPaired(school);
  await openDossier(page, "Sem Bedacht");
  await page.getByText("Klopt het gelezen niet?").click();
  const group = page.locator(".correct-note .correct").first();
  await group.getByLabel("Reden").fill("verkeerde leerling");
  await group.getByRole("button", { name: /^Klopt niet/ }).click();
  await page.getByText("Na correctie is van deze leerling geen stap").waitFor();
  assert.match(await page.locator("h1").innerText(), /Sem Bedacht/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await corrections(page).getByLabel("Reden").fill("toch wel");
  await corrections(page).getByRole("button", { name: /^Ongedaan maken/ }).click();
  await page.locator(".dossier").waitFor();
  await context.close();
});

test("the director sees that a person decided, not why, and has no buttons", async () => {
  const { context, page, problems } = await openPaired(school, "directie");
  await page.getByRole("button", { name: "Noor Verzonnen" }).click();
  await page.locator(".corrected-steps").waitFor();
  assert.match(await page.locator(".corrected-steps").innerText(), /bevestigd door intern begeleider/);
  assert.doesNotMatch(await page.content(), /Ik was erbij/);
  assert.equal(await page.locator(".correct").count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});

test("at 320 pixels and in the dark the forms fit and nothing is wrong with them", async () => {
  for (const options of [{ viewport: { width: 320, height: 640 } }, { colorScheme: "dark" }]) {
    const { context, page } = await openPaired(school, "ib", options);
    await openDossier(page, "Daan Denkbeeldig");
    for (const summary of await page.getByText("Klopt het gelezen niet?").all()) await summary.click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  }
});
