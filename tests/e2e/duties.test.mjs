// What the protocol asks of the school itself, on the board of who may say that it was done.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool(undefined, { route: "open-kring" });
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

async function openDuties(page) {
  await page.getByRole("button", { name: "Plichten van de school" }).click();
  await page.getByRole("heading", { level: 1, name: "Plichten van de school" }).waitFor();
  await page.locator("ul.duties").waitFor();
}
const discussed = (page) => page.locator("ul.duties > li", { hasText: "Twee keer per jaar worden alle leerlingen besproken" });

test("a director writes down that it was done, with a day and a proof, and takes it back", async () => {
  const { context, page, problems } = await openPaired(school, "directie");
  await openDuties(page);
  assert.equal(await page.locator("ul.duties > li").count(), 4);
  const duty = discussed(page);
  assert.match(await duty.innerText(), /Nog open/);
  assert.match(await duty.innerText(), /R155/);
  await duty.getByText("Vastleggen dat het gedaan is").click();

  // Without a day or a proof nothing is sent, and the field says so.
  const send = duty.getByRole("button", { name: /^Vastleggen:/ });
  await send.click();
  assert.match(await duty.getByRole("alert").innerText(), /Kies een dag/);
  await duty.getByLabel("Gedaan op").fill("2026-01-12");
  await send.click();
  assert.match(await duty.getByRole("alert").innerText(), /bewijs/);
  assert.deepEqual(await accessibilityProblems(page), []);

  await duty.getByLabel("Waar ligt het bewijs?").fill("notulen <b>leerlingbespreking</b>");
  await send.press("Enter");
  await duty.locator("ul.records li").waitFor();
  assert.match(await duty.innerText(), /12 januari 2026: notulen <b>leerlingbespreking<\/b>/);
  assert.match(await duty.innerText(), /vastgelegd door Persoon directie/);
  assert.equal(await duty.locator("b").count(), 0, "what was typed is text");
  assert.deepEqual(await accessibilityProblems(page), []);

  await duty.getByRole("button", { name: /^Intrekken:/ }).click();
  await duty.getByText("ingetrokken; was vastgelegd").waitFor();
  assert.equal(await duty.getByRole("button", { name: /^Intrekken:/ }).count(), 0);
  assert.ok(!page.url().includes("duties"));
  await page.getByRole("button", { name: /Terug/ }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

test("a teacher has no such list, at 320 pixels and in the dark it is as good", async () => {
  const teacher = await openPaired(school, "leerkracht");
  assert.equal(await teacher.page.getByRole("button", { name: "Plichten van de school" }).count(), 0);
  await teacher.context.close();
  for (const options of [{ viewport: { width: 320, height: 640 } }, { colorScheme: "dark" }]) {
    const { context, page } = await openPaired(school, "ib", options);
    await openDuties(page);
    assert.deepEqual(await accessibilityProblems(page), []);
    await context.close();
  }
});
