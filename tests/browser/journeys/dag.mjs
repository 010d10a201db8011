// Dag works in another organisation on the same server. Nothing of the first exists for him.
import assert from "node:assert/strict";
import { episodeLinks, press } from "../cast.mjs";
import { journey } from "../steps.mjs";

const THEIRS = /Eventyrdal|Eksempel\b|Example\b|Behandlereksempel|Ledereksempel/;

/** The hidden fields of a form on the page, to be sent by somebody else. */
const fields = (form) => form.locator("input[type=hidden]").evaluateAll((all) => Object.fromEntries(all.map((one) => [one.name, one.value])));

journey("Nothing of Eventyrdal exists for Dag", async ({ world, given, when, then }) => {
  const theirs = { paths: [], posts: {} };
  await given("a patient of Bjørn's with an open request", async () => {
    const { path } = await world.newLink();
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + path);
    theirs.paths.push(path, `${path}/sessions/new`);
    const actions = await bjorn.locator("main form[method=post]").evaluateAll((all) => all.map((one) => one.getAttribute("action")));
    assert.ok(actions.some((action) => action.endsWith("/link")) && actions.some((action) => action.endsWith("/state")) && actions.some((action) => action.endsWith("/end")));
    const session = await bjorn.locator("form[action$='/notes'] input[name=session]").inputValue();
    for (const action of actions) {
      if (action.endsWith("/notes")) theirs.posts[action] = { session, text: "Fra nabodal", change: "" };
      else if (action.endsWith("/state")) theirs.posts[action] = { state: "held" };
      else if (action.endsWith("/end")) theirs.posts[action] = { ended_on: new Date().toISOString().slice(0, 10), end_kind: "planned" };
      else if (action.endsWith("/discussed")) theirs.posts[action] = { discussed: "yes" };
      else if (action.endsWith("/case-review")) theirs.posts[action] = { item: "", question: "Fra nabodal", told: "no" };
      else if (action.endsWith("/here")) theirs.posts[action] = { how: "staff" };
      else theirs.posts[action] = {};
    }
    theirs.posts[`${path}/sessions/new`] = { date: "2099-01-05", time: "10:00", minutes: "45", mode: "in-person", purpose: "treatment" };
    theirs.before = await bjorn.locator("main").innerText();
    theirs.path = path;
  });
  await given("a frozen version and a report of Cecilie's", async () => {
    const cecilie = await world.staff("cecilie");
    await cecilie.goto(`${world.base}/report`);
    await press(cecilie, cecilie.locator("form[action='/report/freeze'] button"));
    theirs.paths.push(await cecilie.locator("[aria-labelledby=versions-title] a[href^='/report/versions/']").first().getAttribute("href"));
    theirs.paths.push(`${theirs.paths.at(-1)}/paper`);
    theirs.paths.push(`/report?unit=${await cecilie.locator("#unit").inputValue()}`);
    const { csrf: _, ...report } = await fields(cecilie.locator("form[action='/report/freeze']"));
    theirs.posts["/report/freeze"] = report;
    theirs.posts["/report/readings"] = { ...report, about: "whole", stance: "reads", text: "Fra nabodal" };
    theirs.posts["/report/decisions"] = { ...report, decision: "Fra nabodal" };
    theirs.posts["/report/state"] = { ...report, seen: "0", state: "discussion", back_reason: "" };
    for (const page of ["meeting", "paper"]) theirs.paths.push(`/report/${page}?unit=${report.unit}`);
    await cecilie.goto(`${world.base}/improvements`);
    const improvement = await cecilie.locator(".work-list a").first().getAttribute("href");
    theirs.paths.push(improvement, `/improvements?unit=${report.unit}`);
    theirs.posts[`${improvement}/steps`] = { kind: "do", on: "2026-01-01", body: "Fra nabodal" };
  });
  const page = await world.page();
  await when("Dag signs in", () => world.signIn(page, "dag"));
  await then("none of their names stands on any page of his", async () => {
    for (const path of ["/today", "/patients?all=1", "/patients?q=Anna&all=1", "/patients/new", "/case-review", "/quality", "/report", "/account"]) {
      assert.equal((await page.goto(world.base + path)).status(), 200, path);
      assert.doesNotMatch((await page.locator("body").innerText()).replace(/Dag Naboeksempel/g, ""), THEIRS, path);
    }
    await page.goto(`${world.base}/patients?all=1`);
    assert.deepEqual(await episodeLinks(page), []);
  });
  await then("each of their pages is 404, the same as one that never was", async () => {
    for (const path of theirs.paths) {
      const response = await page.goto(world.base + path);
      assert.equal(response.status(), 404, path);
      assert.doesNotMatch(await page.locator("main").innerText(), THEIRS);
    }
    const never = await (await page.goto(`${world.base}/episodes/00000000-0000-7000-8000-000000000000`)).text();
    const real = await page.goto(world.base + theirs.path);
    assert.equal(await real.text(), never);
  });
  await then("each of their forms is 404 for him", async () => {
    await page.goto(`${world.base}/account`);
    const csrf = await page.locator("input[name=csrf]").first().inputValue();
    for (const [action, form] of Object.entries(theirs.posts)) {
      const response = await page.context().request.post(world.base + action, { form: { csrf, ...form }, maxRedirects: 0 });
      assert.equal(response.status(), 404, `POST ${action}`);
    }
  });
  await then("nothing of theirs has changed", async () => {
    const bjorn = await world.staff("bjorn");
    await bjorn.goto(world.base + theirs.path);
    assert.equal(await bjorn.locator("main").innerText(), theirs.before);
  });
});
