import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { app } from './app'
import { checkRole, fieldErrors, problemWords } from './problems'

/**
 * Runs the actions of an element, each once at a time: a second click while an action runs does nothing. A failure is said as a toast, or
 * beside the fields that it names.
 */
export class Actions implements ReactiveController {
  /** What is wrong with fields, by their names in the API. */
  errors: Readonly<Record<string, string>> = {}
  /** What went wrong as a whole with the last action that was asked to keep it. */
  problem: string | null = null
  readonly #host: ReactiveControllerHost
  readonly #running = new Set<string>()

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {}

  /** Whether this action runs; without a name, whether any does. */
  busy(name?: string): boolean {
    return name === undefined ? this.#running.size > 0 : this.#running.has(name)
  }

  /**
   * Runs an action unless it runs already.
   *
   * @param show where a failure is said: `toast`, or `form` for an element that shows `errors` and `problem`
   * @returns whether it has succeeded
   */
  async run(name: string, action: () => Promise<void>, show: 'toast' | 'form' = 'toast'): Promise<boolean> {
    if (this.#running.has(name)) {
      return false
    }
    this.#running.add(name)
    this.errors = {}
    this.problem = null
    this.#host.requestUpdate()
    try {
      await action()
      return true
    } catch (error) {
      checkRole(error)
      if (show === 'form') {
        this.errors = fieldErrors(error)
        this.problem = problemWords(error)
      } else {
        app().toasts.say(problemWords(error), 'bad')
      }
      return false
    } finally {
      this.#running.delete(name)
      this.#host.requestUpdate()
    }
  }
}
