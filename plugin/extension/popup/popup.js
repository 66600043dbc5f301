// The popup, and the same as a page of settings: pair, see how it stands, hide, say where the pupil system is.
import { element } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { pairingView } from "../shared/pairing.js";
import { speaker } from "../shared/texts.js";
import { shipped } from "../lib/descriptions.js";
import { bridgeOrigin, permissionFor, siteOrigin } from "../lib/settings.js";

const main = document.getElementById("main");
const live = document.getElementById("live");
const send = (message) => chrome.runtime.sendMessage(message);
const json = async (path) => (await fetch(path)).json();

async function speakerOf(language) {
  const [board, ours] = await Promise.all([json(`../shared/texts/${language}.json`), json(`../texts/${language}.json`)]);
  return speaker({ ...board, ...ours }, language);
}

/** The page of the tab under the popup; in a tab of its own there is none. */
async function tabBelow() {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  const origin = tab?.url === undefined ? null : siteOrigin(tab.url);
  return { id: tab?.id, origin };
}

async function guardOf(tab) {
  const all = await chrome.storage.session.get(null);
  // In a tab of its own this is about every tab that is open.
  const found = Object.entries(all).filter(([key]) => key.startsWith(`guard-${tab.id}.`) || (tab.origin === null && key.startsWith("guard-")));
  const byName = new Map(found.flatMap(([, categories]) => categories).map((category) => [category.name, category]));
  return [...byName.values()];
}

const signs = { paired: "ok", not_paired: "none", bridge_off: "attention", no_rights: "closed", busy: "attention", failed: "attention" };

function stateLine({ state, person, school }, { say }) {
  return element("p", { class: "state", id: "state" }, icon(signs[state] ?? "attention"), element("span", {}, say(`popup.state.${state}`, { name: person?.name ?? "", school: school ?? "" })));
}

function switchRow(id, label, on, onChange) {
  const box = element("input", { type: "checkbox", id, on: { change: () => onChange(box.checked) } });
  box.checked = on;
  return element("label", { class: "check", for: id }, box, element("span", {}, label));
}

function pairing(state, words, onDone) {
  const { say } = words;
  const address = element("input", { id: "address", name: "address", type: "url", spellcheck: "false", autocomplete: "off", required: true, disabled: state.fixed.address, "aria-describedby": "address-hint" });
  address.value = state.address;
  const form = pairingView(words, null, async (code) => {
    const origin = bridgeOrigin(address.value);
    if (origin === null) return say("popup.address.wrong");
    // Has to be asked on the click itself. Another machine is asked for by name; this one came with the extension.
    if (!(await chrome.permissions.request({ origins: [permissionFor(origin)] }))) return say("popup.address.denied");
    const answer = await send({ kind: "pair", address: origin, code });
    if (answer.state !== "paired") return say(`popup.pair.${answer.state}`);
    onDone();
    return undefined;
  });
  form.querySelector("label").before(element("label", { for: "address" }, say("popup.address")), address, element("p", { id: "address-hint", class: "hint" }, say("popup.address.hint")));
  return form;
}

function siteForm(state, tab, words, onDone) {
  const { say } = words;
  const address = element("input", { id: "site", name: "site", type: "url", spellcheck: "false", autocomplete: "off", required: true, "aria-describedby": "site-hint site-error" });
  address.value = tab.origin ?? "";
  const kind = element("select", { id: "kind", name: "kind" }, shipped.map((id) => element("option", { value: id }, say(`popup.page.${id}`))));
  const checked = element("input", { type: "checkbox", id: "checked" });
  const problem = element("p", { id: "site-error", class: "field-error", role: "alert" });
  return element(
    "form",
    {
      class: "site-form", novalidate: true,
      on: {
        submit: async (event) => {
          event.preventDefault();
          problem.textContent = "";
          const origin = siteOrigin(address.value);
          if (origin === null) {
            problem.textContent = say("popup.site.wrong");
            address.setAttribute("aria-invalid", "true");
            return address.focus();
          }
          // The popup may be closed by the browser's own question: what was chosen is kept first, and holds once it is granted.
          const asked = chrome.permissions.request({ origins: [permissionFor(origin)] });
          const site = { kind: "add_site", origin, page: kind.value, parents_checked: checked.checked };
          await send(site);
          if (!(await asked)) {
            await send({ kind: "remove_site", origin });
            problem.textContent = say("popup.site.denied");
            return undefined;
          }
          await send(site);
          return onDone(say("popup.site.added"));
        },
      },
    },
    element("label", { for: "site" }, say("popup.site")),
    address,
    element("p", { id: "site-hint", class: "hint" }, say("popup.site.hint")),
    element("label", { for: "kind" }, say("popup.kind")),
    kind,
    element("label", { class: "check", for: "checked" }, checked, element("span", {}, say("popup.parents_checked"))),
    problem,
    element("button", { type: "submit" }, say("popup.site.add")),
  );
}

async function show(message) {
  const state = await send({ kind: "state" });
  const words = await speakerOf(state.language);
  const { say } = words;
  document.documentElement.lang = state.language;
  const [tab] = await Promise.all([tabBelow()]);
  const other = state.language === "nl" ? "en" : "nl";
  const language = element("button", { type: "button", lang: other, on: { click: async () => (await send({ kind: "language", language: other }), show()) } }, say("app.language"));

  if (state.state === "not_paired") {
    main.replaceChildren(pairing(state, words, () => show(say("popup.paired_now"))), element("div", { class: "row" }, language));
  } else {
    const guards = await guardOf(tab);
    main.replaceChildren(
      ...[
        element("h1", { tabindex: "-1" }, say("popup.title")),
        stateLine(state, words),
        guards.length > 0 &&
          element(
            "section",
            { class: "warning", id: "guard" },
            element("h2", {}, say("popup.guard.title")),
            element("ul", {}, guards.map(({ name, sees }) => element("li", {}, say(`popup.guard.${sees}`, { name })))),
            element("p", { class: "hint" }, say("popup.guard.do")),
          ),
        element(
          "section",
          {},
          element("h2", {}, say("popup.screen")),
          switchRow("hidden", say("popup.hidden"), state.hidden, async (hidden) => (await send({ kind: "screen", hidden }), announce(say(hidden ? "popup.hidden.on" : "popup.hidden.off")))),
          switchRow("sharing", say("popup.sharing"), state.sharing, async (sharing) => (await send({ kind: "screen", sharing }), announce(say(sharing ? "popup.hidden.on" : "popup.hidden.off")))),
          element("p", { class: "hint" }, say("popup.screen.hint", { minutes: Math.max(1, Math.round(state.idle_seconds / 60)) })),
        ),
        element(
          "section",
          {},
          element("h2", {}, say("popup.sites")),
          state.sites.length === 0
            ? element("p", {}, say("popup.sites.none"))
            : element(
                "ul",
                { id: "sites" },
                state.sites.map(({ origin, page }) =>
                  element(
                    "li",
                    { class: "row" },
                    element("span", {}, `${say(`popup.page.${page}`)}: ${origin}`),
                    !state.fixed.sites.includes(origin) && element("button", { type: "button", "aria-label": say("popup.site.remove.of", { origin }), on: { click: async () => (await send({ kind: "remove_site", origin }), show(say("popup.site.removed"))) } }, say("popup.site.remove")),
                  ),
                ),
              ),
          element("details", { open: state.sites.length === 0 }, element("summary", {}, say("popup.site.new")), siteForm(state, tab, words, show)),
        ),
        element("div", { class: "row" }, element("button", { type: "button", id: "sign-out", on: { click: async () => (await send({ kind: "sign_out" }), show(say("popup.signed_out"))) } }, say("popup.sign_out")), language),
      ].filter(Boolean),
    );
  }
  announce(message ?? "");
}

function announce(words) {
  live.textContent = words;
}

show();
