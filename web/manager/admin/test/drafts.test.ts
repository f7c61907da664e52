import { describe, expect, it } from 'vitest'
import { conflicts, Drafts, same } from '../src/core/drafts'
import { MemoryStore } from './world'

const BASE = { title: 'Rain', artist: null, weights: [1, 0] }

describe('what was typed and not saved', () => {
  it('survives a reload of the tab', () => {
    const store = new MemoryStore()
    new Drafts(store).set('song 1', 'title', 'Rain on a roof', BASE)
    const again = new Drafts(store)
    expect(again.get('song 1')).toEqual({ base: BASE, values: { title: 'Rain on a roof' } })
    expect(again.size).toBe(1)
  })

  it('is gone when it is the same as before', () => {
    const drafts = new Drafts(new MemoryStore())
    drafts.set('song 1', 'weights', [1, 1], BASE)
    drafts.set('song 1', 'weights', [1, 0], BASE)
    expect(drafts.size).toBe(0)
  })

  it('keeps the base at which the typing began', () => {
    const drafts = new Drafts(new MemoryStore())
    drafts.set('song 1', 'title', 'Rain 2', BASE)
    drafts.set('song 1', 'title', 'Rain 23', { ...BASE, title: 'Hail' })
    expect(drafts.get('song 1')?.base).toEqual(BASE)
  })

  it('conflicts only with another change of the same field', () => {
    const draft = { base: BASE, values: { title: 'Mine', artist: 'Ada' } }
    expect(conflicts(draft, { ...BASE, weights: [0, 1] })).toEqual([])
    expect(conflicts(draft, { ...BASE, title: 'Mine' })).toEqual([])
    expect(conflicts(draft, { ...BASE, title: 'Theirs' })).toEqual([{ field: 'title', base: 'Rain', mine: 'Mine', theirs: 'Theirs' }])
  })

  it('asks about a conflict once: then the present values are the base', () => {
    const drafts = new Drafts(new MemoryStore())
    drafts.set('song 1', 'title', 'Mine', BASE)
    const theirs = { ...BASE, title: 'Theirs' }
    drafts.rebase('song 1', theirs)
    const draft = drafts.get('song 1')
    expect(draft === null ? null : conflicts(draft, theirs)).toEqual([])
  })

  it('is not read from what is no draft', () => {
    const store = new MemoryStore()
    store.set('drafts', '{"a": null, "b": {"values": 3}, "c"')
    expect(new Drafts(store).size).toBe(0)
    store.set('drafts', '{"a": null, "b": {"values": 3}}')
    expect(new Drafts(store).size).toBe(0)
  })

  it('compares values of JSON by their content', () => {
    expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true)
    expect(same({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
    expect(same([1, 2], [2, 1])).toBe(false)
    expect(same([], {})).toBe(false)
    expect(same(null, undefined)).toBe(false)
  })
})
