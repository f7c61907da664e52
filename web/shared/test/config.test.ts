import { describe, expect, it } from 'vitest'
import { builtPage, checkPage, InvalidConfig, loadConfig, readConfig } from '../src/config'
import { MemoryStore } from './fakes'

const json = {
  supabase_url: 'https://auth.test',
  publishable_key: 'sb_publishable_x',
  languages: ['en', 'de'],
  dimensions: ['rain', 'sea_waves', 'thunderstorm', 'wind', 'crackling_fire'],
  links: { privacy: 'https://venue.test/privacy', imprint: 'javascript:alert(1)' },
  page: 'b',
}

describe('config.json', () => {
  it('is read', () => {
    const config = readConfig(json)
    expect(config.supabaseUrl).toBe('https://auth.test')
    expect(config.dimensions[4]).toBe('crackling_fire')
    expect(config.page).toBe('b')
  })

  it('gives no link that would run a script', () => {
    expect(readConfig(json).links).toEqual({ privacy: 'https://venue.test/privacy' })
  })

  it('is refused without an Auth address or without five dimensions', () => {
    expect(() => readConfig({ ...json, supabase_url: '' })).toThrow(InvalidConfig)
    expect(() => readConfig({ ...json, dimensions: ['rain'] })).toThrow(InvalidConfig)
    expect(() => readConfig(null)).toThrow(InvalidConfig)
  })

  it('is loaded past every cache', async () => {
    let cache: RequestCache | undefined
    const fetcher: typeof fetch = (_, init) => {
      cache = init?.cache
      return Promise.resolve(Response.json(json))
    }
    expect((await loadConfig(fetcher)).publishableKey).toBe('sb_publishable_x')
    expect(cache).toBe('no-store')
  })
})

describe('a page', () => {
  const config = readConfig(json)
  let reloads = 0
  const reload = () => void reloads++

  it('knows its hash', () => {
    document.head.innerHTML = '<meta name="roomtone-page" content="a">'
    expect(builtPage(document)).toBe('a')
    document.head.innerHTML = ''
    expect(builtPage(document)).toBeNull()
  })

  it('that is the one of the service stays', () => {
    expect(checkPage(config, 'b', new MemoryStore(), reload)).toBe('current')
    expect(checkPage(config, null, new MemoryStore(), reload)).toBe('current')
    expect(checkPage({ ...config, page: null }, 'a', new MemoryStore(), reload)).toBe('current')
    expect(reloads).toBe(0)
  })

  it('that is older reloads itself once, and once more for the next release', () => {
    const session = new MemoryStore()
    expect(checkPage(config, 'a', session, reload)).toBe('reloading')
    expect(checkPage(config, 'a', session, reload)).toBe('outdated')
    expect(reloads).toBe(1)
    expect(checkPage({ ...config, page: 'c' }, 'a', session, reload)).toBe('reloading')
    expect(reloads).toBe(2)
  })

  it('that could not remember the reload does not reload', () => {
    reloads = 0
    expect(checkPage(config, 'a', new MemoryStore(false), reload)).toBe('outdated')
    expect(reloads).toBe(0)
  })
})
