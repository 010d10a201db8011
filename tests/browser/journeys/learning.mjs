// Bjørn's own results are his; a colleague sees them while he lets her, and he sees that she did.
import assert from "node:assert/strict";
import { press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const status = async (page, url) => (await page.goto(url)).status();

journey("Bjørn lets a colleague see his own results, sees that she did, and takes it back", async ({ world, given, when, then }) => {
  const bjorn = await world.staff("bjorn");
  const colleague = await world.page();
  let place;
  let her;
  await given("Bjørn's own results are open", async () => {
    await bjorn.goto(`${world.base}/today`);
    await press(bjorn, bjorn.locator(".who a[href='/learning']"));
    assert.match(await bjorn.locator(".lead").innerText(), /Bare du ser dette/);
    assert.match(await bjorn.locator(".plainly").innerText(), /viser ikke at behandlingen virket/);
  });
  await then("each figure has its sentence and its numbers, and the order of courses how often it speaks by chance", async () => {
    for (const id of ["flow-title", "coverage-title-h", "outcome-title", "categories-title-h", "order-title", "alliance-title"]) {
      const figure = bjorn.locator(`section.figure[aria-labelledby="${id}"]`);
      assert.ok((await figure.locator(".aloud").first().innerText()).trim(), id);
    }
    for (const chart of await bjorn.locator("svg.chart").all()) assert.ok((await chart.locator("desc").textContent()).trim());
    assert.ok(await bjorn.locator("[aria-labelledby=order-title] svg.chart").count(), "Bjørn has enough courses for a line");
    assert.match(await bjorn.locator("#false-signal").innerText(), /slår ut av seg selv i \d+,\d\s%/);
    const rows = await bjorn.locator("[aria-labelledby=order-title] tbody tr").count();
    assert.ok(rows >= 10, `${rows} courses`);
  });
  await then("no patient and no other clinician is named, and nothing can be sorted", async () => {
    const figures = (await bjorn.locator("section.figure:not([aria-labelledby=doors-title])").allInnerTexts()).join(" ");
    assert.doesNotMatch(figures, /Eksempel\b|eksempel\b/);
    assert.equal(await bjorn.locator("thead a, thead button").count(), 0);
  });
  await when("a colleague, a leader and an analyst try its address", async () => {
    await world.signIn(colleague, "behandler2");
    her = (await colleague.locator(".who a[href='/account']").innerText()).trim();
    await colleague.goto(`${world.base}/learning`);
    const others = await colleague.locator("#field-reader option").evaluateAll((all) => all.map((one) => [one.textContent, one.value]));
    place = `/learning/${others.find(([name]) => name.startsWith("Bjørn "))[1]}`;
  });
  await then("it is not there", async () => {
    assert.equal(await status(colleague, world.base + place), 404);
    for (const login of ["cecilie", "reidun", "brita", "dag"]) {
      assert.equal(await status(await world.staff(login), world.base + place), 404, login);
    }
  });
  await when("Bjørn lets the colleague in, and forgets to say what for", async () => {
    await bjorn.selectOption("#field-reader", { label: her });
    await press(bjorn, bjorn.locator("form[action='/learning/grants'] button"));
    assert.match(await bjorn.locator("#error-why").innerText(), /må fylles ut/);
    await bjorn.fill("#field-why", "Veiledning i vår");
    await press(bjorn, bjorn.locator("form[action='/learning/grants'] button"));
    assert.match(await bjorn.locator(".done").innerText(), /Tilgangen er gitt/);
  });
  await then("she finds it at her own page, and it says whose it is and that opening is recorded", async () => {
    await colleague.goto(`${world.base}/learning`);
    await press(colleague, colleague.locator("#received a"));
    assert.equal(new URL(colleague.url()).pathname, place);
    assert.match(await colleague.locator("#banner").innerText(), /Bjørn[^]*til og med \d\d\.\d\d\.\d{4}[^]*er lagret[^]*Veiledning i vår/);
    assert.equal(await colleague.locator("form[method=post][action^='/learning']").count(), 0, "she can let nobody in");
  });
  await then("Bjørn sees when", async () => {
    await bjorn.goto(`${world.base}/learning`);
    assert.match(await bjorn.locator("#looks").innerText(), /\d\d\.\d\d\.\d{4} \d\d:\d\d/);
    assert.equal(await bjorn.locator("#looks li").count(), 1);
  });
  await when("he takes it back", async () => {
    await press(bjorn, bjorn.locator("#running form button"));
    assert.match(await bjorn.locator(".done").innerText(), /tatt tilbake/);
  });
  await then("it is gone for her at once", async () => {
    assert.equal(await status(colleague, world.base + place), 404);
    await colleague.goto(`${world.base}/learning`);
    assert.equal(await colleague.locator("#received").count(), 0);
  });
});
