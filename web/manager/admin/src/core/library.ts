import { isFiltered, type SongFilter } from './song-filter'

/** What a room may play, as the picker sees it. */
export interface LibraryState {
  /** How many songs it has; 0: none, so that the room plays the whole catalogue. */
  readonly count: number
  readonly ids: ReadonlySet<string>
}

export const WHOLE_CATALOGUE: LibraryState = { count: 0, ids: new Set() }

/** The most songs that a library can have. */
export const MAX_SONGS = 50_000

/** What taking songs out means. */
export type Removal = 'removes' | 'empties' | 'impossible'

export function libraryOf(ids: readonly string[]): LibraryState {
  const set = new Set(ids)
  return { count: set.size, ids: set }
}

/** The ids after a selection was put in or taken out. */
export function withSelection(state: LibraryState, selected: ReadonlySet<string>, into: boolean): string[] {
  return into ? [...new Set([...state.ids, ...selected])] : [...state.ids].filter((id) => !selected.has(id))
}

/** Says what taking a selection out of a library does. Taking all out means the whole catalogue, so that it needs a question. */
export function removalOf(state: LibraryState, selected: ReadonlySet<string>): Removal {
  if (state.count === 0) {
    return 'impossible'
  }
  return [...state.ids].every((id) => selected.has(id)) ? 'empties' : 'removes'
}

/** Whether the calls that add or remove all that match can be used: without a filter they are refused. */
export function canMatch(filter: SongFilter): boolean {
  return isFiltered(filter)
}

/** The songs that are selected on the pages of a list. It holds across pages and is cleared when the filters change. */
export class Selection {
  readonly ids = new Set<string>()
  #filters = ''

  get size(): number {
    return this.ids.size
  }

  /** @param filters names the filters; others than before clear the selection */
  follow(filters: string): void {
    if (filters !== this.#filters) {
      this.#filters = filters
      this.ids.clear()
    }
  }

  toggle(id: string, selected: boolean): void {
    if (selected) {
      this.ids.add(id)
    } else {
      this.ids.delete(id)
    }
  }

  /** Selects all songs of a page, or none of them. */
  togglePage(ids: readonly string[], selected: boolean): void {
    for (const id of ids) {
      this.toggle(id, selected)
    }
  }

  /** Whether all, some or none of a page are selected. */
  page(ids: readonly string[]): 'all' | 'some' | 'none' {
    const count = ids.filter((id) => this.ids.has(id)).length
    return count === 0 ? 'none' : count === ids.length ? 'all' : 'some'
  }

  clear(): void {
    this.ids.clear()
  }
}
