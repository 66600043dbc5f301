// What the extension keeps: out of reach of every content script (setAccessLevel), in this browser profile alone. No pupil is ever kept.
import { flag, isObject, listOf, matching, oneOf, record, text } from "./shape.js";

export const defaultAddress = "http://127.0.0.1:8470";
const defaultCategories = ["Meldcode en Verwijsindex"];
const defaultIdleMinutes = 5;

/** To be done first: what is stored is for the worker and our own pages. */
export const closeStore = () => chrome.storage.local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });

/**
 * The origin of a bridge, or null. Without TLS only on this machine: the token and names cross that wire.
 */
export function bridgeOrigin(words) {
  try {
    const { protocol, hostname, origin, username, password } = new URL(words.trim());
    const loopback = hostname === "127.0.0.1";
    return username === "" && password === "" && (protocol === "https:" || (protocol === "http:" && loopback)) ? origin : null;
  } catch {
    return null;
  }
}

/** The origin of a pupil system, or null. */
export function siteOrigin(words) {
  try {
    const { protocol, origin, username, password } = new URL(words.trim());
    return username === "" && password === "" && (protocol === "https:" || protocol === "http:") ? origin : null;
  } catch {
    return null;
  }
}

/** What the browser has to be asked for, to be let in there. Ports cannot be part of it everywhere. */
export const permissionFor = (origin) => {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
};

const checks = {
  address: (value) => typeof value === "string" && bridgeOrigin(value) === value,
  token: matching(/^[\x21-\x7e]{16,512}$/, 512),
  language: oneOf("nl", "en"),
  idle_seconds: (value) => Number.isInteger(value) && value >= 1 && value <= 3600,
  categories: listOf(text(100, 1), 20, 1),
  sites: listOf((site) => isObject(site) && record({ origin: (value) => siteOrigin(String(value)) === value, page: matching(/^[a-z][a-z0-9-]*$/, 40), parents_checked: flag })(site), 20),
};

async function managed() {
  try {
    const { address, language, idle_minutes, categories, sites } = await chrome.storage.managed.get();
    return {
      address: typeof address === "string" ? bridgeOrigin(address) : null,
      language,
      idle_seconds: Number.isInteger(idle_minutes) ? idle_minutes * 60 : undefined,
      categories,
      sites: Array.isArray(sites) ? sites.map(({ origin, page, parents_checked }) => ({ origin: siteOrigin(String(origin)), page, parents_checked: parents_checked === true })) : undefined,
    };
  } catch {
    return {}; // no policy, or a browser without them
  }
}

/** All settings; what the school laid down goes before what was set here, and what does not hold counts as not set. */
export async function settings() {
  const [own, policy] = await Promise.all([chrome.storage.local.get(Object.keys(checks)), managed()]);
  const held = (name, otherwise) => [policy[name], own[name]].find((value) => value !== undefined && checks[name](value)) ?? otherwise;
  const sites = [policy.sites, own.sites].flatMap((list) => (checks.sites(list) ? list : []));
  return {
    address: held("address", defaultAddress),
    token: checks.token(own.token) ? own.token : null,
    language: held("language", "nl"),
    idle_seconds: held("idle_seconds", defaultIdleMinutes * 60),
    categories: held("categories", defaultCategories),
    sites: sites.filter(({ origin }, index) => sites.findIndex((site) => site.origin === origin) === index),
    fixed: { address: checks.address(policy.address), sites: checks.sites(policy.sites) ? policy.sites.map(({ origin }) => origin) : [] },
  };
}

export async function keep(values) {
  for (const [name, value] of Object.entries(values)) {
    if (!checks[name]?.(value)) throw new TypeError(`setting ${name} does not hold`);
  }
  await chrome.storage.local.set(values);
}

export const forgetToken = () => chrome.storage.local.remove("token");

/** What holds until the browser is closed: hidden or not, and what the guard found. */
export const screen = async () => {
  const { hidden = false, sharing = false } = await chrome.storage.session.get(["hidden", "sharing"]);
  return { hidden: hidden === true, sharing: sharing === true };
};
export const setScreen = (values) => chrome.storage.session.set(values);
