// Stands between the answering pages and the line: when a page cannot be fetched, the one that was kept is shown,
// and it is told what was on its way. Nothing that somebody answered is kept here.
const NAME = "lytt-answer";
let posted = null;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data !== "posted") return;
  event.ports[0].postMessage(posted);
  posted = null;
});
self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate") event.respondWith(turn(event.request, pathname));
  else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
});

async function turn(request, path) {
  const body = request.method === "POST" ? await request.clone().text() : null;
  try {
    return await fetch(request);
  } catch (error) {
    const page = await (await caches.open(NAME)).match("/answer/offline");
    if (!page) throw error;
    posted = { path, body };
    return page;
  }
}

async function file(request) {
  return (await (await caches.open(NAME)).match(request)) ?? fetch(request);
}
