// The line goes, and comes back: what is said is true at every moment, and there is one response.
import assert from "node:assert/strict";
import { answerRest, atReview, give, next, place, send, start } from "../answering.mjs";
import { heading, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const countAnswers = (page) => page.locator("figure").first().locator("table tbody tr").count();

/** Waits until something that takes time to look up is so. (`waitForFunction` takes the promise itself for a yes.) */
async function until(page, isSo) {
  const asked = () => page.evaluate(isSo).catch((error) => {
    if (/context was destroyed/.test(error.message)) return false; // another page is coming
    throw error;
  });
  for (const began = Date.now(); !(await asked()); await new Promise((done) => setTimeout(done, 50))) {
    assert.ok(Date.now() - began < 30_000, `within 30 s: ${isSo}`);
  }
}

/** Waits until the phone keeps the whole form and the worker stands ready. */
const keptWhole = (page) => until(page, async () => {
  if (!navigator.serviceWorker.controller || !(await caches.has("lytt-answer"))) return false;
  if (!(await (await caches.open("lytt-answer")).match("/answer/offline"))) return false;
  const db = await new Promise((done) => { const open = indexedDB.open("lytt-answer"); open.onsuccess = () => done(open.result); });
  const sheet = await new Promise((done) => { const get = db.transaction("kept").objectStore("kept").count("sheet"); get.onsuccess = () => done(get.result); });
  db.close();
  return sheet === 1;
});

/** What lies on the phone: the names of databases and caches, and what the rows hold. */
const onThePhone = (page) => page.evaluate(async () => {
  const databases = (await indexedDB.databases()).map((one) => one.name);
  const rows = [];
  if (databases.includes("lytt-answer")) {
    const db = await new Promise((done) => { const open = indexedDB.open("lytt-answer"); open.onsuccess = () => done(open.result); });
    if (db.objectStoreNames.contains("kept")) {
      const all = await new Promise((done) => { const get = db.transaction("kept").objectStore("kept").getAll(); get.onsuccess = () => done(get.result); });
      rows.push(...all.map((row) => new TextDecoder().decode(row.data)));
    }
    db.close();
  }
  return { databases, caches: await caches.keys(), rows, local: { ...localStorage }, session: { ...sessionStorage } };
});

async function line(world, page, on) {
  if (!on) world.watch.offline = true;
  await page.context().setOffline(!on);
  // The worker has a line of its own, and on a busy machine it goes later than the page's.
  if (!on) {
    await until(page, async () => {
      const style = document.querySelector("link[rel=stylesheet]").href;
      const isGone = (address) => fetch(address, { cache: "no-store" }).then(() => false, () => true);
      return (await isGone(`${style}?worker`)) && (await isGone("/worker.js"));
    });
  }
  if (on) world.watch.offline = false;
}

const stateSays = (page, text) => page.locator("#state", { hasText: text }).waitFor();
const KEPT = "Lagret på denne telefonen, ikke sendt ennå";

journey("The line goes in the middle of the form: the answers go on, and arrive once", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  let of;
  await given("two questions are answered with a line", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    for (let turn = 0; turn < 2; turn += 1) {
      await give(page, 2);
      await stateSays(page, "Lagret");
      await next(page);
    }
    ({ of } = await place(page));
  });
  await when("the line goes, the third answer is kept on the phone, and the page says so", async () => {
    await line(world, page, false);
    await give(page, 1);
    await stateSays(page, KEPT);
    assert.doesNotMatch(await page.locator("#state").innerText(), /^Lagret$/);
  });
  await when("the form goes on without a line", async () => {
    await page.locator("button[name=go][value=next]:visible").last().click();
    await page.locator(".away").waitFor();
    assert.deepEqual(await place(page), { number: 4, of });
    assert.match(await page.locator(".away").innerText(), /Nettet er borte/);
    await give(page, 3);
    await stateSays(page, KEPT);
  });
  await then("a reload shows the same question with the answer", async () => {
    await page.reload();
    await page.locator(".away").waitFor();
    assert.equal((await place(page)).number, 4);
    assert.ok(await page.locator("input[name=answer]").nth(3).isChecked());
    assert.equal(await page.locator("#state").innerText(), KEPT);
  });
  await then("one can go back, and what the service has is said to be saved", async () => {
    for (const number of [3, 2]) {
      await page.locator("button[name=go][value=previous]").click();
      await page.waitForFunction((wanted) => document.querySelector("progress").value === wanted, number);
    }
    assert.ok(await page.locator("input[name=answer]").nth(2).isChecked());
    assert.equal(await page.locator("#state").innerText(), "Lagret");
    await page.locator("a[href='/answer/review']").click();
    await page.locator("ol.review").waitFor();
    assert.equal(await page.locator(".review .given.answered").count(), 4);
    assert.match(await page.locator("main").innerText(), /Ingenting er sendt ennå/);
  });
  await then("nothing of it can be read on the phone", async () => {
    const { rows } = await onThePhone(page);
    assert.ok(rows.length >= 5, "the form and four answers are there");
    for (const row of rows) assert.ok(!/plaget|Nesten|dagene|"answer/.test(row), "a row can be read");
  });
  await when("the line is back, the answers go to the service by themselves", async () => {
    await line(world, page, true);
    await page.waitForFunction(() => !document.querySelector(".away") && Boolean(document.querySelector("form[action='/answer/review']")), null, { timeout: 30_000 });
    assert.equal(await page.locator(".review .given.answered").count(), 4);
  });
  await when("the rest is answered and sent", async () => {
    await page.goto(`${world.base}/answer`);
    assert.equal((await place(page)).number, 5);
    await answerRest(page);
    assert.equal(await send(page), 200);
    assert.equal(await heading(page), "Takk");
  });
  await then("there is one response with the answers of the time without a line, and nothing on the phone", async () => {
    const { databases, caches: kept } = await onThePhone(page);
    assert.deepEqual([databases, kept], [[], []]);
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
    await bjorn.locator("details.answers").evaluateAll((all) => all.forEach((one) => { one.open = true; }));
    const cells = await bjorn.locator("details.answers").first().locator(".now-cell").allInnerTexts();
    assert.deepEqual(cells.slice(0, 4), ["Mer enn halvparten av dagene", "Mer enn halvparten av dagene", "Noen dager", "Nesten hver dag"]);
  });
});

journey("The line goes during the sending: it is sent once, when the line is back", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("everything is answered", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    await answerRest(page);
    assert.ok(atReview(page));
  });
  await when("the line goes before the button is pressed", async () => {
    await line(world, page, false);
    await page.locator("form[action='/answer/review'] button").click();
    await page.locator("h1", { hasText: "ikke bekreftet" }).waitFor();
    assert.equal(await page.locator("#state").innerText(), KEPT);
    assert.doesNotMatch(await page.locator("main").innerText(), /Takk|Sendt og lagret/);
  });
  await then("a reload says the same", async () => {
    await page.reload();
    await page.locator("h1", { hasText: "ikke bekreftet" }).waitFor();
    assert.equal(await page.locator("#state").innerText(), KEPT);
  });
  await when("the line is back, it is sent by itself", async () => {
    await line(world, page, true);
    await page.locator("h1", { hasText: "Takk" }).waitFor({ timeout: 30_000 });
    assert.match(await page.locator("main").innerText(), /Sendt og lagret kl\. \d\d:\d\d/);
  });
  await then("there is one response", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
  });
});

journey("The reply to the sending is lost: it is still sent once", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("everything is answered", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    await answerRest(page);
  });
  await when("the answers arrive, and the page that says so does not", async () => {
    const form = await page.evaluate(() => new URLSearchParams(new FormData(document.getElementById("review"))).toString());
    const response = await page.context().request.post(`${world.base}/answer/review`, { headers: { "content-type": "application/x-www-form-urlencoded" }, data: form, maxRedirects: 0 });
    assert.equal(response.status(), 303);
    await line(world, page, false);
    await page.locator("form[action='/answer/review'] button").click();
    await page.locator("h1", { hasText: "ikke bekreftet" }).waitFor();
  });
  await then("the receipt comes when the line is back, and there is one response", async () => {
    await line(world, page, true);
    await page.locator("h1", { hasText: "Takk" }).waitFor({ timeout: 30_000 });
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
    // The form was closed when the phone asked again: that is how it learnt that the answers had arrived.
    const complaints = (await world.watch.take()).filter((one) => !/GET .*\/answer\/sheet 404/.test(one));
    assert.deepEqual(complaints, []);
  });
});

journey("The phone ended the page before the line was back: the press is not forgotten", async ({ world, given, when, then }) => {
  const { link, path } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("the phone keeps that everything was to be sent", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    await answerRest(page);
    // What the page does before it goes, from a page that does nothing of its own: one that is ended in the middle
    // cannot be driven any further.
    const keep = await page.locator("#keep").getAttribute("href");
    await page.goto(`${world.base}/answer/decline`);
    await page.evaluate(async (place) => {
      const { latest } = await import(place);
      await (await latest()).put("send", true);
    }, keep);
  });
  await when("the form is opened with a line, it is at the overview, where it is sent", async () => {
    await page.goto(`${world.base}/answer/1`);
    await page.waitForURL("**/answer/review");
    await page.waitForLoadState("load");
    assert.equal(await send(page), 200);
    assert.equal(await heading(page), "Takk");
  });
  await then("there is one response", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    assert.equal(await countAnswers(bjorn), 1);
  });
});

journey("The line goes before the phone has the whole form: the answer is kept, and the next page fetches the rest", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("the first question is open, but the form did not arrive whole", async () => {
    world.watch.offline = true;
    await page.route("**/answer/offline", (route) => route.abort());
    await page.goto(link);
    await start(page);
  });
  await when("the line goes, and it is answered", async () => {
    await page.context().setOffline(true);
    await give(page, 1);
    await stateSays(page, KEPT);
    assert.equal(await page.evaluate(() => caches.open("lytt-answer").then((cache) => cache.keys()).then((all) => all.length)), 0);
  });
  await then("opened again with a line, the answer arrives, and the form is fetched whole", async () => {
    await page.goto("about:blank");
    await page.unroute("**/answer/offline");
    await page.context().setOffline(false);
    world.watch.offline = false;
    await page.goto(`${world.base}/answer/1`);
    await page.waitForFunction(() => document.querySelectorAll("input[name=answer]")[1]?.checked);
    await page.waitForLoadState("load");
    await keptWhole(page);
  });
});

/** Marks the answer to the first question as one that waits, as it lies when a page goes before its save has come back. */
const waits = (page, answer) => page.evaluate(async (answer) => {
  const kept = await (await import(document.getElementById("keep").href)).latest();
  const [item] = (await kept.answers()).keys();
  await kept.put(`a/${item}`, answer, true);
  kept.db.close();
}, answer);

const nothingWaits = (page) => until(page, async () => {
  const kept = await (await import(document.getElementById("keep").href)).latest();
  const all = [...(await kept.answers()).values()];
  kept.db.close();
  return all.every(({ waiting }) => waiting !== true);
});

journey("A late save of an earlier page does not take the page away from somebody who answers", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  let loads = 0;
  page.on("load", () => { loads += 1; });
  const answerAndGoOn = async (which) => {
    await give(page, which);
    await stateSays(page, "Lagret");
    await next(page);
  };
  await given("the first question is answered", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    await answerAndGoOn(0);
  });
  await when("the phone does not know that the service has it", async () => {
    await give(page, 1);
    await stateSays(page, "Lagret");
    await waits(page, "0");
    loads = 0;
    await next(page);
    await page.locator("input[name=answer]").first().focus();
    await nothingWaits(page);
  });
  await then("the next page stands still", async () => {
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(loads, 1);
    assert.ok(await page.locator("input[name=answer]").first().evaluate((one) => one === document.activeElement));
  });
  let release;
  await when("it is news to the service, and she answers while it is on its way", async () => {
    await waits(page, "2");
    const held = new Promise((done) => { release = done; });
    let reached;
    const onItsWay = new Promise((done) => { reached = done; });
    await page.route("**/answer/1", async (route) => {
      reached();
      await held;
      await route.continue();
    });
    await page.reload();
    loads = 0;
    await onItsWay;
    await page.locator("input[name=answer]").first().focus();
    await page.keyboard.press("2");
    release();
    await nothingWaits(page);
    await stateSays(page, "Lagret");
  });
  await then("her answer stands, and both are stored", async () => {
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(loads, 0);
    assert.ok(await page.locator("input[name=answer]").nth(1).evaluate((one) => one.checked && one === document.activeElement));
    await page.unroute("**/answer/1");
    for (const [number, which] of [[1, 2], [3, 1]]) {
      await page.goto(`${world.base}/answer/${number}`);
      assert.ok(await page.locator("input[name=answer]").nth(which).isChecked(), `question ${number}`);
    }
  });
});

journey("Two tabs without a line, and leaving leaves nothing", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const first = await world.phone();
  await given("the form is open in two tabs", async () => {
    await first.goto(link);
    await start(first);
    await keptWhole(first);
  });
  const second = await first.context().newPage();
  await second.goto(`${world.base}/answer/1`);
  await when("the line goes, and both answer", async () => {
    await line(world, first, false);
    await give(first, 1);
    await stateSays(first, KEPT);
    await second.goto(`${world.base}/answer/2`);
    await second.locator(".away").waitFor();
    await give(second, 2);
    await stateSays(second, KEPT);
    assert.ok((await onThePhone(second)).rows.length >= 3);
  });
  await then("leaving quickly, by Escape three times, leaves nothing in any tab", async () => {
    for (let turn = 0; turn < 3; turn += 1) await second.keyboard.press("Escape");
    await second.waitForURL("about:blank");
    await first.goto("about:blank");
    await line(world, first, true);
    const other = await first.context().newPage();
    await other.goto(`${world.base}/code`);
    const { databases, caches: kept, local, session } = await onThePhone(other);
    assert.deepEqual([databases, kept, local, session], [[], [], {}, {}]);
    assert.equal(await other.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  });
});

journey("A no removes what the phone kept", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.phone();
  await given("an answer is kept", async () => {
    await page.goto(link);
    await start(page);
    await keptWhole(page);
    await give(page, 1);
    await stateSays(page, "Lagret");
    assert.ok((await onThePhone(page)).rows.length >= 2);
  });
  await when("the whole is declined", async () => {
    await page.goto(`${world.base}/answer/decline`);
    await press(page, page.locator("form.go button"));
    assert.equal(await heading(page), "Takk for beskjeden");
  });
  await then("nothing is on the phone", async () => {
    const { databases, caches: kept } = await onThePhone(page);
    assert.deepEqual([databases, kept], [[], []]);
  });
});
