import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { checkRole } from './problems'

/**
 * Loads what an element shows. A newer load makes an older one of no account, so that slow answers never overwrite newer ones; what was
 * loaded before stays visible meanwhile.
 */
export class Loader<T> implements ReactiveController {
  value: T | null = null
  /** Why the last load failed; null when it has not. */
  failure: unknown = null
  loading = false
  readonly #host: ReactiveControllerHost
  readonly #load: (signal: AbortSignal) => Promise<T>
  #controller: AbortController | null = null
  #key: string | null = null

  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<T>) {
    this.#host = host
    this.#load = load
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#controller?.abort()
    this.#key = null
  }

  /** Loads when `key` differs from that of the last load. Call it in `willUpdate`. */
  follow(key: string): void {
    if (key !== this.#key) {
      this.#key = key
      void this.reload()
    }
  }

  /** Puts a value in place, for example the answer of a change. */
  set(value: T): void {
    this.value = value
    this.#host.requestUpdate()
  }

  readonly reload = async (): Promise<void> => {
    this.#controller?.abort()
    const controller = new AbortController()
    this.#controller = controller
    this.loading = true
    this.failure = null
    this.#host.requestUpdate()
    try {
      const value = await this.#load(controller.signal)
      if (this.#controller === controller) {
        this.value = value
      }
    } catch (error) {
      if (this.#controller === controller && !controller.signal.aborted) {
        this.failure = error
        checkRole(error)
      }
    } finally {
      if (this.#controller === controller) {
        this.loading = false
        this.#host.requestUpdate()
      }
    }
  }
}
