// How a person fills in a form in each client: the same words, by clicking, for both.

const WAIT = 10_000; // milliseconds until a client must have shown what it was asked for

class Form {
  constructor(page) { this.page = page; }

  static async open(page, base, questionnaire) {
    page.setDefaultTimeout(WAIT);
    await page.goto(`${base}/${this.path}`);
    await page.waitForFunction(() => typeof globalThis.show === "function");
    await page.evaluate((one) => globalThis.show(one), questionnaire);
    const form = new this(page);
    await page.locator(this.first).first().waitFor();
    return form;
  }

  /** The response as the client would send it now. */
  response() { return this.page.evaluate(() => globalThis.current()); }

  /** Waits until the score reads so (`null`: nothing is shown), and fails with what it reads instead. */
  async scoreReads(linkId, expected) {
    let shown;
    for (const end = Date.now() + WAIT; Date.now() < end; await this.page.waitForTimeout(50)) {
      shown = await this.score(linkId);
      if (shown === expected) return;
    }
    throw new Error(`the score ${linkId} reads ${shown}, not ${expected}`);
  }
}

export class LhcForms extends Form {
  static path = "lforms.html";
  static first = ".lhc-form-body lhc-item";

  async choose(linkId, index) {
    await this.page.locator(`[id="item-${linkId}/1"] label.lhc-answer`).nth(index).click();
  }

  async score(linkId) {
    const value = await this.page.locator(`[id="item-${linkId}/1"] input`).inputValue();
    return value === "" ? null : Number(value);
  }

  /** Texts of what is on the page, in its order. A weight that the client adds to a label is taken off. */
  questions() {
    return this.page.evaluate(() => [...document.querySelectorAll("lhc-item")].map((item) => ({
      id: item.id.replace(/^item-/, "").replace(/(\/\d+)+$/, ""),
      text: item.querySelector(".question").textContent.trim(),
      answers: [...item.querySelectorAll("label.lhc-answer")].map((one) => one.textContent.trim().replace(/ - \d+$/, "")),
    })));
  }
}

export class Refero extends Form {
  static path = "refero.html";
  static first = ".page_refero__component";

  async choose(linkId, index) { await this.page.locator(`[id="item_${linkId}-hn-${index}"]`).click(); }

  async score(linkId) {
    const text = (await this.page.locator(`[id="item_${linkId}"] > div`).first().textContent()).trim();
    return text === "ikkeBesvart" ? null : Number(text.replace(",", "."));
  }

  questions() {
    return this.page.evaluate(() => {
      const clean = (element) => element.textContent.trim();
      return [...document.querySelectorAll(".page_refero__component, [id$='-readonly'], [data-testid$='-readonly']")].map((item) => {
        const label = item.querySelector("label[id$='-label'] span span, p[id^='item_'], b[id$='-textview']");
        const id = (item.querySelector("p[id^='item_']")?.id ?? item.querySelector("b[id$='-textview']")?.id.replace("-textview", "") ?? label.closest("label").id.replace(/-[a-z]+-label$/, "")).replace(/^item_/, "");
        return { id, text: clean(label), answers: [...item.querySelectorAll("input[type=radio]")].map((one) => clean(one.closest("label"))) };
      });
    });
  }
}
