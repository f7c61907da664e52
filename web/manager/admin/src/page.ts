import { checkPage, type PageConfig, readConfig } from '@roomtone/shared/config'
import type { Store } from '@roomtone/shared/storage'

/** What config.json tells the panel. */
export interface PanelConfig {
  readonly page: PageConfig
  /** The address of the brain, without a slash at its end; null when the service does not say. */
  readonly listenerUrl: string | null
}

/** Loads the configuration. Its address is absolute, because the panel has views at deeper paths. */
export async function loadPanelConfig(fetcher: typeof fetch = fetch): Promise<PanelConfig> {
  const response = await fetcher('/admin/config.json', { cache: 'no-store', headers: { Accept: 'application/json' } })
  if (!response.ok) {
    throw new Error(`config.json: status ${response.status}`)
  }
  const json: unknown = await response.json()
  const url = typeof json === 'object' && json !== null && 'listener_url' in json ? json.listener_url : null
  return { page: readConfig(json), listenerUrl: typeof url === 'string' && /^https?:\/\//.test(url) ? url.replace(/\/+$/, '') : null }
}

/** How often the page asks whether the service has a newer one, in ms. */
const EVERY = 15 * 60_000

export interface Freshness {
  readonly built: string | null
  readonly session: Store
  /** Whether something would be lost by a reload. */
  readonly unsaved: () => boolean
  readonly reload: () => void
  /** Says that a newer page is there when it cannot be loaded now. */
  readonly tell: () => void
}

/** Follows whether the service has a newer page, and loads it unless something is unsaved; then it only says so. */
export class PageFreshness {
  readonly #freshness: Freshness
  readonly #load: () => Promise<PanelConfig>

  constructor(freshness: Freshness, load: () => Promise<PanelConfig> = () => loadPanelConfig()) {
    this.#freshness = freshness
    this.#load = load
  }

  start(): void {
    setInterval(() => void this.ask(), EVERY)
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') {
        void this.ask()
      }
    })
    addEventListener('roomtone-view-missing', () => void this.ask())
  }

  async ask(): Promise<void> {
    try {
      this.compare((await this.#load()).page)
    } catch {
      // Without an answer there is nothing to compare with; the next time tells.
    }
  }

  /** Returns whether the page is being loaded anew. */
  compare(config: PageConfig): boolean {
    const { built, session, unsaved, reload, tell } = this.#freshness
    if (config.page === null || built === null || config.page === built) {
      return false
    }
    if (unsaved()) {
      tell()
      return false
    }
    const result = checkPage(config, built, session, reload)
    if (result === 'outdated') {
      tell()
    }
    return result === 'reloading'
  }
}
