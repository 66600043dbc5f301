// The demo of install/run --lvs, as somebody tries it: the invented LVS, the bridge that reads its file, the extension in the same browser.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { addSite, category, drawn, drawnWhen, pair, startExtension, startExtensionSchool } from "./extension_support.mjs";
import { signIn, startLvs as startDemoLvs } from "./lvs.mjs";

const panelWith = (page, words) => drawnWhen(page, ({ panel }) => panel !== null && words.every((word) => panel.includes(word)), `a panel with ${words}`);

test("two minutes: a teacher writes in the demo LVS, and the IB's badge in the same LVS changes", async () => {
  const inbox = fs.mkdtempSync(path.join(os.tmpdir(), "meldbrug-e2e-demo-"));
  const demo = await startDemoLvs(inbox);
  const regenboog = await startExtensionSchool([], { route: "twente", adapters: [{ adapter: "folder", settings: { path: inbox } }] });
  const ib = await startExtension();
  try {
    const popup = await pair(ib.context, regenboog, regenboog.addPerson("ib"));
    await addSite(popup, { url: new URL(demo.url).origin });
    const list = await ib.context.newPage();
    await signIn(list, demo, /intern begeleider/);
    const { spots } = await drawnWhen(list, (now) => now.spots.length >= 10, "the badges of the demo school");
    const siem = spots.find(({ label }) => label.startsWith("Siem Wolkenveld"));
    assert.ok(siem.label.includes("Stap 1 van 5"), siem.label);

    const page = await ib.context.newPage();
    await page.goto(demo.url);
    await page.getByRole("link", { name: "Siem Wolkenveld" }).click();
    await page.selectOption("select[name=categorie]", category);
    await page.fill("input[name=titel]", "Overleg");
    await page.locator("textarea[name=tekst]").pressSequentially("Collegiaal overleg gehad met de aandachtsfunctionaris, de signalen van S. besproken.");
    await panelWith(page, ["Telt zo als: collegiale consultatie"]);
    await page.getByRole("button", { name: "Bewaren" }).click();
    await page.getByRole("status").getByText("De notitie is bewaard.").waitFor();
    const end = Date.now() + 30_000;
    let label = "";
    while (!label.includes("Stap 2 van 5") && Date.now() < end) {
      await page.goto(demo.url);
      label = (await drawnWhen(page, (now) => now.spots.length >= 10, "badges")).spots.find((spot) => spot.label.startsWith("Siem Wolkenveld")).label;
    }
    assert.ok(label.includes("Stap 2 van 5"), label);
    await page.goto(`${demo.url}ouders/`);
    await page.waitForTimeout(1000);
    assert.equal((await drawn(page)).spots.length, 0);
  } finally {
    await ib.stop();
    await regenboog.stop();
    await demo.stop();
    fs.rmSync(inbox, { recursive: true, force: true });
  }
});
