import type { TokenSource } from '@roomtone/shared/api'
import { ApiProblem, ApiUnreachable } from '@roomtone/shared/problem'
import { retryAfter } from '@roomtone/shared/wait'
import { spoken } from './text'
import type { Song } from './types'

export interface Sending {
  readonly method: 'POST' | 'PUT'
  readonly url: string
  readonly form: FormData
  readonly progress: (share: number) => void
  readonly signal: AbortSignal
}

/**
 * Sends a form with a recording. XMLHttpRequest tells how much of it is on its way, which fetch does not. A refused token is renewed and the
 * form sent once more.
 */
export async function sendForm(tokens: TokenSource, sending: Sending, create: () => XMLHttpRequest = () => new XMLHttpRequest()): Promise<Song> {
  const token = await tokens.token()
  try {
    return await once(create(), sending, token)
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401 || token === null) {
      throw error
    }
    const renewed = await tokens.renewed(token)
    if (renewed === null) {
      throw error
    }
    return once(create(), sending, renewed)
  }
}

function once(request: XMLHttpRequest, sending: Sending, token: string | null): Promise<Song> {
  return new Promise((resolve, reject) => {
    const { signal } = sending
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const abort = () => request.abort()
    signal.addEventListener('abort', abort, { once: true })
    request.open(sending.method, sending.url)
    request.responseType = 'text'
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Accept-Language', spoken())
    if (token !== null) {
      request.setRequestHeader('Authorization', `Bearer ${token}`)
    }
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) {
        sending.progress(Math.min(0.99, event.loaded / event.total))
      }
    }
    request.upload.onload = () => sending.progress(1)
    request.onabort = () => reject(signal.reason)
    request.onerror = () => reject(new ApiUnreachable('network'))
    request.ontimeout = () => reject(new ApiUnreachable('timeout'))
    request.onload = () => {
      const json = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) {
        resolve(json as unknown as Song)
      } else {
        const seconds = retryAfter(request.getResponseHeader('Retry-After'), null)
        const inBody = json['retry_after_seconds']
        reject(new ApiProblem(request.status, json, seconds ?? (typeof inBody === 'number' ? inBody : null)))
      }
    }
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.send(sending.form)
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
