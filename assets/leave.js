// Away from here at once: by the button, or by Escape three times. What the phone keeps goes first, also when
// there is no line. Without this file the button does the same, with a line.
const link = document.querySelector("a.leave");

const forget = async () => {
  const workers = (await navigator.serviceWorker?.getRegistrations?.()) ?? [];
  await Promise.allSettled([
    new Promise((done) => { const gone = indexedDB.deleteDatabase("lytt-answer"); gone.onsuccess = gone.onerror = gone.onblocked = done; }),
    globalThis.caches?.delete("lytt-answer"),
    ...workers.map((one) => one.unregister()),
  ]);
};

const leave = async () => {
  document.documentElement.hidden = true;
  dispatchEvent(new Event("lytt-leave"));
  await Promise.race([forget(), new Promise((done) => setTimeout(done, 800))]);
  // Without a line there is nowhere to go but an empty page.
  location.replace(navigator.onLine ? link.href : "about:blank");
};

if (link) {
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = [...presses, event.timeStamp].filter((one) => event.timeStamp - one < 2000);
    if (presses.length === 3) leave();
  });
}
