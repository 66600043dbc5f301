// Small pages of our own making with the structure of real pupil systems: in-place navigation, encoded links, doubled ids, frames, editors.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addSite, badged, category, drawn, drawnWhen, note, nothing, openExtension, startExtensionSchool, startLvs } from "./extension_support.mjs";

let school;
let browser;
const systems = {};

const html = (body, title = "LVS") => `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
const children = [["0000002150", "Verzonnen, Noor"], ["0000002151", "Denkbeeldig, Daan"], ["0000002152", "Zonderroute, Puck"]];
const talk = "Gesprek gevoerd met moeder over de zorgen.";

// ---- Gibbon: links percent-encoded, numbers zero-filled, content swapped by a script ----
const gibbonLink = (id) => `/index.php?q=%2Fmodules%2FStudents%2Fstudent_view_details.php&amp;gibbonPersonID=${id}&amp;search=`;
const gibbonList = (rows) => `<div id="students"><table><thead><tr><th>Student</th></tr></thead><tbody>${rows.map(([id, name]) => `<tr><td><a href="${gibbonLink(id)}">${name}</a></td><td>Y5</td><td>5A</td></tr>`).join("")}</tbody></table></div>`;
const gibbonFrame = (content) => html(`<div id="content-wrap">${content}</div><script>window.swap = (html, path) => { history.pushState({}, "", path); document.getElementById("content-wrap").innerHTML = html; }</script>`, "Gibbon");
const gibbonNotes = `<span class="trailEnd">Noor Verzonnen</span><form id="filter"><select id="category"><option value="00010">${category}</option></select></form>
  <div id="studentNotes"><div id="studentNotes"><table><tbody><tr><td></td><td>12/03/2026</td><td>${category}</td><td>Gesprek</td><td>t</td><td><a href="/x?gibbonStudentNoteID=0000000017">Edit</a></td></tr></tbody></table></div></div>`;
const gibbonAdd = `<form action="x" method="post"><input name="title"><select name="gibbonStudentNoteCategoryID"><option value="00006">Academic</option><option value="00010">${category}</option></select>
  <textarea id="note" name="note" style="display:none"></textarea><div class="tox"><iframe id="note_ifr" srcdoc="&lt;body id='tinymce' contenteditable='true'>&lt;p>&lt;br>&lt;/p>&lt;/body>"></iframe></div></form>`;

// ---- RosarioSIS: content swapped into #body, no category ----
const rosarioList = `<table class="list"><thead><tr><th class="list-column-full-name">Student</th><th class="list-column-student-id">ID</th></tr></thead><tbody>${children
  .map(([id, name]) => `<tr><td><a href="Modules.php?modname=Students/Student.php&amp;search_modfunc=list&amp;student_id=${Number(id)}">${name}</a></td><td>${Number(id)}</td></tr>`)
  .join("")}</tbody></table>`;
const rosarioComments = `<form id="student"><table class="header"><tr><td class="header2">Noor Verzonnen - 2150</td></tr></table><td id="student-comments"></td>
  <textarea name="values[student_mp_comments][3][COMMENT]"></textarea></form>`;
const rosario = (content) => html(`<div id="menu"></div><div id="body">${content}</div>`, "RosarioSIS");

// ---- openSIS: everything in a frame whose address never changes ----
const openList = `<table id="results"><tbody>${children.map(([id, name]) => `<tr><td><a href="Modules.php?modname=students/Student.php&amp;student_id=${Number(id)}">${name}</a></td></tr>`).join("")}</tbody></table>`;

before(async () => {
  const named = (pupil, name) => ({ pupil, name, group: "5" });
  school = await startExtensionSchool([
    named("2150", "Noor Verzonnen"), note("a1", "2150", -3, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
    named("2151", "Daan Denkbeeldig"), note("b1", "2151", -3, "Signalen", "Signalen in kaart gebracht en vastgelegd."),
  ]);
  systems.gibbon = await startLvs({ "/index.php": (request) => gibbonFrame(request.url.includes("student_view.php") ? gibbonList(children) : request.url.includes("notes_add") ? gibbonAdd : gibbonNotes), "/": gibbonFrame('<form id="loginForm"></form>') });
  systems.rosariosis = await startLvs({ "/Modules.php": rosario(rosarioList), "/index.php": html('<form id="loginform"></form><div id="body"></div>') });
  systems.opensis = await startLvs({ "/": html('<iframe name="body" src="/frame" width="900" height="500"></iframe>'), "/frame": html(openList), "/los": html(openList) });
  browser = await openExtension(school);
  for (const [kind, lvs] of Object.entries(systems)) await addSite(browser.popup, lvs, kind, true);
});

after(async () => {
  await browser?.stop();
  await school?.stop();
  for (const lvs of Object.values(systems)) await lvs.stop();
});

async function open(system, path) {
  const page = await browser.context.newPage();
  await page.goto(systems[system].url + path);
  return page;
}
const names = ({ spots }) => spots.map(({ label }) => label.split(":")[0]);

const list = "/index.php?q=/modules/Students/student_view.php";
const add = "/index.php?q=%2Fmodules%2FStudents%2Fstudent_view_details_notes_add.php&gibbonPersonID=0000002150";

test("gibbon: the list, by numbers that are filled with zeros and links that are encoded", async () => {
  const page = await open("gibbon", list);
  assert.deepEqual(names(await badged(page, 2)), ["Verzonnen, Noor", "Denkbeeldig, Daan"]);
  await page.close();
});

test("gibbon: a swap in place brings other rows, a pupil's page and a sign-in form, each with what belongs to it", async () => {
  const page = await open("gibbon", list);
  await badged(page, 2);
  await page.evaluate(([next, path]) => window.swap(next, path), [gibbonList(children.slice(1)), list]);
  assert.deepEqual(names(await badged(page, 1)), ["Denkbeeldig, Daan"]);
  const notes = "/index.php?q=%2Fmodules%2FStudents%2Fstudent_view_details.php&gibbonPersonID=0000002150&subpage=Notes&category=00010";
  await page.evaluate(([next, path]) => window.swap(next, path), [gibbonNotes, notes]);
  await drawnWhen(page, (now) => names(now).join() === "Noor Verzonnen", "one badge, though an id stands twice on the page");
  await page.evaluate(([next, path]) => window.swap(next, path), ['<form id="loginForm"></form>', "/index.php"]);
  await nothing(page);
  await page.close();
});

test("gibbon: what is typed in the frame of TinyMCE is read along, and the frame is left as it was", async () => {
  const page = await open("gibbon", add);
  await page.selectOption("select", { label: category });
  const editor = page.frameLocator("#note_ifr").locator("body");
  await editor.click();
  await page.keyboard.type(talk);
  await drawnWhen(page, ({ panel }) => panel?.includes("gesprek met de ouders"), "the panel");
  assert.equal((await editor.innerHTML()).replace(/<br>/g, ""), `<p>${talk}</p>`);
  await page.close();
});

test("gibbon: an element that is edited in place is read along too", async () => {
  const page = await open("gibbon", add);
  await page.evaluate(() => {
    document.querySelector(".tox").remove();
    const field = document.querySelector("textarea");
    field.outerHTML = '<div name="note" class="note" contenteditable="true" style="min-height:3em"></div>';
  });
  await page.selectOption("select", { label: category });
  await page.locator("[contenteditable]").click();
  await page.keyboard.type(talk);
  await drawnWhen(page, ({ panel }) => panel?.includes("gesprek met de ouders"), "the panel");
  await page.close();
});

test("gibbon: parents' sight is not to be told from its pages, so without a person who looked nothing is said while writing", async () => {
  await addSite(browser.popup, systems.gibbon, "gibbon", false);
  const page = await open("gibbon", add);
  await page.selectOption("select", { label: category });
  await page.frameLocator("#note_ifr").locator("body").click();
  await page.keyboard.type(talk);
  await browser.popup.reload();
  await browser.popup.locator("#guard", { hasText: "op de pagina niet te zien" }).waitFor();
  assert.equal((await drawn(page)).panel, null);
  await addSite(browser.popup, systems.gibbon, "gibbon", true);
  await page.keyboard.type(" Punt.");
  await drawnWhen(page, ({ panel }) => panel?.includes("gesprek met de ouders"), "the panel, once somebody looked");
  await page.close();
});

test("rosariosis: the list, then a pupil's comments in place; there the tag makes a text ours", async () => {
  const page = await open("rosariosis", "/Modules.php?modname=Students/Student.php&search_modfunc=list");
  assert.deepEqual(names(await badged(page, 2)), ["Verzonnen, Noor", "Denkbeeldig, Daan"]);
  await page.evaluate((next) => (document.getElementById("body").innerHTML = next), rosarioComments);
  assert.deepEqual(names(await badged(page, 1)), ["Noor Verzonnen - 2150"]);
  await page.fill("textarea", `#meldcode ${talk}`);
  await drawnWhen(page, ({ panel }) => panel?.includes("gesprek met de ouders"), "the panel");
  await page.fill("textarea", talk);
  await drawnWhen(page, ({ panel }) => panel === null, "no panel without the tag");
  await page.close();
});

test("opensis: in its frame, whatever the address says; the same page outside that frame is not recognised", async () => {
  const page = await open("opensis", "/");
  assert.deepEqual(names(await badged(page, 2)), ["Verzonnen, Noor", "Denkbeeldig, Daan"]);
  const loose = await open("opensis", "/los");
  const frame = page.frame({ name: "body" });
  await frame.evaluate(() => document.querySelector("tbody tr").remove());
  await badged(page, 1);
  assert.equal((await drawn(loose)).spots.length, 0);
  await page.close();
  await loose.close();
});
