// Calls to the bridge. Half of the session's token lies in a cookie that no script can read, the other half here: cookies go to every
// port of a machine, this storage to our own address only.

const storageKey = "meldbrug.key";

export class NotPaired extends Error {}
export class Unreachable extends Error {}
/** The bridge answered with a problem; `status` says which. */
export class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

export const isPaired = () => localStorage.getItem(storageKey) !== null;
export const forget = () => localStorage.removeItem(storageKey);
/** Calls `listener` when another tab signed out. */
export const onForgotten = (listener) =>
  addEventListener("storage", (event) => {
    if (event.key === storageKey && event.newValue === null) listener();
  });

async function post(target, body, headers) {
  let response;
  try {
    response = await fetch(target, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw new Unreachable();
  }
  if (response.status === 401) throw new NotPaired();
  if (!response.ok) throw new Refused(response.status);
  try {
    return await response.json();
  } catch {
    throw new Unreachable();
  }
}

export function call(target, body = {}) {
  const key = localStorage.getItem(storageKey);
  if (key === null) return Promise.reject(new NotPaired());
  return post(target, body, { Authorization: `Board ${key}` });
}

export async function pair(code, device) {
  const answer = await post("/v1/pair", { code, device }, {});
  localStorage.setItem(storageKey, answer.key);
}

export async function signOut() {
  try {
    await call("/v1/sign-out");
  } finally {
    forget();
  }
}
