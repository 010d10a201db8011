// The form without a line: the same questions, from what the phone keeps. It says what is true at each moment:
// kept here and not sent, sent, or not known.
const main = document.getElementById("main");
const keep = await import(document.getElementById("keep").href);
const { drawLine } = await import(document.getElementById("analogue").href);
const kept = await keep.latest().catch(() => null);
const sheet = await kept?.get("sheet").catch(() => null);

/** What was on its way when the line went: a path, and the form that went with it. */
function ask() {
  const worker = navigator.serviceWorker.controller;
  if (!worker) return null;
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => done(data);
    worker.postMessage("posted", [channel.port2]);
    // A tired phone may take seconds to wake the worker; giving up means a press that is forgotten.
    setTimeout(() => done(null), 10_000);
  });
}

const make = (tag, properties = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
};

/** A number as it was typed: with a comma, or with the digits of an Arabic or Persian keyboard. */
const number = (text) => Number(text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (one) => one.charCodeAt(0) & 15).replace(/[,\u066b]/, "."));

class Away {
  constructor(answers) {
    this.answers = answers; // name -> { answer, waiting }
    this.sending = false;
    this.left = false;
    window.addEventListener("lytt-leave", () => { this.left = true; });
  }

  get t() { return sheet.texts; }

  given(name) { return this.answers.get(name)?.answer; }

  number(name) {
    const answer = this.given(name);
    if (answer === undefined || answer === null || answer === "") return null;
    const value = number(answer);
    return Number.isNaN(value) ? null : value;
  }

  /** The questions that apply for certain, by the same rules as the service's own. */
  steps() {
    const applies = new Map();
    for (const one of sheet.questions) applies.set(one.name, one.only_if ? this.holds(one, applies) : true);
    return sheet.questions.filter((one) => applies.get(one.name) === true);
  }

  holds({ instrument, only_if: { quantifier, items, test } }, applies) {
    const [[how, limit]] = Object.entries(test);
    const meets = (value) => how === "at_least" ? value >= limit - 1e-9 : how === "at_most" ? value <= limit + 1e-9 : Math.abs(value - limit) < 1e-9;
    let [open, met, unmet, sum] = [false, false, false, 0];
    for (const item of items) {
      const name = `${instrument}.${item}`;
      const value = this.number(name);
      if (applies.get(name) === false) unmet = true;
      else if (value === null) open = true;
      else {
        sum += value;
        if (meets(value)) met = true; else unmet = true;
      }
    }
    if (quantifier === "any_of" && met) return true;
    if (quantifier === "all_of" && unmet) return false;
    if (open) return null;
    return quantifier === "any_of" ? false : quantifier === "all_of" ? true : meets(sum);
  }

  async put(name, answer) {
    if (this.left) return;
    this.answers.set(name, { answer, waiting: true });
    await kept.put(`a/${name}`, answer, true);
  }

  /** Why an answer is not one; nothing when it is. */
  wrong(one, answer) {
    if (answer === null || answer === "") return null;
    if (one.kind === "number") {
      const value = number(answer);
      return Number.isNaN(value) || value < one.from || value > one.to || (one.whole && !Number.isInteger(value)) ? "number" : null;
    }
    return one.kind === "text" && [...answer].length > one.max_chars ? "too-long" : null;
  }

  /** Shows one question. */
  question(name, fromReview = false) {
    const steps = this.steps();
    const place = steps.findIndex((one) => one.name === name);
    const one = steps[place];
    if (!one) return this.review();
    const number = place + 1;
    this.at(`/answer/${number}`);
    // Our own page, made by the service and kept as it came.
    main.innerHTML = one.html;
    const put = (text) => text.replace("{number}", number).replace("{of}", steps.length);
    main.querySelector("h1").textContent = put(this.t["question-title"]);
    document.title = `${put(this.t["question-title"])} · Lytt`;
    main.querySelector(".count").textContent = put(this.t["question-progress"]);
    const progress = main.querySelector("progress");
    Object.assign(progress, { value: number, max: steps.length });
    const left = steps.slice(place).reduce((sum, step) => sum + step.minutes, 0);
    main.querySelector(".left").textContent = sheet.minutes[left < 1 ? 0 : Math.min(sheet.minutes.length - 1, Math.ceil(left))];
    main.querySelector(".progress").after(make("p", { className: "note away", textContent: this.t["offline-lead"] }));
    const form = main.querySelector("form");
    const state = main.querySelector("#state");
    if (number === 1) main.querySelector("button[value=previous]")?.remove();
    this.fillIn(form, one);
    const say = () => {
      const now = this.answers.get(name);
      state.textContent = now === undefined ? "" : now.waiting ? this.t.kept : now.answer === null ? this.t["item-declined"] : this.t.saved;
      state.classList.toggle("waiting", Boolean(now?.waiting));
    };
    say();
    const changed = async () => {
      const answer = new FormData(form).get("answer");
      if (answer === null || this.wrong(one, answer)) return;
      await this.put(name, answer);
      say();
    };
    drawLine(form, changed);
    form.addEventListener(form.querySelector("textarea") ? "input" : "change", changed);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const go = event.submitter?.value ?? "next";
      const answer = go === "decline" ? null : new FormData(form).get("answer") ?? undefined;
      const before = this.given(name);
      if (go !== "previous") {
        const needed = one.required && go === "next" && (answer === undefined || answer === "") && before !== null;
        const error = needed ? "missing" : answer && this.wrong(one, answer);
        if (error) return this.complain(form, error);
      }
      const touched = answer !== undefined && answer !== before && !(answer === "" && (before === undefined || before === null)) && !(answer && this.wrong(one, answer));
      if (touched) await this.put(name, answer);
      if (fromReview && go !== "previous") return this.review();
      const after = this.steps();
      const here = after.findIndex((step) => step.name === name);
      const next = after[here + (go === "previous" ? -1 : 1)];
      return next ? this.question(next.name) : this.review();
    });
    main.querySelector(".stop a")?.addEventListener("click", (event) => { event.preventDefault(); this.review(); });
    this.top();
  }

  fillIn(form, one) {
    const answer = this.given(one.name);
    for (const field of form.querySelectorAll("[name=answer]")) {
      if (field.type === "radio") field.checked = answer !== undefined && answer !== null && field.value === answer;
      else field.value = answer ?? "";
    }
  }

  complain(form, error) {
    document.getElementById("errors")?.remove();
    const text = this.t[`answer-error-${error}`];
    const box = make("div", { className: "errors", id: "errors", tabIndex: -1, role: "alert" },
      make("p", {}, make("a", { href: "#answer-0", textContent: text })));
    form.before(box);
    box.focus();
  }

  /** What was answered, in the words it was chosen by. */
  words(one) {
    const answer = this.given(one.name);
    if (answer === undefined || answer === "") return { kind: "unanswered", text: this.t["given-unanswered"] };
    if (answer === null) return { kind: "declined", text: this.t["given-declined"] };
    const page = new DOMParser().parseFromString(one.html, "text/html");
    const chosen = [...page.querySelectorAll("input[type=radio]")].find((field) => field.value === answer);
    return { kind: "answered", text: chosen?.closest(".choice")?.textContent.trim() ?? answer };
  }

  review(error) {
    this.at("/answer/review");
    document.title = `${this.t["review-title"]} · Lytt`;
    const list = make("ol", { className: "review" });
    for (const one of this.steps().filter((step) => step.kind !== "display")) {
      const page = new DOMParser().parseFromString(one.html, "text/html");
      const asked = page.querySelector(".ask");
      const text = asked.closest("[lang]");
      const { kind, text: words } = this.words(one);
      const change = make("a", { href: "#", textContent: kind === "answered" ? this.t["review-change"] : this.t["review-answer"] });
      change.addEventListener("click", (event) => { event.preventDefault(); this.question(one.name, true); });
      list.append(make("li", {},
        make("p", { className: "asked", textContent: asked.textContent.trim(), lang: text?.lang ?? "", dir: text?.dir ?? "" }),
        make("p", { className: `given ${kind}`, textContent: words, dir: "auto" }), change));
    }
    const send = make("form", { className: "go" }, make("button", { className: "primary", textContent: this.t.send }));
    send.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (![...this.answers.values()].some(({ answer }) => answer !== "")) return this.review("offline-empty");
      await kept.put("send", true);
      return this.wait();
    });
    main.replaceChildren(
      make("h1", { textContent: this.t["review-title"] }),
      make("p", { className: "note away", textContent: this.t["offline-lead"] }),
      make("p", { className: "lead", textContent: this.t["review-lead"] }),
      ...(error ? [make("p", { className: "note", role: "alert", textContent: this.t[error] })] : []),
      list, send);
    this.top();
    return undefined;
  }

  /** Everything is said; it goes when it can. */
  wait() {
    this.sending = true;
    this.at("/answer/review");
    document.title = `${this.t["offline-wait-title"]} · Lytt`;
    this.state = make("p", { className: "state waiting", id: "state", role: "status", textContent: this.t.kept });
    const again = make("button", { className: "secondary", textContent: this.t["offline-retry"] });
    again.addEventListener("click", () => this.tryNow?.());
    main.replaceChildren(
      make("h1", { textContent: this.t["offline-wait-title"] }),
      make("p", { className: "lead", textContent: this.t["offline-wait"] }), this.state, make("p", {}, again));
    this.top();
    this.tryNow?.();
  }

  /** The answers are stored, and only the receipt did not come. */
  sent() {
    document.title = `${this.t["offline-sent-title"]} · Lytt`;
    main.replaceChildren(make("h1", { textContent: this.t["offline-sent-title"] }), make("p", { className: "lead", textContent: this.t["offline-sent"] }));
    this.over = true;
  }

  at(path) { history.replaceState(null, "", path); }

  top() {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }

  /** Tries the line again and again, slower and slower, and at once when the browser thinks it is back. */
  async watch() {
    for (let attempt = 0; !this.left; attempt += 1) {
      await new Promise((done) => {
        const timer = setTimeout(done, Math.min(15000, 1500 * 1.6 ** attempt));
        this.tryNow = () => { clearTimeout(timer); done(); };
        window.addEventListener("online", this.tryNow, { once: true });
      });
      if (this.left) return;
      try {
        if (await this.deliver()) return;
      } catch (error) {
        if (error instanceof keep.Gone) return void this.ended();
        if (this.state) this.state.textContent = this.t.kept;
      }
    }
  }

  async ended() {
    await keep.forget();
    location.replace("/answer");
  }

  /** Brings to the service what it does not have. Gives whether this page is done. */
  async deliver() {
    if (this.over) {
      const reply = await fetch("/answer/sent", { method: "HEAD", credentials: "same-origin" });
      if (reply.status >= 500) throw new Error("busy");
      location.replace("/answer/sent");
      return true;
    }
    if (this.sending && this.state) this.state.textContent = this.t["offline-sending"];
    if (!this.sending || sheet.correcting) await kept.sync(sheet.csrf);
    if (!this.sending) {
      // Only now is there a line for certain. What is being written stays on the screen until it is kept.
      const reply = await fetch("/answer/sheet", { credentials: "same-origin" });
      if (reply.status === 404) throw new keep.Gone();
      if (!reply.ok) throw new Error("busy");
      main.querySelector(".away")?.replaceChildren(this.t["offline-back"]);
      await kept.sync(sheet.csrf);
      location.replace(location.pathname);
      return true;
    }
    // Corrections go the way they came, and are looked over once more.
    if (sheet.correcting) {
      await kept.put("send", false);
      location.replace("/answer/review");
      return true;
    }
    const reply = await fetch("/answer/all", {
      method: "POST",
      body: JSON.stringify({ key: sheet.key, language: sheet.language, answers: this.all() }),
      headers: { "Content-Type": "application/json", "X-CSRF": sheet.csrf },
      credentials: "same-origin",
      redirect: "error",
    });
    if (reply.ok) {
      this.state.textContent = this.t["offline-sent-title"];
      location.replace("/answer/sent");
      return true;
    }
    if (reply.status >= 500 || reply.status === 429) throw new Error("busy");
    if (reply.status === 404 || reply.status === 422) return this.perhaps();
    await kept.put("send", false);
    location.replace("/answer/review");
    return true;
  }

  /** Every answer to a question that applies, by instrument. */
  all() {
    const all = {};
    for (const { name, instrument, item, kind } of this.steps()) {
      const answer = this.given(name);
      if (answer === undefined || answer === "") continue;
      const day = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(answer ?? "");
      (all[instrument] ??= {})[item] = answer === null ? null
        : kind === "text" ? answer
        : kind === "date" ? (day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : answer)
        : number(answer);
    }
    return all;
  }

  /** The form is closed: because these answers arrived and the reply did not, or because its time is over. */
  async perhaps() {
    const reply = await fetch("/answer/sent", { credentials: "same-origin" });
    if (reply.status >= 500) throw new Error("busy");
    if (reply.ok) {
      location.replace("/answer/sent");
      return true;
    }
    // Not arrived, and not taken either: over, or not as the questions are now.
    const form = await fetch("/answer/sheet", { credentials: "same-origin" });
    if (form.status === 404) throw new keep.Gone();
    if (!form.ok) throw new Error("busy");
    await kept.put("send", false);
    this.sending = false;
    this.review("offline-refused");
    return false;
  }
}

if (kept && sheet) {
  const away = new Away(await kept.answers());
  const { path, body } = (await ask()) ?? { path: location.pathname, body: null };
  const form = new URLSearchParams(body ?? "");
  const name = form.get("item");
  let shown = false;
  if (name && sheet.questions.some((one) => one.name === name)) {
    const go = form.get("go") ?? "next";
    const one = sheet.questions.find((question) => question.name === name);
    const answer = go === "decline" ? null : form.get("answer");
    if ((answer !== null || go === "decline") && !away.wrong(one, answer)) await away.put(name, answer);
    const steps = away.steps();
    const here = steps.findIndex((step) => step.name === name);
    const missing = one.required && go === "next" && !form.get("answer") && (away.given(name) ?? "") === "" && away.given(name) !== null;
    const next = steps[here + (missing ? 0 : go === "previous" ? -1 : 1)];
    if (form.get("return") === "review" && go !== "previous") away.review();
    else if (next) away.question(next.name);
    else away.review();
    shown = true;
  } else if (path === "/answer/review" && body !== null) await kept.put("send", true);
  if (!shown) {
    const number = Number(/^\/answer\/(\d+)$/.exec(path)?.[1] ?? 0);
    const steps = away.steps();
    if (path === "/answer/sent") away.sent();
    else if (await kept.get("send")) away.wait();
    else if (path === "/answer/review") away.review();
    else if (path === "/answer/decline" || path === "/answer/begin") { /* these need a line, and say so */ }
    else {
      const open = steps.find((one) => one.kind !== "display" && away.given(one.name) === undefined);
      const one = steps[number - 1] ?? open;
      if (one) away.question(one.name);
      else away.review();
    }
  }
  away.watch();
} else {
  // Nothing is kept: all that can be done is to look for the line.
  const back = () => location.reload();
  window.addEventListener("online", back, { once: true });
}
