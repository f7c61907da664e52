import type { TokenSource } from '../src/api'
import type { Store } from '../src/storage'

/** A store in memory that outlasts nothing or, for tests of reloads, everything. */
export class MemoryStore implements Store {
  readonly values = new Map<string, string>()
  readonly prefix = 'roomtone-test-'
  constructor(readonly persistent = true) {}
  get(key: string): string | null {
    return this.values.get(key) ?? null
  }
  set(key: string, value: string): void {
    this.values.set(key, value)
  }
  remove(key: string): void {
    this.values.delete(key)
  }
}

/** Tokens that tests set. */
export class FakeTokens implements TokenSource {
  current: string | null = 'first'
  next: string | null = 'second'
  renewals = 0
  token(): Promise<string | null> {
    return Promise.resolve(this.current)
  }
  renewed(): Promise<string | null> {
    this.renewals++
    this.current = this.next
    return Promise.resolve(this.current)
  }
}

export function problem(status: number, name: string, members: object = {}, headers: Record<string, string> = {}): Response {
  return Response.json(
    { type: `urn:roomtone:problem:${name}`, title: name, status, detail: `Detail of ${name}.`, ...members },
    { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
  )
}

/** A fetch that answers in turn and remembers the requests. */
export function answering(...answers: (Response | Error | (() => Response))[]): { fetch: typeof fetch; requests: Request[] } {
  const requests: Request[] = []
  const waiting = [...answers]
  return {
    requests,
    fetch: (input, init) => {
      const address = typeof input === 'string' && input.startsWith('/') ? `http://room.test${input}` : input
      requests.push(new Request(address, init))
      const answer = waiting.shift()
      if (answer === undefined) {
        return Promise.reject(new Error('no more answers'))
      }
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(typeof answer === 'function' ? answer() : answer)
    },
  }
}

/** An open stream whose pieces a test sends. */
export class FakeStream {
  readonly response: Response
  #controller!: ReadableStreamDefaultController<Uint8Array>
  constructor() {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) })
    this.response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  }
  send(text: string): void {
    this.#controller.enqueue(new TextEncoder().encode(text))
  }
  end(): void {
    this.#controller.close()
  }
  break(): void {
    this.#controller.error(new TypeError('network error'))
  }
}
