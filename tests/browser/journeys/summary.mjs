// Bjørn sums up a course with Askeladd, who sees it first and says yes; then it can go on.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const fetched = (page, path) => page.evaluate(async (path) => {
  const answer = await fetch(path);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status: answer.status, kind: answer.headers.get("content-type"), start: new TextDecoder().decode(bytes.slice(0, 8)) };
}, path);

journey("Bjørn sums up a course, and it goes on when the patient has said yes", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  const found = [];
  let base;
  await given("he begins a summary from a patient's page", async () => {
    await page.goto(`${world.base}/patients`);
    await press(page, page.locator("main a[href^='/episodes/']").first());
    const record = await fetched(page, `${new URL(page.url()).pathname}/paper`);
    assert.deepEqual(record, { status: 200, kind: "application/pdf", start: "%PDF-1.7" });
    await press(page, page.locator("a[href$='/summary']"));
    base = new URL(page.url()).pathname;
    found.push(...(await inspect(page, "summary, new")));
  });
  await when("he writes it and shows it", async () => {
    await page.selectOption("[name=recipient]", "gp");
    await page.fill("[name=to]", "Legekontoret på torget");
    await press(page, page.locator("form.stack button", { hasText: "Lagre" }));
    await press(page, page.locator("button[value=together]"));
    assert.equal(await page.locator(".errors li").count(), 2, "what is lacking is named");
    await page.fill("[name=worked_on]", "Søvn, og å komme seg ut om morgenen.");
    await page.fill("[name=wishes]", "Spør meg om søvnen først.");
    await page.fill("[name=agreed_on]", "Time hos fastlegen i april.");
    await press(page, page.locator("form.stack button", { hasText: "Lagre" }));
    found.push(...(await inspect(page, "summary, draft")));
    await press(page, page.locator("button[value=together]"));
    assert.match(await page.locator("#next-title").innerText(), /Venter på pasienten/);
  });
  await then("it can be had when the patient has said yes, and not before", async () => {
    assert.equal(await page.locator("a[href$='/paper']").count(), 0);
    await page.fill("[name=comment]", "Det stemmer.");
    await press(page, page.locator("button[value=yes]"));
    found.push(...(await inspect(page, "summary, agreed")));
    const links = await page.locator("#next-title ~ .buttons a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const [paper, document] = [await fetched(page, links[0]), await fetched(page, links[1])];
    assert.deepEqual(paper, { status: 200, kind: "application/pdf", start: "%PDF-1.7" });
    assert.equal(document.kind, "application/fhir+json");
    await press(page, page.locator("form[action$='/hand-over'] button"));
    assert.match(await page.locator(".done").innerText(), /14 dager/);
    assert.equal(await page.locator("[aria-labelledby=gone-title] li").count(), 1);
    await page.goto(world.base + base.replace(/\/summary$/, "/plan"));
    assert.match(await page.locator("[aria-labelledby=asked-title]").innerText(), /avslutning|etter/i);
  });
  await then("every page of it is accessible", async () => assert.deepEqual(found, []));
});
