// What the team thinks about together: Bjørn asks about Askeladd, a colleague sees the question and not who, and what
// came of it stands on Askeladd's page. And next of kin, on the plan.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { heading, osloTime, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const main = (page) => page.locator("main").innerText();
const QUESTION = "Det går bra. Når tør vi å møtes sjeldnere?";
const TODAY = osloTime().written;

async function pageOf(world, page, name) {
  await page.goto(`${world.base}/patients`);
  await press(page, page.locator(".people a", { hasText: name }));
  assert.equal(await heading(page), name);
  return new URL(page.url()).pathname;
}

journey("Bjørn asks the team about Askeladd, and a colleague sees the question and not who", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  const path = await given("Askeladd's page", () => pageOf(world, page, "Askeladd Eksempel"));
  await when("he puts a question on the list without saying whether Askeladd knows, he is asked", async () => {
    await page.locator("#team > summary").click();
    assert.match(await page.locator("#team").innerText(), /bør få vite at teamet spørres, og kan si nei/);
    await page.fill("#field-question", QUESTION);
    assert.equal(await press(page, page.locator("#team form button")), 422);
    assert.equal(await page.inputValue("#field-question"), QUESTION);
    await page.locator("input[name=told][value=yes]").check();
    assert.equal(await press(page, page.locator("#team form button")), 200);
    assert.match(await page.locator("#team").innerText(), new RegExp(`På teamets liste[^]*møtes sjeldnere[^]*Satt opp av Bjørn Behandlereksempel ${TODAY}[^]*Pasienten vet det`));
  });
  await then("it stands last on his list, with the name and the way to both pages", async () => {
    await press(page, page.locator("nav a[href='/case-review']"));
    const items = page.locator("section .team-list").first().locator("> li");
    const last = items.last();
    assert.match(await last.innerText(), /Askeladd Eksempel[^]*møtes sjeldnere/);
    assert.equal(await last.locator(`a[href='${path}']`).count(), 1);
    assert.equal(await last.locator(`a[href='${path}/together']`).count(), 1);
    assert.deepEqual(await inspect(page, "the team's list"), []);
  });
  const other = await given("a colleague of the same unit", async () => {
    const other = await world.page();
    await world.signIn(other, "behandler2");
    return other;
  });
  await then("the colleague reads the question, and neither who nor how", async () => {
    await other.goto(`${world.base}/case-review`);
    const item = other.locator(".team-list > li", { hasText: QUESTION });
    assert.match(await item.innerText(), /En pasient hos Bjørn Behandlereksempel/);
    const text = await other.content();
    for (const kept of ["Askeladd", path, "PHQ"]) assert.ok(!text.includes(kept), kept);
    assert.equal((await other.goto(world.base + path)).status(), 404);
  });
  await when("the colleague writes from the meeting, and it is taken up", async () => {
    await other.goto(`${world.base}/case-review`);
    const item = other.locator(".team-list > li", { hasText: QUESTION });
    await item.locator("summary").click();
    await item.getByLabel("Hva ble sagt").fill("Flere har gått over til hver tredje uke.");
    await item.getByLabel("Hva ble avtalt").fill("Spør Askepottens spørsmål: hva ville du savnet?");
    await press(other, item.locator("button[value=taken-up]"));
    assert.match(await other.locator(".done").innerText(), /Tatt opp\./);
    assert.match(await main(other), /Tatt opp de siste 30 dagene/);
  });
  await then("it stands on Askeladd's page with the note, and off the list", async () => {
    await page.goto(world.base + path);
    const heard = page.locator("[aria-labelledby=heard-title]");
    assert.match(await heard.innerText(), new RegExp(`møtes sjeldnere[^]*Tatt opp ${TODAY}[^]*hver tredje uke[^]*hva ville du savnet`));
    assert.deepEqual(await inspect(page, "the patient's page with what the team said"), []);
    await page.goto(`${world.base}/case-review`);
    assert.equal(await page.locator("section > .team-list > li", { hasText: QUESTION }).count(), 0);
  });
});

journey("What Kløverblad wants next of kin to be told is asked, written and shown", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  const path = await given("nobody has asked yet", async () => {
    const path = await pageOf(world, page, "Kløverblad Example");
    assert.doesNotMatch(await main(page), /Pårørende:/);
    await page.goto(`${world.base}${path}/plan`);
    assert.match(await page.locator("#kin").innerText(), /Ikke spurt ennå/);
    return path;
  });
  await when("he writes what was agreed, and that a sister was called", async () => {
    await page.locator("details:has(form[action$='/kin/wish']) > summary").click();
    await page.locator("input[name=extent][value=agreed]").check();
    await page.fill("#field-kin_words", "Søsteren kan få vite når timene er.");
    await press(page, page.locator("form[action$='/kin/wish'] button"));
    await page.locator("details:has(form[action$='/kin/involved']) > summary").click();
    await page.selectOption("#field-how", "phone");
    await page.fill("#field-who_words", "Søsteren");
    await press(page, page.locator("form[action$='/kin/involved'] button"));
    assert.match(await page.locator("#kin").innerText(), /Det vi har avtalt[^]*når timene er[^]*Telefon · Søsteren/);
    assert.deepEqual(await inspect(page, "the plan with next of kin"), []);
  });
  await then("one line of it stands on the patient's page", async () => {
    await page.goto(world.base + path);
    assert.match(await main(page), new RegExp(`Pårørende: kan få vite det vi har avtalt\\. Sist involvert ${TODAY.slice(0, 6)}`));
    assert.doesNotMatch(await main(page), /Søsteren/);
  });
});
