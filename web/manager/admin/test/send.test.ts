import { ApiProblem, ApiUnreachable } from '@roomtone/shared/problem'
import { describe, expect, it } from 'vitest'
import { refusal } from '../src/core/recordings'
import { sendForm } from '../src/core/send'
import { FakeSignIn, ADA, SONG } from './world'

/** An XMLHttpRequest that a test answers. */
class FakeRequest {
  status = 0
  responseText = ''
  responseType = ''
  headers: Record<string, string> = {}
  answerHeaders: Record<string, string> = {}
  opened = ''
  onload: () => void = () => undefined
  onerror: () => void = () => undefined
  onabort: () => void = () => undefined
  ontimeout: () => void = () => undefined
  onloadend: () => void = () => undefined
  upload: { onprogress: (event: object) => void; onload: () => void } = { onprogress: () => undefined, onload: () => undefined }
  open(method: string, url: string): void {
    this.opened = `${method} ${url}`
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  getResponseHeader(name: string): string | null {
    return this.answerHeaders[name] ?? null
  }
  send(): void {}
  abort(): void {
    this.onabort()
  }
  answer(status: number, json: object, headers: Record<string, string> = {}): void {
    this.status = status
    this.responseText = JSON.stringify(json)
    this.answerHeaders = headers
    this.onload()
    this.onloadend()
  }
}

function sending() {
  const requests: FakeRequest[] = []
  const shares: number[] = []
  const controller = new AbortController()
  const tokens = new FakeSignIn(ADA)
  const form = new FormData()
  const sent = sendForm(tokens, { method: 'POST', url: '/api/admin/songs', form, progress: (share) => shares.push(share), signal: controller.signal }, () => {
    const request = new FakeRequest()
    requests.push(request)
    return request as unknown as XMLHttpRequest
  })
  sent.catch(() => undefined)
  return { requests, shares, controller, sent, ready: () => new Promise((resolve) => setTimeout(resolve, 0)) }
}

describe('sending a recording', () => {
  it('tells its progress and answers the song', async () => {
    const { requests, shares, sent, ready } = sending()
    await ready()
    const [request] = requests
    expect([request?.opened, request?.headers['Authorization']]).toEqual(['POST /api/admin/songs', 'Bearer token-0'])
    request?.upload.onprogress({ lengthComputable: true, loaded: 50, total: 200 })
    request?.upload.onload()
    request?.answer(201, SONG)
    expect(await sent).toEqual(SONG)
    expect(shares).toEqual([0.25, 1])
  })

  it('sends again with a fresh token when the old one is refused', async () => {
    const { requests, sent, ready } = sending()
    await ready()
    requests[0]?.answer(401, { type: 'urn:roomtone:problem:unauthorized' })
    await ready()
    expect(requests[1]?.headers['Authorization']).toBe('Bearer token-1')
    requests[1]?.answer(201, SONG)
    expect(await sent).toEqual(SONG)
  })

  it('says why it was refused, and how long to wait', async () => {
    const { requests, sent, ready } = sending()
    await ready()
    requests[0]?.answer(503, { type: 'urn:roomtone:problem:uploads-busy', detail: 'Busy.' }, { 'Retry-After': '9' })
    const error = await sent.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ problem: 'uploads-busy', retryAfterSeconds: 9 })
  })

  it('ends when it is cancelled or the line breaks', async () => {
    const cancelled = sending()
    await cancelled.ready()
    cancelled.controller.abort()
    expect(await cancelled.sent.catch((reason: unknown) => reason)).toMatchObject({ name: 'AbortError' })
    const broken = sending()
    await broken.ready()
    broken.requests[0]?.onerror()
    expect(await broken.sent.catch((reason: unknown) => reason)).toBeInstanceOf(ApiUnreachable)
  })
})

describe('a file', () => {
  const named = (name: string, content: BlobPart = 'RIFF0000WAVE') => new File([content], name)

  it.each([
    ['rain.wav', 'RIFF0000WAVE', null],
    ['RAIN.MP3', 'ID3x', null],
    ['rain.ogg', 'OggS', null],
    ['rain.txt', 'text', 'upload.refused.type'],
    ['rain', 'RIFF', 'upload.refused.type'],
    ['rain.wav', '', 'upload.refused.empty'],
    ['rain.mp3', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'upload.refused.content'],
    ['rain.wav', '0000ftypM4A ', 'upload.refused.content'],
  ])('%s that begins with %s is refused before sending as %s', async (name, content, words) => {
    expect((await refusal(named(name, content)))?.words ?? null).toBe(words)
  })

  it('that is too large is refused before sending', async () => {
    const large = named('rain.wav')
    Object.defineProperty(large, 'size', { value: 200 * 1024 * 1024 + 1 })
    expect((await refusal(large))?.words).toBe('upload.refused.size')
  })
})
