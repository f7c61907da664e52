import type { Api } from '@roomtone/shared/api'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'
import type { RoomState } from './types'

const KEY = 'titles'

/** How many titles are kept. */
const MOST = 300

/**
 * The titles of songs that this browser has seen. The list of one's votes names songs by their id alone; titles that were never seen here come
 * from the export.
 */
export class Titles extends Model {
  readonly #store: Store
  readonly #api: Api<paths>
  readonly #titles: Map<string, string>
  #loaded: Promise<void> | null = null

  constructor(store: Store, api: Api<paths>) {
    super()
    this.#store = store
    this.#api = api
    this.#titles = new Map(read(store.get(KEY)))
  }

  of(song: string): string | null {
    return this.#titles.get(song) ?? null
  }

  learn(songs: Iterable<{ readonly song_id: string; readonly title: string }>): void {
    let isNew = false
    for (const { song_id, title } of songs) {
      isNew ||= this.#titles.get(song_id) !== title
      this.#titles.delete(song_id)
      this.#titles.set(song_id, title)
    }
    if (isNew) {
      this.#store.set(KEY, JSON.stringify([...this.#titles].slice(-MOST)))
      this.changed()
    }
  }

  learnFrom(state: RoomState): void {
    this.learn(state.current === null ? state.next : [state.current, ...state.next])
  }

  /** Sees to it that these songs have titles, with one call at most. */
  async need(songs: readonly string[]): Promise<void> {
    if (songs.some((song) => !this.#titles.has(song))) {
      this.#loaded ??= this.#load().catch((error: unknown) => {
        this.#loaded = null
        throw error
      })
      await this.#loaded
    }
  }

  forget(): void {
    this.#titles.clear()
    this.#loaded = null
    this.#store.remove(KEY)
  }

  async #load(): Promise<void> {
    const { votes } = await this.#api.get('/api/me/export', { timeoutMs: 20_000 })
    this.learn(votes.map((vote) => ({ song_id: vote.song_id, title: vote.song })))
  }
}

function read(text: string | null): [string, string][] {
  try {
    const pairs: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(pairs) ? pairs.filter((pair): pair is [string, string] => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')) : []
  } catch {
    return []
  }
}
