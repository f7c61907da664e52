import { describe, expect, it } from 'vitest'
import { DownloadError, verifiedStream } from '../src/download'
import { content, song } from './world'

const now = async (): Promise<void> => undefined
const signal = new AbortController().signal

async function bytes(one = song(1), send: typeof fetch): Promise<Uint8Array> {
  return new Uint8Array(await new Response(verifiedStream(one, send, signal, now).bytes).arrayBuffer())
}

async function problem(one = song(1), send: typeof fetch): Promise<DownloadError | null> {
  const download = verifiedStream(one, send, signal, now)
  await expect(new Response(download.bytes).arrayBuffer()).rejects.toBeTruthy()
  return download.problem()
}

/** Answers with the first bytes and then breaks off. */
function broken(whole: Uint8Array<ArrayBuffer>, after: number): Response {
  let sent = false
  return new Response(new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError('network error'))
      else controller.enqueue(whole.slice(0, after))
      sent = true
    },
  }))
}

describe('a download', () => {
  it('passes on the bytes of a file with the right hash', async () => {
    expect(await bytes(song(1), async () => new Response(content(1)))).toEqual(content(1))
  })

  it('fails at its end when the hash is another', async () => {
    expect((await problem(song(1), async () => new Response(content(2))))?.problem).toBe('wrong-hash')
  })

  it('fails when there are too many bytes or too few', async () => {
    expect((await problem(song(1), async () => new Response(content(1, 1001))))?.problem).toBe('wrong-size')
    expect((await problem(song(1, { sizeBytes: null }), async () => new Response(content(1, 999))))?.problem).toBe('wrong-hash')
  })

  it('goes on where the connection broke off', async () => {
    const ranges: (string | null)[] = []
    const received = await bytes(song(1), async (_, init) => {
      const range = new Headers(init?.headers).get('Range')
      ranges.push(range)
      return range === null ? broken(content(1), 400) : new Response(content(1).slice(400), { status: 206 })
    })
    expect(received).toEqual(content(1))
    expect(ranges).toEqual([null, 'bytes=400-'])
  })

  it('gives up when it cannot go on', async () => {
    let calls = 0
    const found = await problem(song(1), async () => {
      calls++
      if (calls > 1) throw new TypeError('Failed to fetch')
      return broken(content(1), 400)
    })
    expect(found?.problem).toBe('network')
    expect(calls).toBe(6)
  })

  it('says that an address has expired, and sends no token to the storage', async () => {
    const seen: Headers[] = []
    const found = await problem(song(1), async (_, init) => {
      seen.push(new Headers(init?.headers))
      return new Response('', { status: 403 })
    })
    expect(found?.problem).toBe('expired')
    expect([...(seen[0] as Headers).keys()]).toEqual([])
  })

  it('stores files whose hash the service does not know', async () => {
    const unknown = song(1, { key: `song-${song(1).songId}`, sizeBytes: null })
    expect(await bytes(unknown, async () => new Response(content(2, 5)))).toEqual(content(2, 5))
  })
})
