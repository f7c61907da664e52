import { beforeEach, describe, expect, it } from 'vitest'
import source from '../public/sw.js?raw'

type Listener = (event: Record<string, unknown>) => void

/** The service worker over caches and a network in memory. */
class Worker {
  readonly listeners = new Map<string, Listener>()
  readonly stores = new Map<string, Map<string, Response>>()
  readonly fetched: string[] = []
  online = true
  constructor() {
    const self = {
      registration: { scope: 'https://room.test/' },
      addEventListener: (name: string, listener: Listener) => this.listeners.set(name, listener),
      skipWaiting: () => undefined,
      clients: { claim: () => undefined },
    }
    const address = (request: Request | string) => new URL(typeof request === 'string' ? request : request.url, 'https://room.test/').href
    const caches = {
      keys: async () => [...this.stores.keys()],
      delete: async (name: string) => this.stores.delete(name),
      open: async (name: string) => {
        const store = this.stores.get(name) ?? new Map<string, Response>()
        this.stores.set(name, store)
        return {
          match: async (request: Request | string) => store.get(address(request))?.clone(),
          put: async (request: Request | string, response: Response) => void store.set(address(request), response),
          keys: async () => [...store.keys()].map((url) => ({ url })),
          delete: async (request: { url: string }) => store.delete(request.url),
        }
      },
    }
    const network = async (request: Request | string) => {
      this.fetched.push(address(request))
      if (!this.online) {
        throw new TypeError('Failed to fetch')
      }
      return new Response('<script src="./assets/index-1.js"></script>')
    }
    const NetworkRequest = class {
      readonly url: string
      constructor(name: string) {
        this.url = address(name)
      }
    }
    new Function('self', 'caches', 'fetch', 'Request', source)(self, caches, network, NetworkRequest)
  }

  async run(name: string, event: object = {}): Promise<void> {
    let work: Promise<unknown> = Promise.resolve()
    this.listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) })
    await work
  }

  /** The answer to a request of the page; null when the worker leaves it to the browser. */
  async request(path: string, init: { method?: string; mode?: string } = {}): Promise<Response | null> {
    let answer: Promise<Response> | null = null
    const request = { url: `https://room.test${path}`, method: init.method ?? 'GET', mode: init.mode ?? 'cors' }
    this.listeners.get('fetch')?.({ request, respondWith: (response: Promise<Response>) => (answer = response) })
    return answer
  }

  kept(): string[] {
    return [...this.stores.values()].flatMap((store) => [...store.keys()]).map((url) => url.replace('https://room.test', ''))
  }
}

describe('the service worker', () => {
  let worker: Worker
  beforeEach(() => {
    worker = new Worker()
  })

  it('keeps the shell and its files, without the room and the code of the address', async () => {
    await worker.run('install')
    await worker.request('/?player=garden&code=047113', { mode: 'navigate' })
    expect(worker.kept().sort()).toEqual(['/', '/assets/index-1.js'])
  })

  it('shows the kept shell without a network', async () => {
    await worker.run('install')
    worker.online = false
    expect(await (await worker.request('/?player=garden', { mode: 'navigate' }))?.text()).toContain('index-1.js')
    expect(await (await worker.request('/assets/index-1.js'))?.text()).toContain('script')
  })

  it.each(['/api/players', '/api/me/export', '/config.json', '/auth/v1/user', '/admin/', '/player/', '/admin/assets/index-1.js', '/q/openapi'])('leaves %s to the browser', async (path) => {
    await worker.run('install')
    expect(await worker.request(path)).toBeNull()
    expect(await worker.request(path, { mode: 'navigate' })).toBeNull()
  })

  it('leaves what changes something to the browser', async () => {
    expect(await worker.request('/', { method: 'POST', mode: 'navigate' })).toBeNull()
  })

  it('does not ask again for a hashed file that it has', async () => {
    await worker.run('message', { data: { keep: ['https://room.test/assets/index-1.js', 'https://room.test/api/me'] } })
    expect(worker.kept()).toEqual(['/assets/index-1.js'])
    await worker.request('/assets/index-1.js')
    expect(worker.fetched).toHaveLength(1)
  })

  it('removes its older caches and those of no other page', async () => {
    for (const name of ['roomtone-listener-shell-0', 'roomtone-player-files', 'other']) {
      worker.stores.set(name, new Map())
    }
    await worker.run('activate')
    expect([...worker.stores.keys()]).toEqual(['roomtone-player-files', 'other'])
  })
})
