import { describe, expect, it } from 'vitest'
import { chooseLanguage, differences, Messages } from '../src/messages'
import { MemoryStore } from './fakes'

const en = { hello: 'Hello, {name}', votes: { one: '{count} vote', other: '{count} votes' } }
const de = { hello: 'Hallo, {name}', votes: { one: '{count} Stimme', other: '{count} Stimmen' } }

describe('messages', () => {
  it('come in the language of the browser', () => {
    expect(new Messages({ en, de }, new MemoryStore(), ['fr-FR', 'de-AT', 'en']).t('hello', { name: 'Ada' })).toBe('Hallo, Ada')
    expect(new Messages({ en, de }, new MemoryStore(), ['fr']).language).toBe('en')
    expect(chooseLanguage([], ['en'])).toBe('en')
  })

  it('come in the language that was chosen by hand, which is kept', () => {
    const store = new MemoryStore()
    const messages = new Messages({ en, de }, store, ['en'])
    let changes = 0
    messages.watch(() => changes++)
    messages.choose('de')
    expect(messages.t('votes', { count: 2 })).toBe('2 Stimmen')
    expect(changes).toBe(1)
    expect(new Messages({ en, de }, store, ['en']).language).toBe('de')
  })

  it('have plural forms and numbers as the language writes them', () => {
    const messages = new Messages({ en, de }, new MemoryStore(), ['de'])
    expect(messages.t('votes', { count: 1 })).toBe('1 Stimme')
    expect(messages.t('votes', { count: 0 })).toBe('0 Stimmen')
    expect(messages.t('votes', { count: 1234 })).toBe('1.234 Stimmen')
  })

  it('write times as the region of the browser does', () => {
    const noon = new Date(2026, 10, 30, 16, 5)
    const time = (tag: string) => new Messages({ en, de }, new MemoryStore(), [tag]).time(noon, noon.getTime())
    expect(time('en-GB')).toBe('16:05')
    expect(time('en-US')).toMatch(/4:05.PM/)
    expect(time('de-CH')).toBe('16:05')
    expect(time('fr')).toMatch(/4:05.PM/)
  })

  it('leave values as they are, also those that look like placeholders', () => {
    const messages = new Messages({ en, de }, new MemoryStore(), ['en'])
    expect(messages.t('hello', { name: '{count} <b>' })).toBe('Hello, {count} <b>')
    expect(messages.t('hello')).toBe('Hello, {name}')
  })
})

describe('the comparison of messages files', () => {
  it('finds missing keys, empty texts and other placeholders', () => {
    expect(differences(en, de)).toEqual([])
    expect(differences(en, { hello: 'Hallo, {nme}' })).toEqual([
      'hello: placeholders {name} and {nme}',
      'votes: missing in the second file',
    ])
    expect(differences({ a: 'x' }, { a: ' ' })).toEqual(['a: empty'])
  })
})
