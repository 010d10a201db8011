// Cecilie looks after the instruments: she finds one, sees what it takes to use it, and writes one of her own.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const SIX = ["Jeg er anspent i kroppen", "Jeg skvetter lett", "Jeg kjenner ro", "Jeg sover urolig", "Jeg er rastløs", "Jeg er på vakt"];
const next = (page) => press(page, page.locator("#editor button[value=next]"));
/** What is lacking, as the page says it. */
const lacking = (page) => page.locator(".said .field-error").allInnerTexts();
const text = async (page, place) => (await page.locator(place).innerText()).replace(/\s+/g, " ").trim();
/** Answers the form being tried; nothing leaves a question open. */
async function answer(page, values) {
  for (const [place, value] of values.entries()) await page.locator(`#tried-${place + 1} input[value="${value}"]`).check();
}

journey("Cecilie writes a scale of six with one question turned round", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  const found = [];
  const look = async (name) => found.push(...(await inspect(page, name)));
  const live = (place, wanted) => page.waitForFunction(([place, wanted]) => new RegExp(wanted).test(document.querySelector(place)?.textContent ?? ""), [place, wanted]);
  await given("she begins a new instrument", async () => {
    await page.goto(`${world.base}/instruments/new`);
    await look("new");
    await page.fill("#field-name", "Ro i kroppen");
    await press(page, page.locator("form.card button.primary").first());
    assert.match(page.url(), /\/instruments\/drafts\/[0-9a-f-]{36}\/about$/);
    assert.deepEqual(await lacking(page), ["Si i noen få ord hva det handler om."]);
  });
  await when("she says what it is about, it is saved while she writes", async () => {
    await page.fill("#field-measures", "uro og anspenthet");
    await page.waitForFunction(() => document.querySelectorAll(".said .field-error").length === 0);
    await look("about");
    await next(page);
  });
  await when("she pastes six questions", async () => {
    await look("questions, empty");
    await page.fill("#several", SIX.join("\n"));
    await press(page, page.locator("button[value=several]"));
    assert.equal(await page.locator("[data-question]").count(), 6);
  });
  await then("she sees each as the patient will, in the patient's own page", async () => {
    await page.locator("#text-3").focus();
    await live("#preview", "3 av 6");
    const phone = page.frameLocator("#preview iframe");
    assert.equal((await phone.locator(".ask").innerText()).trim(), SIX[2]);
    assert.deepEqual(await phone.locator(".choice").allInnerTexts(), ["Aldri", "Sjelden", "Av og til", "Ofte", "Alltid"]);
    await page.fill("#text-3", "Jeg kjenner ro i kroppen");
    await page.waitForTimeout(100);
    await phone.locator(".ask", { hasText: "Jeg kjenner ro i kroppen" }).waitFor();
    await look("questions");
    await next(page);
  });
  await when("she adds a score and turns the third question round", async () => {
    await press(page, page.locator("button[value=add-score]"));
    assert.deepEqual(await lacking(page), ["Velg hvor mange som kan stå ubesvart."]);
    await page.locator("[name=turn-total]").nth(2).check();
    assert.match(await text(page, ".counting li:nth-child(3) .turns"), /3 blir 1/);
    await page.selectOption("#up_to-total", "1");
    await page.selectOption("#round-total", "half up");
    for (const [place, [from, name]] of [["0", "lite uro"], ["12", "mye uro"]].entries()) {
      await page.locator("[name=bandfrom-total]").nth(place).fill(from);
      await page.locator("[name=bandname-total]").nth(place).fill(name);
    }
    await live("#words-total", "Spørsmål 3 snus først: 0 blir 4");
    assert.deepEqual(await lacking(page), []);
    await look("score");
    await next(page);
  });
  await when("she adds English, the texts stand side by side", async () => {
    await page.selectOption("#more", "en");
    await press(page, page.locator("button[value=add-language]"));
    await look("languages");
    const open = page.locator("textarea[name^='t:']");
    for (let place = 0; place < await open.count(); place += 1) {
      if (!(await open.nth(place).inputValue())) await open.nth(place).fill(`Text ${place}`);
    }
    await page.waitForFunction(() => document.querySelectorAll(".said .field-error").length === 0);
    await next(page);
  });
  await then("she sees each step from answer to score, with one open too", async () => {
    await answer(page, ["4", "3", "1", "2", "1", "0"]);
    await live("#results h3", "13 – mye uro");
    assert.match(await text(page, "#results tbody tr:nth-child(3)"), /1 1 blir 3 3$/);
    await answer(page, ["4", "3", "1", "2", "1", ""]);
    await live("#results h3", "16 – mye uro");
    assert.match(await text(page, "#results"), /1 av 6 er ubesvart, og inntil 1 kan være det: 13 delt på 5, ganget med 6, gir 16/);
    await answer(page, ["4", "3", "1", "2", "", ""]);
    await live("#results h3", "ikke noe resultat");
    await look("try");
  });
  await when("she works one out by hand, a wrong sum is not kept and a right one is", async () => {
    await answer(page, ["4", "3", "1", "2", "1", "0"]);
    await page.fill("#keep-name", "et vanlig svar");
    await page.fill("#expect-total", "12");
    await press(page, page.locator("button[value=keep]"));
    assert.match(await text(page, "#try"), /Det er ikke det regelen gir/);
    await page.fill("#expect-total", "13");
    await press(page, page.locator("button[value=keep]"));
    assert.match(await text(page, "#try"), /et vanlig svar 13/);
    await next(page);
  });
  await then("nothing is lacking, and it becomes a version that can be sent", async () => {
    assert.match(await text(page, "#lacking"), /Ingenting mangler/);
    await look("publish");
    await press(page, page.locator("button[value=publish]"));
    assert.match(page.url(), /\/instruments\/own-ro-i-kroppen\?done=published$/);
    assert.match(await text(page, "main"), /Kan sendes.*Summen av spørsmål 1–6\. Spørsmål 3 snus først/);
    await look("the instrument");
    await page.goto(`${world.base}/instruments?q=uro&sendable=1`);
    assert.ok(await page.locator("a[href='/instruments/own-ro-i-kroppen']").count());
    await look("the library");
  });
  await then("axe finds nothing on any of its pages, and none is wider than a phone", () => assert.deepEqual(found, []));
});

journey("Two tabs write the same draft, and nothing is lost", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  const begin = async () => {
    await page.goto(`${world.base}/instruments/new`);
    await page.fill("#field-name", "To faner");
    await press(page, page.locator("form.card button.primary").first());
  };
  await given("a draft is open in two tabs", begin);
  const other = await page.context().newPage();
  await when("both write", async () => {
    await other.goto(page.url());
    await page.fill("#field-measures", "skrevet i den ene");
    await page.waitForFunction(() => document.querySelectorAll(".said .field-error").length === 0);
    await other.fill("#field-measures", "skrevet i den andre");
    await other.locator("#late a").first().waitFor();
  });
  await then("the second is refused, and kept as a draft of its own", async () => {
    await press(other, other.locator("#late a").first());
    assert.equal(await other.inputValue("#field-measures"), "skrevet i den andre");
    await page.reload();
    assert.equal(await page.inputValue("#field-measures"), "skrevet i den ene");
    // That the save was refused is what was wanted.
    const complaints = await world.watch.take();
    assert.deepEqual(complaints.filter((one) => !/409/.test(one)), []);
  });
});

journey("The editor works without scripts", async ({ world, given, when, then }) => {
  const cookie = await (await world.staff("cecilie")).context().storageState();
  const page = await world.page({ storageState: cookie, javaScriptEnabled: false });
  const go = (button) => Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  await given("a draft is begun", async () => {
    await page.goto(`${world.base}/instruments/new`);
    await page.fill("#field-name", "Uten skript");
    await go("form.card button.primary");
  });
  await when("two questions and a mean are written with buttons alone", async () => {
    await page.fill("#field-measures", "noe");
    await go("#editor button[value=next]");
    await go("button[value='add:scale']");
    await page.fill("#text-1", "Hvordan var uken?");
    await page.fill("#low-1", "Dårlig");
    await page.fill("#high-1", "God");
    await go("button[value='copy:1']");
    await page.fill("#text-2", "Hvordan var natten?");
    await go("button[value='up:2']");
    assert.equal(await page.locator("[data-question] textarea").first().inputValue(), "Hvordan var natten?");
    await go("#editor button[value=next]");
    await go("button[value=add-score]");
    await page.locator("[name=method-total][value=mean]").check();
    await page.selectOption("#up_to-total", "0");
    await go("#editor button[value=next]");
    await go("#editor button[value=next]");
  });
  await then("it is tried, kept and published", async () => {
    await page.fill("#answer-1", "4");
    await page.fill("#answer-2", "7");
    await go("button[value=try]");
    assert.match(await text(page, "#results h3"), /5,5/);
    await page.fill("#expect-total", "5,5");
    await go("button[value=keep]");
    await go("#editor button[value=next]");
    await go("button[value=publish]");
    assert.match(page.url(), /own-uten-skript\?done=published/);
  });
});

journey("A licensed instrument is sent only with a permission and its words", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  const standing = () => text(page, "#standing-title");
  await given("a form that belongs to somebody", async () => {
    await page.goto(`${world.base}/instruments/srs`);
    assert.equal(await standing(), "Trenger tillatelse");
  });
  await when("a permission is recorded, after one without a document", async () => {
    await page.locator("summary", { hasText: "Før opp en tillatelse" }).click();
    await page.fill("#field-holder", "Eieren");
    await press(page, page.locator("form[action$='/permission'] button"));
    assert.match(await text(page, "#errors"), /Dokument/);
    await page.fill("#field-document", "Avtale 12/345");
    await page.fill("#field-valid_from", "2026-01-01");
    await press(page, page.locator("form[action$='/permission'] button"));
    assert.equal(await standing(), "Trenger ordlyd");
  });
  await when("words that do not fit are refused with what is lacking", async () => {
    await page.locator("summary", { hasText: "Last inn ordlyden" }).click();
    await page.fill("#field-words", "item,text\ntitle,Timen\n");
    await press(page, page.locator("form[action$='/wording'] button"));
    assert.match(await text(page, "#words-wrong"), /has no text/);
    const found = await inspect(page, "refused words");
    assert.deepEqual(found, []);
  });
  await then("taking the permission back closes the way again", async () => {
    await page.goto(`${world.base}/instruments/srs`);
    await press(page, page.locator("form[action$='/revoke'] button"));
    assert.equal(await standing(), "Tillatelsen er trukket");
  });
});
