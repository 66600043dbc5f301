// "Wie keek mee" on the board: what an IB shows a parent or the inspectorate.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openDossier, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool();
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

async function openAudit(page, name) {
  await openDossier(page, name);
  await page.getByRole("button", { name: "Wie keek mee" }).click();
  await page.getByRole("heading", { level: 1, name: "Wie keek mee" }).waitFor();
  await page.locator("table.audit").waitFor();
}

test("an IB sees who looked at a dossier and what came in, and goes back to the dossier", async () => {
  const { context, page, problems } = await openPaired(school);
  await openAudit(page, "Daan Denkbeeldig");
  const rows = page.locator("table.audit tbody tr");
  const text = await page.locator("table.audit").innerText();
  assert.match(text, /Persoon ib/);
  assert.match(text, /Opende het dossier/);
  assert.match(text, /Zag het in het overzicht/);
  // The first thing that ever happened stands last: the notes came in, by a command.
  assert.match(await rows.last().innerText(), /Beheer, op de computer van de brug.*Bracht notities of gegevens binnen/s);
  assert.match(await rows.first().innerText(), /\d{1,2} \w+ \d{4}, \d\d:\d\d/);
  assert.ok(!/Noor|Sem/.test(await page.locator("main").innerText()), "no other pupil is named");
  assert.ok(!page.url().includes("L02") && !(await page.title()).includes("Daan"));
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.getByRole("button", { name: /Terug naar het dossier/ }).click();
  await page.getByRole("heading", { level: 1, name: "Daan Denkbeeldig" }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("who looks at the list is in it from then on", async () => {
  const { context, page } = await openPaired(school, "aandachtsfunctionaris");
  await openAudit(page, "Noor Verzonnen");
  await page.locator("table.audit", { hasText: "Keek wie er meekeek" }).waitFor({ timeout: 15_000 });
  await context.close();
});

test("the director has no such list, and the bridge gives none", async () => {
  const { context, page } = await openPaired(school, "directie");
  await page.getByRole("button", { name: "Daan Denkbeeldig" }).click();
  await page.getByRole("heading", { level: 1, name: "Daan Denkbeeldig" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Wie keek mee" }).count(), 0);
  await context.close();
});

test("at 320 pixels and in the dark nothing is wrong with the list", async () => {
  for (const options of [{ viewport: { width: 320, height: 640 } }, { colorScheme: "dark" }]) {
    const { context, page } = await openPaired(school, "ib", options);
    await openAudit(page, "Noor Verzonnen");
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  }
});
