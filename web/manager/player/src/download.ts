import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Song } from './wire'

/** Why a download did not end well. */
export type DownloadProblem = 'expired' | 'status' | 'network' | 'wrong-size' | 'wrong-hash'

export class DownloadError extends Error {
  constructor(readonly problem: DownloadProblem, readonly status = 0) {
    super(problem)
  }
}

/** How often a download that broke off is continued where it stopped. */
export const MAX_RESUMES = 5
/** A download without a byte for so long has broken off. */
export const STALL_MS = 30_000

/** The bytes of a file, and why they ended early: who reads the stream may report another error. */
export interface Download {
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>
  problem(): DownloadError | null
}

/**
 * A stream of the bytes of a file that fails at its end when their number or hash is not the expected one. Who stores it must drop
 * what it has when the stream fails. When the connection breaks off it asks for the rest by `Range`.
 *
 * @param send fetches an address; the token is not sent to the storage
 * @param delay waits for some milliseconds
 */
export function verifiedStream(song: Song, send: typeof fetch, signal: AbortSignal, delay: (ms: number) => Promise<void>): Download {
  const digest = sha256.create()
  let failure: DownloadError | null = null
  let received = 0
  let resumes = 0
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null = null

  async function open(): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
    const response = await send(song.url, {
      credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal,
      ...(received > 0 ? { headers: { Range: `bytes=${received}-` } } : {}),
    })
    if (response.status === 403) throw new DownloadError('expired', 403)
    if (response.body === null || response.status !== (received > 0 ? 206 : 200)) throw new DownloadError('status', response.status)
    return response.body.getReader() as ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
  }

  async function next(): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      try {
        reader ??= await open()
        const { done, value } = await withTimeout(reader.read(), STALL_MS)
        if (!done) return value
        if (song.sizeBytes === null || received >= song.sizeBytes) return null
        throw new DownloadError('network')
      } catch (error) {
        void reader?.cancel().catch(() => undefined)
        reader = null
        if (signal.aborted || (error instanceof DownloadError && error.problem !== 'network')) throw error
        if (++resumes > MAX_RESUMES || received === 0) throw new DownloadError('network')
        await delay(1000 * resumes)
      }
    }
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    const chunk = await next()
    if (chunk !== null) {
      received += chunk.byteLength
      if (song.sizeBytes !== null && received > song.sizeBytes) throw new DownloadError('wrong-size')
      digest.update(chunk)
      controller.enqueue(chunk)
      return
    }
    if (song.sizeBytes !== null && received !== song.sizeBytes) throw new DownloadError('wrong-size')
    if (!song.key.startsWith('song-') && bytesToHex(digest.digest()) !== song.key) throw new DownloadError('wrong-hash')
    controller.close()
  }

  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        await pull(controller)
      } catch (error) {
        failure = error instanceof DownloadError ? error : new DownloadError('network')
        void reader?.cancel().catch(() => undefined)
        throw failure
      }
    },
    async cancel() {
      await reader?.cancel()
    },
  }, { highWaterMark: 0 })
  return { bytes, problem: () => failure }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DownloadError('network')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
