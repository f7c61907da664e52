import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AudioOutput, MAX_FILE } from '../src/audio'
import { verifiedStream } from '../src/download'
import { content, song, turn } from './world'

/** What the fakes below hold. */
const held = { buffers: new Set<FakeNode>(), elements: 0, urls: new Set<string>(), decoding: 0, mostDecoding: 0, decoded: 0 }

const wanted = new AbortController().signal

class FakeNode {
  private sounding: unknown = null
  gain = { value: 1, cancelScheduledValues: () => undefined, setValueCurveAtTime: () => undefined }
  threshold = { value: 0 }
  knee = this.threshold
  ratio = this.threshold
  attack = this.threshold
  release = this.threshold
  curve: Float32Array | null = null

  get buffer(): unknown {
    return this.sounding
  }

  set buffer(buffer: unknown) {
    this.sounding = buffer
    if (buffer === null) held.buffers.delete(this)
    else held.buffers.add(this)
  }

  connect(to: FakeNode): FakeNode {
    return to
  }

  disconnect(): void {}
  start(): void {}
  stop(): void {}
}

const node = (): FakeNode => new FakeNode()

class FakeContext {
  readonly sampleRate = 48_000
  readonly currentTime = 0
  readonly state = 'running'
  readonly destination = node()
  createGain = node
  createDynamicsCompressor = node
  createWaveShaper = node
  createBufferSource = node
  createMediaElementSource = node

  async decodeAudioData(): Promise<unknown> {
    held.mostDecoding = Math.max(held.mostDecoding, ++held.decoding)
    held.decoded++
    await turn()
    held.decoding--
    return { numberOfChannels: 0 }
  }
}

class FakeAudio {
  oncanplay: (() => void) | null = null
  src = ''

  constructor() {
    held.elements++
  }

  load(): void {
    if (this.src !== '') queueMicrotask(() => this.oncanplay?.())
  }

  removeAttribute(): void {
    this.src = ''
  }

  async play(): Promise<void> {}
  pause(): void {}
}

describe('the memory of the page', () => {
  beforeEach(() => {
    vi.stubGlobal('AudioContext', FakeContext)
    vi.stubGlobal('Audio', FakeAudio)
    let urls = 0
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
      held.urls.add(`blob:${++urls}`)
      return `blob:${urls}`
    })
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => { held.urls.delete(url) })
    held.elements = held.decoding = held.mostDecoding = held.decoded = 0
    held.buffers.clear()
    held.urls.clear()
  })

  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('holds the samples of a decoded song until it has ended, and no longer', async () => {
    const output = new AudioOutput()
    const file = new Blob([content(1)])
    for (let i = 0; i < 20; i++) {
      const next = await output.prepare(song(i), file, 0, wanted)
      const voice = (await output.prepare(song(i), file, 0, wanted)).start(0, 0, 0, 0)
      expect(held.buffers.size).toBe(2)
      voice.stop()
      next.discard()
      expect(held.buffers.size).toBe(0)
    }
  })

  it('decodes one file at a time, and none that is not wanted any more', async () => {
    const output = new AudioOutput()
    const file = new Blob([content(1)])
    const abandoned = new AbortController()
    const first = output.prepare(song(1), file, 0, wanted)
    const second = output.prepare(song(2), file, 0, abandoned.signal)
    const third = output.prepare(song(3), file, 0, wanted)
    abandoned.abort()
    await expect(second).rejects.toThrow()
    await Promise.all([first, third])
    expect(held.mostDecoding).toBe(1)
    expect(held.decoded).toBe(2)
  })

  it('plays all long files with the same media elements, and gives their addresses back', async () => {
    const output = new AudioOutput()
    const file = new Blob([new Uint8Array(MAX_FILE + 1)])
    for (let i = 0; i < 20; i++) {
      const next = await output.prepare(song(i), file, 0, wanted)
      const voice = (await output.prepare(song(i, { loop: true }), file, 0, wanted)).start(0, 0, 0, 0)
      expect(held.urls.size).toBe(2)
      voice.stop()
      next.discard()
    }
    expect(held.elements).toBe(3)
    expect(held.urls.size).toBe(0)
  })

  it('reads no more of a download than what is stored', async () => {
    let read = 0
    const body = new ReadableStream({
      pull(controller) {
        if (++read > 200) controller.close()
        else controller.enqueue(content(1, 5))
      },
    }, { highWaterMark: 0 })
    const reader = verifiedStream(song(1), async () => new Response(body), new AbortController().signal, async () => undefined).bytes.getReader()
    await turn()
    expect(read).toBe(0)
    for (let taken = 1; taken <= 10; taken++) {
      await reader.read()
      await turn()
      expect(read).toBeLessThanOrEqual(taken + 1)
    }
  })
})
