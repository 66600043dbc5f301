// The data of the extension: page descriptions, sentences, rights asked for. No browser.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folder } from "./extension_support.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const json = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const { isDescription, shipped } = await import(path.join(folder, "lib/descriptions.js"));
const { bridgeOrigin, siteOrigin } = await import(path.join(folder, "lib/settings.js"));
const { originOf, isOwnPage } = await import(path.join(folder, "lib/messages.js"));

test("the extension takes each description that is shipped, and has no other", () => {
  const files = fs.readdirSync(path.join(root, "adapters/pages")).filter((name) => name.endsWith(".json") && name !== "page.schema.json");
  assert.deepEqual(files.map((name) => name.replace(".json", "")).sort(), [...shipped].sort());
  for (const name of files) assert.ok(isDescription(json(path.join(folder, "pages", name))), name);
});

test("the extension refuses what the schema refuses", () => {
  const { base, refused } = json(path.join(root, "tests/data/pages/refused.json"));
  assert.ok(isDescription(base));
  for (const [what, change] of Object.entries(refused)) {
    const changed = Object.fromEntries(Object.entries({ ...base, ...change }).filter(([, value]) => value !== null));
    assert.equal(isDescription(changed), false, what);
  }
  const broken = structuredClone(base);
  broken.pages[0].path = "(";
  assert.equal(isDescription(broken), false, "a pattern that is none");
});

test("both languages say the same things with the same values", () => {
  for (const texts of ["texts", "shared/texts"]) {
    const [dutch, english] = ["nl", "en"].map((language) => json(path.join(folder, texts, `${language}.json`)));
    assert.deepEqual(Object.keys(dutch).sort(), Object.keys(english).sort());
    for (const [key, sentence] of Object.entries(dutch)) {
      assert.deepEqual(english[key].match(/\{\w+\}/g), sentence.match(/\{\w+\}/g), key);
    }
  }
});

test("each sentence that the extension asks for by name is there", () => {
  const sentences = { ...json(path.join(folder, "shared/texts/nl.json")), ...json(path.join(folder, "texts/nl.json")) };
  let asked = 0;
  for (const file of ["popup/popup.js", "content.js"]) {
    const code = fs.readFileSync(path.join(folder, file), "utf8");
    for (const [, key] of code.matchAll(/"((?:popup|panel|page|app)\.[a-z_.]+)"/g)) {
      asked += 1;
      assert.ok(key in sentences, key);
    }
  }
  assert.ok(asked > 30);
  for (const id of shipped) assert.ok(`popup.page.${id}` in sentences, id);
});

test("the extension asks for as little as it can, and opens nothing to pages", () => {
  const manifest = json(path.join(folder, "manifest.json"));
  assert.deepEqual(manifest.permissions, ["storage", "scripting", "activeTab"]);
  assert.deepEqual(manifest.host_permissions, ["http://127.0.0.1/*"]);
  assert.equal(manifest.content_scripts, undefined, "it runs on no site before somebody chose it");
  assert.equal(manifest.web_accessible_resources, undefined);
  assert.deepEqual(manifest.externally_connectable, { ids: [] });
});

test("a bridge is reached on this machine, or by TLS", () => {
  for (const good of ["http://127.0.0.1:8470", "http://127.0.0.1:8470/", "https://meldbrug.school.example:8470"]) assert.equal(bridgeOrigin(good), good.replace(/\/$/, ""));
  for (const wrong of ["http://10.0.0.1:8470", "http://127.0.0.1.evil.test", "https://a:b@school.example", "ftp://127.0.0.1", "javascript:alert(1)", "", "8470"]) assert.equal(bridgeOrigin(wrong), null, wrong);
  assert.equal(siteOrigin("https://lvs.school.example/inloggen?x=1"), "https://lvs.school.example");
  for (const wrong of ["file:///etc/passwd", "chrome://settings", "data:text/html,x"]) assert.equal(siteOrigin(wrong), null, wrong);
});

test("who a message comes from is told by the browser, and in doubt it comes from nobody", () => {
  const own = { id: "me", page: "chrome-extension://me/popup/popup.html" };
  const sender = { id: "me", tab: { id: 1 }, url: "https://lvs.test/leerling/1", origin: "https://lvs.test" };
  assert.equal(originOf(sender, own), "https://lvs.test");
  for (const change of [{ id: "other" }, { tab: undefined }, { url: undefined }, { url: "about:blank" }, { url: "geen adres" }, { origin: "null" }, { origin: "https://evil.test" }, { url: own.page, origin: "chrome-extension://me" }]) {
    assert.equal(originOf({ ...sender, ...change }, own), null, JSON.stringify(change));
  }
  assert.equal(isOwnPage({ id: "me", url: `${own.page}?x` }, own), true);
  for (const wrong of [{ id: "other", url: own.page }, { id: "me", url: "chrome-extension://me/popup/popup.html.evil" }, { id: "me", url: "https://lvs.test/popup/popup.html" }, { id: "me" }]) assert.equal(isOwnPage(wrong, own), false);
});
