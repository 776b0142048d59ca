/* Keeps the field pages and what they are made of, for where there is no line. Anything else goes its usual way. */
"use strict";
const SHELF = "dinh-field-1";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !/^\/(forest\/field\/[^/]+$|static\/|cases\/[^/]+\/pictures\/\w+\.png$)/.test(url.pathname)) return;
  event.respondWith(caches.open(SHELF).then((shelf) => fetch(event.request).then((answer) => {
    if (answer.ok && !answer.redirected) shelf.put(event.request, answer.clone());
    return answer;
  }).catch(() => shelf.match(event.request, { ignoreSearch: true, ignoreVary: true }).then((kept) => kept || Response.error()))));
});
