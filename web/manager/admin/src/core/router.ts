import { Model } from '@roomtone/shared/model'

/** The addresses of the views, below the base. Parts that begin with a colon are parameters. */
const PATTERNS = {
  overview: '',
  songs: 'songs',
  upload: 'songs/upload',
  import: 'songs/import',
  song: 'songs/:id',
  players: 'players',
  'new-player': 'players/new',
  player: 'players/:id',
  'player-settings': 'players/:id/settings',
  'player-library': 'players/:id/library',
  'player-device': 'players/:id/device',
  'player-history': 'players/:id/history',
  'player-votes': 'players/:id/votes',
  'player-sheet': 'players/:id/sheet',
  roles: 'roles',
  audit: 'audit',
  'audit-line': 'audit/:id',
} as const

export type RouteName = keyof typeof PATTERNS | 'unknown'

/** Where one is. */
export interface Place {
  readonly name: RouteName
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

export type QueryValues = Readonly<Record<string, string | number | boolean | null | undefined>>

/** What the router needs of a window. */
export interface Surface {
  readonly location: Pick<Location, 'pathname' | 'search' | 'origin'>
  readonly history: Pick<History, 'pushState' | 'replaceState'>
  addEventListener(type: 'popstate', listener: () => void): void
}

/** Names the view of an address. */
export function match(path: string, base: string): Omit<Place, 'query'> {
  const rest = path.startsWith(base) ? path.slice(base.length).replace(/\/+$/, '') : path === base.slice(0, -1) ? '' : null
  if (rest !== null) {
    const parts = rest.split('/')
    for (const [name, pattern] of Object.entries(PATTERNS) as [keyof typeof PATTERNS, string][]) {
      const params = compare(pattern.split('/'), parts)
      if (params !== null) {
        return { name, params }
      }
    }
  }
  return { name: 'unknown', params: {} }
}

function compare(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) {
    return null
  }
  const params: Record<string, string> = {}
  for (const [i, part] of pattern.entries()) {
    const got = parts[i] ?? ''
    if (part.startsWith(':')) {
      const value = decoded(got)
      if (value === null || value === '') {
        return null
      }
      params[part.slice(1)] = value
    } else if (part !== got) {
      return null
    }
  }
  return params
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

/** Follows the address of the page through the History API, so that back, reload, tabs and bookmarks work. */
export class Router extends Model {
  place: Place
  /** What the last move was: by a link, or back and forward. */
  moved: 'loaded' | 'went' | 'returned' | 'filtered' = 'loaded'
  readonly #base: string
  readonly #surface: Surface

  /** @param base the path of the panel, with a slash at its end */
  constructor(surface: Surface = window, base = '/admin/') {
    super()
    this.#base = base
    this.#surface = surface
    this.place = this.#read()
    surface.addEventListener('popstate', () => this.#update('returned'))
  }

  /** Returns the address of a view. */
  href(name: Exclude<RouteName, 'unknown'>, params: Readonly<Record<string, string>> = {}, query: QueryValues = {}): string {
    const path = PATTERNS[name].replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
    return `${this.#base}${path}${search(query)}`
  }

  /** Goes to an address of the panel and returns true; false for any other. */
  go(href: string): boolean {
    const url = new URL(href, this.#surface.location.origin)
    if (url.origin !== this.#surface.location.origin || !url.pathname.startsWith(this.#base)) {
      return false
    }
    this.#surface.history.pushState(null, '', `${url.pathname}${url.search}`)
    this.#update('went')
    return true
  }

  /** Changes values of the query and keeps the others; empty ones are removed. The page number starts over unless it is named. */
  filter(values: QueryValues, how: 'push' | 'replace' = 'push'): void {
    const query = new URLSearchParams(this.place.query)
    if (!('page' in values)) {
      query.delete('page')
    }
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === undefined || value === '') {
        query.delete(name)
      } else {
        query.set(name, String(value))
      }
    }
    const text = query.toString()
    if (text === this.place.query.toString()) {
      return
    }
    const address = `${this.#surface.location.pathname}${text === '' ? '' : `?${text}`}`
    this.#surface.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address)
    this.#update('filtered')
  }

  /** Returns the address of this view with changed values of the query. */
  withQuery(values: QueryValues): string {
    const query = new URLSearchParams(this.place.query)
    for (const [name, value] of Object.entries(values)) {
      query.delete(name)
      if (value !== null && value !== undefined && value !== '') {
        query.set(name, String(value))
      }
    }
    const text = query.toString()
    return `${this.#surface.location.pathname}${text === '' ? '' : `?${text}`}`
  }

  /** Follows clicks on links of the panel without loading the page again. */
  readonly onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return
    }
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement)
    if (link === undefined || link.hasAttribute('download') || (link.target !== '' && link.target !== '_self')) {
      return
    }
    const href = link.getAttribute('href') ?? ''
    if (href !== '' && !href.startsWith('#') && this.go(href)) {
      event.preventDefault()
    }
  }

  #update(moved: Router['moved']): void {
    this.place = this.#read()
    this.moved = moved
    this.changed()
  }

  #read(): Place {
    const { pathname, search: query } = this.#surface.location
    return { ...match(pathname, this.#base), query: new URLSearchParams(query) }
  }
}

function search(values: QueryValues): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, String(value))
    }
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
