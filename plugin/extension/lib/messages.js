// What a page's content script may say to the worker. The page itself can say nothing: it has no way to send one of these. All the same
// each is looked at as if it came from there.
import { isObject, listOf, matching, oneOf, record, text } from "./shape.js";

/** As many as the bridge takes in one call. */
export const mostPupils = 2000;
/** Longer than any note; what is longer is not read. */
export const longestDraft = 20_000;

const day = matching(/^\d{4}-\d{2}-\d{2}$/, 10);

const fromPages = {
  page: {},
  badges: { pupils: listOf(text(64, 1), mostPupils, 1) },
  read: { text: text(longestDraft, 1), title: text(200), date: (value) => value === null || day(value) },
  guard: { categories: listOf(record({ name: text(100, 1), sees: oneOf("visible", "unknown") }), 20) },
  open: {},
  idle: {},
};

const checks = new Map(Object.entries(fromPages).map(([kind, members]) => [kind, record({ kind: oneOf(kind), ...members })]));

/** Whether that is a message of a content script, whole and nothing else. */
export const isFromPage = (message) => isObject(message) && checks.has(message.kind) && checks.get(message.kind)(message);

/** Whether the sender is a page of our own: the popup, or the same as a page of settings. */
export const isOwnPage = (sender, own) => sender.id === own.id && typeof sender.url === "string" && sender.url.split(/[?#]/)[0] === own.page;

/** The origin of the page whose content script speaks, or null when it is not one of ours or not certain. */
export function originOf(sender, own) {
  if (sender.id !== own.id || sender.tab === undefined || typeof sender.url !== "string") return null;
  try {
    const { origin, protocol } = new URL(sender.url);
    const agreed = sender.origin === undefined || sender.origin === origin;
    return agreed && (protocol === "https:" || protocol === "http:") ? origin : null;
  } catch {
    return null;
  }
}
