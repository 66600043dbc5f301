// What an IB relies on: badges where pupils stand, as long as they may be seen, and nowhere else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addSite, badged, drawn, drawnWhen, listPage, note, nothing, nothingOnPaper, openExtension, openPopup, pair, pupilPage, pupils, startExtension, startExtensionSchool, startLvs } from "./extension_support.mjs";

let school;
let lvs;
let browser;

const inPlace = `<script>
  window.go = (html) => { document.body.innerHTML = html; };
</script>`;

before(async () => {
  school = await startExtensionSchool();
  lvs = await startLvs({
    "/": listPage(pupils, inPlace),
    "/leerling/L02": pupilPage(pupils[1]),
    "/leerling/L03": pupilPage(pupils[2], { notes: [{ id: 1, title: "x", text: "<img src=x onerror=window.ran=1>" }] }),
    "/ouders/": listPage(),
    "/inloggen": '<!doctype html><html lang="nl" data-lvs="demo"><form id="inloggen"><input name="naam"></form></html>',
    "/elders": listPage().replace('id="leerlingen"', 'id="iets"'),
    "/ander": listPage().replace('data-lvs="demo"', 'data-lvs="ander"'),
  });
  browser = await openExtension(school, lvs);
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  await lvs?.stop();
});

async function open(path = "/", from = lvs.url) {
  const page = await browser.context.newPage();
  await page.goto(from + path);
  return page;
}

test("in the list each pupil with a route has a badge: a sign, the level in words, and why on focus; others have none", async () => {
  const page = await open();
  const { spots } = await badged(page, 3);
  const daan = spots.find(({ label }) => label.startsWith("Daan Denkbeeldig"));
  assert.equal(daan.level, "late");
  assert.equal(daan.text, "Te laat of niet gevonden");
  assert.match(daan.label, /hulp nog evalueren/);
  assert.ok(spots.every(({ icon, text }) => icon && text !== ""));
  assert.ok(!spots.some(({ label }) => label.includes("Zonderroute")));
  await page.close();
});

test("a badge stands behind the name of its own pupil, and two do not overlap", async () => {
  const page = await open();
  const { spots } = await badged(page, 3);
  for (const { label, box } of spots) {
    const name = await page.getByRole("link", { name: label.split(":")[0], exact: true }).boundingBox();
    assert.ok(box.x >= name.x + name.width, `${label} stands behind the name`);
    assert.ok(Math.abs(box.y + box.height / 2 - (name.y + name.height / 2)) < 2, `${label} stands on its line`);
  }
  const [first, second] = spots.map(({ box }) => box).sort((a, b) => a.y - b.y);
  assert.ok(first.y + first.height <= second.y + 0.5);
  await page.close();
});

test("the reason is shown under the pointer and on focus, and goes with Escape", async () => {
  const page = await open();
  const { spots } = await badged(page, 3);
  const { box } = spots.find(({ level }) => level === "late");
  assert.equal((await drawn(page)).tip, null);
  await page.mouse.move(box.x + 10, box.y + 10);
  await drawnWhen(page, ({ tip }) => tip?.includes("hulp nog evalueren"), "the reason under the pointer");
  await page.mouse.move(5, 5);
  await drawnWhen(page, ({ tip }) => tip === null, "no reason elsewhere");
  for (let presses = 0; presses < 20 && (await drawn(page)).tip === null; presses += 1) await page.keyboard.press("Tab");
  assert.match((await drawn(page)).tip, /Op orde|Te laat/);
  await page.keyboard.press("Escape");
  assert.equal((await drawn(page)).tip, null);
  await page.close();
});

test("a click on a badge opens the board, and the page's own link is not followed", async () => {
  const page = await open();
  const { spots } = await badged(page, 3);
  const { box } = spots[0];
  const board = browser.context.waitForEvent("page");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const opened = await board;
  await opened.waitForURL(`${school.url}**`);
  assert.equal(opened.url(), school.url, "no pupil in the address");
  assert.equal(page.url(), `${lvs.url}/`);
  await opened.close();
  await page.close();
});

test("on a pupil's page the badge says the whole of it", async () => {
  const page = await open("/leerling/L02");
  const { spots } = await badged(page, 1);
  assert.match(spots[0].text, /Te laat of niet gevonden\s+Stap 5 van 5 · hulp nog evalueren/);
  await page.close();
});

test("names and notes that try to be more than text stay text", async () => {
  const page = await open();
  const { spots } = await badged(page, 3);
  const sem = spots.find(({ label }) => label.startsWith("Sem <b>Vet</b>:"));
  const { box } = sem;
  await page.mouse.move(box.x + 5, box.y + 5);
  const { tip } = await drawnWhen(page, (now) => now.tip !== null, "the reason");
  assert.ok(tip.includes("Sem <b>Vet</b>"));
  assert.equal(sem.elements, 0);
  await page.goto(`${lvs.url}/leerling/L03`);
  await badged(page, 1);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await page.close();
});

test("what changes in place is followed: other rows, a pupil's page, and nothing when the list is gone", async () => {
  const page = await open();
  await badged(page, 3);
  const body = (html) => /<body>(.*)<\/body>/s.exec(html)[1];
  await page.evaluate((html) => window.go(html), body(listPage([pupils[1], pupils[3]])));
  const { spots } = await badged(page, 1);
  assert.match(spots[0].label, /^Daan/);
  await page.evaluate((html) => (history.pushState({}, "", "/leerling/L01"), window.go(html)), body(pupilPage(pupils[0])));
  const later = await drawnWhen(page, (now) => now.spots.length === 1 && now.spots[0].label.startsWith("Noor"), "Noor's badge");
  assert.match(later.spots[0].text, /Stap 1/);
  await page.evaluate(() => window.go("<p>Afgemeld.</p>"));
  await nothing(page);
  await page.close();
});

test("pages that are not recognised for certain show nothing: another page, another system, a sign-in page, the parents' portal, another host", async () => {
  const paths = ["/elders", "/ander", "/inloggen", "/ouders/"];
  const pages = [];
  for (const path of paths) pages.push(await open(path));
  pages.push(await open("/", `http://lvs.test:${lvs.port}`));
  // The same browser shows badges on a page that was opened later: so it had its chance on those before.
  const control = await open();
  await badged(control, 3);
  for (const page of pages) {
    assert.equal((await drawn(page)).spots.length, 0, page.url());
    await page.close();
  }
  await control.close();
});

test("of five hundred rows each has its own badge when one comes to it, by one call of the bridge", async () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ id: index % 2 === 0 ? "L02" : `X${index}`, name: `Kind ${index}`, group: "5" }));
  lvs.pages["/"] = listPage(many);
  await browser.worker.evaluate(() => {
    self.called = [];
    self.own = fetch;
    self.fetch = (address, ...more) => (self.called.push(String(address)), self.own(address, ...more));
  });
  const page = await open();
  lvs.pages["/"] = listPage(pupils, inPlace);
  const seen = new Set();
  for (const row of [0, 100, 200, 300, 400, 498]) {
    const link = page.getByRole("link", { name: `Kind ${row}`, exact: true });
    await link.scrollIntoViewIfNeeded();
    const { spots } = await drawnWhen(page, (now) => now.spots.some(({ label, box }) => label.startsWith(`Kind ${row}:`) && box.y > 0 && box.y < 900), `the badge of row ${row}`);
    for (const { label, box } of spots) {
      const number = Number(/^Kind (\d+):/.exec(label)[1]);
      assert.equal(number % 2, 0, "only who has a route");
      seen.add(number);
      if (number === row) {
        const name = await link.boundingBox();
        assert.ok(Math.abs(box.y + box.height / 2 - (name.y + name.height / 2)) < 2, "on its own line");
      }
    }
  }
  assert.ok(seen.size > 100);
  const called = await browser.worker.evaluate(() => ((self.fetch = self.own), self.called));
  assert.equal(called.filter((address) => address.endsWith("/v1/badges")).length, 1);
  await page.close();
});

test("on paper there is nothing, not even the element that holds it", async () => {
  const page = await open();
  await badged(page, 3);
  await nothingOnPaper(page);
  await page.emulateMedia({ media: "screen" });
  await badged(page, 3);
  await page.evaluate(() => {
    window.seen = [];
    addEventListener("beforeprint", () => window.seen.push([...document.documentElement.children].map(({ tagName }) => tagName).join()));
  });
  await page.pdf();
  assert.deepEqual(await page.evaluate(() => window.seen), ["HEAD,BODY"], "while printing the page is as it came from the pupil system");
  await badged(page, 3);
  await page.close();
});

test("the shortcut hides everything at once in every tab, and shows it again", async () => {
  const one = await open();
  const two = await open("/leerling/L02");
  await badged(one, 3);
  await badged(two, 1);
  const commands = await browser.worker.evaluate(() => chrome.commands.getAll());
  assert.ok(commands.some(({ name, shortcut }) => name === "hide" && shortcut !== ""), "the browser knows the shortcut");
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  await nothing(one);
  await nothing(two);
  const fresh = await open();
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  await badged(one, 3);
  await badged(two, 1);
  await badged(fresh, 3);
  for (const page of [one, two, fresh]) await page.close();
});

test("while the screen is shared nothing is shown, whatever the shortcut says", async () => {
  const page = await open();
  await badged(page, 3);
  await browser.popup.bringToFront();
  await browser.popup.locator("#sharing").check();
  await nothing(page);
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  await browser.worker.evaluate(() => chrome.commands.onCommand.dispatch("hide"));
  assert.equal((await drawn(page)).spots.length, 0);
  await browser.popup.locator("#sharing").uncheck();
  await badged(page, 3);
  await page.close();
});

test("when nobody touched the page for a while everything is hidden, until somebody shows it on purpose", async () => {
  const page = await open();
  await page.bringToFront();
  await badged(page, 3);
  // Less patience than a person would set, told to pages that are open already.
  await browser.worker.evaluate(async () => {
    await chrome.storage.local.set({ idle_seconds: 1 });
    for (const { id } of await chrome.tabs.query({})) chrome.tabs.sendMessage(id, { kind: "changed" }).catch(() => {});
  });
  await nothing(page);
  await browser.popup.reload();
  assert.ok(await browser.popup.locator("#hidden").isChecked(), "the popup says that it is hidden");
  await page.mouse.move(50, 50);
  await page.reload();
  await browser.worker.evaluate(() => chrome.storage.local.remove("idle_seconds"));
  await nothing(page);
  await browser.popup.locator("#hidden").uncheck();
  await badged(page, 3);
  await page.close();
});

test("a bridge that is off leaves no badge standing, and when it is back so are they", async () => {
  const page = await open();
  await badged(page, 3);
  await school.halt();
  await page.evaluate(() => document.querySelector("tbody tr").remove());
  await nothing(page);
  await browser.popup.reload();
  await browser.popup.getByText("De brug antwoordt niet").waitFor();
  await school.serve();
  await badged(page, 2);
  await browser.popup.reload();
  await browser.popup.getByText("Gekoppeld als").waitFor();
  await page.close();
});

test("who signs out sees nothing in any tab, and the device is known no more", async () => {
  const other = await startExtension();
  const person = school.addPerson("aandachtsfunctionaris");
  const popup = await pair(other.context, school, person);
  await addSite(popup, lvs);
  const page = await other.context.newPage();
  await page.goto(lvs.url);
  await badged(page, 3);
  assert.match(school.run("user", "devices"), /Browserextensie/);
  const token = await other.worker.evaluate(async () => (await chrome.storage.local.get("token")).token);
  await popup.locator("#sign-out").click();
  await nothing(page);
  await popup.locator("#code").waitFor();
  const again = await other.worker.evaluate(
    async ([address, old]) => (await fetch(`${address}v1/session`, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${old}` }, body: "{}" })).status,
    [school.url, token],
  );
  assert.equal(again, 401);
  await other.stop();
});

test("whose access was taken away sees nothing from the next look on", async () => {
  const other = await openExtension(school, lvs, { role: "directie" });
  const page = await other.context.newPage();
  await page.goto(lvs.url);
  await badged(page, 3);
  school.run("user", "revoke", other.person);
  await page.evaluate(() => document.querySelector("tbody tr:last-child").remove());
  await nothing(page);
  const popup = await openPopup(other.context);
  assert.ok(await popup.locator("#code").isVisible(), "the popup asks for a code");
  await other.stop();
});

for (const role of ["leerkracht", "beheer", "bestuur", "smw"]) {
  test(`in the role ${role}, that sees no routes, there is no badge`, async () => {
    const other = await openExtension(school, lvs, { role });
    const page = await other.context.newPage();
    await page.goto(lvs.url);
    const answer = await other.worker.evaluate(async (address) => {
      const { token } = await chrome.storage.local.get("token");
      const response = await fetch(`${address}v1/badges`, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ pupils: ["L02"] }) });
      return response.ok ? (await response.json()).badges.length : response.status;
    }, school.url);
    assert.ok(answer === 0 || answer === 403, `the bridge itself tells nothing: ${answer}`);
    await page.goto(`${lvs.url}/leerling/L02`);
    await page.selectOption("select", { index: 1 });
    await page.fill("textarea", "Gesprek gevoerd met moeder.");
    if (role === "leerkracht") await drawnWhen(page, ({ panel }) => panel !== null, "the panel, which a teacher does see");
    assert.equal((await drawn(page)).spots.length, 0);
    await other.stop();
  });
}

test("an extension that the school's configuration does not name is let in nowhere", async () => {
  const closed = await startExtensionSchool([note("a1", "L01", -3, "Signalen", "Signalen in kaart gebracht.")], { extension_origins: [] });
  const other = await startExtension();
  const popup = await openPopup(other.context);
  await popup.fill("#address", closed.url);
  await popup.fill("#code", closed.pairingCode(closed.addPerson("ib")));
  await popup.locator("button[type=submit]").click();
  await popup.getByText("niet in de instellingen van de brug").waitFor();
  assert.equal(await other.worker.evaluate(async () => Object.keys(await chrome.storage.local.get()).includes("token")), false);
  await other.stop();
  await closed.stop();
});
