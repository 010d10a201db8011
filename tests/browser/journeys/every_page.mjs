// Every page that can be reached: accessible, as narrow as it must be, and with no link that leads nowhere.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { atReview, give, kind, next, send, skipOne, start } from "../answering.mjs";
import { addSession, makeLink, press, registerPatient } from "../cast.mjs";
import { journey } from "../steps.mjs";

/** The first language, one that staff reads too, and the one that runs right to left; patient_pages.mjs has all. */
const LANGUAGES = { nb: "bokmål", en: "engelsk", ar: "arabisk" };
const STAFF = ["nb", "en"];
const shots = process.env.SHOTS;

/** What is stored, and is never to be read on a page of this language. */
const CODES = /\b(unknown|treatment|assessment|planned|held|no-show|in-person|guided-self-help|not-\w+)\b/;
const ENGLISH_CODES = /\b(unknown|no-show|in-person|guided-self-help)\b/;

/** A notebook of what was found on which page; it also takes pictures where SHOTS names a folder. */
function notebook(tag) {
  const found = [];
  const seen = [];
  const look = async (page, name) => {
    assert.equal(await page.locator("html").getAttribute("lang"), tag, `${name} is in its reader's language`);
    assert.equal(await page.locator("html").getAttribute("dir"), tag === "ar" ? "rtl" : "ltr", `${name} runs as its language does`);
    seen.push(name);
    const words = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll("option")].map((one) => ` ${one.textContent} `).join(""));
    const codes = (tag === "en" ? ENGLISH_CODES : CODES).exec(words);
    if (codes) found.push(`${name} (${tag}) shows the code "${codes[0]}" in place of words`);
    if (shots) await picture(page, `${name}-${tag}`);
    found.push(...await inspect(page, `${name} (${tag})`));
  };
  return { found, seen, look };
}

/** Opens every fold of a page. */
const unfold = (page) => page.locator("main details").evaluateAll((all) => { for (const one of all) one.open = true; });

async function picture(page, name) {
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${shots}/${name}-${size}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

for (const [tag, name] of Object.entries(LANGUAGES)) {
  const locale = { nb: "nb-NO", en: "en-GB", ar: "ar" }[tag];

  journey(`Every page for a patient is accessible, på ${name}`, async ({ world, given, when, then }) => {
    const { found, seen, look } = notebook(tag);
    const { link } = await given("a fresh link", () => world.newLink({ language: tag }));
    const page = await world.page({ locale });
    await when("each page of answering is looked at", async () => {
      await page.goto(link);
      await look(page, "landing");
      await page.goto(`${link}/decline`);
      await look(page, "decline");
      await page.goto(link);
      await start(page);
      const kinds = new Set();
      for (let turn = 0; !atReview(page); turn += 1) {
        assert.ok(turn < 60);
        const here = await kind(page);
        if (!kinds.has(here)) {
          await look(page, `question-${here}`);
          if (kinds.size === 0) {
            await next(page);
            await look(page, "question-error");
          }
          kinds.add(here);
        }
        if (turn === 1) await skipOne(page);
        else { await give(page, 1); await next(page); }
      }
      await look(page, "review");
      await page.goto(`${world.base}/answer/decline`);
      await look(page, "stop");
      await page.goto(`${world.base}/answer/review`);
      await send(page);
      await look(page, "receipt");
      await page.goto(link);
      await look(page, "gone");
    });
    await when("the pages of a no are looked at", async () => {
      const { link: another } = await world.newLink({ language: tag });
      await page.goto(`${another}/decline`);
      await press(page, page.locator("form.go button"));
      await look(page, "declined");
    });
    await then("nothing is wrong with any", () => {
      assert.ok(seen.length >= 11, seen.join());
      assert.deepEqual(found, []);
    });
  });

  if (!STAFF.includes(tag)) continue;

  journey(`Every page for staff is accessible, på ${name}`, async ({ world, when, then }) => {
    const { found, seen, look } = notebook(tag);
    await when("the sign-in is looked at", async () => {
      const page = await world.page({ locale });
      await page.goto(`${world.base}/sign-in`);
      await look(page, "sign-in");
      await page.fill("#field-login", "reidun");
      await page.fill("#field-password", "ikke dette");
      await press(page, page.locator("form.card button.primary"));
      await look(page, "sign-in-error");
      await page.fill("#field-password", world.server.password);
      await press(page, page.locator("form.card button.primary"));
      await look(page, "code");
      await page.fill("#field-code", "000000");
      await press(page, page.locator("form.card button.primary"));
      await look(page, "code-error");
    });
    await when("a clinician's pages are looked at", async () => {
      const page = await world.staff("bjorn", { locale });
      await page.goto(`${world.base}/today`);
      await world.speak(page, "bjorn", tag);
      await look(page, "today");
      await page.goto(`${world.base}/today?day=2031-01-01`);
      await look(page, "day-empty");
      await page.goto(`${world.base}/account`);
      await look(page, "account");
      await page.goto(`${world.base}/learning`);
      await look(page, "learning");
      await page.goto(`${world.base}/patients`);
      await look(page, "patients");
      const people = Object.fromEntries(await page.locator(".people a").evaluateAll((all) => all.map((one) => [one.textContent.trim(), one.getAttribute("href")])));
      for (const [shot, who] of [["episode-better", "Askeladd Eksempel"], ["episode-notice", "Nordavind Eksempel"], ["episode-english", "Kløverblad Example"], ["episode-declined", "Veslefrikk Eksempel"], ["episode", "Anna Eksempel"]]) {
        assert.ok(people[who], `${who} is among Bjørn's patients`);
        await page.goto(world.base + people[who]);
        await look(page, shot);
      }
      const anna = page.url();
      await page.goto(`${anna}/together`);
      await look(page, "together");
      await page.goto(`${anna}/together?large=1`);
      await look(page, "together-large");
      await page.goto(anna);
      await press(page, page.locator(".usual-words a[href^='/models/']"));
      await look(page, "model");
      await page.goto(anna);
      await page.fill("#field-text", "");
      await press(page, page.locator("form[action$='/notes'] button"));
      await look(page, "episode-error");
      await page.goto(`${world.base}/patients/new`);
      await look(page, "new-patient");
      await press(page, page.locator("main form button.primary"));
      await look(page, "new-patient-error");
      await registerPatient(world, page, tag === "nb" ? "Blåveis" : "Bluebell", tag);
      await look(page, "episode-new");
      await press(page, page.locator("a[href$='/sessions/new']"));
      await look(page, "new-session");
      await page.goBack();
      await addSession(page, 100);
      await makeLink(page);
      await look(page, "episode-link");
      await page.goto(`${world.base}/notices`);
      await look(page, "notices");
      await page.goto(`${world.base}/case-review`);
      await look(page, "case-review");
      await unfold(page);
      await look(page, "case-review-folds");
      await press(page, page.locator("form[action$='/notes'] button[value=note]").first());
      await look(page, "case-review-error");
      await page.goto(`${world.base}/quality`);
      await look(page, "quality");
      await unfold(page);
      await press(page, page.locator("form[action^='/quality/questions/'] button[value=no]").first());
      await look(page, "quality-error");
      const better = world.base + people["Askeladd Eksempel"];
      await page.goto(better);
      await page.locator("#team > summary").click();
      await press(page, page.locator("#team form button"));
      await look(page, "episode-team-error");
      await page.goto(world.base + people["Tornerose Eksempel"]);
      await look(page, "episode-on-list");
      await page.goto(`${better}/plan`);
      await look(page, "plan");
      await unfold(page);
      await look(page, "plan-kin");
      for (const act of ["wish", "involved", "children"]) {
        await page.goto(`${better}/plan`);
        await page.locator(`details:has(form[action$='/kin/${act}']) > summary`).click();
        await press(page, page.locator(`form[action$='/kin/${act}'] button`));
        await look(page, `plan-kin-${act}-error`);
      }
      await page.goto(`${world.base}/feedback-tool`);
      await look(page, "feedback-tool");
      await page.goto(`${world.base}/nowhere`);
      await look(page, "not-found");
    });
    await when("a leader's pages are looked at", async () => {
      const page = await world.staff("cecilie", { locale });
      await page.goto(`${world.base}/report`);
      await world.speak(page, "cecilie", tag);
      await look(page, "report");
      await press(page, page.locator("form[action='/report/readings'] button"));
      await look(page, "report-error");
      await page.goto(`${world.base}/report`);
      await press(page, page.locator("form[action='/report/freeze'] button"));
      await press(page, page.locator("[aria-labelledby=versions-title] a[href^='/report/versions/']").first());
      await look(page, "frozen");
      await page.goto(`${world.base}/report`);
      await press(page, page.locator("a[href^='/report/meeting']"));
      await look(page, "meeting");
      const meeting = page.url();
      await press(page, page.locator("#part-outcome form button"));
      await look(page, "meeting-error");
      await page.goto(`${meeting}&screen=wall`);
      await look(page, "meeting-wall");
      await page.goto(`${world.base}/improvements`);
      await look(page, "improvements");
      // Looking at a page may have opened it already.
      await page.locator("#new").evaluate((fold) => { fold.open = true; });
      await press(page, page.locator("#new form button.primary"));
      await look(page, "improvements-error");
      await page.goto(`${world.base}/improvements`);
      await press(page, page.locator(".work-list a").first());
      await look(page, "improvement");
      await page.locator("input[name=kind][value=stop]").check();
      await press(page, page.locator("form[action$='/steps'] button"));
      await look(page, "improvement-error");
      await page.goto(`${world.base}/report?rules=nhs`);
      await look(page, "report-nhs");
      await page.goto(`${world.base}/report/annual`);
      await unfold(page);
      await look(page, "annual");
      await page.goto(`${world.base}/report/editions`);
      await look(page, "editions");
      await press(page, page.locator("form[method=get][action='/report/editions'] button"));
      await unfold(page);
      await look(page, "editions-kept");
      // The latest quarter has not left, in whatever order the journeys are walked.
      const quarter = await page.locator("#period option").evaluateAll((all) => all.map((one) => one.value).find((value) => value.includes("Q")));
      await page.selectOption("#period", quarter);
      await press(page, page.locator("form[method=get][action='/report/editions'] button"));
      await look(page, "editions-new");
      await press(page, page.locator("form[method=post][action='/report/editions'] button"));
      await look(page, "editions-error");
      await page.goto(`${world.base}/report?from=2001-01-01&to=2001-02-01`);
      await look(page, "report-nobody");
      for (const [shot, path] of [["protocols", "protocols"], ["protocol", "protocols/bup"], ["protocol-edit", "protocols/bup/edit"], ["notices-leader", "notices"], ["notices-rule", "notices/rule"]]) {
        await page.goto(`${world.base}/${path}`);
        await look(page, shot);
      }
      await page.goto(`${world.base}/support`);
      await look(page, "support");
      await press(page, page.locator("main form button.primary"));
      await look(page, "support-error");
      await page.goto(`${world.base}/networks`);
      await look(page, "networks-leader");
      await press(page, page.locator("a[href$='/compare']").first());
      await unfold(page);
      await look(page, "network-compare");
    });
    await when("an administrator's pages are looked at", async () => {
      const page = await world.staff("aud", { locale });
      await page.goto(`${world.base}/networks`);
      await world.speak(page, "aud", tag);
      await unfold(page);
      await look(page, "networks");
      await press(page, page.locator("#new form button.primary"));
      await look(page, "networks-error");
      await page.fill("#file", "Lytt");
      await press(page, page.locator("form[action='/networks/files'] button"));
      await look(page, "networks-refused");
      await page.goto(`${world.base}/networks`);
      await press(page, page.locator(".network-rows .ways a").first());
      await unfold(page);
      await look(page, "network");
      await press(page, page.locator("a[href*='/share?']").first());
      await look(page, "network-share");
      await press(page, page.locator("form[action$='/share'] button"));
      await look(page, "network-share-error");
    });
    await then("nothing is wrong with any", () => {
      assert.ok(seen.length >= 24, seen.join());
      assert.deepEqual(found, []);
    });
  });
}

journey("A language chosen at the start stays until the answers are sent", async ({ world, given, when, then }) => {
  const { link } = await given("a link for somebody registered as Norwegian", () => world.newLink());
  const page = await world.phone();
  const shown = async () => [await page.locator("html").getAttribute("lang"), await page.locator("html").getAttribute("dir")].join();
  await when("Arabic is chosen, and answering begins", async () => {
    await page.goto(link);
    await press(page, page.locator("a[hreflang=ar]"));
    assert.equal(await shown(), "ar,rtl");
    await start(page);
  });
  await then("the page is Arabic, and the question says what it is in", async () => {
    assert.equal(await shown(), "ar,rtl");
    const asked = page.locator("form.question [lang][dir]").first();
    assert.equal(await asked.getAttribute("dir"), (await asked.getAttribute("lang")) === "ar" ? "rtl" : "ltr");
  });
  await when("the Norwegian page is asked for, and the Arabic one again", async () => {
    const way = page.locator(".machine button");
    assert.equal(await way.getAttribute("lang"), "nb");
    await press(page, way);
    assert.equal(await shown(), "nb,ltr");
    assert.equal(await page.locator(".machine").count(), 0, "Norwegian says nothing about a machine");
    await press(page, page.locator("button[name=language][value=ar]"));
    assert.equal(await shown(), "ar,rtl");
  });
  await then("the numbers to call read the right way", async () => {
    for (const number of await page.locator(".help-line a").all()) {
      assert.equal(await number.evaluate((one) => getComputedStyle(one).direction), "ltr");
    }
  });
  await when("the rest is answered and sent", async () => {
    for (let turn = 0; !atReview(page); turn += 1) {
      assert.ok(turn < 60);
      assert.equal(await shown(), "ar,rtl", page.url());
      await skipOne(page);
    }
    assert.equal(await shown(), "ar,rtl");
    await page.goto(`${world.base}/answer/1`);
    await give(page, 1);
    await next(page);
    await page.goto(`${world.base}/answer/review`);
    await send(page);
  });
  await then("the receipt is Arabic too", async () => assert.equal(await shown(), "ar,rtl"));
});

/** What a link leads to, whoever or whatever it is about. */
const shape = (link) => link.replace(/[0-9a-f-]{36}/g, "{id}").replace(/=[^&]*/g, "=").replace(/\d+$/, "{n}").replace(/\/instruments\/(?!new|drafts)[a-z0-9{}-]+/, "/instruments/{id}");

/** The same, with each indicator and each line of a ledger for one page. */
const template = (link) => shape(link).replace(/\/indicators\/[a-z0-9-]+/, "/indicators/{id}").replace(/\/ledger\/{id}\/\w+/, "/ledger/{id}/{line}");

/** The links on the page that is open, or with a path: that page's status and links, asked for from where one is. */
const look = (page, path) => page.evaluate(async (path) => {
  const reply = path && (await fetch(path));
  const isPage = !reply || reply.headers.get("content-type")?.startsWith("text/html");
  const shown = reply && isPage ? new DOMParser().parseFromString(await reply.text(), "text/html") : document;
  const links = isPage ? [...shown.querySelectorAll("a[href^='/']")] : [];
  return { status: reply?.status, links: links.map((one) => one.getAttribute("href").replace(/#.*/, "")) };
}, path);

journey("No link on any page leads nowhere", async ({ world, when, then }) => {
  const broken = [];
  for (const login of ["bjorn", "cecilie", "reidun", "brita", "dag"]) {
    await when(`${login} follows every link`, async () => {
      const page = await world.staff(login);
      const waiting = ["/"];
      const shapes = new Map();
      const opened = new Set();
      const known = new Set(waiting);
      while (waiting.length) {
        const path = waiting.shift();
        // A document opens in the browser's own viewer, and a file is saved: neither is a page of ours. Of pages that
        // are made alike the first is opened; whether the others are there is asked from where one is.
        const isFile = /\/(paper|document)(\?|$)|\.(csv|json|xlsx)$/.test(path);
        const isOpened = !isFile && !opened.has(template(path));
        const here = isOpened && (await page.goto(world.base + path)).status();
        if (isOpened) opened.add(template(path));
        const { status = here, links } = await look(page, isOpened ? undefined : path);
        if (status !== 200) {
          broken.push(`${login}: ${path} gives ${status}`);
          continue;
        }
        for (const link of [...new Set(links)]) {
          // A few of each kind are enough: every patient's page is the same page.
          if (known.has(link) || link === "/leave" || (shapes.get(shape(link)) ?? 0) >= 3) continue;
          shapes.set(shape(link), (shapes.get(shape(link)) ?? 0) + 1);
          known.add(link);
          waiting.push(link);
        }
      }
      assert.ok(known.size > 1, `${login} has somewhere to go`);
    });
  }
  await then("all of them lead somewhere", () => assert.deepEqual(broken, []));
});
