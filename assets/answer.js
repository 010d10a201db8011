// Saves an answer when it changes and says so, and keeps the form on the phone for when the line goes. Every page
// works the same without this file.
const form = document.getElementById("question");
const review = document.getElementById("review");
const state = document.getElementById("state");
const address = (id) => document.getElementById(id)?.href;

let going = false; // the page is on its way to the next one

/** What the phone keeps of this form; null where a browser cannot. The page is loaded anew when the service learned
 * something of an earlier page from it, unless somebody has begun to answer (`isTouched`). */
async function begin({ form: id, until, language, files }, isTouched) {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle || !navigator.serviceWorker) return null;
  const keep = await import(address("keep"));
  const kept = await keep.open(id, until);
  let sheet = await kept.get("sheet");
  // Where the line goes meanwhile, the answers of this page are still kept, and the next page tries again.
  if (files && sheet?.language !== language) sheet = await keep.fill(kept, files.split(" ")).catch(() => null);
  if (!sheet) return kept;
  // This page came over the line: whatever was on its way with the page before has arrived.
  let waits = false;
  for (const [item, { answer, waiting }] of await kept.answers()) {
    if (waiting === "posting") await kept.settle(item, answer);
    waits ||= waiting === true;
  }
  // Answers of an earlier time without a line, from a page that was closed before it came back.
  const late = waits && (await kept.sync(sheet.csrf)) > 0;
  // The same of a press on "send": the service has not seen it, so it is asked for once more.
  const pressed = Boolean(await kept.get("send"));
  if (pressed) await kept.put("send", false);
  if (going || isTouched()) return kept;
  if (pressed && form) location.replace("/answer/review");
  else if (late) location.reload();
  return kept;
}

/** Lets the phone keep what goes with the page before the page goes, in case it does not arrive. Only where the
 * worker would notice; else the browser's own way is left alone. */
function keepFirst(form, keeps, fields = () => ({})) {
  form.addEventListener("submit", (event) => {
    if (going || !navigator.serviceWorker?.controller) return;
    event.preventDefault();
    going = true;
    const extra = fields(event.submitter);
    const late = new Promise((done) => setTimeout(done, 500));
    Promise.race([keeps(event.submitter), late]).catch(() => {}).finally(() => {
      for (const [name, value] of Object.entries(extra)) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      form.submit();
    });
  });
}

if (form && state) {
  const words = form.dataset;
  const item = form.querySelector("[name=item]").value; // form.elements.item is a function
  let touched = false;
  for (const kind of ["input", "change", "keydown"]) form.addEventListener(kind, () => { touched = true; });
  const keeping = begin(words, () => touched).catch(() => null);
  let wanted = 0; // the newest change
  let stored = 0; // the newest change the server has
  let running = false;
  let leaving = false;
  window.addEventListener("lytt-leave", () => { leaving = true; });

  const say = (text, waiting) => {
    state.textContent = text;
    state.classList.toggle("waiting", waiting);
  };

  const pause = (milliseconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
    });

  const given = () => new FormData(form).get("answer");

  /** Keeps the answer on the phone, after what was kept before it; says whether that was possible. */
  let last = keeping;
  const keepIt = (answer, waiting) => {
    if (answer === undefined) return Promise.resolve(false);
    last = last.then(async () => {
      const kept = await keeping;
      await kept?.put(`a/${item}`, answer, waiting);
      return Boolean(kept);
    }).catch(() => false);
    return last;
  };

  // One request at a time, always with what is chosen now, so that an older answer never lands last.
  const save = async () => {
    if (running) return;
    running = true;
    for (let attempt = 0; stored < wanted && !leaving; ) {
      const change = wanted;
      const answer = given();
      say(words.saving, false);
      const isKept = await keepIt(answer ?? undefined, true);
      let reply = null;
      try {
        reply = await fetch(form.action, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          headers: { "X-Save": "1" },
          credentials: "same-origin",
          redirect: "error",
        });
      } catch {
        // No line: tried again below.
      }
      if (reply && reply.ok) {
        stored = change;
        attempt = 0;
        if (isKept) await keeping.then((kept) => kept.settle(item, answer)).catch(() => {});
        continue;
      }
      // What the server refuses will be refused again: the button shows why.
      if (reply && reply.status >= 400 && reply.status < 500 && reply.status !== 429 && reply.status !== 408) {
        say("", false);
        stored = change;
        running = false;
        return;
      }
      say(isKept ? words.keptSays : words.waiting, true);
      attempt += 1;
      await pause(Math.min(30000, 800 * 2 ** attempt));
    }
    running = false;
    if (!leaving) say(words.saved, false);
  };

  const changed = () => {
    wanted += 1;
    save();
  };

  if (form.querySelector(".analogue")) import(address("analogue")).then(({ drawLine }) => drawLine(form, changed));

  const area = form.querySelector("textarea");
  if (area) {
    const used = document.getElementById("used");
    const count = () => {
      used.hidden = false;
      used.textContent = `${used.dataset.text} ${area.value.length}`;
    };
    let timer = 0;
    area.addEventListener("input", () => {
      count();
      clearTimeout(timer);
      timer = setTimeout(changed, 1200);
    });
    count();
  } else {
    form.addEventListener("change", changed);
    // 1 to 9 choose an answer while the group has focus; a scale's steps go by their own number.
    const group = form.querySelector("fieldset");
    group?.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
      const answers = [...group.querySelectorAll("input[type=radio]")];
      const scale = group.querySelector(".scale");
      const answer = scale
        ? answers.find((one) => one.value === event.key)
        : answers[Number(event.key) - 1];
      if (!answer) return;
      event.preventDefault();
      answer.checked = true;
      answer.focus();
      changed();
    });
  }

  const goOf = (button) => button?.value ?? "next";
  form.addEventListener("submit", () => { leaving = true; });
  keepFirst(
    form,
    (button) => keepIt(goOf(button) === "decline" ? null : given() ?? undefined, "posting"),
    (button) => ({ go: goOf(button) }),
  );
  document.getElementById("errors")?.focus();
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
} else if (review) {
  // The worker remembers the press as well, but a phone short of memory puts it to sleep.
  const keeping = begin(review.dataset, () => false).catch(() => null);
  keepFirst(review, async () => (await keeping)?.put("send", true));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
