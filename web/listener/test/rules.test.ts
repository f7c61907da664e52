import { differences } from '@roomtone/shared/messages'
import { describe, expect, it } from 'vitest'
import de from '../src/messages/de.json'
import en from '../src/messages/en.json'
import { isRenewalDue, type RenewalFacts } from '../src/model/renewal'
import { viewOf } from '../src/views/app'
import { paint } from '../src/views/painting'

const MINUTE = 60_000

describe('the messages', () => {
  it('are complete in both languages, with the same placeholders', () => {
    expect(differences(en, de)).toEqual([])
  })

  it('are all used by the page', () => {
    const sources = Object.values(import.meta.glob<string>('../src/**/*.ts', { query: '?raw', import: 'default', eager: true })).join('\n')
    const patterns = [...sources.matchAll(/`([\w.-]*)\$\{[^}]+\}([\w.-]*)`/g)].map(([, head, tail]) => new RegExp(`^${head}[\\w-]+${tail}$`))
    const unused = Object.keys(en).filter((key) => !sources.includes(`'${key}'`) && !patterns.some((pattern) => pattern.source !== '^[\\w-]+$' && pattern.test(key)))
    expect(unused).toEqual([])
  })
})

describe('the renewal of a session', () => {
  const facts: RenewalFacts = { left: 49 * MINUTE, visible: true, unused: 0, sinceAttempt: null, exhausted: false }

  it('is due when less than 50 minutes are left', () => {
    expect(isRenewalDue(facts)).toBe(true)
    expect(isRenewalDue({ ...facts, left: 50 * MINUTE })).toBe(false)
    expect(isRenewalDue({ ...facts, left: null })).toBe(false)
  })

  it('is not due for a session that is over', () => expect(isRenewalDue({ ...facts, left: 0 })).toBe(false))
  it('is not due while the page is hidden', () => expect(isRenewalDue({ ...facts, visible: false })).toBe(false))
  it('is not due ten minutes after the page was used last', () => expect(isRenewalDue({ ...facts, unused: 10 * MINUTE })).toBe(false))
  it('is not due when the last one did not lengthen it', () => expect(isRenewalDue({ ...facts, exhausted: true })).toBe(false))
  it('is due five minutes after the last attempt at the earliest', () => {
    expect(isRenewalDue({ ...facts, sinceAttempt: 5 * MINUTE - 1 })).toBe(false)
    expect(isRenewalDue({ ...facts, sinceAttempt: 5 * MINUTE })).toBe(true)
  })
})

describe('the fragment of the address', () => {
  it('names a view, or the room', () => {
    expect(viewOf('#/wishes')).toBe('wishes')
    expect(viewOf('')).toBe('room')
    expect(viewOf('#access_token=x')).toBe('room')
  })
})

describe('the picture', () => {
  it('draws no layer for what is not there, and calm rings for nothing at all', () => {
    const drawn = (amounts: readonly number[]) => {
      const calls: string[] = []
      const light = { addColorStop: () => undefined }
      const ground = new Proxy({} as CanvasRenderingContext2D, {
        get: (_, name) => (name === 'createRadialGradient' ? () => light : (...values: unknown[]) => void calls.push(`${String(name)}/${values.length}`)),
        set: () => true,
      })
      paint(ground, { width: 300, height: 200, seconds: 1, amounts, palette: { ground: '#000000', dimensions: ['#111111', '#222222', '#333333', '#444444', '#555555'], isDark: true } })
      return calls
    }
    expect(drawn([0, 0, 0, 0, 0]).filter((call) => call === 'arc/5')).toHaveLength(7)
    expect(drawn([1, 0, 0, 0, 0]).filter((call) => call === 'arc/5')).toHaveLength(0)
    expect(drawn([0, 0, 0, 0, 1]).filter((call) => call === 'arc/5').length).toBeGreaterThan(20)
  })
})
