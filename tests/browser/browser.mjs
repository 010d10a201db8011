// One Chromium for all journeys, and a watch over every page it opens.
import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const PHONE = { width: 360, height: 640 };
export const TALL_PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 800 };

/** What every response must carry, whatever it answers. */
const HEADERS = {
  "content-security-policy": /default-src 'none'(?=.*frame-ancestors 'none')(?=.*form-action 'self')(?!.*unsafe)/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "strict-transport-security": /max-age=\d{8}/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "cache-control": /no-store|immutable/,
};

function findChromium() {
  const named = process.env.CHROMIUM;
  const places = (process.env.PATH ?? "").split(delimiter);
  const found = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => places.map((place) => join(place, name)));
  for (const path of named ? [named] : found) {
    try { accessSync(path, constants.X_OK); return path; } catch { /* the next one */ }
  }
  throw new Error("there is no Chromium: please install it (apt-get install chromium), or name it in CHROMIUM");
}

export const launch = () => chromium.launch({
  executablePath: findChromium(),
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

export function missingHeaders(headers) {
  return Object.entries(HEADERS).filter(([name, rule]) => !rule.test(headers[name] ?? "")).map(([name]) => name);
}

/** Notes what no journey may meet: a script error, a refused resource, a missing header, another host. */
export class Watch {
  complaints = new Set();
  pages = 0;
  responses = 0;
  #waiting = [];

  constructor(base) { this.base = base; }

  over(context) {
    const complain = (text) => this.complaints.add(text);
    context.on("page", () => { this.pages += 1; });
    context.on("weberror", (error) => complain(`script error: ${error.error().message}`));
    context.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      // The browser says so of every page with such a status; whether it was wanted, the journey checks.
      if (/^Failed to load resource: the server responded with a status of (403|404|405|422|429)/.test(message.text())) return;
      // A line that is cut on purpose.
      if (this.offline && /ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(message.text())) return;
      complain(`console: ${message.text()} at ${withoutSecrets(message.page()?.url())}`);
    });
    context.on("request", (request) => {
      if (!request.url().startsWith(this.base) && !request.url().startsWith("data:")) complain(`a request left the server: ${request.url()}`);
    });
    context.on("response", (response) => {
      if (!response.url().startsWith(this.base)) return;
      this.responses += 1;
      const name = `${response.request().method()} ${withoutSecrets(response.url())} ${response.status()}`;
      if (response.status() >= 500) complain(`a failure: ${name}`);
      // What a script sends is answered like a form; what the answer says, the journey checks.
      const isPart = response.request().method() === "GET" && !response.request().isNavigationRequest();
      if (response.status() >= 400 && isPart) complain(`a part of a page is missing: ${name}`);
      this.#waiting.push(response.allHeaders().then((headers) => {
        // A browser keeps a file without this header; that it is sent is asked elsewhere, without a browser.
        const kept = response.url().includes("/assets/") ? ["strict-transport-security"] : [];
        const missing = missingHeaders(headers).filter((header) => !kept.includes(header));
        for (const header of missing) complain(`${name} has no right ${header}`);
      }).catch(() => { /* the page was closed before the headers were read */ }));
    });
    return context;
  }

  /** What was noted since the last time. */
  async take() {
    await Promise.all(this.#waiting.splice(0));
    const all = [...this.complaints];
    this.complaints.clear();
    return all;
  }
}

export const withoutSecrets = (url) => (url ?? "").replace(/\/s\/[\w-]+/, "/s/…");

/** axe-core and the width of the page, light and dark, on a phone and a desk, and on the narrowest phone. */
export async function inspect(page, name) {
  const found = [];
  const before = page.viewportSize();
  // What is folded away is checked as well.
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  for (const viewport of [TALL_PHONE, DESK]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // By the debugger's door: the page's own rules refuse a foreign script.
      if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(AXE);
      const results = await page.evaluate(async (rules) => {
        const { violations } = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
        return violations.map((one) => `${one.id} (${one.nodes.map((node) => node.target.join(" ")).slice(0, 2).join(", ")})`);
      }, RULES);
      found.push(...results.map((one) => `${name}, ${viewport.width} ${colorScheme}: ${one}`));
    }
    found.push(...(await overflowing(page)).map((one) => `${name}, ${viewport.width}: wider than the screen: ${one}`));
  }
  await page.setViewportSize({ width: 320, height: 640 });
  found.push(...(await overflowing(page)).map((one) => `${name}, 320: wider than the screen: ${one}`));
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

/** What stands out of the page to the side, when the page can be scrolled that way. */
const overflowing = (page) => page.evaluate(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll("body *")].filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return right > clientWidth + 0.5 || left < -0.5;
  });
  return [`${scrollWidth} of ${clientWidth} px, ${out.slice(-2).map((one) => `${one.tagName}.${one.className}`).join(", ")}`];
});
