/** Hash of the page and its files, written by the build. */
declare const __PAGE_HASH__: string
declare const __PAGE_FILES__: readonly string[]

/** What is used of the types of service workers: those of the library for workers exclude the types for pages. */
interface LifetimeEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}

interface RequestEvent extends Event {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

interface WorkerScope {
  readonly location: Location
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: LifetimeEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void
}

const worker = self as unknown as WorkerScope

/*
 * Keeps the page itself, so that it opens without a network. Songs are kept by the page, in a cache of its own; calls of the API and
 * downloads are not touched.
 */

const PREFIX = 'roomtone-player-shell-'
const CACHE = PREFIX + __PAGE_HASH__
/** After so long without an answer the page opens from the cache, milliseconds. */
const PATIENCE_MS = 4000

worker.addEventListener('install', (event) => {
  event.waitUntil(install())
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(activate())
})

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== worker.location.origin) return
  const scope = new URL(worker.registration.scope).pathname
  if (!url.pathname.startsWith(scope)) return
  const path = url.pathname.slice(scope.length)
  if (event.request.mode === 'navigate') event.respondWith(networkFirst(event.request, './'))
  else if (path === 'config.json') event.respondWith(networkFirst(event.request, 'config.json'))
  else if (__PAGE_FILES__.includes(path)) event.respondWith(cacheFirst(event.request))
})

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(['./', ...__PAGE_FILES__].map((path) => new Request(path, { cache: 'reload' })))
  await cache.add(new Request('config.json', { cache: 'reload' })).catch(() => undefined)
  await worker.skipWaiting()
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name)
  await worker.clients.claim()
}

/** The answer of the service, else the one that was kept. */
async function networkFirst(request: Request, key: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) })
    // A page of another build comes with other files: its own service worker keeps it.
    if (response.ok && key === 'config.json') await cache.put(key, response.clone())
    if (response.status < 500) return response
  } catch {
    // The kept answer follows.
  }
  return (await cache.match(key)) ?? Response.error()
}

async function cacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request)
}
