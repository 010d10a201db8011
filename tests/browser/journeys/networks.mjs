// Two organisations on one server exchange signed files by hand, compare, and take back.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { press } from "../cast.mjs";
import { journey } from "../steps.mjs";

/** The text of the file behind a link. */
async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const link = (page, label) => page.locator("main a.button", { hasText: label }).first();

async function takeIn(world, page, file) {
  await page.goto(`${world.base}/networks`);
  await page.fill("#file", file);
  return press(page, page.locator("form[action='/networks/files'] button"));
}

/** How many organisations the comparison shows, in the order of the table. */
const rows = (page) => page.locator("section.figure").first().locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));

journey("Tellef's service joins a network, shares a year, is compared, and takes it back", async ({ world, given, when, then }) => {
  const aud = await world.staff("aud");
  const tellef = await world.staff("tellef");
  const cecilie = await world.staff("cecilie");
  let network;
  let invitation;
  await given("a network of invented organisations that Aud looks after", async () => {
    await aud.goto(`${world.base}/networks`);
    assert.deepEqual(await inspect(aud, "networks"), []);
    await press(aud, aud.locator(".network-rows a", { hasText: "Følg opp" }).first());
    network = new URL(aud.url()).pathname;
    assert.deepEqual(await inspect(aud, "a network"), []);
    invitation = await download(aud, link(aud, "Last ned invitasjonen"));
  });
  await when("Tellef takes in an invitation with one letter changed", async () => {
    assert.equal(await takeIn(world, tellef, invitation.replace("tolv", "tolw")), 422);
    assert.match(await tellef.locator("#errors").innerText(), /Signaturen stemmer ikke/);
    assert.deepEqual(await inspect(tellef, "a refused file"), []);
  });
  await then("the true one can be accepted, by name and after a telephone call", async () => {
    assert.equal(await takeIn(world, tellef, invitation), 200);
    assert.match(await tellef.locator(".digits").first().innerText(), /^(\d{5} ){5}\d{5}$/);
    assert.deepEqual(await inspect(tellef, "an invitation"), []);
    await tellef.fill("#field-accepted_by", "Kommunalsjef Eksempel");
    await tellef.locator("form[action$='/accept'] input[name=sure]").check();
    assert.equal(await press(tellef, tellef.locator("form[action$='/accept'] button")), 200);
    const joining = await download(tellef, link(tellef, "Last ned svaret"));
    assert.equal(await takeIn(world, aud, joining), 200);
    assert.equal(await press(aud, aud.locator("section[aria-labelledby=asking-title] button[value=yes]").first()), 200);
    const members = await download(aud, link(aud, "Last ned medlemslista"));
    assert.equal(await takeIn(world, tellef, members), 200);
  });
  let before;
  await given("what Cecilie sees before", async () => {
    await cecilie.goto(`${world.base}${network}/compare`);
    before = await rows(cecilie);
    assert.ok(before.length >= 10, `${before.length} organisations`);
    assert.ok(before.some(([who]) => who === "Dere"));
    assert.deepEqual(await inspect(cecilie, "the comparison"), []);
    for (const chart of await cecilie.locator("svg.chart").all()) assert.ok((await chart.locator("desc").textContent()).trim());
  });
  let withdrawn;
  await when("Tellef sees what would leave, approves it and sends it", async () => {
    await tellef.goto(`${world.base}${network}`);
    await press(tellef, link(tellef, "Se hva som ville bli delt"));
    assert.deepEqual(await inspect(tellef, "what would leave"), []);
    await tellef.locator("input[name=approve]").check();
    assert.equal(await press(tellef, tellef.locator("form[action$='/share'] button")), 200);
    const results = await download(tellef, link(tellef, "Last ned resultatene"));
    assert.doesNotMatch(results, /Telle|Kommunalsjef/, "the file names nobody");
    assert.equal(await takeIn(world, aud, results), 200);
    const waiting = aud.locator("section[aria-labelledby=received-title] button[value=yes]");
    // One of the invented ones has waited since the beginning.
    assert.equal(await waiting.count(), 2);
    assert.equal(await press(aud, waiting.last()), 200);
  });
  await then("Cecilie sees one organisation more, anonymous, and all by size", async () => {
    await cecilie.reload();
    const after = await rows(cecilie);
    assert.equal(after.length, before.length + 1);
    const sizes = after.map(([, size]) => size).filter((size) => /^\d+$/.test(size)).map(Number);
    assert.deepEqual(sizes, [...sizes].sort((one, other) => other - one));
    assert.ok(!(await cecilie.locator("main").innerText()).includes("Tellefjell"));
  });
  await when("Tellef takes it back, and Aud takes the withdrawal in", async () => {
    await tellef.goto(`${world.base}${network}`);
    assert.equal(await press(tellef, tellef.locator("form[action$='/withdraw'] button")), 200);
    withdrawn = await download(tellef, link(tellef, "Last ned tilbaketrekkingen"));
    assert.equal(await takeIn(world, aud, withdrawn), 200);
  });
  await then("it is gone from the comparison", async () => {
    await cecilie.reload();
    assert.deepEqual(await rows(cecilie), before);
  });
});

/** Reloads until something is there. What goes from server to server goes within seconds. */
async function until(page, selector, text) {
  for (let left = 40; left > 0; left -= 1) {
    await page.reload();
    if (await page.locator(selector, { hasText: text }).count()) return;
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`${selector} with ${text} did not come`);
}

/** Writes the only address there is to write. */
async function writeAddress(page, address) {
  await page.locator("form[action$='/addresses'] input[name=address]").first().fill(address);
  return press(page, page.locator("form[action$='/addresses'] button").first());
}

journey("Tellef founds a network with Aud's service, and all but the invitation goes from server to server", async ({ world, given, when, then }) => {
  const aud = await world.staff("aud");
  const tellef = await world.staff("tellef");
  let network;
  let addresses;
  await given("a network of Tellef's, and its invitation in a file that Aud chooses", async () => {
    await tellef.goto(`${world.base}/networks`);
    await tellef.locator("#new summary").click();
    await tellef.fill("#field-name", "To som prøver");
    await tellef.fill("#field-purpose", "Å lære av hverandre");
    await tellef.locator("input[name=metric][value='phq-9~total~nhs-tt']").check();
    await tellef.locator("input[name=every][value=year]").check();
    assert.equal(await press(tellef, tellef.locator("form[action='/networks'] button.primary")), 200);
    network = new URL(tellef.url()).pathname;
    const invitation = await download(tellef, link(tellef, "Last ned invitasjonen"));
    await aud.goto(`${world.base}/networks`);
    await aud.setInputFiles("#chosen", { name: "invitasjon.txt", mimeType: "text/plain", buffer: Buffer.from(invitation) });
    assert.equal(await press(aud, aud.locator("form[action='/networks/files'] button")), 200);
    assert.equal(new URL(aud.url()).pathname, network);
  });
  await when("Aud says yes and writes Tellef's address", async () => {
    await aud.fill("#field-accepted_by", "Helsesjef Eksempel");
    await aud.locator("form[action$='/accept'] input[name=sure]").check();
    assert.equal(await press(aud, aud.locator("form[action$='/accept'] button")), 200);
    await tellef.goto(`${world.base}${network}`);
    addresses = { tellef: await tellef.locator("code.address").innerText(), aud: await aud.locator("code.address").innerText() };
    assert.equal(await writeAddress(aud, "https://lytt.example/network/tellefjell"), 422);
    assert.match(await aud.locator("#errors").innerText(), /ikke har åpnet for/);
    assert.deepEqual(await inspect(aud, "an address to mend"), []);
  });
  await then("the answer lies in Tellef's inbox, and Tellef admits her after a telephone call", async () => {
    assert.equal(await writeAddress(aud, addresses.tellef), 200);
    await until(tellef, "#inbox-title", "Innboks");
    assert.deepEqual(await inspect(tellef, "the inbox with an answer"), []);
    assert.equal(await press(tellef, tellef.locator("form[action$='/arrivals'] button[value=yes]")), 200);
    assert.equal(await writeAddress(tellef, addresses.aud), 200);
    await until(aud, "#inbox-title", "Innboks");
    assert.equal(await press(aud, aud.locator("form[action$='/arrivals'] button[value=yes]")), 200);
    assert.equal(await aud.locator("#inbox-title").count(), 0);
  });
  await when("Tellef approves a year, it goes by itself", async () => {
    await tellef.goto(`${world.base}${network}`);
    await press(tellef, link(tellef, "Se hva som ville bli delt"));
    await tellef.locator("input[name=approve]").check();
    assert.equal(await press(tellef, tellef.locator("form[action$='/share'] button")), 200);
    await until(tellef, ".sent-received + .small", "ett forsøk");
  });
  await then("Aud sees what it says before she takes it in", async () => {
    await until(aud, "#inbox-title", "Innboks");
    assert.match(await aud.locator("section[aria-labelledby=inbox-title]").innerText(), /Begge målinger/);
    assert.deepEqual(await inspect(aud, "the inbox with results"), []);
    assert.equal(await press(aud, aud.locator("form[action$='/arrivals'] button[value=yes]")), 200);
    assert.equal(await aud.locator("section[aria-labelledby=received-title] details").count(), 1);
  });
  await when("Tellef takes it back", async () => {
    assert.equal(await press(tellef, tellef.locator("form[action$='/withdraw'] button")), 200);
  });
  await then("it is gone at Aud's without anybody doing anything", async () => {
    await until(aud, "section[aria-labelledby=servers-title] details li", "Gjaldt med en gang");
    assert.equal(await aud.locator("section[aria-labelledby=received-title]").count(), 0);
    assert.deepEqual(await inspect(aud, "what came before"), []);
  });
});
