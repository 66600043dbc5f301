// The only part that knows the token and talks to the bridge. Content scripts ask it, through messages that are checked; pages cannot.
import { call, pair } from "./lib/bridge.js";
import { isDescription, shipped } from "./lib/descriptions.js";
import { isFromPage, isOwnPage, originOf } from "./lib/messages.js";
import { bridgeOrigin, closeStore, forgetToken, keep, permissionFor, screen, setScreen, settings, siteOrigin } from "./lib/settings.js";

const own = { id: chrome.runtime.id, page: chrome.runtime.getURL("popup/popup.html") };
const closed = closeStore();

// What lies in the extension never changes while it runs.
const files = new Map();
function ownFile(path, kind = "json") {
  if (!files.has(path)) files.set(path, fetch(chrome.runtime.getURL(path)).then((response) => response[kind]()));
  return files.get(path);
}

async function descriptionOf(id) {
  if (!shipped.includes(id)) return null;
  const description = await ownFile(`pages/${id}.json`);
  return isDescription(description) ? description : null;
}

/** The sentences of content scripts: our own, and the board's for levels, so that both say the same. */
async function sentences(language) {
  const [board, ours] = await Promise.all([ownFile(`shared/texts/${language}.json`), ownFile(`texts/${language}.json`)]);
  const wanted = Object.entries({ ...board, ...ours }).filter(([key]) => /^(level|page|panel)\./.test(key));
  return Object.fromEntries(wanted);
}

// ---- where content scripts run ----

/** Content scripts run on the sites that were agreed on and granted, and nowhere else. */
async function register() {
  const { sites } = await settings();
  const granted = [];
  for (const { origin } of sites) {
    const pattern = permissionFor(origin);
    if (!granted.includes(pattern) && (await chrome.permissions.contains({ origins: [pattern] }))) granted.push(pattern);
  }
  const wanted = granted.map((pattern) => ({ id: pattern, matches: [pattern], js: ["content.js"], allFrames: true, runAt: "document_start", persistAcrossSessions: true }));
  const there = (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id);
  const gone = there.filter((id) => !granted.includes(id));
  if (gone.length > 0) await chrome.scripting.unregisterContentScripts({ ids: gone });
  const fresh = wanted.filter(({ id }) => !there.includes(id));
  if (fresh.length > 0) await chrome.scripting.registerContentScripts(fresh);
}

// One after another: two at once would register the same site twice.
let registering = Promise.resolve();
const registerSites = () => (registering = registering.then(register, register));

/** Tells every content script to look again. Tabs without one do not hear it. */
async function tellAll(message) {
  const tabs = await chrome.tabs.query({});
  await Promise.allSettled(tabs.map(({ id }) => chrome.tabs.sendMessage(id, message)));
}

/** Runs where the site is open already, so that nobody has to load a page again. */
async function runInOpenTabs(origin) {
  if (!(await chrome.permissions.contains({ origins: [permissionFor(origin)] }))) return;
  const tabs = await chrome.tabs.query({ url: permissionFor(origin) });
  await Promise.allSettled(tabs.map(({ id }) => chrome.scripting.executeScript({ target: { tabId: id, allFrames: true }, files: ["content.js"] })));
}

/**
 * Room behind names, so that badges cover nothing: in every row alike, whether it has a badge or not, and from the first badge of a
 * session on every page, so that room tells nothing of a pupil.
 */
async function makeRoom(description, { tab, documentId }) {
  const rooms = description.pages.flatMap(({ room }) => room ?? []);
  if (rooms.length === 0 || documentId === undefined) return;
  const css = `@media screen { ${rooms.join(", ")} { padding-inline-end: 13rem !important } }`;
  await chrome.scripting.insertCSS({ target: { tabId: tab.id, documentIds: [documentId] }, css, origin: "USER" });
}

// ---- hiding ----

async function setHidden(values) {
  await setScreen(values);
  await tellAll({ kind: "changed" });
}

async function toggleHidden() {
  const { hidden } = await screen();
  await setHidden({ hidden: !hidden });
}

// ---- categories that parents see, for the popup ----

const guardsOf = (tab) => `guard-${tab}.`;

async function forgetGuards(tab) {
  const keys = Object.keys(await chrome.storage.session.get(null)).filter((key) => key.startsWith(guardsOf(tab)));
  if (keys.length > 0) await chrome.storage.session.remove(keys);
}

// ---- what content scripts ask ----

async function siteOf(sender) {
  const origin = originOf(sender, own);
  if (origin === null) return null;
  const all = await settings();
  const site = all.sites.find((known) => known.origin === origin);
  return site === undefined ? null : { ...site, settings: all };
}

/** Who was refused is not asked again and again: the token is dead. */
async function ask(all, target, body) {
  const answer = await call(all, target, body);
  if (answer.state === "not_paired" && all.token !== null) {
    await forgetToken();
    await tellAll({ kind: "changed" });
  }
  return answer;
}

const answers = {
  async page({ settings: all, page, parents_checked }, _message, sender) {
    const { hidden, sharing } = await screen();
    // Another page in that tab: what was found on the one before it holds no more.
    if (sender.frameId === 0) await forgetGuards(sender.tab.id);
    if (all.token === null) return { on: false, state: "not_paired" };
    const [description, words, css] = await Promise.all([descriptionOf(page), sentences(all.language), ownFile("shared/badge.css", "text")]);
    if (description === null) return { on: false, state: "failed" };
    const { room = false } = await chrome.storage.session.get("room");
    if (room === true) await makeRoom(description, sender).catch(() => {});
    return { on: true, hidden: hidden || sharing, description, parents_checked, categories: all.categories, idle_seconds: all.idle_seconds, language: all.language, sentences: words, css };
  },

  async badges({ settings: all, page }, { pupils }, sender) {
    const { hidden, sharing } = await screen();
    if (hidden || sharing) return { state: "hidden" };
    const answer = await ask(all, "/v1/badges", { pupils: [...new Set(pupils)] });
    if (answer.data === undefined) return answer;
    const badges = Array.isArray(answer.data.badges) ? answer.data.badges : [];
    const { room = false } = await chrome.storage.session.get("room");
    if (badges.length > 0 && room !== true) {
      await chrome.storage.session.set({ room: true });
      const description = await descriptionOf(page);
      // A page that went meanwhile needs none.
      await makeRoom(description, sender).catch(() => {});
    }
    return { badges: badges.map(({ pupil, level, text }) => ({ pupil: String(pupil), level: String(level), text: String(text) })) };
  },

  async read({ settings: all }, { text, title, date }) {
    const answer = await ask(all, "/v1/read", { text, title, date: date ?? today() });
    return answer.data === undefined ? answer : { reading: answer.data.reading, marks: answer.data.marks };
  },

  // For the popup alone, as long as the tab shows that page: names of categories, nothing of a pupil.
  async guard(_site, { categories }, sender) {
    await chrome.storage.session.set({ [`${guardsOf(sender.tab.id)}${sender.frameId}`]: categories });
    return {};
  },

  async open({ settings: all }) {
    await chrome.tabs.create({ url: `${all.address}/` });
    return {};
  },

  async idle() {
    await setHidden({ hidden: true });
    return {};
  },
};

const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Amsterdam" }).format(new Date());

async function answerPage(message, sender) {
  const site = await siteOf(sender);
  if (site === null || !isFromPage(message)) return { on: false, state: "refused" };
  return answers[message.kind](site, message, sender);
}

// ---- what our own page asks ----

async function stateNow() {
  const all = await settings();
  const { hidden, sharing } = await screen();
  const common = { address: all.address, language: all.language, hidden, sharing, sites: all.sites, categories: all.categories, fixed: all.fixed, idle_seconds: all.idle_seconds };
  const answer = await ask(all, "/v1/session", {});
  if (answer.data === undefined) return { ...common, state: answer.state };
  const { person, school, may } = answer.data;
  return { ...common, state: may.includes("badges") || may.includes("drafts") ? "paired" : "no_rights", person, school, may };
}

const ownAnswers = {
  state: stateNow,
  async pair({ address, code }) {
    const origin = bridgeOrigin(String(address));
    if (origin === null || !/^\d{8}$/.test(code)) return { state: "failed" };
    const answer = await pair(origin, code, "Browserextensie");
    if (typeof answer.data?.token !== "string") return { state: answer.state === "no_rights" ? "wrong_code" : (answer.state ?? "failed") };
    await closed;
    await keep({ address: origin, token: answer.data.token });
    await tellAll({ kind: "changed" });
    return { state: "paired" };
  },
  async sign_out() {
    const all = await settings();
    await forgetToken();
    await tellAll({ kind: "changed" });
    await call(all, "/v1/sign-out");
    return {};
  },
  async screen({ hidden, sharing }) {
    await setHidden({ ...(typeof hidden === "boolean" && { hidden }), ...(typeof sharing === "boolean" && { sharing }) });
    return {};
  },
  async add_site({ origin, page, parents_checked }) {
    const known = siteOrigin(String(origin));
    if (known === null || !shipped.includes(page)) return { state: "failed" };
    const { sites = [] } = await chrome.storage.local.get("sites");
    await keep({ sites: [...sites.filter((site) => site.origin !== known), { origin: known, page, parents_checked: parents_checked === true }] });
    await registerSites();
    await runInOpenTabs(known);
    await tellAll({ kind: "changed" });
    return {};
  },
  async remove_site({ origin }) {
    const { sites = [] } = await chrome.storage.local.get("sites");
    await keep({ sites: sites.filter((site) => site.origin !== origin) });
    await registerSites();
    await tellAll({ kind: "changed" });
    return {};
  },
  async language({ language }) {
    await keep({ language });
    await tellAll({ kind: "changed" });
    return {};
  },
};

// ---- events ----

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  const mine = isOwnPage(sender, own);
  if (mine ? !Object.hasOwn(ownAnswers, message?.kind) : originOf(sender, own) === null) return false;
  Promise.resolve(mine ? ownAnswers[message.kind](message) : answerPage(message, sender)).then(reply, () => reply({ on: false, state: "failed" }));
  return true;
});

chrome.commands.onCommand.addListener((command) => command === "hide" && toggleHidden());
chrome.permissions.onAdded.addListener(async () => {
  await registerSites();
  const { sites } = await settings();
  await Promise.allSettled(sites.map(({ origin }) => runInOpenTabs(origin)));
});
chrome.permissions.onRemoved.addListener(registerSites);
chrome.runtime.onInstalled.addListener(registerSites);
chrome.runtime.onStartup.addListener(registerSites);
chrome.tabs.onRemoved.addListener(forgetGuards);
