// Cecilie reads the service's own results, says what she thinks they mean, and keeps a version.
import assert from "node:assert/strict";
import { episodeLinks, heading, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const FIGURES = ["flow-title", "coverage-title-h", "groups-title", "outcome-title", "categories-title-h", "spread-title", "months-title"];
/** The figures that say that no clinician has interpreted them. */
const stamps = (page) => page.locator(".figure .stamp").count();

journey("Cecilie reads the report, interprets it and keeps a version", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  await given("the report is open", async () => {
    await page.goto(`${world.base}/report`);
    assert.ok(await heading(page));
  });
  await then("every figure says that nobody has interpreted it", async () => {
    for (const id of FIGURES) {
      const figure = page.locator(`section.figure[aria-labelledby="${id}"]`);
      assert.match(await figure.locator(".stamp").first().innerText(), /Ikke tolket av klinikerne ennå/, id);
    }
  });
  await then("she reads the flow, the coverage, the shares with bounds, and month by month", async () => {
    const flow = page.locator("[aria-labelledby=flow-title]");
    assert.match(await flow.locator(".aloud").innerText(), /\d+ hadde et forløp i perioden\. Av \d+ som ble avsluttet, har vi to målinger av \d+/);
    const steps = await flow.locator("tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.cells[1].textContent.replace(/\D/g, ""))));
    assert.deepEqual(steps, [...steps].sort((a, b) => b - a), "a flow never grows");
    const coverage = await page.locator("[aria-labelledby=coverage-title-h] .aloud").innerText();
    assert.match(coverage, /Vi vet hvordan det gikk med \d+ av \d+ \(\d+/);
    const rates = await page.locator("[aria-labelledby=outcome-title] .aloud").allInnerTexts();
    assert.equal(rates.length, 4);
    assert.match(rates.pop(), /Av \d+ hadde \d+ grensen foran seg da de startet/);
    for (const rate of rates) assert.match(rate, /\d+ av \d+ \(\d+.*mellom .* og .* når vi regner med dem vi ikke vet noe om/);
    for (const chart of await page.locator("[aria-labelledby=months-title] svg.chart").all()) assert.ok((await chart.locator("title").first().textContent()).trim());
    assert.ok((await page.locator("[aria-labelledby=months-title] svg.chart").count()) >= 2);
  });
  await then("nothing is sorted by result, and no clinician is named", async () => {
    const targets = await page.locator("a, form").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? one.getAttribute("action") ?? ""));
    for (const target of targets) assert.doesNotMatch(target, /sort|order|rank|top|best|clinician/i);
    assert.equal(await page.locator("thead a, thead button").count(), 0);
    assert.doesNotMatch(await page.locator("main").innerText(), /Behandlereksempel/);
  });
  await when("she writes what she thinks about the coverage", async () => {
    await page.selectOption("#about", "coverage");
    await page.fill("#field-text", "Vi hører lite fra dem som slutter tidlig. Kan det være at timen blir for kort?");
    await press(page, page.locator("form[action='/report/readings'] button"));
  });
  const coverage = page.locator("[aria-labelledby=coverage-title-h]");
  await then("it stands at that figure with her name, her role and the day, and no clinician has spoken yet", async () => {
    assert.match(await page.locator(".done").innerText(), /Tolkningen er lagret/);
    assert.match(await coverage.locator(".layers").innerText(), /slutter tidlig[^]*Cecilie Ledereksempel \(leder\), \d\d\.\d\d\.\d{4}/);
    assert.equal(await coverage.locator(".stamp").count(), 1);
    assert.equal(await stamps(page), 10);
  });
  await when("Bjørn sees it differently", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(page.url().replace(/&done=\w+/, ""));
    await bjorn.selectOption("#about", "coverage");
    await bjorn.locator("input[name=stance][value=dissents]").check();
    await bjorn.fill("#field-text", "Jeg tror heller at lenken kommer for sent.");
    await press(bjorn, bjorn.locator("form[action='/report/readings'] button"));
    await page.reload();
  });
  await then("both stand at that figure, and the others still say that nobody has interpreted them", async () => {
    const text = await coverage.locator(".layers").innerText();
    assert.match(text, /slutter tidlig/);
    assert.match(text, /lenken kommer for sent[^]*Bjørn Behandlereksempel \(behandler\)[^]*ser det annerledes/);
    assert.equal(await coverage.locator(".stamp").count(), 0);
    assert.equal(await stamps(page), 9);
  });
  let checksum;
  await when("she freezes a version", async () => {
    await press(page, page.locator("form[action='/report/freeze'] button"));
    assert.match(await page.locator("main").innerText(), /En versjon er fryst/);
    checksum = (await page.locator("[aria-labelledby=versions-title] .checksum").first().innerText()).trim();
    assert.match(checksum, /^[0-9a-f]{64}$/);
  });
  await then("the version shows the same checksum, recomputed, with the interpretation", async () => {
    await press(page, page.locator("[aria-labelledby=versions-title] a[href^='/report/versions/']").first());
    const text = await page.locator("main").innerText();
    assert.ok(text.includes(checksum));
    assert.match(text, /Kontrollsummen er regnet ut på nytt nå og stemmer/);
    assert.match(text, /slutter tidlig/);
    assert.equal(await page.locator("main form").count(), 0, "nothing on it can be changed");
  });
  await when("somebody writes more afterwards, the version stays as it was", async () => {
    const frozen = page.url();
    const before = await page.locator("main").innerText();
    await press(page, page.locator("a[href^='/report?']").first());
    await page.fill("#field-text", "Lagt til etter at versjonen ble fryst.");
    await press(page, page.locator("form[action='/report/readings'] button"));
    assert.match(await page.locator("main").innerText(), /Lagt til etter/);
    await page.goto(frozen);
    assert.equal(await page.locator("main").innerText(), before);
  });
  await then("the report as it is now still works, for another measure and period", async () => {
    await press(page, page.locator("a[href^='/report?']").first());
    const measures = await page.locator("#metric option").evaluateAll((all) => all.map((one) => one.value));
    await page.selectOption("#metric", measures.at(-1));
    assert.equal(await press(page, page.locator("form.choose button")), 200);
    assert.equal(await press(page, page.locator(".periods a").nth(1)), 200);
    assert.equal(await page.locator("#metric").inputValue(), measures.at(-1));
  });
});

journey("Reidun reads every unit's report, and interprets none as a clinician", async ({ world, given, then }) => {
  const page = await world.staff("reidun");
  await given("the report is open", () => page.goto(`${world.base}/report`));
  await then("each unit has its own, in an order that has nothing to do with results", async () => {
    const units = await page.locator("#unit option").evaluateAll((all) => all.map((one) => ({ value: one.value, label: one.textContent.trim() })));
    assert.ok(units.length >= 3);
    for (const { value, label } of units) {
      await page.selectOption("#unit", value);
      assert.equal(await press(page, page.locator("form.choose button")), 200);
      assert.equal(await heading(page), label);
      const order = await page.locator("#unit option").evaluateAll((all) => all.map((one) => one.value));
      assert.deepEqual(order, units.map((one) => one.value));
    }
  });
});

journey("A clinician's pages do not exist for Cecilie", async ({ world, given, then }) => {
  const bjorn = await world.staff("bjorn");
  await bjorn.goto(`${world.base}/patients`);
  const [episode] = await given("a patient of Bjørn's", () => episodeLinks(bjorn));
  assert.ok(episode);
  const page = await world.staff("cecilie");
  await then("she gets 404 for each of them", async () => {
    for (const path of ["/today", "/patients", "/patients/new", episode, `${episode}/sessions/new`]) {
      assert.equal((await page.goto(world.base + path)).status(), 404, path);
      assert.equal(await heading(page), "Siden finnes ikke");
    }
  });
});

journey("Cecilie hands the board a year's figures, and the year leaves once", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  let said;
  let before;
  await given("she comes from the report", async () => {
    await page.goto(`${world.base}/report`);
    await press(page, page.locator(".tools a[href^='/report/editions']"));
  });
  await when("she chooses a year and sees what would leave", async () => {
    // The last year has left for a network already; the one before has not.
    const year = await page.locator("#period option").nth(1).getAttribute("value");
    assert.match(year, /^\d{4}$/, "years come first");
    await page.selectOption("#period", year);
    await press(page, page.locator("form[method=get][action='/report/editions'] button"));
    said = await page.locator("[aria-labelledby=new-title] .released").first().innerText();
    before = await page.locator(".editions li").count();
    for (const count of said.match(/\b[1-4]\b(?![–,]|\s?%)/g) ?? []) assert.fail(`a count of ${count} would leave: ${said}`);
  });
  await then("nothing is made before she says that she has looked", async () => {
    await press(page, page.locator("form[method=post][action='/report/editions'] button"));
    assert.match(await page.locator("#errors").innerText(), /må/);
    assert.equal(await page.locator(".editions li").count(), before);
  });
  await when("she says so, and makes it", async () => {
    await page.locator("input[name=approve]").check();
    await press(page, page.locator("form[method=post][action='/report/editions'] button"));
    assert.match(await page.locator(".done").innerText(), /Utgaven er laget/);
  });
  await then("four files can be taken out, and say what she saw", async () => {
    const made = page.locator(".editions > li").last();
    const files = made.locator(".files a");
    assert.equal(await files.count(), 4);
    for (const file of await files.all()) {
      const [saved] = await Promise.all([page.waitForEvent("download"), file.click()]);
      assert.match(saved.suggestedFilename(), /^lytt-rask-psykisk-helsehjelp-eventyrdal-\d{4}-(edition\.xlsx|figures\.csv|codebook\.csv|edition\.json)$/);
      assert.equal(await saved.failure(), null);
    }
    await made.locator("details").evaluate((one) => { one.open = true; });
    assert.equal(await made.locator(".released").first().innerText(), said);
  });
  await then("a quarter of that year cannot leave beside it", async () => {
    const quarters = await page.locator("#period option").evaluateAll((all) => all.map((one) => one.value).filter((value) => value.includes("Q")));
    const year = await page.locator("#period option").nth(1).getAttribute("value");
    const quarter = quarters.find((quarter) => quarter.startsWith(year)) ?? quarters.at(-1);
    await page.selectOption("#period", quarter);
    await press(page, page.locator("form[method=get][action='/report/editions'] button"));
    assert.match(await page.locator("[role=alert]").innerText(), /på en annen måte/);
    assert.equal(await page.locator("form[method=post][action='/report/editions']").count(), 0);
  });
});
