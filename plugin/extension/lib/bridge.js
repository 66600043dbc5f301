// Calls to the bridge, from the worker alone. A call is a POST with the token, so that no page can forge one.

/** Long enough for a busy bridge, short enough that nobody waits for one that is gone. */
const patience = 8000;

async function post(address, target, body, token) {
  let response;
  try {
    response = await fetch(`${address}${target}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token === null ? {} : { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(patience),
    });
    if (response.ok) return { data: await response.json() };
  } catch {
    return { state: "bridge_off" };
  }
  return { state: { 401: "not_paired", 403: "no_rights", 429: "busy" }[response.status] ?? "failed" };
}

/** {data}, or {state}: not_paired, no_rights, bridge_off, busy, failed. */
export const call = ({ address, token }, target, body = {}) => (token === null ? Promise.resolve({ state: "not_paired" }) : post(address, target, body, token));

/** {data: {token}}, or {state}. The code works once. */
export const pair = (address, code, device) => post(address, "/v1/pair", { code, device, want: "token" }, null);
