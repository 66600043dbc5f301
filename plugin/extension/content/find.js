// Finds on a page what its description names. What is not found for certain is not found.

const longestName = 80;

/** Whatever goes wrong in a selector or pattern that somebody wrote: nothing is found. */
const certain = (look, otherwise) => {
  try {
    return look();
  } catch {
    return otherwise;
  }
};

const within = (row, selector) => (selector === undefined || row.matches(selector) ? row : row.querySelector(selector));
const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

function parameterOf(link, name) {
  return certain(() => new URL(link, document.baseURI).searchParams.get(name), null);
}

/** The value as a text, or null. */
export function valueOf(row, { from, selector, attribute, parameter, pattern, number }) {
  return certain(() => {
    let value = null;
    if (from === "address") {
      value = parameter === undefined ? location.pathname : new URLSearchParams(location.search).get(parameter);
    } else {
      const node = within(row, selector);
      value = node === null ? null : attribute === undefined ? words(node) : node.getAttribute(attribute);
      if (value !== null && parameter !== undefined) value = parameterOf(value, parameter);
    }
    if (value !== null && pattern !== undefined) value = new RegExp(pattern, "u").exec(value)?.[1] ?? null;
    if (value !== null && number === true) value = /^\d+$/.test(value) ? value.replace(/^0+(?=\d)/, "") : null;
    return value === null || value === "" || value.length > 64 ? null : value;
  }, null);
}

/** The description's page that this is, or null. */
export function pageOf(description) {
  return certain(() => {
    const { pathname, search } = location;
    const hit = (pattern, value) => new RegExp(pattern, "u").test(value);
    if (document.querySelector(description.recognise) === null) return null;
    if ((description.never ?? []).some((pattern) => hit(pattern, pathname + search))) return null;
    if (description.signed_out !== undefined && document.querySelector(description.signed_out) !== null) return null;
    const parameters = new URLSearchParams(search);
    const fits = ({ path, query = {}, frame, has }) =>
      hit(path, pathname) &&
      Object.entries(query).every(([name, pattern]) => hit(pattern, parameters.get(name) ?? "")) &&
      (frame === undefined || (window !== window.top && window.name === frame)) &&
      (has === undefined || document.querySelector(has) !== null);
    return description.pages.find(fits) ?? null;
  }, null);
}

/** [{id, name, anchor, show}]: one for each place where a pupil's name stands. */
export function pupilsOf(page, most) {
  const found = [];
  const seen = new Set();
  for (const { rows, name, id, show } of page.pupils ?? []) {
    for (const row of certain(() => document.querySelectorAll(rows), [])) {
      const anchor = certain(() => within(row, name), null);
      const pupil = valueOf(row, id);
      if (anchor === null || pupil === null || seen.has(anchor)) continue;
      seen.add(anchor);
      found.push({ id: pupil, name: words(anchor).slice(0, longestName), anchor, show });
      if (found.length === most) return found;
    }
  }
  return found;
}

/** "hidden" only where the page says for certain that parents do not see it. */
function seenByParents(node, mark, parentsChecked) {
  if (mark === undefined) return parentsChecked ? "hidden" : "unknown";
  const value = node.getAttribute(mark.attribute);
  if (value !== null && mark.hidden.includes(value)) return "hidden";
  return value === null ? "unknown" : "visible";
}

const isOurs = (category, categories) => categories.some((ours) => ours.toLowerCase() === category.toLowerCase());

/** Categories of ours that parents see, or may see: [{name, sees}]. */
export function openCategories(page, { categories, parentsChecked }) {
  const found = new Map();
  const add = (name, sees) => sees !== "hidden" && found.get(name) !== "visible" && found.set(name, sees);
  const { notes, editor } = page;
  if (notes !== undefined) {
    for (const row of certain(() => document.querySelectorAll(notes.rows), [])) {
      const name = notes.category === undefined ? null : valueOf(row, notes.category);
      if (name !== null && isOurs(name, categories)) add(name, seenByParents(row, notes.parents, parentsChecked));
    }
  }
  const list = certain(() => editor?.category && document.querySelector(editor.within)?.querySelector(editor.category), null);
  for (const option of list?.options ?? []) {
    if (isOurs(words(option), categories)) add(words(option), seenByParents(option, editor.parents, parentsChecked));
  }
  return [...found].map(([name, sees]) => ({ name: name.slice(0, 100), sees }));
}

const isShown = (node) => node.getClientRects().length > 0;

/** The editor as it stands: {form, title, date, field, read()}, or null. */
export function editorOf(page) {
  const { editor } = page;
  if (editor === undefined) return null;
  return certain(() => {
    const form = document.querySelector(editor.within);
    if (form === null) return null;
    const fields = editor.text.flatMap((selector) => [...form.querySelectorAll(selector)]);
    const field = fields.find(isShown);
    return field === undefined ? null : { form, field, settings: editor };
  }, null);
}

/** The element that is typed in: of a frame its body, when that is ours to see. */
export function typedIn(field) {
  if (field.tagName !== "IFRAME") return field;
  return certain(() => field.contentDocument?.body ?? null, null);
}

/** What was written so far, and whether it stands in a category of ours that parents do not see. */
export function draftOf({ form, field, settings }, { categories, parentsChecked }) {
  const node = typedIn(field);
  if (node === null) return null;
  const text = typeof node.value === "string" ? node.value : node.innerText;
  const valueIn = (selector) => (selector === undefined ? "" : (form.querySelector(selector)?.value ?? ""));
  const title = valueIn(settings.title);
  const date = valueIn(settings.date);
  let ours = false;
  let sees = "unknown";
  if (settings.category !== undefined) {
    const option = form.querySelector(settings.category)?.selectedOptions?.[0];
    ours = option !== undefined && isOurs(words(option), categories);
    if (ours) sees = seenByParents(option, settings.parents, parentsChecked);
  } else if (settings.tag !== undefined) {
    ours = `${title}\n${text}`.toLowerCase().includes(settings.tag.toLowerCase());
    sees = seenByParents(form, settings.parents, parentsChecked);
  }
  return { text, title, date: /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null, asksDate: settings.date !== undefined, ours, sees };
}
