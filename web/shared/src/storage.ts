/** Keeps texts under keys that begin with the name of a page. */
export interface Store {
  /** False when the browser refuses to keep anything: all is lost with the page. */
  readonly persistent: boolean
  /** What all keys begin with in the browser, for example `roomtone-listener-`. */
  readonly prefix: string
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
}

/** The storage of the browser that a page asks for; it may throw where storage is blocked. */
export type StorageSource = () => Storage

const areas = {
  local: () => globalThis.localStorage,
  session: () => globalThis.sessionStorage,
} as const

/**
 * Opens a store whose keys begin with `prefix`, for example `roomtone-listener`.
 *
 * When the browser blocks storage, or refuses a value because its quota is used up, values are kept in memory instead.
 */
export function openStore(prefix: string, area: keyof typeof areas = 'local', source: StorageSource = areas[area]): Store {
  return new PrefixedStore(`${prefix}-`, usable(source, `${prefix}-probe`))
}

function usable(source: StorageSource, probe: string): Storage | null {
  try {
    const storage = source()
    storage.setItem(probe, '1')
    storage.removeItem(probe)
    return storage
  } catch {
    return null
  }
}

class PrefixedStore implements Store {
  readonly prefix: string
  readonly #memory = new Map<string, string>()
  readonly #storage: Storage | null
  #refused = false

  constructor(prefix: string, storage: Storage | null) {
    this.prefix = prefix
    this.#storage = storage
  }

  get persistent(): boolean {
    return this.#storage !== null && !this.#refused
  }

  get(key: string): string | null {
    const kept = this.#memory.get(key)
    if (kept !== undefined) {
      return kept
    }
    try {
      return this.#storage?.getItem(this.prefix + key) ?? null
    } catch {
      return null
    }
  }

  set(key: string, value: string): void {
    try {
      if (this.#storage !== null) {
        this.#storage.setItem(this.prefix + key, value)
        this.#memory.delete(key)
        return
      }
    } catch {
      this.#refused = true
    }
    this.#memory.set(key, value)
  }

  remove(key: string): void {
    this.#memory.delete(key)
    try {
      this.#storage?.removeItem(this.prefix + key)
    } catch {
      this.#refused = true
    }
  }
}
