// What somebody who answers does.
import assert from "node:assert/strict";
import { press } from "./cast.mjs";

export const start = (page) => press(page, page.locator("form.go button.primary"));

/** Where one is: the number of the question, and of how many. */
export async function place(page) {
  const [number, of] = (await page.locator(".progress .count").innerText()).match(/\d+/g).map(Number);
  return { number, of };
}

export async function kind(page) {
  if (await page.locator("textarea").count()) return "text";
  return (await page.locator(".scale").count()) ? "scale" : "choice";
}

/** Chooses or writes an answer, without going on. */
export async function give(page, which = 1) {
  if ((await kind(page)) === "text") await page.fill("textarea", "Om søvnen, og om jobben.");
  else await page.locator(".choice, .step").nth(which).click();
}

export const next = (page) => press(page, page.locator("button[name=go][value=next]:visible").last());
export const previous = (page) => press(page, page.locator("button[name=go][value=previous]"));

export const atReview = (page) => page.url().endsWith("/answer/review");

/** From here to the overview; the questions in `skip` are passed by. Gives the kinds of question met. */
export async function answerRest(page, { skip = [], which = 1 } = {}) {
  const kinds = new Set();
  for (let turn = 0; !atReview(page); turn += 1) {
    assert.ok(turn < 60, "the form has an end");
    const { number } = await place(page);
    kinds.add(await kind(page));
    if (skip.includes(number)) await skipOne(page);
    else {
      await give(page, which);
      await next(page);
    }
  }
  return kinds;
}

/** Passes a question by: says no where that is asked for, and else just goes on. */
export async function skipOne(page) {
  const decline = page.locator("button[name=go][value=decline]");
  if (await decline.count()) await press(page, decline);
  else await next(page);
}

export const send = (page) => press(page, page.locator("form[action='/answer/review'] button"));

/** Asserts that this is the page that is shown for every link that does not work. */
export async function assertNeutral(page, status) {
  assert.equal(status, 404);
  assert.equal((await page.locator("h1").innerText()).trim(), "Denne lenken virker ikke lenger");
}
