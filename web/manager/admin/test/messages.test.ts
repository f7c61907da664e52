import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { differences } from '@roomtone/shared/messages'
import { describe, expect, it } from 'vitest'
import { loadWords, spoken, t, tMaybe } from '../src/core/text'
import de from '../src/messages/de.json'
import en from '../src/messages/en.json'
import { MemoryStore } from './world'

const sources = join(__dirname, '..', 'src')

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : []
  })
}

describe('the words of the panel', () => {
  it('are the same in all languages', () => {
    expect(differences(en, de)).toEqual([])
  })

  it('are all used somewhere', () => {
    const code = files(sources).map((path) => readFileSync(path, 'utf8')).join('\n')
    const prefixes = [...code.matchAll(/`([a-z][a-z-]*\.(?:[a-z-]+\.)*[a-z-]*)\$\{/g)].map((match) => match[1] ?? '')
    const unused = Object.keys(en).filter((key) => !code.includes(`'${key}'`) && !prefixes.some((prefix) => prefix !== '' && key.startsWith(prefix)))
    expect(unused).toEqual([])
  })

  it('choose between one and many, and fill in values', async () => {
    await loadWords(new MemoryStore(), ['en', 'de'], ['fr', 'en-GB'])
    expect(t('overview.problems', { count: 1 })).toBe('1 problem')
    expect(t('overview.problems', { count: 1234 })).toBe('1,234 problems')
    expect(t('no-role.text', { email: 'ada@example.org' })).toContain('signed in as ada@example.org.')
    expect(tMaybe('overview.kind.never-heard-of')).toBeNull()
  })

  it('come in the language that was chosen by hand before that of the browser', async () => {
    const store = new MemoryStore()
    store.set('language', 'de')
    expect(await loadWords(store, ['en', 'de'], ['en'])).toBe('de')
    expect(t('save')).toBe('Speichern')
    expect(spoken()).toBe('de')
    expect(await loadWords(store, ['en'], ['de'])).toBe('en')
  })
})
