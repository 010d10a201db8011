// Other ways in than a link that was sent, looks of one's own, and what can be done after sending.
import assert from "node:assert/strict";
import { DESK, PHONE, inspect } from "../browser.mjs";
import { answerRest, assertNeutral, give, next, place, send, start } from "../answering.mjs";
import { addSession, arrive, heading, press, registerPatient } from "../cast.mjs";
import { journey } from "../steps.mjs";

const asked = (page) => page.locator(".rows li", { hasText: "Før timen" }).first();

async function menu(page) {
  const details = asked(page).locator("details");
  if (!(await details.evaluate((one) => one.open))) await details.locator("summary").click();
  return details;
}

async function patientOf(world, name) {
  const page = await world.staff("bjorn");
  await registerPatient(world, page, name);
  await addSession(page, 90);
  return { page, path: new URL(page.url()).pathname };
}

journey("A letter is printed, and its code opens the form on a phone", async ({ world, given, when, then }) => {
  const { page } = await given("somebody new", () => patientOf(world, "Brevdue"));
  let code;
  await when("Bjørn prints a letter", async () => {
    await press(page, (await menu(page)).locator("form[action$='/letter'] button"));
    code = (await page.locator(".typed-out.code").innerText()).trim();
    assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    assert.ok(await page.locator(".qr svg").isVisible());
    assert.doesNotMatch(await page.locator("main").innerText(), /psyk|Rask|Bjørn|terapeut|PHQ/i);
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator(".letter-bar").isVisible()), "the bar is not printed");
    await page.emulateMedia({ media: null });
    assert.deepEqual(await inspect(page, "the letter"), []);
  });
  const phone = await world.phone();
  await when("the code is typed wrong, it opens nothing and says no more", async () => {
    await phone.goto(`${world.base}/code`);
    assert.deepEqual(await inspect(phone, "the code"), []);
    await phone.fill("#code", "0000 0000 0000");
    assert.equal(await press(phone, phone.locator("form.go button")), 404);
    assert.match(await phone.locator("#errors").innerText(), /åpner ingenting/);
  });
  await then("typed small, with spaces, and O for 0, it opens", async () => {
    await phone.fill("#code", code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o"));
    await press(phone, phone.locator("form.go button"));
    assert.match(phone.url(), /\/answer\/begin$/);
    assert.match(await phone.locator("main").innerText(), /Behandleren din leser/);
    await start(phone);
    assert.equal((await place(phone)).number, 1);
  });
});

journey("Bjørn hands over his own device, and nothing leads back", async ({ world, given, when, then }) => {
  const page = await world.page();
  await given("somebody new, and a sign-in of this device's own", async () => {
    await page.goto(`${world.base}/demo/bjorn`);
    await registerPatient(world, page, "Håndtrykk");
    await addSession(page, 60);
  });
  const path = new URL(page.url()).pathname;
  await when("he hands it over", async () => {
    await press(page, (await menu(page)).locator("button[value=room]"));
    assert.match(page.url(), /\/answer\/begin$/);
  });
  await then("going back leads to the sign-in, not to the patient", async () => {
    await page.goBack().catch(() => { /* the page behind asks for a sign-in */ });
    await page.goto(world.base + path);
    assert.match(page.url(), /\/sign-in/);
    assert.ok(!(await page.context().cookies()).some((cookie) => cookie.name === "__Host-lytt"));
  });
  await when("the form is sent", async () => {
    await page.goto(`${world.base}/answer`);
    await answerRest(page);
    assert.equal(await send(page), 200);
    assert.match(await page.locator("main").innerText(), /Gi enheten tilbake/);
    assert.deepEqual(await inspect(page, "the receipt on a device handed over"), []);
  });
  await then("the receipt is shown once, and the page says how it was answered", async () => {
    await assertNeutral(page, (await page.goto(`${world.base}/answer/sent`)).status());
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.match(await bjorn.locator("details.answers summary").first().innerText(), /svart på enhet her/);
  });
});

journey("Bjørn types in a form from paper", async ({ world, given, when, then }) => {
  const { page } = await given("somebody new", () => patientOf(world, "Papirfugl"));
  await when("he types it in", async () => {
    await press(page, (await menu(page)).locator("button[value=paper]"));
    assert.match(await page.locator(".entry").innerText(), /fra papir/);
    await answerRest(page);
    await send(page);
  });
  await then("he is back with the patient, and the answers say so", async () => {
    assert.match(page.url(), /\/episodes\/.*done=entered/);
    assert.match(await page.locator("details.answers summary").first().innerText(), /skrevet inn fra papir/);
  });
});

journey("Anna makes the text larger, without a script", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.page({ viewport: PHONE, javaScriptEnabled: false });
  await when("she chooses the largest text and more contrast", async () => {
    await page.goto(link);
    await press(page, page.locator("form.display button[value='size-2']"));
    await press(page, page.locator("form.display button[value=contrast]"));
    assert.match(await page.locator("html").getAttribute("class"), /size-2 contrast/);
  });
  await then("it stays on the questions", async () => {
    await start(page);
    assert.match(await page.locator("html").getAttribute("class"), /size-2 contrast/);
  });
  await then("axe finds nothing, and nothing is too wide", async () => {
    const look = await world.page({ viewport: DESK, storageState: await page.context().storageState() });
    for (const path of ["/answer/1", "/answer/review", "/code"]) {
      await look.goto(world.base + path);
      assert.match(await look.locator("html").getAttribute("class"), /size-2 contrast/);
      assert.deepEqual(await inspect(look, `${path}, largest and with contrast`), []);
    }
  });
});

journey("Anna sees her own result, corrects an answer, and takes it all back", async ({ world, given, when, then }) => {
  const { page: bjorn, path } = await given("somebody new", () => patientOf(world, "Angrefrist"));
  await press(bjorn, asked(bjorn).locator("form[action$='/link'] button"));
  assert.ok(await bjorn.locator(".new-link .qr svg").isVisible(), "a square beside the link");
  const link = (await bjorn.locator("#new-link").innerText()).trim();
  const page = await world.phone();
  await given("she has sent her answers", async () => {
    await page.goto(link);
    await start(page);
    await answerRest(page);
    await send(page);
  });
  await then("she reads the number and what it means, without a word that judges", async () => {
    const text = await page.locator("main").innerText();
    assert.match(text, /på en skala fra 0 til 27\. Et høyere tall betyr at det plager deg mer/);
    assert.doesNotMatch(text, /mild|moderat|alvorlig|normal/i);
    assert.deepEqual(await inspect(page, "the receipt"), []);
  });
  await when("she asks for her answers over time, with a wrong date first", async () => {
    await press(page, page.locator("a[href='/answer/over-time']"));
    await page.fill("#birth_date", "18.05.1990");
    assert.equal(await press(page, page.locator("form.go button")), 422);
    await page.fill("#birth_date", "17.05.1990");
    assert.equal(await press(page, page.locator("form.go button")), 200);
    assert.ok((await page.locator("main svg").count()) > 0 && (await page.locator("main table").count()) > 0);
    assert.deepEqual(await inspect(page, "over time"), []);
  });
  await when("she corrects the first answer", async () => {
    await page.goto(`${world.base}/answer/sent`);
    await page.locator("details.mend summary").click();
    await press(page, page.locator("form[action='/answer/correct'] button"));
    assert.match(await page.locator(".entry").innerText(), /Du retter svar/);
    await page.goto(`${world.base}/answer/1?return=review`);
    await give(page, 3);
    await next(page);
    assert.equal(await send(page), 200);
  });
  await then("Bjørn reads the corrected one", async () => {
    await bjorn.goto(world.base + path);
    assert.equal(await bjorn.locator("details.answers").first().locator(".now-cell").first().innerText(), "Nesten hver dag");
  });
  await when("she takes it back", async () => {
    await page.locator("details.mend summary").click();
    await press(page, page.locator("a[href='/answer/withdraw']"));
    await press(page, page.locator("form[action='/answer/withdraw'] button"));
    assert.equal(await heading(page), "Svarene er trukket tilbake");
    assert.deepEqual(await inspect(page, "taken back"), []);
  });
  await then("Bjørn reads that, and no answer", async () => {
    await bjorn.goto(world.base + path);
    const text = await bjorn.locator("main").innerText();
    assert.match(text, /Trukket tilbake av pasienten/);
    assert.doesNotMatch(text, /Nesten hver dag/);
  });
});

journey("A tablet in the waiting room starts over for the next one", async ({ world, given, when, then }) => {
  await given("there is no room here", async () => {
    const page = await world.page();
    await page.goto(`${world.base}/room`);
    assert.deepEqual(await inspect(page, "the tablet"), []);
    await page.fill("#code", "123456");
    assert.equal(await press(page, page.locator("form.go button")), 404);
  });
  const { page: bjorn } = await given("somebody new with a letter", () => patientOf(world, "Ventesofa"));
  await press(bjorn, (await menu(bjorn)).locator("form[action$='/letter'] button"));
  const code = (await bjorn.locator(".typed-out.code").innerText()).trim();
  const tablet = await world.page({ viewport: { width: 800, height: 1280 } });
  await when("the letter's code is typed on the tablet and the form is sent", async () => {
    await tablet.goto(`${world.base}/room`);
    await tablet.fill("#code", code);
    await press(tablet, tablet.locator("form.go button"));
    const response = await tablet.goto(`${world.base}/answer/1`);
    assert.match(response.headers().refresh, /^300; url=\/leave/, "a page nobody touches goes away");
    await answerRest(tablet);
    await send(tablet);
    assert.equal(await heading(tablet), "Takk");
  });
  await then("nothing leads back", async () => {
    await assertNeutral(tablet, (await tablet.goto(`${world.base}/answer/sent`)).status());
    await arrive(tablet, () => tablet.goto(`${world.base}/room`));
    assert.equal(await tablet.locator("#code").inputValue(), "");
  });
});
