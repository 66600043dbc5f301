// A director is told after each step, and one click is the record; the care coordinator sees that it was.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool(undefined, { route: "twente" });
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

test("a director clicks 'gezien' with the keyboard, and the IB sees who saw it", async () => {
  const director = await openPaired(school, "directie");
  const { page } = director;
  const section = page.getByRole("region", { name: "Te weten" });
  await section.waitFor();
  const open = section.locator("xpath=./ul/li");
  const before = await open.count();
  assert.ok(before > 0, "the demo school has something to tell");
  assert.match(await open.first().innerText(), /directie/i);
  assert.deepEqual(await accessibilityProblems(page), []);

  await open.first().getByRole("button", { name: /^Gezien: / }).press("Enter");
  await section.getByText(/^Gezien \(1\)$/).waitFor();
  assert.ok((await open.count()) < before, "it is no longer open");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Te weten");
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(director.problems, []);

  const ib = await openPaired(school, "ib");
  const told = ib.page.getByRole("region", { name: "Te weten" });
  await told.getByText(/^Gezien \(1\)$/).click();
  await told.getByText(/gezien door Persoon directie op/).waitFor();
  assert.equal(await told.getByRole("button", { name: /^Gezien: / }).count(), 0, "it is not the IB's to say");
  assert.deepEqual(await accessibilityProblems(ib.page), []);
  await ib.context.close();
  await director.context.close();
});

test("the board of the school sees what it has to know and no child", async () => {
  const { context, page, problems } = await openPaired(school, "bestuur");
  await page.getByText(/Er is niets dat u nog moet weten|Te weten/).first().waitFor();
  assert.equal(await page.locator("table.pupils").count(), 0);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});
