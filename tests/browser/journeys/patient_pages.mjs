// Every page a patient can meet, in every state and language: light and dark, phone and desk.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "../browser.mjs";
import { journey } from "../steps.mjs";

/** Puts a written page in the place of the one that is open. Scripts that come so do not run. */
const put = (page, html) => page.evaluate(async (html) => {
  const { head, body, documentElement: root } = new DOMParser().parseFromString(html, "text/html");
  for (const name of ["lang", "dir", "class"]) document.documentElement.setAttribute(name, root.getAttribute(name) ?? "");
  document.title = head.querySelector("title").textContent;
  const sheets = (from) => [...from.querySelectorAll("link[rel=stylesheet]")].map((one) => one.getAttribute("href"));
  if (sheets(head).join() !== sheets(document.head).join()) {
    document.head.querySelectorAll("link[rel=stylesheet]").forEach((one) => one.remove());
    await Promise.all(sheets(head).map((href) => new Promise((done, fail) => {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: fail });
      document.head.append(link);
    })));
  }
  document.body.replaceWith(document.adoptNode(body));
}, html);

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
      // A page of the server's own, with its rules and its looks.
      await page.goto(`${world.base}/code`);
      for (const file of some) {
        await put(page, readFileSync(join(folder, file), "utf8"));
        assert.ok((await page.locator("h1").count()) === 1, file);
        found.push(...await inspect(page, file));
      }
    };
    await when("each is opened", async () => {
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
