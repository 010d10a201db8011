// Saves while one writes, and shows what is lacking and how it will look. Every page works without this file.
const form = document.getElementById("editor");
const saved = document.getElementById("saved");

if (form && saved) {
  let wanted = 0; // the newest change
  let running = false;
  let leaving = false;
  let stopped = false;
  let timer = 0;
  const words = { ...saved.dataset };

  const say = (text, waiting) => {
    const place = document.getElementById("saved");
    place.textContent = text;
    place.classList.toggle("waiting", waiting);
  };

  // What the server made takes the place of what stood there; the fields somebody writes in are left alone.
  const take = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const one of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(one.id);
      if (other && other.innerHTML !== one.innerHTML) one.innerHTML = other.innerHTML;
    }
    // After a refusal the page keeps the revision it was made from: no button can put it over the other's.
    const revision = stopped ? null : fresh.querySelector("#editor [data-revision]")?.value;
    for (const one of document.querySelectorAll("[data-revision]")) one.value = revision ?? one.value;
    for (const one of form.querySelectorAll("[aria-describedby^=said-]")) {
      if (one.matches("fieldset")) continue;
      const lacks = document.getElementById(one.getAttribute("aria-describedby"))?.textContent.trim();
      if (lacks) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  };

  const save = async () => {
    if (running || stopped) return;
    running = true;
    for (let done = 0; done < wanted && !leaving && !stopped; ) {
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
        // No line: the next change tries again, and the button always does.
      }
      if (!reply || (!reply.ok && reply.status !== 409)) {
        say(words.failed, true);
        break;
      }
      const html = await reply.text();
      // Somebody else saved first: both are kept, and nothing more is saved from here.
      if (reply.status === 409) stopped = true;
      if (!leaving) take(html);
      if (stopped) document.getElementById("errors")?.focus();
      done = change;
    }
    running = false;
  };

  const later = (milliseconds) => {
    wanted += 1;
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  form.addEventListener("input", (event) => {
    if (event.target.matches("#several, #more, [data-reload]")) return;
    later(event.target.matches("textarea, input:not([type=radio], [type=checkbox])") ? 900 : 150);
  });

  // Another kind of answer needs other fields.
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-reload]")) return;
    leaving = true;
    form.requestSubmit(form.querySelector("button[value=save]"));
  });

  // The question somebody is at is the one that is shown.
  form.addEventListener("focusin", (event) => {
    const id = event.target.closest("[data-question]")?.dataset.question;
    const show = document.getElementById("show");
    if (!id || !show || show.value === id) return;
    show.value = id;
    later(150);
  });

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (timer && wanted && running && !leaving) event.preventDefault();
  });

  const dark = document.getElementById("dark");
  if (dark && document.querySelector(".phone")) {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    let on = system.matches;
    const themes = new WeakSet(); // rules that were for a dark system to begin with
    // The page inside has the patient's own style sheet: its dark rules are switched on or off by hand.
    const paint = () => {
      dark.setAttribute("aria-pressed", String(on));
      const inside = document.querySelector(".phone iframe")?.contentDocument;
      if (!inside?.styleSheets.length) return;
      inside.documentElement.style.colorScheme = on ? "dark" : "light";
      for (const rule of [...inside.styleSheets].flatMap((sheet) => [...sheet.cssRules])) {
        if (rule.media?.mediaText.includes("prefers-color-scheme")) themes.add(rule);
        if (themes.has(rule)) rule.media.mediaText = on ? "all" : "not all";
      }
    };
    // Loading does not bubble; it can be caught on its way down.
    document.addEventListener("load", (event) => { if (event.target.matches?.(".phone iframe")) paint(); }, true);
    dark.hidden = false;
    dark.addEventListener("click", () => { on = !on; paint(); });
    paint();
  }
}
