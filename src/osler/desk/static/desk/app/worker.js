// Osler without a network: pages of this reader kept on the phone, taps queued and sent in order.
// TOLD comes before this text: version, addresses.
const STATIC = `static-${TOLD.version}`; // styles and scripts, under names of their content
const MINE = "mine"; // this reader's pages; gone when they sign out
const AT_ONCE = 2; // pages fetched beside each other: the server has other readers
const TRIES_BELOW = 500; // an answer from here on is the server's trouble: the tap waits
const KEPT = new RegExp(TOLD.kept); // paths of what waits while there is no network
const NOTE = new RegExp(TOLD.note); // of them notes and tags
const ACT = new RegExp(TOLD.act); // of them what is done with many papers of a collection

self.addEventListener("install", (event) => event.waitUntil(shell()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  const { data, source } = event;
  const acts = { skip: () => self.skipWaiting(), keep: holdPages, replay, count: tellCount };
  if (typeof data === "string") event.waitUntil(acts[data]?.());
  else if (data.written) event.waitUntil(tellWritten(data.written, source));
  else if (data.forget) event.waitUntil(forget(data.forget));
});
self.addEventListener("sync", (event) => event.waitUntil(replay()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST") {
    if (TOLD.leaving.includes(url.pathname)) event.respondWith(left(request));
    else if (KEPT.test(url.pathname)) event.respondWith(kept(request, url.pathname));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fromStatic(request));
  else if (request.mode === "navigate") event.respondWith(page(event, request, url));
});

async function shell() {
  const answer = await fetch(TOLD.offline, { credentials: "omit" });
  const cache = await caches.open(STATIC);
  await cache.put(TOLD.offline, answer.clone());
  await keepStatic(await answer.text());
}

async function tidy() {
  for (const name of await caches.keys()) {
    if (name !== STATIC && name !== MINE) await caches.delete(name);
  }
  await self.clients.claim();
}

async function keepStatic(html) {
  const cache = await caches.open(STATIC);
  const found = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((each) => each[1]));
  for (const path of found) {
    if (!(await cache.match(path))) await cache.add(path).catch(() => {});
  }
}

async function fromStatic(request) {
  const held = await caches.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(STATIC)).put(request, answer.clone());
  return answer;
}

// Pages: the network's, and while there is none what was kept.
async function page(event, request, url) {
  try {
    const answer = await fetch(request);
    // The sign-in page is shown to nobody who is signed in: the session ended. Taps wait for the same reader.
    if (answer.ok && url.pathname === TOLD.login) event.waitUntil(caches.delete(MINE));
    else if (answer.ok) event.waitUntil(renew(url.pathname + url.search, answer.clone()));
    event.waitUntil(replay());
    return answer;
  } catch (error) {
    const mine = await caches.open(MINE);
    const held = (await mine.match(url.pathname + url.search)) ?? (await mine.match(url.pathname));
    return held ?? (await caches.match(TOLD.offline)) ?? Response.error();
  }
}

async function renew(path, answer) {
  const mine = await caches.open(MINE);
  if (await mine.match(path)) await mine.put(path, answer);
}

// One after the other: of two at once, both would find no reader yet, and the slower forget what the faster had put.
let holding = Promise.resolve();
function holdPages() {
  holding = holding.then(hold, hold);
  return holding;
}

async function hold() {
  const answer = await fetch(TOLD.list, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  if (answer.status === 401) return void (await caches.delete(MINE));
  if (!answer.ok) return;
  const { reader, pages } = await answer.json();
  if ((await get("reader")) !== reader) {
    await wipe();
    await put("reader", reader);
  }
  const mine = await caches.open(MINE);
  const wanted = new Set(pages);
  for (const request of await mine.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await mine.delete(request);
  }
  const missing = [];
  for (const path of pages) if (!(await mine.match(path))) missing.push(path);
  await Promise.all(Array.from({ length: AT_ONCE }, () => fetchAll(missing, reader)));
  await tell({ held: (await mine.keys()).length });
}

async function fetchAll(left, reader) {
  while (left.length) {
    const path = left.shift();
    const answer = await fetch(path).catch(() => null);
    if (!answer?.ok || (await get("reader")) !== reader) continue;
    if (new URL(answer.url).pathname === TOLD.login) return;
    await keepStatic(await answer.clone().text()); // first: a page that is held works
    await (await caches.open(MINE)).put(path, clean(answer));
  }
}

// A redirected answer may not be given to a navigation.
function clean(answer) {
  return answer.redirected ? new Response(answer.body, { status: answer.status, headers: answer.headers }) : answer;
}

// Signing out, or leaving for good: nothing private stays on the device.
async function left(request) {
  await replay();
  try {
    const answer = await fetch(request);
    await wipe();
    return answer;
  } catch (error) {
    return (await caches.match(TOLD.offline)) ?? Response.error();
  }
}

async function wipe() {
  await caches.delete(MINE);
  const all = await store("readwrite");
  await done(all.clear());
  await tell({ waiting: 0, drafts: [] });
}

// Taps, follows, acts and notes, in one line. A tap says the state that is wished, a note the text it was written over: sending one
// twice is sending it once.
async function kept(request, path) {
  const body = await request.clone().text();
  const waiting = await taps();
  try {
    if (waiting.length) throw new TypeError("others wait");
    const answer = await fetch(request);
    if (NOTE.test(path) && (answer.redirected || answer.type === "opaqueredirect")) await forget(path);
    return answer;
  } catch (error) {
    await enqueue(path, body, waiting);
    await self.registration.sync?.register("taps").catch(() => {});
    await tellCount();
    if (waiting.length) self.setTimeout(replay, 0);
    if (request.headers.get("HX-Request")) return new Response(null, { status: 204 });
    return Response.redirect(NOTE.test(path) ? path : request.referrer || "/", 303);
  }
}

let lastKey = 0; // grows whatever the clock does

async function enqueue(path, body, waiting) {
  const said = new URLSearchParams(body);
  said.delete("csrfmiddlewaretoken");
  const tap = { path, body: said.toString() };
  // Of a note only the last word is sent, over the text that was there before the first.
  const earlier = NOTE.test(path) && waiting.find(([, each]) => each.path === path);
  if (earlier) {
    said.set("note_version", new URLSearchParams(earlier[1].body).get("note_version"));
    return void (await put(earlier[0], { path, body: said.toString() }));
  }
  const newest = waiting.length ? Number(waiting.at(-1)[0].split(" ")[1]) : 0;
  lastKey = Math.max(Date.now(), newest + 1, lastKey + 1);
  await put(`tap ${lastKey.toString().padStart(15, "0")}`, tap);
}

let replaying = null;

function replay() {
  replaying ??= sendTaps().finally(() => (replaying = null));
  return replaying;
}

async function sendTaps() {
  if (!(await taps()).length) return;
  const answer = await fetch(TOLD.list, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { reader, token } = await answer.json();
  if ((await get("reader")) !== reader) return void (await wipe());
  const old = new Set(); // pages that are held and no longer so
  for (const [key, { path, body }] of await taps()) {
    const said = new URLSearchParams(body);
    said.set("csrfmiddlewaretoken", token);
    const headers = NOTE.test(path) ? {} : { "HX-Request": "true" };
    const sent = await fetch(path, { method: "POST", body: said, headers }).catch(() => null);
    if (!sent || sent.status >= TRIES_BELOW || sent.status === 403 || sent.status === 429) break;
    if (new URL(sent.url).pathname === TOLD.login) break;
    if (NOTE.test(path)) {
      old.add(path);
      if (!sent.ok) await put(`draft ${path}`, body); // another change came first: neither is lost
    } else if (!sent.ok) await tell({ refused: true });
    if (ACT.test(path)) old.add(path.slice(0, path.lastIndexOf("/"))).add(TOLD.saved);
    await done((await store("readwrite")).delete(key));
  }
  const mine = await caches.open(MINE);
  for (const path of old) await mine.delete(path);
  await tell({ sent: true });
  await tellCount();
  if (old.size) await holdPages();
}

async function tell(message) {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage(message);
}

async function tellCount() {
  const drafts = (await entries("draft ")).map(([key]) => key.slice("draft ".length));
  const waiting = (await taps()).map(([, tap]) => tap.body);
  await tell({ waiting: waiting.length, taps: waiting, drafts });
}

// What was written on the note at this path and is not kept by the server yet.
async function tellWritten(path, client) {
  const waiting = (await taps()).find(([, tap]) => tap.path === path);
  const body = waiting ? waiting[1].body : await get(`draft ${path}`);
  if (body) client.postMessage({ written: path, body, waits: Boolean(waiting) });
}

async function forget(path) {
  await done((await store("readwrite")).delete(`draft ${path}`));
  await tellCount();
}

// A drawer in the browser: key -> value.
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode) {
  const opening = indexedDB.open("osler", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("drawer");
  return (await done(opening)).transaction("drawer", mode).objectStore("drawer");
}

async function get(key) {
  return done((await store("readonly")).get(key));
}

async function put(key, value) {
  return done((await store("readwrite")).put(value, key));
}

async function entries(start) {
  const range = IDBKeyRange.bound(start, `${start}\uffff`);
  const keys = await done((await store("readonly")).getAllKeys(range));
  const values = await done((await store("readonly")).getAll(range));
  return keys.map((key, at) => [key, values[at]]);
}

// Those queued by an earlier version are a wish alone.
async function taps() {
  const read = (tap) => (typeof tap === "string" ? { path: TOLD.keep, body: new URLSearchParams({ wish: tap }).toString() } : tap);
  return (await entries("tap ")).map(([key, tap]) => [key, read(tap)]);
}
