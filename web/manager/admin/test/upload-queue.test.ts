import { ApiProblem, ApiUnreachable } from '@roomtone/shared/problem'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Song } from '../src/core/types'
import { UploadQueue } from '../src/core/upload-queue'
import { SONG } from './world'

interface Sending {
  readonly name: string
  readonly signal: AbortSignal
  readonly progress: (share: number) => void
  readonly end: (song: Song) => void
  readonly fail: (error: unknown) => void
}

const file = (name: string) => new File(['x'], name)
const busy = (status: number, name: string, seconds: number | null, members: object = {}) =>
  new ApiProblem(status, { type: `urn:roomtone:problem:${name}`, title: name, detail: 'Later.', ...members }, seconds)

describe('a queue of uploads', () => {
  let sendings: Sending[]
  let queue: UploadQueue

  beforeEach(() => {
    vi.useFakeTimers()
    sendings = []
    queue = new UploadQueue(
      (sent, _, progress, signal) =>
        new Promise((end, fail) => {
          signal.addEventListener('abort', () => fail(signal.reason))
          sendings.push({ name: sent.name, signal, progress, end, fail })
        }),
      () => Date.now(),
    )
    for (const name of ['a.wav', 'b.wav', 'c.wav', 'd.wav']) {
      queue.add(file(name), 'soundscape')
    }
  })

  afterEach(() => vi.useRealTimers())

  const states = () => queue.items.map((item) => item.state)
  const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

  it('sends two files at a time, in their order', async () => {
    expect(sendings.map((sending) => sending.name)).toEqual(['a.wav', 'b.wav'])
    sendings[1]?.end(SONG)
    await tick()
    expect(sendings.map((sending) => sending.name)).toEqual(['a.wav', 'b.wav', 'c.wav'])
    expect(states()).toEqual(['sending', 'added', 'sending', 'waiting'])
    expect(queue.open).toBe(3)
  })

  it('tells how far each is, and that the service listens when all bytes are there', () => {
    sendings[0]?.progress(0.4)
    expect(queue.items[0]).toMatchObject({ state: 'sending', progress: 0.4 })
    sendings[0]?.progress(1)
    expect(queue.items[0]?.state).toBe('analysing')
  })

  it('cancels one that runs, and one that waits', async () => {
    queue.cancel(3)
    queue.cancel(1)
    await tick()
    expect(sendings[0]?.signal.aborted).toBe(true)
    expect(states()).toEqual(['cancelled', 'sending', 'cancelled', 'sending'])
    sendings[0]?.progress(1)
    expect(queue.items[0]?.state).toBe('cancelled')
  })

  it('tries one again that was cancelled or has failed', async () => {
    sendings[0]?.fail(new ApiUnreachable('network'))
    await tick()
    expect(states()[0]).toBe('failed')
    queue.retry(1)
    sendings[1]?.end(SONG)
    await tick()
    expect(sendings.map((sending) => sending.name)).toEqual(['a.wav', 'b.wav', 'c.wav', 'a.wav'])
    queue.retry(2)
    expect(states()[1]).toBe('added')
  })

  it('waits as long as the service says when it is busy, and sends nothing else meanwhile', async () => {
    sendings[0]?.fail(busy(503, 'uploads-busy', 7))
    sendings[1]?.end(SONG)
    await tick()
    expect(states()).toEqual(['delayed', 'added', 'waiting', 'waiting'])
    expect(queue.items[0]?.wait?.secondsLeft).toBe(7)
    await tick(6900)
    expect(sendings).toHaveLength(2)
    await tick(200)
    expect(sendings.map((sending) => sending.name)).toEqual(['a.wav', 'b.wav', 'a.wav', 'c.wav'])
  })

  it('goes on at once when one does not wait for the delayed file', async () => {
    sendings[0]?.fail(busy(429, 'too-many-calls', 60))
    await tick()
    queue.cancel(1)
    await tick()
    expect(states()).toEqual(['cancelled', 'sending', 'sending', 'waiting'])
    await tick(61_000)
    expect(states()[0]).toBe('cancelled')
  })

  it('names the song that is the same recording', async () => {
    sendings[0]?.fail(busy(409, 'song-exists', null, { song_id: 'x', archived: true }))
    await tick()
    expect(queue.items[0]).toMatchObject({ state: 'twin', twin: { id: 'x', archived: true } })
  })

  it('does not send what was refused before', async () => {
    queue.add(file('e.png'), 'soundscape', new Error('no recording'))
    sendings[0]?.end(SONG)
    sendings[1]?.end(SONG)
    await tick()
    sendings[2]?.end(SONG)
    sendings[3]?.end(SONG)
    await tick()
    expect(states().at(-1)).toBe('refused')
    expect(sendings).toHaveLength(4)
    expect(queue.open).toBe(0)
    queue.clearFinished()
    expect(queue.items).toEqual([])
  })
})
