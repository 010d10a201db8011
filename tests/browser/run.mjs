// Runs the journeys against an invented service of its own. `node run.mjs [word]` runs those whose name holds the word.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Watch, launch } from "./browser.mjs";
import { World } from "./cast.mjs";
import { startServer } from "./server.mjs";
import { journeys, walk } from "./steps.mjs";
import "./journeys/anna.mjs";
import "./journeys/link.mjs";
import "./journeys/mine.mjs";
import "./journeys/offline.mjs";
import "./journeys/ways.mjs";
import "./journeys/bjorn.mjs";
import "./journeys/cecilie.mjs";
import "./journeys/notices.mjs";
import "./journeys/case_review.mjs";
import "./journeys/dag.mjs";
import "./journeys/instruments.mjs";
import "./journeys/learning.mjs";
import "./journeys/ledger.mjs";
import "./journeys/networks.mjs";
import "./journeys/summary.mjs";
import "./journeys/keyboard.mjs";
import "./journeys/patient_pages.mjs";
import "./journeys/every_page.mjs";
import "./journeys/fhir.mjs";
import "./journeys/mail.mjs";
import "./journeys/wire.mjs";
// Last: it changes what everybody is asked.
import "./journeys/protocols.mjs";

const LONGEST = 600_000; // milliseconds a journey may take

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(process.env.LYTT ?? join(here, "../../target/debug/lytt"));
if (!existsSync(program)) {
  console.error(`there is no program at ${program}: please run cargo build first, or name it in LYTT`);
  process.exit(2);
}

const wanted = journeys.filter((one) => one.name.toLowerCase().includes((process.argv[2] ?? "").toLowerCase()));
let server;
let browser;
let passed = 0;
let failed = 0;

const close = async () => {
  await browser?.close().catch(() => { /* it is gone already */ });
  await server?.stop();
};

// Told to stop, or a fault of ours: in neither case is a server or a browser left behind.
let ending = false;
const end = (code, error) => {
  if (ending) return;
  ending = true;
  if (error) console.log(`FAILED  ${error.stack ?? error}`);
  close().finally(() => process.exit(code));
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(130));
for (const fault of ["uncaughtException", "unhandledRejection"]) process.on(fault, (error) => end(1, error));
// Whoever reads this may be gone before.
process.stdout.on("error", () => {});

const within = (time, promise) => {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`not done within ${time / 1000} s`)), time); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

try {
  server = await startServer(program);
  browser = await launch();
  const newWorld = () => new World(browser, server, new Watch(server.base));
  const world = newWorld();
  const walked = async (one, world) => {
    const began = Date.now();
    const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
    try {
      await within(LONGEST, walk(one, world));
      passed += 1;
      console.log(`passed  ${one.name} (${seconds()})`);
    } catch (error) {
      if (ending) return;
      failed += 1;
      console.log(`FAILED  ${one.name} (${seconds()})\n        ${error.sentence ?? ""}\n        ${String(error.stack ?? error).split("\n").slice(0, 24).join("\n        ")}`);
    }
  };
  const aside = Promise.all(wanted.filter((one) => one.aside).map((one) => walked(one, newWorld())));
  for (const one of wanted.filter((one) => !one.aside)) {
    await walked(one, world);
    if (ending) break;
  }
  await aside;
  console.log(`${world.watch.responses} responses in ${world.watch.pages} pages were watched`);
  if (failed && server.log().trim()) console.log(`what the server said:\n${server.log().split("\n").slice(-30).join("\n")}`);
} catch (error) {
  failed += 1;
  console.log(`FAILED  ${error.stack ?? error}`);
} finally {
  await close();
}
if (passed + failed === 0) { console.log("no journey has such a name"); failed = 1; }
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
