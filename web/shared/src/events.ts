import type { TokenSource } from './api'
import type { ServerClock } from './clock'
import { Model } from './model'
import { type ApiProblem, problemOf } from './problem'
import { EventParser } from './sse'
import { backOff, retryAfter, Wait } from './wait'

/** Whether somebody looks at the page and whether the device has a network. */
export interface Surroundings {
  readonly visible: () => boolean
  readonly online: () => boolean
  /** Calls back after each change of either; returns how to end that. */
  readonly watch: (changed: () => void) => () => void
}

/** The surroundings of a page in a browser. */
export const browser: Surroundings = {
  visible: () => document.visibilityState !== 'hidden',
  online: () => navigator.onLine,
  watch: (changed) => {
    document.addEventListener('visibilitychange', changed)
    addEventListener('online', changed)
    addEventListener('offline', changed)
    addEventListener('pageshow', changed)
    return () => {
      document.removeEventListener('visibilitychange', changed)
      removeEventListener('online', changed)
      removeEventListener('offline', changed)
      removeEventListener('pageshow', changed)
    }
  },
}

export interface StreamSettings {
  readonly url: string
  readonly tokens: TokenSource
  readonly clock: ServerClock
  readonly language: () => string
  /** Takes the JSON of each event with the name `event`. */
  readonly onEvent: (json: unknown) => void
  /** Takes a problem after which the stream stays closed: 404, 403, account-gone. */
  readonly onEnd: (problem: ApiProblem) => void
  /** The name of the events; by default `state`. */
  readonly event?: string
  readonly surroundings?: Surroundings
  readonly fetch?: typeof fetch
  readonly random?: () => number
}

/** closed: not started, or ended; paused: hidden or without network; waiting: connects again after a delay. */
export type StreamStatus = 'closed' | 'paused' | 'connecting' | 'open' | 'waiting'

/** The service sends a comment every 15 s; a line that is silent for so long is dead. */
const SILENCE_MS = 40_000

/**
 * A stream of server-sent events that is read with fetch, because it sends an access token. It connects again when the line breaks, is silent
 * for 40 s or has to send another token, waits longer after each failure and as long as Retry-After says, and is closed while nobody looks or
 * there is no network.
 */
export class EventStream extends Model {
  status: StreamStatus = 'closed'
  /** What kept the last attempt from succeeding; null while the stream is open. */
  problem: ApiProblem | null = null
  /** How long until the next attempt; null unless the status is waiting. */
  wait: Wait | null = null
  readonly #settings: StreamSettings
  readonly #surroundings: Surroundings
  #connection: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #unwatch: (() => void) | null = null
  #failures = 0
  #token: string | null = null

  constructor(settings: StreamSettings) {
    super()
    this.#settings = settings
    this.#surroundings = settings.surroundings ?? browser
  }

  /** Opens the stream and keeps it open. */
  start(): void {
    this.#unwatch ??= this.#surroundings.watch(() => this.#follow())
    this.#connect()
  }

  /** Closes the stream until it is started again. */
  stop(): void {
    this.#unwatch?.()
    this.#unwatch = null
    this.#close('closed')
  }

  /** Connects again at once, for example in another language. */
  reconnect(): void {
    if (this.#unwatch !== null) {
      this.#connect()
    }
  }

  /** Connects again if the stream was opened with another token. */
  tokenRenewed(token: string | null): void {
    if (token !== this.#token && (this.status === 'open' || this.status === 'connecting')) {
      this.reconnect()
    }
  }

  #follow(): void {
    if (!this.#surroundings.visible() || !this.#surroundings.online()) {
      this.#close('paused')
    } else if (this.status === 'paused' || (this.status === 'waiting' && this.problem?.retryAfterSeconds == null)) {
      this.#failures = 0
      this.#connect()
    }
  }

  #close(status: StreamStatus): void {
    clearTimeout(this.#timer)
    this.#connection?.abort()
    this.#connection = null
    this.wait = null
    this.#become(status)
  }

  #become(status: StreamStatus): void {
    this.status = status
    this.changed()
  }

  #connect(): void {
    this.#close('connecting')
    if (!this.#surroundings.visible() || !this.#surroundings.online()) {
      this.#become('paused')
      return
    }
    const connection = new AbortController()
    this.#connection = connection
    void this.#run(connection)
  }

  async #run(connection: AbortController): Promise<void> {
    const parser = new EventParser()
    try {
      this.#restartSilence(connection)
      const response = await this.#open(connection)
      if (response === null || connection.signal.aborted) {
        return
      }
      this.problem = null
      this.#become('open')
      const reader = response.body?.getReader()
      const decoder = new TextDecoder()
      for (;;) {
        const part = await reader?.read()
        if (part === undefined || part.done || connection.signal.aborted) {
          break
        }
        this.#restartSilence(connection)
        this.#take(parser.push(decoder.decode(part.value, { stream: true })))
      }
    } catch {
      // The line broke: the next attempt tells whether the service is there.
    }
    if (this.#connection === connection) {
      this.#retry(this.#failures === 0 && parser.retryMs !== null ? parser.retryMs / 1000 : null)
    }
  }

  #take(events: readonly { name: string; data: string }[]): void {
    for (const event of events) {
      if (event.name !== (this.#settings.event ?? 'state')) {
        continue
      }
      this.#failures = 0
      let json: unknown
      try {
        json = JSON.parse(event.data)
      } catch {
        continue
      }
      this.#settings.onEvent(json)
    }
  }

  /** Returns the open answer; null when it refused and the rest is arranged. */
  async #open(connection: AbortController): Promise<Response | null> {
    this.#token = await this.#settings.tokens.token()
    let response = await this.#request(connection, this.#token)
    if (response.ok) {
      return response
    }
    let problem = await this.#problem(response)
    if (problem.status === 401 && problem.problem !== 'account-gone' && this.#token !== null) {
      this.#token = await this.#settings.tokens.renewed(this.#token)
      response = await this.#request(connection, this.#token)
      if (response.ok) {
        return response
      }
      problem = await this.#problem(response)
    }
    if (this.#connection !== connection) {
      return null
    }
    this.problem = problem
    if (problem.status === 404 || problem.status === 403 || problem.problem === 'account-gone') {
      this.stop()
      this.#settings.onEnd(problem)
    } else {
      this.#retry(problem.retryAfterSeconds)
    }
    return null
  }

  async #problem(response: Response): Promise<ApiProblem> {
    return problemOf(response, retryAfter(response.headers.get('Retry-After'), this.#settings.clock.now()))
  }

  async #request(connection: AbortController, token: string | null): Promise<Response> {
    const headers = new Headers({ Accept: 'text/event-stream', 'Accept-Language': this.#settings.language() })
    if (token !== null) {
      headers.set('Authorization', `Bearer ${token}`)
    }
    const sentAt = this.#settings.clock.monotonic()
    const send = this.#settings.fetch ?? fetch
    const response = await send(this.#settings.url, {
      headers,
      signal: connection.signal,
      cache: 'no-store',
      credentials: 'omit',
    })
    this.#settings.clock.observeHeader(response.headers.get('Date'), sentAt)
    return response
  }

  #restartSilence(connection: AbortController): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (this.#connection === connection) {
        this.#connection = null
        connection.abort()
        this.#retry(null)
      }
    }, SILENCE_MS)
  }

  /** @param seconds what the service asked for; null: by the back-off */
  #retry(seconds: number | null): void {
    this.#failures++
    this.#close('waiting')
    const delay = seconds ?? backOff(this.#failures, this.#settings.random)
    this.wait = new Wait(delay, () => this.#settings.clock.monotonic())
    this.#timer = setTimeout(() => this.#connect(), delay * 1000)
    this.changed()
  }
}
