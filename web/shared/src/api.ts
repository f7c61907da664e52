import type { Answer, CallArguments, CallSettings, Method, Operation, PathsWith } from './api-types'
import type { ServerClock } from './clock'
import { ApiUnreachable, problemOf } from './problem'
import { retryAfter } from './wait'

export type { Answer, Complete, Operation } from './api-types'
export { ApiProblem, ApiUnreachable } from './problem'

/** Gives access tokens; see {@link SignIn}. */
export interface TokenSource {
  /** A token that is valid for some time yet, or null when nobody is signed in. */
  token(): Promise<string | null>
  /** A token that differs from `rejected`, which the service refused; null when nobody is signed in. */
  renewed(rejected: string): Promise<string | null>
}

export interface ApiSettings {
  readonly tokens: TokenSource
  readonly clock: ServerClock
  /** The language in which the service writes its words, for example `de`. */
  readonly language: () => string
  /** What all addresses are relative to; by default the root of the page's host. */
  readonly base?: string
  readonly fetch?: typeof fetch
}

interface AnyCall extends CallSettings {
  path?: unknown
  query?: unknown
  body?: unknown
}

/** The codes of a gateway that has no answer of the service behind it. */
const LOST = new Set([502, 504])

/**
 * Calls of a Roomtone service, typed by its OpenAPI document. Failures are {@link ApiProblem} and {@link ApiUnreachable}; a call that was
 * ended by its signal rejects with the signal's reason.
 *
 * @typeParam Paths the generated type of the document
 */
export class Api<Paths> {
  readonly #settings: ApiSettings
  readonly #fetch: typeof fetch

  constructor(settings: ApiSettings) {
    this.#settings = settings
    this.#fetch = settings.fetch ?? ((input, init) => fetch(input, init))
  }

  get<P extends PathsWith<Paths, 'get'>>(path: P, ...options: CallArguments<Operation<Paths, P, 'get'>>): Promise<Answer<Operation<Paths, P, 'get'>>> {
    return this.#json('get', path, options[0])
  }

  post<P extends PathsWith<Paths, 'post'>>(path: P, ...options: CallArguments<Operation<Paths, P, 'post'>>): Promise<Answer<Operation<Paths, P, 'post'>>> {
    return this.#json('post', path, options[0])
  }

  put<P extends PathsWith<Paths, 'put'>>(path: P, ...options: CallArguments<Operation<Paths, P, 'put'>>): Promise<Answer<Operation<Paths, P, 'put'>>> {
    return this.#json('put', path, options[0])
  }

  patch<P extends PathsWith<Paths, 'patch'>>(path: P, ...options: CallArguments<Operation<Paths, P, 'patch'>>): Promise<Answer<Operation<Paths, P, 'patch'>>> {
    return this.#json('patch', path, options[0])
  }

  delete<P extends PathsWith<Paths, 'delete'>>(path: P, ...options: CallArguments<Operation<Paths, P, 'delete'>>): Promise<Answer<Operation<Paths, P, 'delete'>>> {
    return this.#json('delete', path, options[0])
  }

  /**
   * Makes a call whose body or answer is no JSON, such as a table or a picture, with the same token, time-out and errors.
   *
   * @param call `body` is sent as it is when it is a string, a Blob or a form, else as JSON
   */
  response(method: Method, path: string, call: AnyCall = {}): Promise<Response> {
    return this.#send(method, path, call)
  }

  async #json<T>(method: Method, path: string, call: AnyCall = {}): Promise<T> {
    const response = await this.#send(method, path, call)
    if (response.status === 204) {
      return undefined as T
    }
    try {
      return (await response.json()) as T
    } catch (error) {
      throw new ApiUnreachable('network', error)
    }
  }

  async #send(method: Method, path: string, call: AnyCall): Promise<Response> {
    try {
      return await this.#authorized(method, path, call)
    } catch (error) {
      if (call.idempotencyKey === undefined || !(error instanceof ApiUnreachable)) {
        throw error
      }
      // The service may have done it: the same key makes the repetition harmless.
      return this.#authorized(method, path, call)
    }
  }

  async #authorized(method: Method, path: string, call: AnyCall): Promise<Response> {
    const token = call.anonymous === true ? null : await this.#settings.tokens.token()
    const response = await this.#once(method, path, call, token)
    if (response.ok) {
      return response
    }
    const problem = await problemOf(response, retryAfter(response.headers.get('Retry-After'), this.#settings.clock.now()))
    if (LOST.has(response.status) && problem.problem === 'unknown') {
      throw new ApiUnreachable('network', problem)
    }
    if (token === null || problem.status !== 401 || problem.problem === 'account-gone') {
      throw problem
    }
    const renewed = await this.#settings.tokens.renewed(token)
    if (renewed === null) {
      throw problem
    }
    const again = await this.#once(method, path, call, renewed)
    if (again.ok) {
      return again
    }
    throw await problemOf(again, retryAfter(again.headers.get('Retry-After'), this.#settings.clock.now()))
  }

  async #once(method: Method, path: string, call: AnyCall, token: string | null): Promise<Response> {
    const ended = new AbortController()
    const onAbort = () => ended.abort(call.signal?.reason)
    call.signal?.addEventListener('abort', onAbort, { once: true })
    if (call.signal?.aborted === true) {
      onAbort()
    }
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      ended.abort()
    }, call.timeoutMs ?? 10_000)
    const sentAt = this.#settings.clock.monotonic()
    try {
      const response = await this.#fetch(this.#address(path, call), {
        method: method.toUpperCase(),
        headers: this.#headers(call, token),
        body: encoded(call.body),
        signal: ended.signal,
        cache: 'no-store',
        credentials: 'omit',
      })
      this.#settings.clock.observeHeader(response.headers.get('Date'), sentAt)
      return response
    } catch (error) {
      if (call.signal?.aborted === true) {
        throw error
      }
      throw new ApiUnreachable(timedOut ? 'timeout' : 'network', error)
    } finally {
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', onAbort)
    }
  }

  #headers(call: AnyCall, token: string | null): Headers {
    const headers = new Headers({ Accept: 'application/json', 'Accept-Language': this.#settings.language(), ...call.headers })
    if (token !== null) {
      headers.set('Authorization', `Bearer ${token}`)
    }
    if (call.idempotencyKey !== undefined) {
      headers.set('Idempotency-Key', call.idempotencyKey)
    }
    if (call.body !== undefined && !isReady(call.body)) {
      headers.set('Content-Type', 'application/json')
    }
    return headers
  }

  #address(path: string, call: AnyCall): string {
    const values = new Map<string, unknown>(members(call.path))
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
    const query = new URLSearchParams()
    for (const [name, value] of members(call.query)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item !== undefined && item !== null) {
          query.append(name, String(item))
        }
      }
    }
    const text = query.toString()
    return `${this.#settings.base ?? ''}${filled}${text === '' ? '' : `?${text}`}`
  }
}

function members(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function isReady(body: unknown): body is string | Blob | FormData {
  return typeof body === 'string' || body instanceof Blob || body instanceof FormData
}

function encoded(body: unknown): string | Blob | FormData | null {
  if (body === undefined) {
    return null
  }
  return isReady(body) ? body : JSON.stringify(body)
}
