// The patient's own pages: Bjørn makes the way there, Askeladd goes it on a phone, sees, corrects, takes along, leaves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inspect } from "../browser.mjs";
import { episodeLinks, heading, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const shots = process.env.SHOTS;

async function picture(page, name) {
  if (!shots) return;
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${shots}/mine-${name}-${size}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** The page of Askeladd, among Bjørn's patients. */
async function askeladd(world, page) {
  await page.goto(`${world.base}/patients`);
  for (const path of new Set(await episodeLinks(page))) {
    await page.goto(world.base + path);
    if ((await heading(page)).startsWith("Askeladd ")) return path;
  }
  throw new Error("Askeladd is not among Bjørn's patients");
}

const code = async (page) => (await page.locator("code.digits").innerText()).replace(/\D/g, "");

journey("Askeladd has pages of his own, behind two proofs, and leaves nothing on the phone", async ({ world, given, when, then }) => {
  const found = [];
  const look = async (page, name) => {
    await picture(page, name);
    found.push(...await inspect(page, name));
  };
  const bjorn = await world.staff("bjorn");
  let path, link, born;
  await given("Bjørn makes the way to Askeladd's own page", async () => {
    path = await askeladd(world, bjorn);
    born = /\d\d\.\d\d\.\d{4}/.exec(await bjorn.locator(".person").innerText())[0];
    await press(bjorn, bjorn.locator("a[href$='/own-page']"));
    await look(bjorn, "make");
    await press(bjorn, bjorn.locator("button[name=how][value=screen]"));
    link = (await bjorn.locator("#new-link").innerText()).trim();
    assert.match(link, /\/mine\/[\w-]{43}$/);
    await look(bjorn, "made");
  });
  const phone = await world.phone();
  await when("Askeladd opens it on a phone, mistypes the day, and then types it", async () => {
    await phone.goto(link);
    assert.doesNotMatch(await phone.locator("body").innerText(), /Askeladd|Bjørn/, "the door tells nothing");
    await look(phone, "door");
    await phone.fill("#birth_date", "01.02.1903");
    await press(phone, phone.locator("form.go button.primary"));
    await look(phone, "door-wrong");
    await phone.fill("#birth_date", born);
    await press(phone, phone.locator("form.go button.primary"));
    assert.equal(new URL(phone.url()).pathname, "/mine/code");
    await look(phone, "code");
  });
  await when("Bjørn shows the code, and Askeladd types it", async () => {
    await bjorn.goto(`${world.base}${path}/own-page`);
    await press(bjorn, bjorn.locator("form[action$='/own-page/code'] button"));
    await look(bjorn, "shown");
    await phone.fill("#code", await code(bjorn));
    await press(phone, phone.locator("form.go button.primary"));
    assert.equal(await heading(phone), "Siden din");
    await look(phone, "home");
  });
  await then("he sees his answers, and who has opened what", async () => {
    const text = await phone.locator("main").innerText();
    assert.match(text, /Askeladd Eksempel/);
    assert.match(text, /Bjørn/, "who opened it");
    assert.ok(await phone.locator("section.card figure svg").count() > 0, "the curves");
    await phone.goto(`${world.base}/mine/opened`);
    await look(phone, "opened");
  });
  await when("he corrects what he answered last", async () => {
    await phone.goto(`${world.base}/mine`);
    await press(phone, phone.locator("a[href^='/mine/answers/']", { hasText: "PHQ" }).or(phone.locator("a[href^='/mine/answers/']")).first());
    await look(phone, "answers");
    await press(phone, phone.locator("a[href$='/correct']"));
    await look(phone, "correct");
    const radio = phone.locator("fieldset").first().locator("input[type=radio]:not(:checked)").first();
    if (await radio.count()) await radio.check();
    else await phone.locator("textarea[name^='q.'], input[name^='q.']").first().fill("1");
    await press(phone, phone.locator(".go button.primary"));
    assert.equal(await phone.locator("#errors").count(), 1, "the reason is missing");
    await look(phone, "correct-wrong");
    await phone.fill("#reason", "Jeg bommet på linjen");
    await press(phone, phone.locator(".go button.primary"));
    assert.match(phone.url(), /done=corrected/);
  });
  await then("Bjørn sees that it was corrected, and why", async () => {
    await bjorn.goto(world.base + path);
    await bjorn.locator("details.answers").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    assert.match(await bjorn.locator("main").innerText(), /Jeg bommet på linjen/);
    await look(bjorn, "clinician");
  });
  await when("he reads it in Arabic, and takes everything along", async () => {
    await phone.goto(`${world.base}/mine`);
    await press(phone, phone.locator("button[name=language][value=ar]"));
    assert.equal(await phone.locator("html").getAttribute("dir"), "rtl");
    await look(phone, "home-ar");
    await phone.locator("a[href^='/mine/answers/']").first().click();
    await look(phone, "answers-ar");
    await press(phone, phone.locator("a[href$='/withdraw']"));
    await look(phone, "withdraw-ar");
    await phone.goto(`${world.base}/mine/export`);
    await look(phone, "export-ar");
    await press(phone, phone.locator("button[name=language][value=nb]").first());
    await look(phone, "export");
    const take = async (what) => {
      const [file] = await Promise.all([phone.waitForEvent("download"), phone.locator(`button[name=what][value=${what}]`).click()]);
      return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
    };
    const page = await take("page");
    assert.match(page.name, /^mine-\d{4}-\d\d-\d\d\.html$/);
    assert.match(page.text, /Askeladd Eksempel/);
    assert.match(page.text, /Jeg bommet på linjen/);
    const data = JSON.parse((await take("data")).text);
    assert.ok(data.fhir.entry.some((entry) => entry.resource.resourceType === "QuestionnaireResponse"));
    const reading = await world.page();
    await reading.setContent(page.text);
    await picture(reading, "file");
  });
  await when("he leaves", async () => {
    await phone.goto(`${world.base}/mine`);
    // Nothing leaves the house here: what the server answers is shown without the way on.
    await phone.route("**/mine/leave", async (route) => {
      const response = await route.fetch({ maxRedirects: 0 });
      const { location, ...headers } = response.headers();
      assert.deepEqual([response.status(), new URL(location).hostname], [303, "www.yr.no"]);
      assert.match(headers["clear-site-data"], /cache/);
      await route.fulfill({ status: 200, headers: { ...headers, "content-type": "text/html" }, body: "<title>elsewhere</title>" });
    });
    await phone.locator("a.leave").click();
    await phone.waitForURL("**/mine/leave");
  });
  await then("going back shows nothing, and the cookie is gone", async () => {
    await phone.goBack().catch(() => { /* there may be nothing to go back to */ });
    assert.doesNotMatch(await phone.locator("body").innerText(), /Askeladd|Siden din/);
    const cookies = await phone.context().cookies(world.base);
    assert.equal(cookies.find((one) => one.name === "__Host-mine"), undefined);
    assert.equal((await phone.goto(`${world.base}/mine`)).status(), 404);
  });
  await then("axe finds nothing on any of the pages", () => assert.deepEqual(found, []));
});
