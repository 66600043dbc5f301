// Page descriptions: data that says where a pupil system shows what. The same checks as adapters/pages/page.schema.json, for
// descriptions that a school made itself.
import { flag, listOf, mapOf, matching, oneOf, optional, record, text } from "./shape.js";

/** Those that come with the extension: adapters/pages/<id>.json. */
export const shipped = ["demo", "gibbon", "rosariosis", "opensis"];

const compiles = (value) => {
  try {
    new RegExp(value, "u");
    return true;
  } catch {
    return false;
  }
};
const id = matching(/^[a-z][a-z0-9-]{0,39}$/, 40);
// A brace or an at sign would end the rule that a selector stands in.
const selector = matching(/^[^{};@\\]+$/, 300);
const pattern = (value) => text(200, 1)(value) && compiles(value);
const attribute = matching(/^[a-z][a-z0-9-]{0,40}$/, 41);

const value = record({
  from: oneOf("row", "address"),
  selector: optional(selector),
  attribute: optional(attribute),
  parameter: optional(matching(/^[A-Za-z0-9_]{1,40}$/, 40)),
  pattern: optional(pattern),
  number: optional(flag),
});
const parents = record({ attribute, hidden: listOf(text(40), 10, 1) });
const tag = text(40, 2);

const page = record({
  id,
  path: pattern,
  query: optional(mapOf(() => true, pattern, 5)),
  frame: optional(matching(/^[A-Za-z0-9_-]{1,40}$/, 40)),
  has: optional(selector),
  room: optional(selector),
  pupils: optional(listOf(record({ rows: selector, name: selector, id: value, show: oneOf("short", "full") }), 5)),
  notes: optional(
    record({ rows: selector, id: optional(value), category: optional(value), tag: optional(tag), title: optional(selector), text: optional(selector), parents: optional(parents) }),
  ),
  editor: optional(
    record({ within: selector, category: optional(selector), tag: optional(tag), title: optional(selector), date: optional(selector), text: listOf(selector, 5, 1), parents: optional(parents) }),
  ),
});

export const isDescription = record({
  id,
  name: text(60, 1),
  about: optional(text(600)),
  recognise: selector,
  signed_out: optional(selector),
  never: optional(listOf(pattern, 20)),
  parents: oneOf("marked", "unknown"),
  pages: listOf(page, 20, 1),
});
