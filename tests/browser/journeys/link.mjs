// What can happen to a link: two tabs, a dead phone, another phone, a no.
import assert from "node:assert/strict";
import { answerRest, assertNeutral, give, next, place, send, start } from "../answering.mjs";
import { heading, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

/** How many times the patient on this page has answered: the rows under the first chart. */
const countAnswers = (page) => page.locator("figure").first().locator("table tbody tr").count();

journey("Two tabs answer the same request, and there is one response", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const first = await world.phone();
  await given("it is open in two tabs of one phone", async () => {
    await first.goto(link);
    await start(first);
  });
  const second = await first.context().newPage();
  await second.goto(link);
  await start(second);
  await when("the tabs take turns", async () => {
    await give(first, 3);
    await next(first);
    await give(second, 1);
    await next(second);
    await answerRest(first);
    await second.goto(`${world.base}/answer/review`);
    assert.equal(await heading(second), "Se over svarene");
  });
  await when("both send", async () => {
    assert.equal(await send(first), 200);
    assert.equal(await heading(first), "Takk");
    const status = await send(second);
    if (status === 200) assert.equal(await heading(second), "Takk");
    else await assertNeutral(second, status);
  });
  await then("Bjørn has one response, with the later of the two answers", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
    await bjorn.locator("details.answers").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    assert.equal(await bjorn.locator("details.answers").first().locator(".now-cell").first().innerText(), "Noen dager");
  });
});

journey("Two phones answer the same request, and there is one response", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const phones = [await world.phone(), await world.phone()];
  await given("each phone has answered everything", async () => {
    for (const phone of phones) {
      await phone.goto(link);
      await start(phone);
      await answerRest(phone);
    }
  });
  const statuses = [];
  await when("both send at once", async () => statuses.push(...await Promise.all(phones.map(send))));
  await then("nobody sees a failure", () => assert.ok(statuses.every((status) => status === 200 || status === 404), statuses.join()));
  await then("Bjørn has one response", async () => {
    assert.ok(statuses.includes(200), statuses.join());
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
  });
});

journey("A form is picked up where it was left, on the same phone alone", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  let kept;
  await given("four questions are answered when the phone dies", async () => {
    const page = await world.phone();
    await page.goto(link);
    await start(page);
    for (let turn = 0; turn < 4; turn += 1) {
      await give(page, 2);
      await next(page);
    }
    assert.equal((await place(page)).number, 5);
    kept = await page.context().storageState();
    // What a browser keeps over a restart has an end date.
    kept.cookies = kept.cookies.filter((cookie) => cookie.expires > 0);
    await page.context().close();
  });
  await when("the phone is back", async () => {
    const page = await world.phone({ storageState: kept });
    await page.goto(link);
    assert.equal(await page.locator("form.go button").innerText(), "Fortsett");
    await start(page);
    assert.equal((await place(page)).number, 5);
    await page.goto(`${world.base}/answer/2`);
    assert.ok(await page.locator("input[name=answer]").nth(2).isChecked());
  });
  await then("another phone with the same link starts empty", async () => {
    const page = await world.phone();
    await page.goto(link);
    assert.equal(await page.locator("form.go button").innerText(), "Begynn");
    await start(page);
    assert.equal((await place(page)).number, 1);
    for (let number = 1; number <= 4; number += 1) {
      await page.goto(`${world.base}/answer/${number}`);
      assert.equal(await page.locator("input[name=answer]:checked").count(), 0);
    }
  });
  await then("leaving quickly loses the cookie and keeps the answers", async () => {
    const context = await world.context({ storageState: kept });
    const response = await context.request.get(`${world.base}/leave`, { maxRedirects: 0 });
    assert.equal(response.status(), 303);
    assert.ok(!response.headers().location.startsWith(world.base));
    assert.match(response.headers()["clear-site-data"], /storage/);
    assert.ok(!(await context.cookies()).some((cookie) => cookie.name.includes("answer")));
  });
});

journey("Anna says no from the link", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await when("she would rather not, in English", async () => {
    await page.goto(`${link}?lang=en`);
    await press(page, page.locator("a[href*='/decline']"));
    assert.equal(await page.locator("html").getAttribute("lang"), "en", "the page that asks keeps her language");
    assert.equal(await press(page, page.locator("form.go button")), 200);
  });
  await then("she is thanked in English, with the time and whom to call", async () => {
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    const text = await page.locator("body").innerText();
    assert.match(text, /Stored at \d\d:\d\d/);
    assert.match(text, /116 123/);
  });
  await then("the link is used", async () => assertNeutral(page, (await page.goto(link)).status()));
  await then("Bjørn reads that she would not answer", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.match(await bjorn.locator("main").innerText(), /Vil ikke svare/);
  });
});

journey("Anna says no after having begun", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("she has answered two questions", async () => {
    await page.goto(link);
    await start(page);
    for (let turn = 0; turn < 2; turn += 1) {
      await give(page, 3);
      await next(page);
    }
  });
  await when("she would rather not after all, changes her mind, and changes it back", async () => {
    await press(page, page.locator(".stop a"));
    await press(page, page.locator("a[href='/answer/decline']"));
    assert.match(await page.locator("main").innerText(), /blir slettet/);
    await press(page, page.locator("main .centre a"));
    assert.equal((await place(page)).number, 3);
    await page.goto(`${world.base}/answer/decline`);
    assert.equal(await press(page, page.locator("form.go button")), 200);
    assert.equal(await heading(page), "Takk for beskjeden");
  });
  await then("neither the link nor the form opens again", async () => {
    await assertNeutral(page, (await page.goto(link)).status());
    await assertNeutral(page, (await page.goto(`${world.base}/answer/1`)).status());
  });
  await then("Bjørn sees the no, and none of the answers", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    const text = await bjorn.locator("main").innerText();
    assert.match(text, /Vil ikke svare/);
    assert.doesNotMatch(text, /Nesten hver dag/);
  });
});

journey("Anna stops here, and what she has answered is sent", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  let of;
  await given("she has answered three questions", async () => {
    await page.goto(link);
    await start(page);
    ({ of } = await place(page));
    for (let turn = 0; turn < 3; turn += 1) {
      await give(page, 2);
      await next(page);
    }
  });
  await when("she stops here, she sees what is left open and may send all the same", async () => {
    await press(page, page.locator(".stop a"));
    assert.equal(await heading(page), "Se over svarene");
    const open = await page.locator(".given.unanswered").count();
    assert.ok(open >= of - 4 && open < of, `${open} of ${of} are open`);
    assert.match(await page.locator(".note").innerText(), new RegExp(`^${open} spørsmål er ikke besvart`));
    assert.equal(await send(page), 200);
    assert.equal(await heading(page), "Takk");
  });
  await then("Bjørn reads the three, and no score is made of so few", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    const text = await bjorn.locator("main").innerText();
    assert.match(text, /Mer enn halvparten av dagene/);
    assert.match(text, /kan ikke regnes ut/);
    assert.doesNotMatch(text, /gikk fra/);
  });
});
