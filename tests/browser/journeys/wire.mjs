// What goes over the wire.
import assert from "node:assert/strict";
import { missingHeaders } from "../browser.mjs";
import { start } from "../answering.mjs";
import { heading } from "../cast.mjs";
import { journey } from "../steps.mjs";

journey("Anna's first pages are small", async ({ world, given, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  const loaded = [];
  page.on("requestfinished", (request) => loaded.push(request.sizes().then((sizes) => ({ url: request.url(), bytes: sizes.responseBodySize + sizes.responseHeadersSize })).catch(() => ({ bytes: 0 }))));
  const weigh = async () => (await Promise.all(loaded.splice(0))).reduce((sum, one) => sum + one.bytes, 0);
  await then("the page behind the link is at most 50 kB with everything it needs", async () => {
    const response = await page.goto(link);
    assert.match((await response.allHeaders())["content-encoding"] ?? "", /br|gzip|zstd/, "it travels compressed");
    const bytes = await weigh();
    assert.ok(bytes > 1000 && bytes <= 50_000, `${bytes} bytes`);
  });
  await then("so is the first question", async () => {
    await start(page);
    const bytes = await weigh();
    assert.ok(bytes > 1000 && bytes <= 50_000, `${bytes} bytes`);
  });
});

journey("Every answer of the server carries the security headers", async ({ world, given, when, then }) => {
  const { request } = await world.context();
  const { link } = await given("a fresh link", () => world.newLink());
  const style = await given("the style sheet's address", async () => /href="(\/assets\/[^"]+\.css)"/.exec(await (await request.get(link)).text())[1]);
  const cases = [
    ["a page", "get", link, 200], ["a file", "get", style, 200], ["no such file", "get", "/assets/none.css", 404],
    ["no such page", "get", "/none", 404], ["a dead link", "get", `/s/${"B".repeat(43)}`, 404], ["the wrong method", "put", "/today", 405],
    ["a redirect", "get", "/today", 303], ["leaving", "get", "/leave", 303], ["nobody's answers", "get", "/answer/1", 404],
    ["the server is up", "get", "/healthz", 200], ["the server is ready", "get", "/readyz", 200],
    ["a form without its token", "post", `${link}/start`, [400, 403, 422], { form: { csrf: "", language: "nb" } }],
    ["a form of unknown fields", "post", `${link}/start`, [400, 403, 422], { form: { csrf: "", language: "nb", more: "x" } }],
    ["a body too large", "post", `${link}/start`, [400, 403, 413], { form: { csrf: "x".repeat(100_000), language: "nb" } }],
    ["a form from another site", "post", `${link}/decline`, 403, { form: { csrf: "" }, headers: { "sec-fetch-site": "cross-site" } }],
    ["a form from a neighbour's site", "post", `${link}/decline`, 403, { form: { csrf: "" }, headers: { "sec-fetch-site": "same-site" } }],
    ["a form from another origin", "post", `${link}/decline`, 403, { form: { csrf: "" }, headers: { origin: "https://example.org" } }],
  ];
  for (const [name, method, path, expected, options = {}] of cases) {
    await then(`${name}: status and headers are right`, async () => {
      const response = await request[method](path.startsWith("http") ? path : world.base + path, { maxRedirects: 0, ...options });
      assert.ok([expected].flat().includes(response.status()), `status ${response.status()}`);
      assert.deepEqual(missingHeaders(response.headers()), []);
    });
  }
  await when("all that was refused, the link still works", async () => {
    const page = await world.phone();
    assert.equal((await page.goto(link)).status(), 200);
  });
});

// Last: afterwards this address must wait a minute before a dead link is answered again.
journey("Guessing links ends in waiting, and nobody with a real link is locked out", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const { request } = await world.context();
  await when("somebody guesses thirty links", async () => {
    const statuses = [];
    for (let turn = 0; turn < 30; turn += 1) {
      const response = await request.get(`${world.base}/s/${String(turn).padStart(43, "C")}`);
      statuses.push(response.status());
      if (response.status() === 429) assert.ok(Number(response.headers()["retry-after"]) > 0);
    }
    assert.ok(statuses.includes(429), statuses.join());
  });
  await then("Anna's link works all the same", async () => {
    const page = await world.phone();
    assert.equal((await page.goto(link)).status(), 200);
    await start(page);
    assert.match(await heading(page), /Spørsmål 1/);
  });
});
