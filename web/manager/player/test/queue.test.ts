import { describe, expect, it } from 'vitest'
import { alone, choose, QueueMemory, type KnownSong } from '../src/queue'
import { entry, song } from './world'

const known = (n: number, lastPlayed: number): KnownSong => ({ ...song(n), lastPlayed })
const all = (): boolean => true
const none = (): boolean => false

describe('the queue', () => {
  it('leaves out what was started, and all before it', () => {
    const memory = new QueueMemory()
    const next = [entry(1), entry(2), entry(3)]
    memory.start(entry(2).queueId)
    expect(memory.upcoming(next)).toEqual([entry(3)])
  })

  it('starts with the first entry when the poll does not list the one that was started', () => {
    const memory = new QueueMemory([entry(9).queueId])
    expect(memory.upcoming([entry(1), entry(2)])).toEqual([entry(1), entry(2)])
  })

  it('does not grow', () => {
    const memory = new QueueMemory()
    for (let n = 0; n < 1000; n++) memory.start(entry(n).queueId)
    expect(memory.list).toHaveLength(20)
  })

  it('plays the first entry whose file is there', () => {
    const missing = entry(1).key
    const chosen = choose([entry(1), entry(2)], (key) => key !== missing, none, () => [], [])
    expect(chosen.choice).toEqual({ song: entry(2), queueId: entry(2).queueId })
    expect(chosen.passed).toEqual([])
  })

  it('names the entries before it that cannot be played', () => {
    const chosen = choose([entry(1), entry(2)], all, (id) => id === entry(1).queueId, () => [], [])
    expect(chosen.choice?.queueId).toBe(entry(2).queueId)
    expect(chosen.passed).toEqual([entry(1)])
  })

  it('plays from the cache, without an entry, when no file of the queue is there', () => {
    const chosen = choose([entry(1)], none, none, () => [known(7, 5)], [])
    expect(chosen.choice).toEqual({ song: known(7, 5), queueId: null })
  })
})

describe('alone', () => {
  it('plays what was not heard for longest, and first what was never heard', () => {
    expect(alone([known(1, 30), known(2, 10), known(3, 20)], [])?.songId).toBe(known(2, 0).songId)
    expect(alone([known(1, 30), known(2, 10), known(3, 0)], [])?.songId).toBe(known(3, 0).songId)
  })

  it('repeats what plays only when there is nothing else', () => {
    expect(alone([known(1, 0), known(2, 10)], [known(1, 0).songId])?.songId).toBe(known(2, 0).songId)
    expect(alone([known(1, 0)], [known(1, 0).songId])?.songId).toBe(known(1, 0).songId)
    expect(alone([], [])).toBeNull()
  })

  it('repeats no song before all others were heard', () => {
    const songs = Array.from({ length: 25 }, (_, n) => known(n, (n * 7) % 25))
    const heard: string[] = []
    for (let turn = 1; turn <= 200; turn++) {
      const next = alone(songs, heard.slice(-1)) as KnownSong
      const at = songs.findIndex((one) => one.songId === next.songId)
      expect(heard.slice(-24)).not.toContain(next.songId)
      songs[at] = { ...next, lastPlayed: 1000 + turn }
      heard.push(next.songId)
    }
  })
})
