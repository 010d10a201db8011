// What a service is counted by, and what its patients report beside it: Tellef's does more and helps less.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { heading, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const section = (page, id) => page.locator(`section.figure[aria-labelledby="${id}"]`);

journey("Tellef sees that more is done and fewer are helped, and decides what to steer by", async ({ world, given, when, then }) => {
  const page = await world.staff("tellef");
  await given("his unit's ledger, by theme", async () => {
    await page.goto(`${world.base}/ledger`);
    assert.match(await heading(page), /Tellefjell/);
    assert.match(await page.locator(".ledger-rows").first().innerText(), /Fristbrudd/);
    assert.deepEqual(await inspect(page, "the ledger"), []);
  });
  await when("he opens the consultations", () => press(page, page.locator("a", { hasText: "Polikliniske konsultasjoner / ISF" }).first()));
  await then("the count alone looks like an improvement, and patients tell that it is none", async () => {
    assert.match(await section(page, "count-title-h").innerText(), /Lest på dette tallet alene ser det ut som en forbedring/);
    assert.match(await section(page, "benefit-title-h").innerText(), /For pasientene er dette en endring til det verre/);
    const pictures = await page.locator(".side-by-side svg.chart").evaluateAll((all) => all.map((one) => one.querySelectorAll("line.axis").length));
    assert.equal(pictures[0], pictures[1], "both on the same months");
    for (const chart of await page.locator("svg.chart").all()) assert.ok((await chart.locator("desc").textContent()).trim());
    assert.deepEqual(await inspect(page, "an indicator"), []);
  });
  await when("he decides to steer by the patients' measure, without an end", async () => {
    await page.locator("input[name=status][value=replace]").check();
    await page.fill("#field-decided_by", "Ledermøtet");
    await page.fill("#field-because", "Flere timer, færre som blir bedre.");
    assert.equal(await press(page, page.locator("form[action$='/decisions'] button")), 422);
    assert.deepEqual(await inspect(page, "an indicator with something to mend"), []);
    assert.equal(await page.inputValue("#field-because"), "Flere timer, færre som blir bedre.");
  });
  await then("with an end it is kept, first in the history", async () => {
    await page.fill("#field-sunset_on", `${new Date().getFullYear() + 1}-06-01`);
    assert.equal(await press(page, page.locator("form[action$='/decisions'] button")), 200);
    assert.match(await section(page, "history-title").locator("li").first().innerText(), /Styr etter pasientmålet[^]*færre som blir bedre/);
  });
  await then("a right can be neither replaced nor retired", async () => {
    await page.goto(`${world.base}/ledger`);
    await press(page, page.locator("a", { hasText: "Fristbrudd – ventende" }).first());
    assert.match(await page.locator(".stays-note").innerText(), /frist loven gir pasientene/);
    assert.equal(await page.locator("input[name=status]").count(), 2);
  });
});
