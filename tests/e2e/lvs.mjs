// The demo LVS as install/run --lvs runs it, on a folder of the test's own.
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../install/demo/lvs", import.meta.url));

/** Starts it on `inbox`, the folder that a bridge's folder adapter polls. Call `stop` when done. */
export async function startLvs(inbox, ...options) {
  const file = path.join(inbox, "regenboog-lvs.jsonl");
  const child = spawn("python3", ["-B", program, "--file", file, "--port", "0", "--until-closed", ...options], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the demo LVS ended with ${code}`)));
  });
  return {
    url,
    file,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** Signs in with the keyboard alone, as "leerkracht", "intern begeleider" or "directeur". */
export async function signIn(page, lvs, who) {
  await page.goto(lvs.url);
  await page.getByRole("button", { name: who }).press("Enter");
  await page.locator("#leerlingen").waitFor();
}
