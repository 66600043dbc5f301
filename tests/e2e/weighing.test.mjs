// What an IB sees of the weighing: the question that is asked now, the answers with what follows, and the two decisions.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { accessibilityProblems, day, note, openDossier, openPaired, startSchool, stopBrowser } from "./support.mjs";

after(stopBrowser);

const before = (pupil) => [
  note(`${pupil}-1`, pupil, -20, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
  note(`${pupil}-2`, pupil, -18, "Overleg", "Signalen besproken met de ib."),
  note(`${pupil}-3`, pupil, -15, "Gesprek", "Gesproken met moeder over de zorgen."),
];
const weighed = (lines) => `Meldcode: wegen met het afwegingskader\nDatum van de weging: ${day(-9).split("-").reverse().join("-")}\nGewogen door: ib, bestuur\nAard en ernst gewogen: ja\n${lines}`;

async function inSchool(route, items, look) {
  const school = await startSchool([{ pupil: "L01", name: "Noor Verzonnen", group: "5" }, ...before("L01"), ...items], { route });
  try {
    const { context, page, problems } = await openPaired(school);
    await openDossier(page, "Noor Verzonnen");
    await look(page.locator("section.weighing"), page);
    assert.deepEqual(problems, []);
    await context.close();
  } finally {
    await school.stop();
  }
}

test("the question that is asked now stands with its words and who takes part, the answers with what follows", async () => {
  const answers = weighed("Vraag 1, vermoeden van huiselijk geweld of kindermishandeling: ja\n");
  await inSchool("twente", [note("L01-4", "L01", -9, "Weging", answers)], async (panel, page) => {
    assert.match(await panel.locator(".weighing-asked").innerText(), /Nu aan de orde: vraag 2, sinds .*onveiligheid.*Hierbij hoort: bestuur/s);
    assert.match(await panel.locator(".weighing-answer").innerText(), /Vraag 1: ja .*Daarop volgt: .*bevoegd gezag|Vraag 1: ja .*Daarop volgt: .*bestuur/s);
    await panel.getByRole("button", { name: /notitie/ }).first().focus();
    await page.keyboard.press("Enter");
    assert.match(await page.evaluate(() => document.activeElement.innerText), /afwegingskader/);
    assert.deepEqual(await accessibilityProblems(page), []);
  });
});

test("a report leaves the decision on help open, said in words", async () => {
  const report = note("L01-5", "L01", -6, "Melding", "Melding gedaan bij Veilig Thuis.");
  await inSchool("open-kring", [note("L01-4", "L01", -9, "Weging", weighed("")), report], async (panel) => {
    const decisions = await panel.locator(".weighing-decision").allInnerTexts();
    assert.equal(decisions.length, 2);
    assert.match(decisions[0], /melden: ja \(/);
    assert.match(decisions[1], /hulp: geen besluit gevonden/);
  });
});

test("a school whose route does not say how it weighs shows no panel", async () => {
  await inSchool("basismodel", [], async (panel) => assert.equal(await panel.count(), 0));
});

test("the framework is filled in with the keyboard and becomes text for the pupil system", async () => {
  await inSchool("twente", [], async (_, page) => {
    await page.getByRole("button", { name: "Weging invullen" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Weging invullen" }).waitFor();
    await page.locator("fieldset.weighing-question").first().waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);

    const compose = page.getByRole("button", { name: "Maak de tekst" });
    await compose.press("Enter");
    assert.match(await page.getByRole("alert").innerText(), /Nog in te vullen: Gewogen door/);
    await page.getByLabel(/^Gewogen door/).fill("ib, directie");
    await page.getByRole("group", { name: /Aard en ernst gewogen/ }).getByLabel("ja").press("Space");
    await page.locator("#weighing-vraag_1-twijfel").press("Space");
    await page.getByLabel("Toelichting").fill("samen <b>gewogen</b>");
    await compose.press("Enter");
    const text = page.getByRole("textbox", { name: "Tekst voor het leerlingvolgsysteem" });
    await text.waitFor();
    const composed = await text.inputValue();
    assert.match(composed, /^Meldcode: wegen met het afwegingskader\n/);
    assert.match(composed, /Gewogen door: .*ib/);
    assert.match(composed, /Vraag 1, .*: twijfel/);
    assert.match(composed, /Toelichting: samen <b>gewogen<\/b>/);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole("button", { name: "Kopieer de tekst" }).press("Enter");
  });
});
