// Saves an answer when it changes and says so. Every page works the same without this file.
const form = document.getElementById("question");
const state = document.getElementById("state");

if (form && state) {
  const words = form.dataset;
  let wanted = 0; // the newest change
  let stored = 0; // the newest change the server has
  let running = false;
  let leaving = false;

  const say = (text, waiting) => {
    state.textContent = text;
    state.classList.toggle("waiting", waiting);
  };

  const pause = (milliseconds) =>
    new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
    });

  // One request at a time, always with what is chosen now, so that an older answer never lands last.
  const save = async () => {
    if (running) return;
    running = true;
    for (let attempt = 0; stored < wanted && !leaving; ) {
      const change = wanted;
      say(words.saving, false);
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
        continue;
      }
      // What the server refuses will be refused again: the button shows why.
      if (reply && reply.status >= 400 && reply.status < 500 && reply.status !== 429 && reply.status !== 408) {
        say("", false);
        stored = change;
        running = false;
        return;
      }
      say(words.waiting, true);
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

  // A line to tap beside the number. Nothing is marked before it is touched, and unanswered is not the middle.
  const analogue = form.querySelector(".analogue");
  if (analogue) {
    const [from, to, step] = ["from", "to", "step"].map((name) => Number(analogue.dataset[name]));
    const input = form.querySelector("#answer-0");
    const { decimal } = analogue.dataset;
    const decimals = (String(step).split(".")[1] || "").length;
    const line = document.createElement("div");
    const mark = document.createElement("span");
    line.className = "line";
    mark.className = "mark";
    line.append(mark);
    line.tabIndex = 0;
    line.setAttribute("role", "slider");
    line.setAttribute("aria-labelledby", "asked");
    line.setAttribute("aria-valuemin", from);
    line.setAttribute("aria-valuemax", to);
    analogue.prepend(line);
    const given = () => {
      // Digits of an Arabic or Persian keyboard end in 0 to 9 as well.
      const digits = input.value.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (one) => one.charCodeAt(0) & 15);
      const value = Number(digits.replace(/[,\u066b]/, "."));
      return input.value.trim() !== "" && value >= from && value <= to ? value : null;
    };
    const rtl = getComputedStyle(line).direction === "rtl";
    const show = () => {
      const value = given();
      mark.hidden = value === null;
      line.setAttribute("aria-valuetext", value === null ? analogue.dataset.unmarked : input.value);
      line.setAttribute("aria-valuenow", value === null ? from : value);
      if (value !== null) mark.style.insetInlineStart = `${(100 * (value - from)) / (to - from)}%`;
    };
    const put = (value) => {
      const near = Math.min(to, Math.max(from, from + Math.round((value - from) / step) * step)).toFixed(decimals);
      input.value = near.replace(".", decimal);
      show();
    };
    const at = (event) => {
      const box = line.getBoundingClientRect();
      const share = (event.clientX - box.left) / box.width;
      put(from + (rtl ? 1 - share : share) * (to - from));
    };
    line.addEventListener("pointerdown", (event) => { line.setPointerCapture(event.pointerId); at(event); });
    line.addEventListener("pointermove", (event) => { if (line.hasPointerCapture(event.pointerId)) at(event); });
    line.addEventListener("pointerup", changed);
    line.addEventListener("keydown", (event) => {
      const large = (to - from) / 10;
      const move = { ArrowRight: rtl ? -step : step, ArrowLeft: rtl ? step : -step, ArrowUp: step, ArrowDown: -step, PageUp: large, PageDown: -large }[event.key];
      const place = event.key === "Home" ? from : event.key === "End" ? to : move && (given() ?? (from + to) / 2) + move;
      if (place === undefined) return;
      event.preventDefault();
      put(place);
      changed();
    });
    input.addEventListener("input", show);
    show();
  }

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

  form.addEventListener("submit", () => { leaving = true; });
  document.getElementById("errors")?.focus();
}
