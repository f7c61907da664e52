import { describe, expect, it } from 'vitest'
import { ASSUMED_BYTES, budgetBytes, fetchAhead, makeRoom, missing, Retries, unwanted, type CachedFile } from '../src/cache'
import { song } from './world'

const file = (n: number, bytes: number, used: number): CachedFile => ({ key: song(n).key, bytes, used })
const nothing: ReadonlySet<string> = new Set()
const any = (): boolean => true

describe('the cache of files', () => {
  it('takes a share of what the browser grants', () => {
    expect(budgetBytes(undefined)).toBe(ASSUMED_BYTES)
    expect(budgetBytes(1e10)).toBe(7e9)
    expect(budgetBytes(50 * 1024 * 1024)).toBe(18 * 1024 * 1024)
    expect(budgetBytes(1)).toBe(0)
  })

  it('deletes what neither queue nor manifest lists, and what does not play', () => {
    const files = [file(1, 1, 0), file(2, 1, 0), file(3, 1, 0), file(4, 1, 0)]
    expect(unwanted(files, { queue: [song(1)], manifest: [song(2)] }, new Set([song(3).key]))).toEqual([song(4).key])
  })

  it('deletes nothing before all pages of the manifest were read', () => {
    expect(unwanted([file(4, 1, 0)], { queue: [], manifest: null }, nothing)).toEqual([])
  })

  it('makes room by the oldest use, first of what nothing needs, and spares the queue and what plays', () => {
    const files = [file(1, 10, 1), file(2, 10, 2), file(3, 10, 3), file(4, 10, 4), file(5, 10, 9)]
    const wanted = { queue: [song(1)], manifest: [song(1), song(2), song(3), song(4)] }
    const playing = new Set([song(2).key])
    expect(makeRoom(files, wanted, playing, 10, 50)).toEqual([song(5).key])
    expect(makeRoom(files, wanted, playing, 20, 50)).toEqual([song(5).key, song(3).key])
    expect(makeRoom(files, wanted, playing, 30, 50)).toEqual([song(5).key, song(3).key, song(4).key])
    expect(makeRoom(files, wanted, playing, 31, 50)).toBeNull()
  })

  it('fetches in advance only what fits beside all that is there', () => {
    const manifest = [song(1, { sizeBytes: 100 }), song(2, { sizeBytes: 30 })]
    expect(fetchAhead(manifest, () => false, any, 50, 100)?.songId).toBe(song(2).songId)
    expect(fetchAhead(manifest, () => false, any, 80, 100)).toBeNull()
  })

  it('fetches the queue in its order, and goes on past a file that failed', () => {
    expect(missing([song(1), song(2)], (key) => key === song(1).key, any)?.songId).toBe(song(2).songId)
    expect(missing([song(1), song(2)], () => false, (key) => key !== song(1).key)?.songId).toBe(song(2).songId)
  })

  it('tries a file again later each time', () => {
    let now = 0
    const retries = new Retries(() => now)
    retries.fail('a')
    expect(retries.mayTry('a')).toBe(false)
    now = 5000
    expect(retries.mayTry('a')).toBe(true)
    retries.fail('a')
    now = 14_999
    expect(retries.mayTry('a')).toBe(false)
    now = 15_000
    expect(retries.mayTry('a')).toBe(true)
    retries.succeed('a')
    retries.fail('a', 60)
    now = 74_999
    expect(retries.mayTry('a')).toBe(false)
  })
})
