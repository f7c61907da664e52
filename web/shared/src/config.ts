import type { Store } from './storage'

/** What a page is told before anybody has signed in. */
export interface PageConfig {
  readonly supabaseUrl: string
  readonly publishableKey: string
  /** The languages of the pages, the first is the one for everybody else. */
  readonly languages: readonly string[]
  /** The names of the five dimensions in their order, for example `rain`. */
  readonly dimensions: readonly string[]
  readonly links: { readonly privacy?: string; readonly imprint?: string; readonly support?: string }
  /** The hash of the shell that the service has, or null when it does not say. */
  readonly page: string | null
}

/** The configuration was answered but cannot be used. */
export class InvalidConfig extends Error {
  constructor(member: string) {
    super(`config.json has no usable ${member}`)
    this.name = 'InvalidConfig'
  }
}

/** Loads config.json, which stands beside the page. Rejects when it cannot be reached or used. */
export async function loadConfig(fetcher: typeof fetch = fetch, url = 'config.json'): Promise<PageConfig> {
  const response = await fetcher(url, { cache: 'no-store', headers: { Accept: 'application/json' } })
  if (!response.ok) {
    throw new InvalidConfig(`answer: status ${response.status}`)
  }
  return readConfig(await response.json())
}

/** Checks and reads the JSON of config.json. */
export function readConfig(json: unknown): PageConfig {
  const members = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  const dimensions = texts(members['dimensions'])
  if (dimensions.length !== 5) {
    throw new InvalidConfig('dimensions')
  }
  const page = members['page']
  return {
    supabaseUrl: required(members, 'supabase_url'),
    publishableKey: required(members, 'publishable_key'),
    languages: texts(members['languages']),
    dimensions,
    links: links(members['links']),
    page: typeof page === 'string' && page !== '' ? page : null,
  }
}

/** Returns the hash that the build wrote into the page, or null for a page without one. */
export function builtPage(document: Document): string | null {
  return document.querySelector('meta[name="roomtone-page"]')?.getAttribute('content') || null
}

/**
 * Compares the page with the one that the service has, and reloads a page that is older, once for each new hash.
 *
 * @param session keeps for which hash the page was reloaded; it has to outlast the reload
 * @returns `outdated` when the page is still another one after the reload, or cannot remember a reload
 */
export function checkPage(
  config: PageConfig,
  built: string | null,
  session: Store,
  reload: () => void,
): 'current' | 'reloading' | 'outdated' {
  if (config.page === null || built === null || config.page === built) {
    return 'current'
  }
  if (session.get('reloaded-for') === config.page) {
    return 'outdated'
  }
  session.set('reloaded-for', config.page)
  if (!session.persistent) {
    return 'outdated'
  }
  reload()
  return 'reloading'
}

function required(members: Record<string, unknown>, name: string): string {
  const value = members[name]
  if (typeof value !== 'string' || value === '') {
    throw new InvalidConfig(name)
  }
  return value
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function links(value: unknown): PageConfig['links'] {
  const found: { privacy?: string; imprint?: string; support?: string } = {}
  for (const name of ['privacy', 'imprint', 'support'] as const) {
    const link = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
    // Anything but a web or mail address, such as javascript:, is no link.
    if (typeof link === 'string' && /^(https?:\/\/|mailto:|\/)/i.test(link)) {
      found[name] = link
    }
  }
  return found
}
