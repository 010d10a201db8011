// The invented service under test: started here, stopped by its own process id.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 180_000; // milliseconds until the demonstration must have printed its links

/** Starts `lytt demo` on a free port and reads what it prints: the addresses and how to sign in.
 *  `settings`: its environment beside ours. */
export async function startServer(program, seed = 7, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), "lytt-browser-"));
  const child = spawn(program, ["demo", "--data", join(folder, "data"), "--port", "0", "--seed", String(seed)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...settings },
  });
  const ended = new Promise((done) => child.once("exit", done));
  let printed = "";
  let log = "";
  child.stderr.on("data", (bytes) => { log += bytes; });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(hard);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const links = await new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the server printed no links in time:\n${printed}${log}`)), PATIENCE);
      child.once("error", (error) => { clearTimeout(late); fail(error); });
      child.once("exit", (code) => { clearTimeout(late); fail(new Error(`the server ended with ${code}:\n${printed}${log}`)); });
      child.stdout.on("data", (bytes) => {
        printed += bytes;
        const patient = /Be the patient\s+(\S+)/.exec(printed)?.[1];
        const base = /(\S+)\/demo\/bjorn/.exec(printed)?.[1];
        const secret = /second factor ([A-Z2-7]+)/.exec(printed)?.[1];
        const password = /password (\S+),/.exec(printed)?.[1];
        // The secret comes last, and its full stop says that all of it has arrived.
        if (patient && base && password && secret && printed.includes(`${secret}.`)) {
          clearTimeout(late);
          done({ patient, base, secret, password });
        }
      });
    });
    if (!links.patient.startsWith("http")) throw new Error(`there is no link for the patient:\n${printed}`);
    return { ...links, program, data: join(folder, "data"), stop, log: () => log };
  } catch (error) {
    await stop();
    throw error;
  }
}
