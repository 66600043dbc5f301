// What stands beside a route: a brother or sister who has one too, and that a dossier belongs to another route altogether.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityProblems, note, openDossier, openPaired, startSchool, stopBrowser } from "./support.mjs";

let school;
before(async () => {
  school = await startSchool([
    { pupil: "L01", name: "Noor Verzonnen", group: "5", siblings: ["L02"] },
    note("a1", "L01", -9, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
    note("a2", "L01", -7, "Zorg", "Vermoeden van mishandeling door een leerkracht van onze school."),
    note("a3", "L01", -5, "Melding", "Melding gedaan bij Veilig Thuis."),
    { pupil: "L02", name: "Daan Verzonnen", group: "7", siblings: ["L01"] },
    note("b1", "L02", -9, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
  ]);
});
after(async () => {
  await stopBrowser();
  await school.stop();
});

test("a suspicion of a member of staff ends the route once a person says so, and the board says what holds now", async () => {
  const { context, page, problems } = await openPaired(school);
  await openDossier(page, "Noor Verzonnen");
  assert.equal(await page.locator(".other-route").count(), 0);
  assert.ok((await page.locator(".finding").count()) > 2);
  const form = page.locator(".finding.verdict-to_confirm", { hasText: "medewerker" }).locator(".correct");
  await form.getByLabel("Reden").focus();
  await page.keyboard.type("Gesproken met het kind");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const panel = page.locator(".other-route");
  await panel.waitFor();
  assert.match(await panel.innerText(), /bestuur \(bevoegd gezag\).*vertrouwensinspecteur/s);
  assert.match(await panel.innerText(), /bevestigd door intern begeleider op .*Gesproken met het kind/s);
  const left = await page.locator(".finding").allInnerTexts();
  assert.equal(left.length, 1);
  assert.match(left[0], /bestuur/);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a sister's route is a hint that leads there, and nothing of it stands here", async () => {
  const { context, page, problems } = await openPaired(school);
  await openDossier(page, "Daan Verzonnen");
  const hint = page.locator(".siblings");
  assert.match(await hint.innerText(), /Noor Verzonnen/);
  assert.doesNotMatch(await page.locator("main").innerText(), /mishandeling/);
  assert.deepEqual(await accessibilityProblems(page), []);
  await hint.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Noor Verzonnen/ }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});
