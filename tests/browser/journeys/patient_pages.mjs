// Every page a patient can meet, in every state and language: light and dark, phone and desk.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "../browser.mjs";
import { journey } from "../steps.mjs";

journey("Every patient page there is, in six languages, is accessible in any light and size", async ({ world, given, when, then }) => {
  const folder = mkdtempSync(join(tmpdir(), "lytt-pages-"));
  const found = [];
  let files = [];
  try {
    await given("the pages, as the program writes them", () => {
      execFileSync(join(dirname(world.server.program), "examples", "patient_pages"), [folder]);
      // Of pages that differ in a sentence alone, three; of questions, all.
      files = readdirSync(folder).filter((file) => file.includes("question") || Number(file.match(/-(\d+)\./)[1]) < 3);
    });
    const look = async (some) => {
      const page = await world.page();
      // Under the rules that the server sends with its own pages.
      const { "content-length": _, "content-encoding": __, ...headers } = await (await page.goto(`${world.base}/code`)).allHeaders();
      const written = (route) => readFileSync(join(folder, route.request().url().split("/").pop()));
      await page.route("**/sample/*", (route) => route.fulfill({ headers, body: written(route) }));
      // No request stands behind these: a script that asks for one gets none.
      await page.route("**/answer/*", (route) => route.fulfill({ headers, json: null }));
      for (const file of some) {
        await page.goto(`${world.base}/sample/${file}`);
        found.push(...await inspect(page, file));
      }
    };
    await when("each is opened with the files it asks for", async () => {
      const half = files.length / 2;
      await Promise.all([look(files.slice(0, half)), look(files.slice(half))]);
    });
    await then("axe finds nothing in any of them", () => {
      assert.equal(new Set(files.map((file) => file.split(".")[1])).size, 6);
      assert.ok(files.length > 6 * 25, `only ${files.length} pages`);
      assert.deepEqual(found, []);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
