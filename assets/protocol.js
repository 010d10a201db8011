// Shows what a protocol comes to while somebody writes it. The page works without this file.
const form = document.getElementById("protocol");

if (form) {
  let timer = 0;
  let latest = 0;

  const look = async () => {
    const turn = (latest += 1);
    const body = new URLSearchParams(new FormData(form));
    body.append("do", "look");
    let reply = null;
    try {
      reply = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "error" });
    } catch {
      // No line: the next change tries again, and the buttons always do.
    }
    if (!reply?.ok || turn !== latest) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (turn !== latest) return;
    for (const one of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(one.id);
      if (other && other.innerHTML !== one.innerHTML) one.innerHTML = other.innerHTML;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, [data-reload]")) return;
    clearTimeout(timer);
    timer = setTimeout(look, event.target.matches("select, [type=checkbox]") ? 100 : 500);
  });

  // Another instrument or respondent needs other fields; the page comes back where it was.
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-reload]")) return;
    const place = event.target.closest(".line")?.id;
    form.action = place ? `${form.action.replace(/#.*/, "")}#${place}` : form.action;
    form.requestSubmit(form.querySelector("button[value=look]"));
  });

  // The sum is always there: the button that asks for it is for browsers without scripts.
  for (const one of form.querySelectorAll(".look")) one.hidden = true;
  (document.getElementById("errors") ?? document.getElementById("late"))?.focus();
}
