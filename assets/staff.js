// Small comforts for staff: errors get focus, a link can be copied, shortcuts if they are wanted.
document.getElementById("errors")?.focus();

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Whoever leaves with text that was never sent is asked first.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  let sent = false;
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    const typed = [...form.elements].some((field) => field.matches("textarea") && field.value !== field.defaultValue);
    if (typed && !sent) event.preventDefault();
  });
}

// Single-key shortcuts get in the way of speech input, so they are off until somebody turns them on.
const dialog = document.getElementById("keys");
const open = document.getElementById("keys-open");
const on = document.getElementById("keys-on");
if (dialog && open && on && dialog.showModal) {
  const read = () => { try { return localStorage.getItem("keys") === "on"; } catch { return false; } };
  open.hidden = false;
  on.checked = read();
  open.addEventListener("click", () => dialog.showModal());
  on.addEventListener("change", () => {
    try { localStorage.setItem("keys", on.checked ? "on" : "off"); } catch { /* not remembered */ }
  });
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "?") { dialog.showModal(); return; }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.href) target.click();
    else target.focus();
  });
}
