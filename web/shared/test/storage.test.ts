import { beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../src/storage'

describe('a store', () => {
  beforeEach(() => localStorage.clear())

  it('keeps values under the name of its page', () => {
    openStore('roomtone-listener').set('language', 'de')
    expect(localStorage.getItem('roomtone-listener-language')).toBe('de')
    expect(openStore('roomtone-listener').get('language')).toBe('de')
    expect(openStore('roomtone-admin').get('language')).toBeNull()
  })

  it('keeps values in memory where storage is blocked, and says so', () => {
    const store = openStore('roomtone-listener', 'local', () => {
      throw new DOMException('blocked', 'SecurityError')
    })
    store.set('language', 'de')
    expect(store.get('language')).toBe('de')
    expect(store.persistent).toBe(false)
    store.remove('language')
    expect(store.get('language')).toBeNull()
  })

  it('keeps a value in memory that a full storage refuses', () => {
    const full = {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: (key: string) => {
        if (!key.endsWith('probe')) {
          throw new DOMException('full', 'QuotaExceededError')
        }
      },
    } as unknown as Storage
    const store = openStore('roomtone-player', 'local', () => full)
    expect(store.persistent).toBe(true)
    store.set('plays', '[]')
    expect(store.get('plays')).toBe('[]')
    expect(store.persistent).toBe(false)
  })
})
