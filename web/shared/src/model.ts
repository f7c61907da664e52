import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** State that elements show. It tells its watchers when it has changed. */
export class Model {
  readonly #watchers = new Set<() => void>()

  /** Calls `watcher` after each change, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  protected changed(): void {
    for (const watcher of [...this.#watchers]) {
      watcher()
    }
  }
}

/** Renders its element again whenever one of its models has changed, while the element is connected. */
export class Watch implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #models: readonly Model[]
  #ends: (() => void)[] = []

  constructor(host: ReactiveControllerHost, ...models: readonly Model[]) {
    this.#host = host
    this.#models = models
    host.addController(this)
  }

  hostConnected(): void {
    this.#ends = this.#models.map((model) => model.watch(() => this.#host.requestUpdate()))
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    for (const end of this.#ends) {
      end()
    }
    this.#ends = []
  }
}
