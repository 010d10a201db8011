// Cecilie opens a model, changes a line, is held to the limit, gives a reason, and her unit asks by it.
import assert from "node:assert/strict";
import { inspect } from "../browser.mjs";
import { addSession, press, registerPatient } from "../cast.mjs";
import { journey } from "../steps.mjs";

const text = async (page, place) => (await page.locator(place).innerText()).replace(/\s+/g, " ").trim();
const shots = process.env.SHOTS;

async function picture(page, name) {
  if (!shots) return;
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries({ narrow: { width: 320, height: 640 }, phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${shots}/${name}-${size}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

journey("Cecilie changes what her units ask, and the next session is asked by it", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  const found = [];
  const look = async (name) => {
    await picture(page, name);
    found.push(...(await inspect(page, name)));
  };
  await given("she reads what there is to choose from", async () => {
    await page.goto(`${world.base}/protocols`);
    assert.ok((await page.locator(".offer").count()) >= 9);
    assert.match(await text(page, "main"), /Ingen utenforstående har gått gjennom dem ennå/);
    await look("protocols");
    await press(page, page.locator("a", { hasText: "Rask psykisk helsehjelp" }).first());
    assert.match(await text(page, ".reading"), /Pasienten svarer på PHQ-9, GAD-7 og .* før hver time\. Lenken virker fra to døgn før timen til den er over\. Beskjed kommer på SMS, ellers på e-post\. Den som ikke har svart, får én påminnelse, tre timer før timen\./);
    await look("protocol");
  });
  await when("she adds a long questionnaire to the line before each session", async () => {
    await press(page, page.locator("a[href$='/edit']"));
    await look("protocol-edit");
    await Promise.all([page.waitForNavigation(), page.selectOption("#add-2", "pcl-5")]);
    assert.match(await text(page, "#read-2"), /PCL-5/);
  });
  await then("the sum says that it is over the limit, and it cannot be saved without a reason", async () => {
    assert.match(await text(page, "#sums"), /over grensen/);
    await page.fill("#field-reason", "Vi vil spørre om etterreaksjoner.");
    assert.equal(await press(page, page.locator("button[value=save]")), 422);
    assert.match(await text(page, "#errors"), /En pasient blir bedt om \d+ minutter i den fulleste måneden\. Grensen er 30\./);
    await look("protocol-wrong");
    assert.equal(await page.inputValue("#field-reason"), "Vi vil spørre om etterreaksjoner.");
  });
  await when("she gives one", async () => {
    await page.fill("#field-because", "Halvparten av dem vi møter, har opplevd noe alvorlig.");
    await press(page, page.locator("button[value=save]"));
  });
  await then("it is version 2, with her reason, and the first version can still be read", async () => {
    assert.match(await text(page, ".done"), /Versjon 2 er lagret/);
    assert.match(await text(page, "main"), /Halvparten av dem vi møter/);
    assert.match(await text(page, "[aria-labelledby=history-title]"), /Cecilie.*Vi vil spørre om etterreaksjoner/);
    await press(page, page.locator("a[href$='?version=1']"));
    assert.doesNotMatch(await text(page, ".reading"), /PCL-5/);
    await press(page, page.locator("main .note a"));
  });
  let unit;
  await when("she lets a unit follow it", async () => {
    const forms = page.locator("form[action$='/follow']");
    assert.ok((await forms.count()) > 0);
    while (await forms.count()) {
      unit = (await forms.first().locator("button").innerText()).split(":").at(-1).trim();
      await press(page, forms.first().locator("button"));
      assert.match(await text(page, ".done"), /Enheten følger dette nå/);
    }
    assert.ok(unit);
    await look("protocol-followed");
  });
  await then("the next session of a new patient is asked by it", async () => {
    const bjorn = await world.staff("bjorn");
    await registerPatient(world, bjorn, "Protokoll");
    await addSession(bjorn, 100);
    await addSession(bjorn, 200);
    assert.match(await text(bjorn, "main"), /PCL-5/);
  });
  await then("nothing is wrong with any of the pages", () => assert.deepEqual(found, []));
});

journey("Two leaders change the same protocol, and nothing is lost", async ({ world, given, when, then }) => {
  const page = await world.staff("cecilie");
  await given("the same protocol is open twice", () => page.goto(`${world.base}/protocols/tsb/edit`));
  const other = await page.context().newPage();
  await other.goto(page.url());
  await when("both save", async () => {
    await page.fill("#field-reason", "den første");
    await press(page, page.locator("button[value=save]"));
    await other.fill("#field-service", "skrevet av den andre");
    await other.fill("#field-reason", "den andre");
    assert.equal(await press(other, other.locator("button[value=save]")), 409);
  });
  await then("the second is told what was saved, keeps what was written, and may save it as the next", async () => {
    assert.match(await text(other, "#late"), /Cecilie .* lagret versjon 2 mens du skrev.*den første/);
    assert.equal(await other.inputValue("#field-service"), "skrevet av den andre");
    await press(other, other.locator("button[value=save]"));
    assert.match(await text(other, ".done"), /Versjon 3 er lagret/);
    const complaints = await world.watch.take();
    assert.deepEqual(complaints.filter((one) => !/409/.test(one)), []);
  });
});

journey("A protocol is changed without scripts", async ({ world, given, when, then }) => {
  const cookie = await (await world.staff("cecilie")).context().storageState();
  const page = await world.page({ storageState: cookie, javaScriptEnabled: false });
  const go = (button) => Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
  await given("a protocol is open", () => page.goto(`${world.base}/protocols/ips/edit`));
  const count = await page.locator(".line").count();
  await when("a line is added, filled in, moved and another removed", async () => {
    await go("button[value=add]");
    const n = count + 1;
    await page.selectOption(`#moment-${n}`, "after-end");
    await page.fill(`#days-${n}`, "30");
    await page.selectOption(`#add-${n}`, "lytt-life");
    await go(`button[value='up:${n}']`);
    assert.match(await text(page, `#read-${count}`), /30 dager etter avslutningen/);
    await go(`button[value='remove:1']`);
    await page.fill("#field-reason", "uten skript");
    await go("button[value=save]");
  });
  await then("it is saved", async () => {
    assert.match(await text(page, ".done"), /Versjon 2 er lagret/);
    assert.match(await text(page, ".reading"), /30 dager etter avslutningen/);
  });
});

journey("A clinician reads the protocols and changes none", async ({ world, then }) => {
  const page = await world.staff("bjorn");
  await then("the pages are there, and the form is not", async () => {
    await page.goto(`${world.base}/protocols/rph`);
    assert.equal(await page.locator("main form, main a[href$='/edit']").count(), 0);
    assert.equal((await page.goto(`${world.base}/protocols/rph/edit`)).status(), 404);
  });
});
