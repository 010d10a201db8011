// Anna answers what she is asked before a session: with scripts on a phone, and without.
import assert from "node:assert/strict";
import { PHONE } from "../browser.mjs";
import { answerRest, assertNeutral, give, kind, next, place, previous, send, skipOne, start } from "../answering.mjs";
import { arrive, heading, osloTime, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

/** The whole question and every answer to it, on the screen as it opens. */
async function assertFits(page) {
  const { top, bottom, scrolled } = await page.evaluate(() => {
    const box = (element) => element.getBoundingClientRect();
    const answers = [...document.querySelectorAll(".choice, .step, textarea")];
    return { top: box(document.querySelector(".ask")).top, bottom: Math.max(...answers.map((one) => box(one).bottom)), scrolled: window.scrollY };
  });
  assert.equal(scrolled, 0);
  assert.ok(top >= 0 && bottom <= PHONE.height, `${page.url()}: the answers end at ${bottom} of ${PHONE.height} px`);
}

const savedSays = (page, text) => page.locator("#state", { hasText: text }).waitFor();

journey("Anna answers the whole form on a small phone", async ({ world, given, when, then }) => {
  const link = world.server.patient;
  const page = await world.phone();

  await given("Anna opens her link", async () => {
    assert.equal((await page.goto(link)).status(), 200);
    assert.equal(await heading(page), "Noen spørsmål før timen");
  });
  await then("she reads what it is, how long it takes, who reads it, and whom to call", async () => {
    const text = await page.locator("body").innerText();
    for (const wanted of [/minutt/, /spørsmål, ett om gangen/, /Behandleren din leser/, /hoppe over/, /113/, /116 117/, /116 123/]) assert.match(text, wanted);
    assert.doesNotMatch(text.replace("Demo – oppdiktede personer", ""), /Anna|Eksempel|Rask psykisk|DPS|depresjon/, "nothing about who or where");
  });
  await when("she switches to English and back", async () => {
    await press(page, page.locator("a[hreflang=en]"));
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await heading(page), "A few questions before you meet");
    await press(page, page.locator("a[hreflang=nb]"));
    assert.equal(await heading(page), "Noen spørsmål før timen");
  });
  await when("she begins", () => start(page));
  await then("the address holds no secret", () => assert.match(page.url(), /\/answer\/1$/));

  await when("she switches language in the middle and back", async () => {
    const norwegian = await page.locator(".ask").innerText();
    await press(page, page.locator("button[name=language][value=en]"));
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal((await place(page)).number, 1);
    assert.notEqual(await page.locator(".ask").innerText(), norwegian);
    await press(page, page.locator("button[name=language][value=nb]"));
    assert.equal(await page.locator(".ask").innerText(), norwegian);
  });
  await when("she chooses, the answer is saved before she goes on", async () => {
    assert.equal(await page.locator("#state").innerText(), "");
    await give(page, 2);
    await savedSays(page, "Lagret");
    await page.reload();
    assert.ok(await page.locator("input[name=answer]").nth(2).isChecked(), "still chosen after a reload");
  });
  await when("the line goes down, she is told, and it is saved when the line is back", async () => {
    world.watch.offline = true;
    await page.context().setOffline(true);
    await give(page, 1);
    await savedSays(page, "Lagret på denne telefonen, ikke sendt ennå");
    await page.context().setOffline(false);
    await savedSays(page, /^Lagret$/);
    world.watch.offline = false;
    await page.reload();
    assert.ok(await page.locator("input[name=answer]").nth(1).isChecked());
  });
  await when("she goes on and back, her answer is there", async () => {
    await next(page);
    assert.equal((await place(page)).number, 2);
    await previous(page);
    assert.equal((await place(page)).number, 1);
    assert.ok(await page.locator("input[name=answer]").nth(1).isChecked());
    await next(page);
  });
  await when("she skips a question", async () => {
    await skipOne(page);
    assert.equal((await place(page)).number, 3);
  });

  const kinds = new Set();
  await then("every question fits her screen, one at a time", async () => {
    for (let turn = 0; !page.url().endsWith("/review"); turn += 1) {
      assert.ok(turn < 60);
      assert.equal(await page.locator(".ask").count(), 1);
      await assertFits(page);
      kinds.add(await kind(page));
      await give(page, 1);
      await next(page);
    }
    assert.deepEqual([...kinds].sort(), ["choice", "scale", "text"]);
  });
  await then("the overview shows her answers and what she skipped", async () => {
    assert.equal(await heading(page), "Se over svarene");
    assert.equal(await page.locator(".given.declined, .given.unanswered").count(), 1);
    assert.match(await page.locator(".review").innerText(), /Om søvnen, og om jobben\./);
  });
  await when("she changes one answer from there", async () => {
    const old = await page.locator(".given").first().innerText();
    await press(page, page.locator(".review a").first());
    await give(page, 3);
    await next(page);
    assert.equal(await heading(page), "Se over svarene");
    assert.notEqual(await page.locator(".given").first().innerText(), old);
  });

  await when("she sends", async () => assert.equal(await send(page), 200));
  await then("she gets a receipt with the time, her own words, and whom to call", async () => {
    const text = await page.locator("body").innerText();
    assert.equal(await heading(page), "Takk");
    const clock = /Sendt og lagret kl\. (\d\d:\d\d)/.exec(text)?.[1];
    assert.ok([osloTime().clock, osloTime(-1).clock].includes(clock), `the receipt says ${clock}, and it is ${osloTime().clock}`);
    for (const wanted of [/Om søvnen, og om jobben\./, /113/, /116 117/, /116 123/]) assert.match(text, wanted);
  });
  await then("the browser is told to forget", async () => {
    const response = await page.reload();
    assert.match((await response.allHeaders())["clear-site-data"], /"cache", "storage"/);
  });
  await then("going back shows none of her answers", async () => {
    await page.goBack();
    assert.doesNotMatch(await page.locator("body").innerText(), /Om søvnen|Noen dager/);
  });
  await then("the used link looks like a link that never was", async () => {
    const used = await page.goto(link);
    await assertNeutral(page, used.status());
    const shown = await used.text();
    const unknown = await page.goto(`${world.base}/s/${"A".repeat(43)}`);
    await assertNeutral(page, unknown.status());
    assert.equal(await unknown.text(), shown);
  });
});

journey("Looking at a link a hundred times changes nothing", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const bjorn = await world.staff("bjorn");
  const before = await given("what Bjørn sees of it", async () => {
    await bjorn.goto(world.base + path);
    return bjorn.locator("main").innerText();
  });
  await when("a link scanner opens it a hundred times", async () => {
    const { request } = await world.context();
    const first = await (await request.get(link)).text();
    for (let turn = 1; turn < 100; turn += 1) {
      const response = await request.get(link);
      assert.equal(response.status(), 200);
      assert.equal(response.headers()["set-cookie"], undefined);
      if (turn === 99) assert.equal(await response.text(), first);
    }
  });
  await then("Bjørn sees the same as before", async () => {
    await bjorn.reload();
    assert.equal(await bjorn.locator("main").innerText(), before);
  });
  await then("it can still be begun", async () => {
    const page = await world.phone();
    await page.goto(link);
    await start(page);
    assert.equal((await place(page)).number, 1);
  });
});

journey("Anna answers without JavaScript", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.phone({ javaScriptEnabled: false });
  await when("she opens it and begins", async () => {
    await page.goto(link);
    await start(page);
  });
  await then("Enter goes forward, never back", async () => {
    await give(page, 1);
    await next(page);
    assert.equal((await place(page)).number, 2);
    const answer = page.locator("input[name=answer]").nth(1);
    await answer.focus();
    await page.keyboard.press("Space");
    await arrive(page, () => page.keyboard.press("Enter"));
    assert.equal((await place(page)).number, 3);
    await previous(page);
    assert.ok(await page.locator("input[name=answer]").nth(1).isChecked());
    await next(page);
  });
  await when("she goes on without an answer where one is asked for, she is told", async () => {
    const { number } = await place(page);
    assert.equal(await next(page), 422);
    assert.equal((await place(page)).number, number);
    assert.match(await page.locator("#errors").innerText(), /Velg et svar/);
  });
  await when("she answers the rest in English and sends", async () => {
    await press(page, page.locator("button[name=language][value=en]"));
    await answerRest(page);
    assert.equal(await heading(page), "Look over your answers");
    assert.equal(await send(page), 200);
  });
  await then("she gets her receipt in English", async () => {
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.match(await page.locator(".lead").innerText(), /\d\d:\d\d/);
  });
});
