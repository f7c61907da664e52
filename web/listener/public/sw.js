// Keeps the shell of the listener's page and its hashed files, so that the page opens without a network. It never keeps answers of the API.
// On one host with the other pages it leaves their addresses alone.
'use strict'

const CACHE = 'roomtone-listener-shell-1'

/** How many hashed files are kept: those of two releases at least. */
const MOST = 60

/** How long the network may take before a kept shell is shown, in ms. */
const PATIENCE = 4000

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('roomtone-listener-') && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('message', (event) => {
  const names = Array.isArray(event.data?.keep) ? event.data.keep : []
  event.waitUntil(Promise.all(names.filter(isAsset).map((name) => asset(new Request(name)).catch(() => undefined))))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') {
    return
  }
  if (request.mode === 'navigate' && isShell(request.url)) {
    event.respondWith(shell())
  } else if (isAsset(request.url)) {
    event.respondWith(asset(request))
  }
})

function local(url) {
  const address = new URL(url)
  const scope = new URL(self.registration.scope)
  return address.origin === scope.origin && address.pathname.startsWith(scope.pathname) ? address.pathname.slice(scope.pathname.length) : null
}

function isShell(url) {
  const path = local(url)
  return path === '' || path === 'index.html'
}

function isAsset(url) {
  const path = local(url)
  return path !== null && /^(assets\/[^/]+|icons\/[^/]+|manifest\.webmanifest)$/.test(path)
}

/** The newest shell, or the kept one without a network. It is kept without the query, which names a room or a code. */
async function shell() {
  const cache = await caches.open(CACHE)
  const kept = await cache.match('./')
  const fresh = fetch('./', { cache: 'no-cache', redirect: 'manual' }).then(async (response) => {
    if (response.ok) {
      await cache.put('./', response.clone())
    }
    return response
  })
  if (kept === undefined) {
    return fresh
  }
  const patience = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE))
  return Promise.race([fresh.then((response) => (response.ok ? response : kept)).catch(() => kept), patience])
}

async function asset(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  // A hashed name never changes its content; icons and the manifest are asked for each time.
  if (kept !== undefined && local(request.url)?.startsWith('assets/')) {
    return kept
  }
  try {
    const response = await fetch(request)
    if (response.ok) {
      await cache.put(request, response.clone())
      await prune(cache)
    }
    return response
  } catch (error) {
    if (kept !== undefined) {
      return kept
    }
    throw error
  }
}

async function keepShell() {
  const response = await fetch('./', { cache: 'no-cache' })
  if (!response.ok) {
    return
  }
  const cache = await caches.open(CACHE)
  const text = await response.clone().text()
  await cache.put('./', response)
  const names = [...text.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map((match) => match[1])
  await Promise.all(names.map((name) => asset(new Request(name)).catch(() => undefined)))
}

async function prune(cache) {
  const kept = (await cache.keys()).filter((request) => local(request.url)?.startsWith('assets/'))
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((request) => cache.delete(request)))
}
