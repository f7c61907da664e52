import { SORTS, type Sort } from './types'

/** The filters of the API's lists of songs. */
export interface SongFilter {
  search?: string
  type?: 'soundscape' | 'instrumental'
  embedding?: boolean
  suggested?: boolean
  archived?: 'true' | 'all'
  min_duration?: number
  max_duration?: number
  in_library_of?: string
}

/** The names of the filters in an address. Durations stand there in seconds, as in the API. */
export const FILTERS = ['search', 'type', 'embedding', 'suggested', 'archived', 'min_duration', 'max_duration', 'in_library_of'] as const

/** Reads the filters of an address; what the API would refuse is left out. */
export function songFilter(query: URLSearchParams): SongFilter {
  const filter: SongFilter = {}
  const search = (query.get('search') ?? '').trim().slice(0, 200)
  if (search !== '') {
    filter.search = search
  }
  const type = query.get('type')
  if (type === 'soundscape' || type === 'instrumental') {
    filter.type = type
  }
  for (const name of ['embedding', 'suggested'] as const) {
    const value = query.get(name)
    if (value === 'true' || value === 'false') {
      filter[name] = value === 'true'
    }
  }
  const archived = query.get('archived')
  if (archived === 'true' || archived === 'all') {
    filter.archived = archived
  }
  for (const name of ['min_duration', 'max_duration'] as const) {
    const value = query.get(name)
    const seconds = Number(value)
    if (value !== null && value !== '' && Number.isFinite(seconds) && seconds >= 0) {
      filter[name] = seconds
    }
  }
  const library = query.get('in_library_of')
  if (library !== null && /^[0-9a-f-]{36}$/i.test(library)) {
    filter.in_library_of = library
  }
  return filter
}

/** Whether any filter is set. */
export function isFiltered(filter: SongFilter): boolean {
  return Object.keys(filter).length > 0
}

/** The sort order of an address: a name of the API, from the other end with `-` before it. */
export function songSort(query: URLSearchParams): { readonly by: Sort; readonly down: boolean } {
  const value = query.get('sort') ?? '-created'
  const by = SORTS.find((sort) => sort === value.replace(/^-/, ''))
  return by === undefined ? { by: 'created', down: true } : { by, down: value.startsWith('-') }
}

/** The sort order that a click on a column's heading asks for. */
export function nextSort(query: URLSearchParams, by: Sort): string {
  const now = songSort(query)
  return now.by === by && !now.down ? `-${by}` : by
}

/** A text of the filters for a query, for example of the CSV export. */
export function filterText(filter: SongFilter): string {
  return new URLSearchParams(Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)])).toString()
}
