// What comes from elsewhere has exactly the shape that was agreed on, or it is nothing.

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

export const text = (most, least = 0) => (value) => typeof value === "string" && value.length >= least && value.length <= most;
export const oneOf = (...values) => (value) => values.includes(value);
export const flag = (value) => typeof value === "boolean";
export const matching = (pattern, most) => (value) => typeof value === "string" && value.length <= most && pattern.test(value);
export const optional = (check) => Object.assign((value) => value === undefined || check(value), { optional: true });
export const listOf = (check, most, least = 0) => (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(check);
export const mapOf = (key, check, most) => (value) =>
  isObject(value) && Object.keys(value).length <= most && Object.entries(value).every(([name, entry]) => key(name) && check(entry));

/** An object with these members and no others. */
export const record = (members) => (value) =>
  isObject(value) &&
  Object.keys(value).every((name) => Object.hasOwn(members, name)) &&
  Object.entries(members).every(([name, check]) => (Object.hasOwn(value, name) ? check(value[name]) : check.optional === true));
