// Bjørn's day: he signs in, sees who comes, reads, writes, and asks.
import assert from "node:assert/strict";
import { answerRest, give, send, start } from "../answering.mjs";
import { addSession, heading, makeLink, osloTime, press, registerPatient } from "../cast.mjs";
import { stepAt, codeAt } from "../totp.mjs";
import { journey } from "../steps.mjs";

const DAY = osloTime().day; // the day the demonstration was made for

journey("Bjørn signs in with password and code", async ({ world, given, when, then }) => {
  const page = await world.page();
  await given("nobody is signed in, his pages lead to the sign-in", async () => {
    await page.goto(`${world.base}/today`);
    assert.match(page.url(), /\/sign-in\?next=/);
  });
  await when("the password is wrong, he is told without being told which part was", async () => {
    await page.fill("#field-login", "bjorn");
    await page.fill("#field-password", "ikke dette");
    assert.equal(await press(page, page.locator("form.card button.primary")), 422);
    assert.match(await page.locator("#errors").innerText(), /passer ikke sammen/);
    assert.ok(await page.locator("#errors").evaluate((one) => one === document.activeElement), "the error has focus");
  });
  await when("the language is changed, a refusal is in that language", async () => {
    const other = await world.page();
    await other.goto(`${world.base}/sign-in`);
    await press(other, other.locator("a[hreflang=en]"));
    await other.fill("#field-login", "ingen");
    await other.fill("#field-password", "ikke dette");
    assert.equal(await press(other, other.locator("form.card button.primary")), 422);
    assert.equal(await other.locator("html").getAttribute("lang"), "en");
  });
  await when("the code is wrong, he is told", async () => {
    await page.fill("#field-login", "bjorn");
    await page.fill("#field-password", world.server.password);
    await press(page, page.locator("form.card button.primary"));
    const wrong = String((Number(codeAt(world.server.secret, stepAt(Date.now()))) + 1) % 1_000_000).padStart(6, "0");
    await page.fill("#field-code", wrong);
    assert.equal(await press(page, page.locator("form.card button.primary")), 422);
  });
  const code = await when("password and code are right", () => world.signIn(page, "bjorn"));
  await then("he is at his day", () => assert.match(page.url(), /\/today$/));
  await then("the same code does not work twice", async () => {
    const other = await world.page();
    await other.goto(`${world.base}/sign-in`);
    await other.fill("#field-login", "bjorn");
    await other.fill("#field-password", world.server.password);
    await press(other, other.locator("form.card button.primary"));
    await other.fill("#field-code", code);
    assert.equal(await press(other, other.locator("form.card button.primary")), 422);
  });
  await then("his account shows where he is signed in, and signing out ends it", async () => {
    const cookies = await page.context().storageState();
    await press(page, page.locator(".who a[href='/account']"));
    assert.equal(await page.locator(".rows .tag").count(), 1);
    await press(page, page.locator(".who button"));
    assert.match(await page.locator("main").innerText(), /Du er logget ut/);
    const again = await world.page({ storageState: cookies });
    await again.goto(`${world.base}/today`);
    assert.match(again.url(), /\/sign-in/, "the old cookie is worth nothing");
  });
});

journey("Bjørn prepares the session with Anna", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  await given("his day is open", async () => page.goto(`${world.base}/today?day=${DAY}`));
  await then("those who come are in time order, with who has answered", async () => {
    const rows = await page.locator(".agenda > li").evaluateAll((all) => all.map((one) => ({
      time: one.querySelector("time").textContent.trim(),
      name: one.querySelector("h2").textContent.trim(),
      answers: one.querySelector(".answering").textContent.trim(),
    })));
    assert.deepEqual(rows.map((row) => row.time), rows.map((row) => row.time).sort());
    const said = (name) => rows.find((row) => row.name.startsWith(name))?.answers;
    assert.match(said("Askeladd"), /^Svart \d\d\.\d\d\. kl\. \d\d:\d\d$/);
    assert.equal(said("Kløverblad"), "Ikke svart ennå");
    assert.equal(said("Veslefrikk"), "Vil ikke svare");
    assert.ok(said("Anna Eksempel"));
  });
  await when("he opens Anna's page", async () => {
    await press(page, page.locator(".agenda a", { hasText: "Anna Eksempel" }));
    assert.equal(await heading(page), "Anna Eksempel");
  });
  await then("what changed comes first, in words", async () => assert.ok((await page.locator(".remarks li").count()) >= 1));
  await then("each curve has a title, a sentence and a table that agree", async () => {
    const path = new URL(page.url()).pathname;
    const scales = await page.locator(".scales a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    assert.ok(scales.length >= 3, "symptoms and the work together can each be drawn large");
    assert.equal((await page.locator("[aria-labelledby=all-title] svg.chart .panel").count()), scales.length, "and all stand small under each other");
    for (const scale of scales.slice(0, 2)) {
      await page.goto(world.base + scale);
      const figure = page.locator("[aria-labelledby=curve-title] figure");
      assert.ok((await figure.locator("svg.chart > title").textContent()).trim());
      const [, first, last, n] = /gikk fra (\d+) til (\d+) over (\d+) målinger/.exec(await figure.locator("figcaption p").innerText());
      await figure.locator("details.data summary").click();
      const rows = await figure.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
      assert.equal(rows.length, Number(n));
      assert.ok(rows[0].includes(first) && rows.at(-1).includes(last), `${first} and ${last} in the table`);
      await press(page, figure.locator(".usual-words a[href^='/models/']"));
      assert.match(await page.locator("main").innerText(), /Bygger på \d+ forløp[^]*Prøvd på forløp som ikke var med/, "what the band rests on is one press away");
    }
    await page.goto(world.base + path);
  });
  await when("he turns the screen, she sees her own and nothing else", async () => {
    const path = new URL(page.url()).pathname;
    await press(page, page.locator("a[href*='/together']"));
    assert.match(await heading(page), /Slik går det, Anna/);
    const text = await page.locator("body").innerText();
    assert.ok(!/Pasienter|Bjørn|Eventyrdal|Spørreskjemaer|Når det ikke går/.test(text), "no menu, no names, no questions for staff");
    assert.ok((await page.locator("svg.chart").count()) >= 2);
    const size = () => page.locator("h1").evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    const usual = await size();
    await press(page, page.locator("a[href*='large=1']").first());
    assert.ok((await size()) > 1.3 * usual, "large type is large");
    await page.goto(world.base + path);
  });
  await when("he says in one press that they spoke about the answers", async () => {
    await press(page, page.locator("button[name=discussed][value=yes]"));
    assert.match(await page.locator(".done").innerText(), /Lagret/);
    assert.equal(await page.locator("button[aria-pressed=true]").innerText(), "Ja");
  });
  await when("he writes what they made of it", async () => {
    await page.fill("#field-text", "Vi snakket om søvn. Anna prøver fast sengetid.");
    await page.fill("#field-change", "Vi begynner timen med søvnen.");
    await press(page, page.locator("form[action$='/notes'] button"));
  });
  await then("it stands on her page", async () => {
    assert.match(await page.locator(".done").innerText(), /Notatet er lagret/);
    assert.match(await page.locator("[aria-labelledby=notes-title]").innerText(), /fast sengetid[^]*Dette endrer vi: Vi begynner timen[^]*Bjørn Behandlereksempel/);
  });
  await when("an empty note is saved, he is told what to mend", async () => {
    assert.equal(await press(page, page.locator("form[action$='/notes'] button")), 422);
    assert.match(await page.locator("#errors").innerText(), /må fylles ut/);
  });
  await then("the address he is left at can be opened again in another language", async () => {
    for (const tag of ["en", "nb"]) {
      await world.speak(page, "bjorn", tag);
      assert.equal(await heading(page), "Anna Eksempel");
      assert.equal(await page.locator("html").getAttribute("lang"), tag);
    }
  });
});

journey("Bjørn asks, the patient answers, and he reads it", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  let link;
  await given("Bjørn gives Anna a new session and a link", async () => {
    await page.goto(`${world.base}/patients?q=Anna+Eksempel`);
    await press(page, page.locator(".people a", { hasText: "Anna Eksempel" }).first());
    await addSession(page, 120);
    link = await makeLink(page);
  });
  const path = new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
  await when("Anna answers it", async () => {
    const phone = await world.phone();
    await phone.goto(link);
    await start(phone);
    await answerRest(phone, { which: 2 });
    await send(phone);
    assert.equal(await heading(phone), "Takk");
  });
  await then("he reads her answers after a reload", async () => {
    await page.goto(world.base + path);
    const text = await page.locator("main").innerText();
    assert.match(text, /Om søvnen, og om jobben\./);
    await page.locator("details.answers").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    assert.match(await page.locator("details.answers .now-cell").first().innerText(), /Mer enn halvparten av dagene/);
    assert.match(await page.locator("[aria-labelledby=requests-title]").innerText(), /Svart/);
  });
  await then("nobody can answer it a second time", async () => {
    const phone = await world.phone();
    assert.equal((await phone.goto(link)).status(), 404);
  });
});

journey("Bjørn registers somebody new", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  await given("he leaves the form half empty, he is told what is missing", async () => {
    await page.goto(`${world.base}/patients/new`);
    await page.fill("#field-birth_date", "31.02.1990");
    assert.equal(await press(page, page.locator("main form button.primary")), 422);
    const errors = await page.locator("#errors").innerText();
    assert.match(errors, /Fornavn: må fylles ut/);
    assert.match(errors, /Fødselsdato: er ikke gyldig/);
    await page.locator("#errors a").first().click();
    assert.ok(await page.locator("#field-given").evaluate((one) => one === document.activeElement), "the link leads to the field");
  });
  await when("he fills it in, adds a session, and makes a link", async () => {
    await registerPatient(world, page, "Skogstjerne");
    assert.equal(await heading(page), "Skogstjerne Eksempel");
    await addSession(page, 60);
  });
  const first = await makeLink(page);
  await then("the link is shown this once", async () => {
    await page.goto(world.base + new URL(page.url()).pathname.split("/").slice(0, 3).join("/"));
    assert.ok(!(await page.content()).includes(first.slice(-43)));
  });
  await then("every link he can make opens", async () => {
    const buttons = await page.locator("form[action$='/link'] button").count();
    for (let place = 0; place < buttons; place += 1) {
      await press(page, page.locator("form[action$='/link'] button").nth(place));
      const made = (await page.locator("#new-link").innerText()).trim();
      const phone = await world.phone();
      assert.equal((await phone.goto(made)).status(), 200, `the link for ${await page.locator("form[action$='/link'] button").nth(place).getAttribute("aria-label")}`);
    }
  });
  await when("he makes another, the first is withdrawn", async () => {
    const second = await makeLink(page);
    assert.notEqual(second, first);
    const phone = await world.phone();
    assert.equal((await phone.goto(first)).status(), 404);
    assert.equal((await phone.goto(second)).status(), 200);
    await start(phone);
    await give(phone, 0);
  });
  await then("she is found by name", async () => {
    await page.goto(`${world.base}/patients`);
    await page.fill("#q", "skogstjerne");
    await press(page, page.locator("form.find button"));
    assert.deepEqual(await page.locator(".people h2").allInnerTexts(), ["Skogstjerne Eksempel"]);
  });
});
