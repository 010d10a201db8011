// Who is in the journeys, and what they do in one breath. Anna answers, Bjørn treats, Cecilie leads,
// and Dag works in another organisation on the same server.
import assert from "node:assert/strict";
import { DESK, PHONE, withoutSecrets } from "./browser.mjs";
import { freshCode } from "./totp.mjs";

const OSLO = "Europe/Oslo";

/** Wall-clock parts in Norway, so many minutes from now. */
export function osloTime(minutes = 0) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: OSLO, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(Date.now() + minutes * 60_000).map((part) => [part.type, part.value]));
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    written: `${parts.day}.${parts.month}.${parts.year}`,
    clock: `${parts.hour}:${parts.minute}`,
  };
}

export class World {
  #signedIn = new Map();
  #contexts = [];
  #foreign = new Set();
  #patients = 0;

  constructor(browser, server, watch) {
    Object.assign(this, { browser, server, watch, base: server.base });
  }

  async context(options = {}) {
    const context = await this.browser.newContext({ viewport: DESK, locale: "nb-NO", timezoneId: OSLO, ...options });
    context.setDefaultTimeout(30_000);
    this.#contexts.push(context);
    return this.watch.over(context);
  }

  async page(options) { return (await this.context(options)).newPage(); }

  /** A phone that has never been here. */
  async phone(options = {}) { return this.page({ viewport: PHONE, hasTouch: true, isMobile: true, ...options }); }

  /** Puts somebody's pages into another language, until the journey is over. */
  async speak(page, login, tag) {
    const button = page.locator(`button[name=language][value=${tag}]`);
    if (await button.count()) await press(page, button);
    if (tag === "nb") this.#foreign.delete(login);
    else this.#foreign.add(login);
  }

  /** The address, the heading and the messages of every open page, without secrets, for whoever reads why a journey
   *  failed. */
  async screens() {
    const pages = this.#contexts.flatMap((context) => context.pages());
    return Promise.all(pages.map(async (page) => {
      const heading = await page.locator("h1").first().innerText({ timeout: 1_000 }).catch(() => "no heading");
      const said = await page.locator("[role=status], [role=alert]").allInnerTexts().catch(() => []);
      return [`${withoutSecrets(page.url())} shows: ${heading}`, ...said.filter(Boolean)].join(" | ");
    }));
  }

  /** Closes what a journey left open, and gives everybody their own language back. */
  async tidy() {
    for (const login of [...this.#foreign]) {
      const page = await this.staff(login);
      await page.goto(`${this.base}/account`);
      await this.speak(page, login, "nb");
    }
    for (const context of this.#contexts.splice(0)) await context.close();
  }

  /** Somebody signed in by the demonstration's own door; the sign-in is kept for the next journey. */
  async staff(login, options = {}) {
    const kept = this.#signedIn.get(login);
    const page = await this.page({ ...options, ...(kept && { storageState: kept }) });
    if (!kept) {
      await page.goto(`${this.base}/demo/${login}`);
      this.#signedIn.set(login, await page.context().storageState());
    }
    return page;
  }

  /** Signs in the long way: password, then the code from the app. */
  async signIn(page, login) {
    await page.goto(`${this.base}/sign-in`);
    await page.fill("#field-login", login);
    await page.fill("#field-password", this.server.password);
    await press(page, page.locator("form.card button.primary"));
    assert.match(await page.title(), /Kode fra appen/);
    const code = await freshCode(login, this.server.secret);
    await page.fill("#field-code", code);
    await press(page, page.locator("form.card button.primary"));
    return code;
  }

  /** Bjørn registers somebody new with a session soon, and gives out a link. */
  async newLink({ language = "nb", path } = {}) {
    const page = await this.staff("bjorn");
    if (path) await page.goto(this.base + path);
    else {
      await registerPatient(this, page, `Reservespiller${(this.#patients += 1)}`, language);
      await addSession(page, 90);
    }
    const made = { link: await makeLink(page), path: path ?? new URL(page.url()).pathname.replace(/\/requests\/.*/, "") };
    await page.context().close();
    return made;
  }
}

/** Presses something that leads to a new page, and waits for that page. */
export async function press(page, locator) {
  return arrive(page, () => click(page, locator));
}

/** Clicks. Now and then a browser without a screen stops drawing, and whether a button stands still is never seen:
 *  then the page is brought to the front and it is tried once more, which is printed with what was waited for. */
async function click(page, locator) {
  try {
    await locator.click({ timeout: 10_000 });
  } catch (error) {
    if (!/Timeout/.test(error.message)) throw error;
    console.log(`        clicked again: ${error.message.split("\n").slice(0, 12).join(" | ")}`);
    await page.bringToFront();
    await locator.click();
  }
}

/** Does something that leads to a new page, and waits until that page is loaded. Gives its status. */
export async function arrive(page, act) {
  const unanswered = new Set();
  const asked = (request) => unanswered.add(request);
  const answered = (request) => unanswered.delete(request);
  let done = false;
  page.on("request", asked).on("requestfinished", answered).on("requestfailed", answered);
  try {
    const [response] = await Promise.all([
      page.waitForResponse((response) => response.request().isNavigationRequest() && !(response.status() >= 300 && response.status() < 400)),
      page.waitForEvent("load"),
      Promise.resolve(act()).then(() => { done = true; }),
    ]);
    return response.status();
  } catch (error) {
    // Who reads of it later must know whether the browser could not press or the server did not answer.
    const waiting = [...unanswered].map((request) => `${request.method()} ${withoutSecrets(request.url())}`);
    error.stack += `\n    ${done ? "it was pressed" : "it could not be pressed"}; unanswered: ${waiting.join(", ") || "nothing"}`;
    throw error;
  } finally {
    page.off("request", asked).off("requestfinished", answered).off("requestfailed", answered);
  }
}

export const heading = async (page) => (await page.locator("h1").first().innerText()).trim();

/** The page's links to episodes, as paths. */
export const episodeLinks = (page) => page.locator("main a[href^='/episodes/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")));

export async function registerPatient(world, page, given, language = "nb", email = "") {
  await page.goto(`${world.base}/patients/new`);
  await page.fill("#field-given", given);
  await page.fill("#field-family", "Eksempel");
  await page.fill("#field-birth_date", "17.05.1990");
  await page.fill("#field-email", email);
  await page.selectOption("#field-language", language);
  await page.fill("#field-referred_on", osloTime().day);
  await press(page, page.locator("main form button.primary"));
  assert.match(page.url(), /\/episodes\/[0-9a-f-]{36}/, "registering somebody leads to their page");
}

export async function addSession(page, minutesFromNow) {
  await press(page, page.locator("a[href$='/sessions/new']"));
  const at = osloTime(minutesFromNow);
  await page.fill("#field-date", at.day);
  await page.fill("#field-time", at.clock);
  await page.fill("#field-minutes", "45");
  await press(page, page.locator("main form button.primary"));
  assert.match(page.url(), /done=session/, "the session is registered");
  return at;
}

/** A link to what is asked before the nearest session: the list begins with what lies furthest ahead. */
export async function makeLink(page) {
  await press(page, page.locator("form[action$='/link'] button:is([aria-label*='Før timen'], [aria-label*='Before'])").last());
  const link = (await page.locator("#new-link").innerText()).trim();
  assert.match(link, /\/s\/[\w-]{43}$/, "a link with 256 bits of chance");
  return link;
}
