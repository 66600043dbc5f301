// Hiding a pupil from one person, on the board of who may.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool();
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

async function openFirst(page) {
  await page.locator("table.pupils tbody button").first().click();
  await page.getByRole("button", { name: "Voor iemand verbergen" }).waitFor();
  return page.getByRole("heading", { level: 1 }).innerText();
}

test("an IB hides a pupil from the director by keyboard, who then finds no such pupil, and shows it again", async () => {
  const { context, page, problems } = await openPaired(school, "ib");
  const director = await openPaired(school, "directie");
  const name = await openFirst(page);
  const rows = director.page.locator("table.pupils tbody tr", { hasText: name });
  assert.equal(await rows.count(), 1);

  await page.getByRole("button", { name: "Voor iemand verbergen" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "Voor iemand verbergen" }).waitFor();
  await page.getByText("Deze leerling is voor niemand verborgen.").waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);

  const send = page.getByRole("button", { name: "Verbergen", exact: true });
  await send.press("Enter");
  assert.match(await page.getByRole("alert").innerText(), /Geef een reden/);
  await page.getByLabel("Waarom?").fill("de zorg gaat over <b>deze</b> collega");
  await send.press("Enter");
  assert.match(await page.getByRole("alert").innerText(), /Kies voor wie/);
  await page.getByLabel("Voor wie?").selectOption({ label: "Persoon directie (directie)" });
  await send.press("Enter");
  const listed = page.locator("ul.hidings li");
  await listed.waitFor();
  assert.match(await listed.innerText(), /Persoon directie · ziet niets van deze leerling/);
  assert.match(await listed.innerText(), /<b>deze<\/b>/);
  assert.deepEqual(await accessibilityProblems(page), []);

  await director.page.reload();
  await director.page.locator("table.pupils tbody tr").first().waitFor();
  assert.equal(await rows.count(), 0);

  await listed.getByText("Weer laten zien").first().press("Enter");
  await listed.getByLabel("Waarom?").fill("niet gegrond");
  await listed.getByRole("button", { name: /^Weer laten zien/ }).press("Enter");
  await page.getByText(/beëindigd door/).waitFor();
  await director.page.reload();
  await rows.first().waitFor();
  assert.deepEqual(problems, []);
  await context.close();
  await director.context.close();
});

test("a teacher is not offered to hide anything", async () => {
  const { context, page } = await openPaired(school, "leerkracht");
  assert.equal(await page.getByRole("button", { name: "Voor iemand verbergen" }).count(), 0);
  await context.close();
});
