// An answer that somebody is to see: Bjørn owns it and says that he has seen it; what nobody sees in time reaches Cecilie.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { answerRest, send, start } from "../answering.mjs";
import { addSession, heading, makeLink, osloTime, press, registerPatient } from "../cast.mjs";
import { journey } from "../steps.mjs";

const DAY = osloTime().day;
const main = (page) => page.locator("main").innerText();

/** Somebody new of Bjørn's, who answers "several days" to whatever is asked. Gives the page's path. */
async function answered(world, page, name) {
  await registerPatient(world, page, name);
  const path = new URL(page.url()).pathname;
  await addSession(page, 90);
  const link = await makeLink(page);
  const phone = await world.phone();
  await phone.goto(link);
  await start(phone);
  await answerRest(phone, { which: 1 });
  await send(phone);
  return path;
}

journey("Bjørn sees the answer he is to see, and a colleague does not", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  const path = await given("somebody answers the ninth question", () => answered(world, page, "Varselrose"));
  await then("his list has it, with why it stands there", async () => {
    await page.goto(`${world.base}/notices`);
    const row = page.locator(".notice-rows li", { hasText: "Varselrose" });
    await row.locator("summary").first().click();
    assert.match(await row.innerText(), /Noen dager[^]*Vises fordi svaret er «Noen dager» eller mer\. Slik er skjemaet laget\.[^]*erstatter ikke en faglig vurdering/);
    assert.deepEqual(await inspect(page, "the notices"), []);
  });
  await then("a colleague finds nothing of it", async () => {
    const other = await world.page();
    await world.signIn(other, "behandler2");
    await other.goto(`${world.base}/notices`);
    assert.doesNotMatch(await main(other), /Varselrose/);
    assert.equal((await other.goto(world.base + path)).status(), 404);
  });
  await when("he opens the patient from his day, the card quotes the answer", async () => {
    await page.goto(`${world.base}/today`);
    const here = page.locator(".agenda li", { hasText: "Varselrose" });
    // A session that begins after midnight stands on the next day.
    if (await here.count()) {
      assert.match(await here.innerText(), /Ett svar venter på at du ser det/);
      await press(page, here.locator(".waits-for-you a"));
    } else await page.goto(world.base + path);
    assert.equal(await heading(page), "Varselrose Eksempel");
    assert.match(await page.locator(".answer-notice").innerText(), /«Noen dager»[^]*Først vist\s+\d\d\.\d\d\.\d{4}[^]*Sett\s+ikke ennå/);
    assert.deepEqual(await inspect(page, "the patient's page with a notice"), []);
  });
  await when("he says that he has seen it", async () => {
    await press(page, page.locator(".answer-notice form[action$='/seen'] button"));
    assert.match(await page.locator(".done").innerText(), /Lagret at du har sett svaret/);
  });
  await then("it says who has seen it and when, and waits no more", async () => {
    assert.match(await page.locator(".answer-notice").innerText(), /Sett av Bjørn Behandlereksempel \d\d\.\d\d\.\d{4} kl\. \d\d:\d\d\./);
    assert.equal(await page.locator(".answer-notice form").count(), 0);
    await page.goto(`${world.base}/today?day=${DAY}`);
    assert.equal(await page.locator(".agenda li", { hasText: "Varselrose" }).locator(".waits-for-you").count(), 0);
    await page.goto(`${world.base}/notices`);
    assert.equal(await page.locator("[aria-labelledby=seen-title] li", { hasText: "Varselrose" }).count(), 1);
  });
});

journey("What nobody has seen in time reaches Cecilie without a name", async ({ world, given, when, then }) => {
  const cecilie = await world.staff("cecilie");
  const bjorn = await world.staff("bjorn");
  const decide = async (hours, press_, reason) => {
    await cecilie.goto(`${world.base}/notices/rule`);
    await cecilie.fill("#field-hours", hours);
    await cecilie.fill("#field-reason", reason);
    return press(cecilie, cecilie.locator(`button[name=do][value=${press_}]`));
  };
  await given("her unit lets her know at once", async () => {
    await cecilie.goto(`${world.base}/notices/rule`);
    assert.deepEqual(await inspect(cecilie, "the rule"), []);
    assert.match(await main(cecilie), /Ingen har bestemt noe ennå/);
    assert.equal(await decide("0", "save", ""), 422);
    assert.match(await cecilie.locator("#errors").innerText(), /Hva som er endret, og hvorfor: må fylles ut/);
    assert.equal(await decide("0", "save", "Vi prøver det ut."), 200);
    assert.match(await main(cecilie), /Lagret\. Det gjelder svar som kommer fra nå av\.[^]*Enheten har bestemt dette selv\.[^]*Vi prøver det ut\./);
  });
  const rows = cecilie.locator("[aria-labelledby=late-title] li");
  await cecilie.goto(`${world.base}/notices`);
  const before = await rows.count();
  await when("somebody answers, and nobody sees it", () => answered(world, bjorn, "Varselfugl"));
  await then("she finds the unit and the times; neither who, whose nor what", async () => {
    await cecilie.reload();
    assert.equal(await rows.count(), before + 1);
    assert.match(await rows.last().innerText(), /Besvart \d\d\.\d\d\.\d{4} \d\d:\d\d · Skal være sett innen/);
    const text = await cecilie.content();
    assert.doesNotMatch(await rows.last().innerText(), /Bjørn/);
    for (const kept of ["Varselfugl", "Noen dager", "PHQ", "/episodes/"]) assert.ok(!text.includes(kept), kept);
    assert.deepEqual(await inspect(cecilie, "the leader's notices"), []);
  });
  await when("Bjørn sees it from his list", async () => {
    await bjorn.goto(`${world.base}/notices`);
    const row = bjorn.locator(".notice-rows li", { hasText: "Varselfugl" });
    assert.match(await row.innerText(), /Fristen er ute/);
    await row.locator("summary").first().click();
    await press(bjorn, row.locator("form[action$='/seen'] button"));
    assert.match(await bjorn.locator(".done").innerText(), /Lagret at du har sett svaret/);
  });
  await then("it is gone from hers", async () => {
    await cecilie.reload();
    assert.equal(await rows.count(), before);
  });
  await then("the unit can follow the one above again", async () => {
    assert.equal(await decide("0", "follow", "Prøven er over."), 200);
    assert.match(await main(cecilie), /Ingen har bestemt noe ennå/);
  });
});
