// Without a mouse.
import assert from "node:assert/strict";
import { atReview, kind, place } from "../answering.mjs";
import { arrive, heading } from "../cast.mjs";
import { journey } from "../steps.mjs";

const focused = (page, selector) => page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, selector);

/** Tab until something has focus that matches. */
async function tabTo(page, selector) {
  for (let turn = 0; turn < 60; turn += 1) {
    if (await focused(page, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never comes to ${selector} on ${page.url()}`);
}

const enter = (page) => arrive(page, () => page.keyboard.press("Enter"));

journey("Anna answers with the keyboard alone", async ({ world, given, when, then }) => {
  const { link } = await given("a fresh link", () => world.newLink());
  const page = await world.page();
  await when("she begins", async () => {
    await page.goto(link);
    await tabTo(page, "form.go button");
    await enter(page);
  });
  await when("she answers with Tab, arrows, figures and Enter", async () => {
    for (let turn = 0; !atReview(page); turn += 1) {
      assert.ok(turn < 60);
      const { number } = await place(page);
      const kindOf = await kind(page);
      if (kindOf === "text") {
        await tabTo(page, "textarea");
        await page.keyboard.type("Uten mus.");
        await tabTo(page, "button[name=go][value=next]");
      } else {
        await tabTo(page, "input[name=answer]");
        if (number === 1) {
          await page.keyboard.press("Space");
          await page.keyboard.press("ArrowDown");
          assert.ok(await page.locator("input[name=answer]").nth(1).isChecked(), "arrows choose");
        } else {
          await page.keyboard.press("2");
          const chosen = await page.locator("input[name=answer]:checked").inputValue();
          assert.equal(chosen, kindOf === "scale" ? "2" : "1", "a figure chooses: the second answer, or that step");
        }
        assert.ok(await page.locator(".choice:has(:focus-visible), .step:has(:focus-visible)").evaluate((one) => getComputedStyle(one).outlineStyle !== "none"), "focus can be seen");
      }
      await enter(page);
      assert.ok(atReview(page) || (await place(page)).number === number + 1, "Enter goes forward");
    }
  });
  await then("she sends with Enter", async () => {
    await tabTo(page, "form[action='/answer/review'] button");
    await enter(page);
    assert.equal(await heading(page), "Takk");
    assert.match(await page.locator("main").innerText(), /Uten mus\./);
  });
});

journey("Bjørn skips to the content, and shortcuts are off until he wants them", async ({ world, given, when, then }) => {
  const page = await world.staff("bjorn");
  await given("his day", async () => page.goto(`${world.base}/today`));
  await when("the first Tab comes to the skip link, it can be seen", async () => {
    await page.keyboard.press("Tab");
    assert.ok(await focused(page, "a.skip"));
    assert.ok(await page.locator("a.skip").evaluate((one) => one.getBoundingClientRect().top >= 0));
  });
  await then("Enter leads past the menu", async () => {
    await page.keyboard.press("Enter");
    assert.ok(await focused(page, "#main"));
    await page.keyboard.press("Tab");
    assert.ok(await focused(page, "main *"));
  });
  await then("a letter does nothing until shortcuts are turned on", async () => {
    await page.keyboard.press("p");
    assert.match(page.url(), /\/today/);
    await page.locator("#keys-open").click();
    await page.locator("#keys-on").check();
    await page.locator("#keys form button").click();
    await Promise.all([page.waitForURL(/\/patients/), page.keyboard.press("p")]);
    await page.locator("#q").focus();
    await page.keyboard.press("t");
    assert.equal(await page.locator("#q").inputValue(), "t");
    assert.match(page.url(), /\/patients/);
  });
});
