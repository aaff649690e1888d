// Keeps the member's pages at hand without signal, and reports that could not be sent until they can. Knows nothing of any
// other page. What it keeps of a person goes when the person signs out; another one's pages go when somebody signs in.
'use strict';

const PAGES = 'my-pages'; // of one person
const PARTS = 'my-parts'; // style sheets and scripts, of nobody

const isMine = url => url.pathname === '/my' || url.pathname.startsWith('/my/');
const isPart = url => /^\/[\w./-]+\.(css|js|svg|png|webmanifest)$/.test(url.pathname);

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('sync', event => event.waitUntil(send()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && url.pathname === '/sign-out') event.waitUntil(forget(true));
  else if (request.method === 'POST' && url.pathname.startsWith('/sign-in')) event.waitUntil(forget(false));
  else if (request.mode === 'navigate' && isMine(url)) event.respondWith(request.method === 'POST' ? act(request, url) : page(request, url));
  else if (request.method === 'GET' && isPart(url)) event.respondWith(part(request, url));
});

self.addEventListener('message', event => event.waitUntil((async () => {
  const { data } = event;
  await self.clients.claim(); // a page that was loading while this worker began is nobody's yet
  if (data.drop) await remove(data.drop);
  if (data.keep) await Promise.all([...data.keep.map(keep), ...data.parts.map(keepPart)]).catch(() => {});
  event.source?.postMessage({ kept: true });
  if (data.send) await send(); else await tell(0);
})()));

// --- Pages -------------------------------------------------------------------------------------------------------------

async function page(request, url) {
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await belongTo(personIn(await answer.clone().text()));
      await (await caches.open(PAGES)).put(url.pathname, answer.clone());
    }
    if (answer.status === 404) await (await caches.open(PAGES)).delete(url.pathname);
    return answer;
  } catch {
    return await kept(url) ?? new Response(
      '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>没有信号</title><p>没有信号，这一页还没有存到手机上。</p><p lang="en">No signal, and this page is not kept on the phone.</p><p><a href="/my">我的任务 My tasks</a></p></html>',
      { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
  }
}

const personIn = html => /data-my="([^"]*)"/.exec(html)?.[1];

/** Pages of somebody else go before this person's come, however the one took over from the other. */
async function belongTo(person) {
  const owner = await (await caches.open(PAGES)).match('/owner');
  if (owner && await owner.text() !== person) await caches.delete(PAGES);
  await (await caches.open(PAGES)).put('/owner', new Response(person));
}

/** The page as it was last seen, marked so that it says so itself. */
async function kept(url) {
  const found = await (await caches.open(PAGES)).match(url.pathname);
  if (!found) return null;
  const headers = new Headers(found.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response((await found.text()).replace('<html ', '<html data-offline '), { headers });
}

async function keep(path) {
  const pages = await caches.open(PAGES);
  if (path !== '/my' && await pages.match(path)) return;
  const answer = await fetch(path, { credentials: 'same-origin', redirect: 'manual' });
  if (answer.ok) await pages.put(path, answer);
}

async function part(request, url) {
  const parts = await caches.open(PARTS);
  const found = await parts.match(request.url);
  if (found && url.searchParams.has('v')) return found; // an address with a mark never means another content
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await parts.delete(request.url, { ignoreSearch: true });
      await parts.put(request.url, answer.clone());
    }
    return answer;
  } catch (failure) {
    const older = found ?? await parts.match(request.url, { ignoreSearch: true });
    if (older) return older;
    throw failure;
  }
}

/** Parts that were loaded before this worker was there. */
async function keepPart(address) {
  const url = new URL(address);
  const parts = await caches.open(PARTS);
  if (url.origin === self.location.origin && isPart(url) && !await parts.match(address)) await parts.add(address);
}

// --- Reports -------------------------------------------------------------------------------------------------------------

async function act(request, url) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const [, , number, what] = url.pathname.split('/');
    if (what !== 'report') return Response.redirect(`/my/${number}`, 303);
    const form = await copy.formData();
    await done((await reports('readwrite')).put({ act: form.get('act'), person: form.get('person'), number, address: url.pathname, at: Date.now(), fields: [...form.entries()] }));
    await self.registration.sync?.register('reports').catch(() => {});
    return Response.redirect('/my', 303);
  }
}

let sending = null;

/** Sends what waits, one after the other; the act's id in each makes sure that nothing is reported twice. */
function send() {
  return sending ??= sendAll().catch(() => 0).then(sent => tell(sent)).finally(() => { sending = null; });
}

async function sendAll() {
  const waiting = (await all()).filter(report => !report.refused);
  if (waiting.length === 0) return 0;

  // The form's own mark against forgery may be of a cookie long gone; a fresh page has a good one, and says who is signed in.
  const fresh = await fetch('/my', { credentials: 'same-origin' });
  const html = await fresh.text();
  const [, token] = /name="__RequestVerificationToken" value="([^"]+)"/.exec(html) ?? [];
  const person = personIn(html);
  let sent = 0;
  for (const report of waiting) {
    report.signedOut = report.person !== person;
    if (!report.signedOut) {
      const form = new FormData();
      for (const [name, value] of report.fields) form.append(name, name === '__RequestVerificationToken' ? token : value);
      const answer = await fetch(report.address, { method: 'POST', body: form, credentials: 'same-origin' });
      if (answer.ok) {
        await remove(report.act);
        sent++;
        continue;
      }
      if (answer.status < 500) report.refused = answer.status;
    }
    await done((await reports('readwrite')).put(report));
  }
  return sent;
}

async function tell(sent) {
  const waiting = (await all()).map(({ act, person, number, at, refused, signedOut }) => ({ act, person, number, at, refused, signedOut }));
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage({ waiting, sent });
}

async function forget(everything) {
  await caches.delete(PAGES);
  if (everything) await done((await reports('readwrite')).clear());
}

// --- IndexedDB -----------------------------------------------------------------------------------------------------------

const done = request => new Promise((ok, failed) => {
  request.onsuccess = () => ok(request.result);
  request.onerror = () => failed(request.error);
});

async function reports(mode) {
  const open = indexedDB.open('my-reports', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('reports', { keyPath: 'act' });
  return (await done(open)).transaction('reports', mode).objectStore('reports');
}

const all = async () => done((await reports('readonly')).getAll());
const remove = async key => done((await reports('readwrite')).delete(key));
