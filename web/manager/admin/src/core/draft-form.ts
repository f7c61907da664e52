import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { app } from './app'
import { type Conflict, conflicts, type Fields } from './drafts'

/**
 * A form whose values are kept as a draft until they are saved. It shows what the service has where nothing was typed, and knows what others
 * have changed meanwhile.
 */
export class DraftForm<F extends Fields> implements ReactiveController {
  /** What others have changed meanwhile in fields that one has changed oneself. */
  conflicts: readonly Conflict[] = []
  readonly #host: ReactiveControllerHost
  readonly #key: () => string
  readonly #now: () => F
  #end: (() => void) | null = null

  /**
   * @param key names the form among the drafts, for example `song` and its id
   * @param now the values as the service has them, as far as the page knows
   */
  constructor(host: ReactiveControllerHost, key: () => string, now: () => F) {
    this.#host = host
    this.#key = key
    this.#now = now
    host.addController(this)
  }

  hostConnected(): void {
    this.#end = app().drafts.watch(() => this.#host.requestUpdate())
  }

  hostDisconnected(): void {
    this.#end?.()
  }

  /** Whether something is typed and not saved. */
  get dirty(): boolean {
    return app().drafts.get(this.#key()) !== null
  }

  /** The fields that were changed. */
  get changes(): Partial<F> {
    return (app().drafts.get(this.#key())?.values ?? {}) as Partial<F>
  }

  value<K extends keyof F & string>(field: K): F[K] {
    const { changes } = this
    return field in changes ? (changes[field] as F[K]) : this.#now()[field]
  }

  set<K extends keyof F & string>(field: K, value: F[K]): void {
    app().drafts.set(this.#key(), field, value, this.#now())
  }

  discard(): void {
    this.conflicts = []
    app().drafts.discard(this.#key())
  }

  /** Compares with the values that the service has now, before saving; remembers the conflicts and returns whether there is none. */
  agrees(now: F): boolean {
    const draft = app().drafts.get(this.#key())
    this.conflicts = draft === null ? [] : conflicts(draft, now)
    this.#host.requestUpdate()
    return this.conflicts.length === 0
  }

  /** Keeps one's own values although others have changed them; the next save writes them. */
  keepMine(): void {
    this.conflicts = []
    app().drafts.rebase(this.#key(), this.#now())
    this.#host.requestUpdate()
  }

  /** Takes the values of the others where both have changed something. */
  takeTheirs(): void {
    const now = this.#now()
    for (const { field } of this.conflicts) {
      app().drafts.set(this.#key(), field, app().drafts.get(this.#key())?.base[field], now)
    }
    this.conflicts = []
    app().drafts.rebase(this.#key(), now)
    this.#host.requestUpdate()
  }
}
