// The real program on a store of its own, and a real browser that may talk to nobody else.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { chromium } from "playwright-core";

const program = process.env.MELDBRUG_BIN;
assert.ok(program, "MELDBRUG_BIN must name the meldbrug program");
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The day in Amsterdam, `days` from now: "2026-03-12". */
export function day(days = 0) {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(new Date());
  return new Date(Date.parse(`${text}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const note = (id, pupil, days, title, text) => ({
  source: "e2e", id, pupil, category: "Meldcode en Verwijsindex", title, text, date: day(days), author: { id: "t1", role: "leerkracht" }, deleted: false,
});

/** A fictive school: one pupil at the start, one with a term that passed three days ago, one whose texts try to be more than text. */
export const notes = [
  { pupil: "L01", name: "Noor Verzonnen", group: "5" },
  note("a1", "L01", -3, "Signalen", "Signalen in kaart gebracht en vastgelegd: komt vaak zonder eten op school."),
  { pupil: "L02", name: "Daan Denkbeeldig", group: "7" },
  note("b1", "L02", -60, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
  note("b2", "L02", -58, "Overleg", "Collegiaal overleg gehad met de ib'er. Volgende week spreken we moeder."),
  note("b3", "L02", -50, "Gesprek moeder", "Gesprek gevoerd met moeder; zorgen gedeeld."),
  note("b4", "L02", -45, "Hulp", "Aanmelding bij schoolmaatschappelijk werk is gedaan. Over 6 weken kijken we samen of er effect is."),
  { pupil: "L03", name: "Sem <b>Vet</b>", group: "5" },
  note("c1", "L03", -2, "<img src=x onerror=window.ran=1>", "Signalen in kaart gebracht. <script>window.ran=1</script><img src=x onerror=window.ran=1> 🙂 javascript:window.ran=1"),
];

function meldbrug(folder, ...commandLine) {
  return execFileSync(program, ["--config", path.join(folder, "config.json"), ...commandLine], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A school with its bridge running. Call `stop` when done. */
export async function startSchool(items = notes, settings = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "meldbrug-e2e-"));
  // A port of the upper range; a taken one moves on to the next.
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const config = { school: "00AA", school_name: "De Regenboog (fictief)", route: "basismodel", store: path.join(folder, "store", "meldbrug.db"), port, ...settings };
  fs.writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
  const school = {
    folder,
    process: null,
    url: null,
    run: (...commandLine) => meldbrug(folder, ...commandLine),
    import(more, file = `notes-${Date.now()}.jsonl`) {
      const inbox = path.join(folder, file);
      fs.writeFileSync(inbox, more.map((item) => `${JSON.stringify(item)}\n`).join(""));
      return meldbrug(folder, "import", inbox);
    },
    addPerson: (role) => JSON.parse(meldbrug(folder, "user", "add", `Persoon ${role}`, "--role", role, "--email", `${role}@school.test`)).id,
    pairingCode: (person) => meldbrug(folder, "pair", person).trim(),
    async serve() {
      school.process = spawn(program, ["--config", path.join(folder, "config.json"), "serve"], { stdio: ["ignore", "pipe", "inherit"] });
      const lines = readline.createInterface({ input: school.process.stdout });
      school.url = await new Promise((resolve, reject) => {
        lines.once("line", resolve);
        school.process.once("exit", (code) => reject(new Error(`meldbrug serve ended with ${code}`)));
      });
      lines.close();
      school.process.stdout.resume();
    },
    /** Ends the bridge; the store stays. */
    async halt() {
      if (!school.process || school.process.exitCode !== null) return;
      const ended = new Promise((resolve) => school.process.once("exit", resolve));
      school.process.kill("SIGTERM");
      await ended;
    },
    async stop() {
      await school.halt();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  if (items.length > 0) school.import(items, "notes.jsonl");
  await school.serve();
  return school;
}

let browser = null;
export async function startBrowser() {
  browser ??= await chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  return browser;
}
export async function stopBrowser() {
  await browser?.close();
  browser = null;
}

/** A fresh browser profile on the board. `asked` collects what it asks for, `problems` what it complains about. */
export async function openBoard(school, options = {}) {
  const context = await (await startBrowser()).newContext({ locale: "nl-NL", viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const asked = [];
  const problems = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(school.url);
  await page.locator("#code").waitFor();
  return { context, page, asked, problems };
}

/** A board on which somebody with that role is signed in. */
export async function openPaired(school, role = "ib", options = {}) {
  const person = school.addPerson(role);
  const board = await openBoard(school, options);
  await board.page.fill("#code", school.pairingCode(person));
  await board.page.keyboard.press("Enter");
  await board.page.locator("#code").waitFor({ state: "detached" });
  await board.page.locator("main h1").waitFor();
  return { ...board, person };
}

export async function openDossier(page, name) {
  await page.getByRole("button", { name }).click();
  await page.locator(".note").first().waitFor();
}

/** What axe finds wrong on the page as it stands, one line each. */
export async function accessibilityProblems(page) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  await page.evaluate(axeSource);
  const result = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), tags);
  assert.ok(result.passes.length > 10, "axe looked at the page");
  return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}
