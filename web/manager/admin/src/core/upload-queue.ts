import { Model } from '@roomtone/shared/model'
import { ApiProblem } from '@roomtone/shared/problem'
import { Wait } from '@roomtone/shared/wait'
import type { Song, SongType } from './types'

/**
 * What becomes of a file.
 *
 * - `waiting`: for one of the two places
 * - `sending`: bytes are on their way
 * - `analysing`: the service has all of them and listens to the recording
 * - `delayed`: the service is busy and named a time to wait
 * - `added`, `twin`, `refused`, `failed`, `cancelled`: over; all but the first two can be tried again
 */
export type UploadState = 'waiting' | 'sending' | 'analysing' | 'delayed' | 'added' | 'twin' | 'refused' | 'failed' | 'cancelled'

export interface UploadItem {
  readonly id: number
  readonly file: File
  readonly type: SongType
  readonly state: UploadState
  /** From 0 to 1. */
  readonly progress: number
  readonly song: Song | null
  /** The song that is the same recording. */
  readonly twin: { readonly id: string; readonly archived: boolean } | null
  readonly error: unknown
  /** How long the service asked to wait. */
  readonly wait: Wait | null
}

/** Sends one file. Rejects with ApiProblem, ApiUnreachable, or the reason of the signal. */
export type Send = (file: File, type: SongType, progress: (share: number) => void, signal: AbortSignal) => Promise<Song>

const AT_ONCE = 2

/** Answers after which the same file can succeed later by itself. */
const LATER = new Set([429, 503])

/** Sends files, two at a time, whatever view is shown. */
export class UploadQueue extends Model {
  items: readonly UploadItem[] = []
  readonly #send: Send
  readonly #monotonic: () => number
  readonly #running = new Map<number, AbortController>()
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  /** Called with each song that was added. */
  onAdded: (song: Song) => void = () => undefined
  #next = 1

  constructor(send: Send, monotonic: () => number = () => performance.now()) {
    super()
    this.#send = send
    this.#monotonic = monotonic
  }

  /** How many files are not through yet. */
  get open(): number {
    return this.items.filter((item) => isOpen(item.state)).length
  }

  /** @param refusal why a file is not sent at all; null for one that is */
  add(file: File, type: SongType, refusal: unknown = null): void {
    const state = refusal === null ? 'waiting' : 'refused'
    const item: UploadItem = { id: this.#next++, file, type, state, progress: 0, song: null, twin: null, error: refusal, wait: null }
    this.items = [...this.items, item]
    this.#pump()
  }

  cancel(id: number): void {
    const item = this.#find(id)
    if (item !== undefined && isOpen(item.state)) {
      this.#clearTimer(id)
      this.#set(id, { state: 'cancelled', wait: null })
      this.#running.get(id)?.abort()
      this.#pump()
    }
  }

  retry(id: number): void {
    const item = this.#find(id)
    if (item !== undefined && canRetry(item)) {
      this.#clearTimer(id)
      this.#set(id, { state: 'waiting', progress: 0, error: null, wait: null, twin: null })
      this.#pump()
    }
  }

  cancelAll(): void {
    for (const item of this.items) {
      this.cancel(item.id)
    }
  }

  /** Takes those that are over off the list. */
  clearFinished(): void {
    this.items = this.items.filter((item) => isOpen(item.state))
    this.changed()
  }

  #pump(): void {
    for (const item of this.items) {
      // A service that is busy would refuse the next file as well.
      if (this.#running.size >= AT_ONCE || this.items.some(({ state }) => state === 'delayed')) {
        break
      }
      if (item.state === 'waiting' && !this.#running.has(item.id)) {
        void this.#run(item)
      }
    }
    this.changed()
  }

  async #run(item: UploadItem): Promise<void> {
    const controller = new AbortController()
    this.#running.set(item.id, controller)
    this.#set(item.id, { state: 'sending', progress: 0 })
    const progress = (share: number) => {
      if (!controller.signal.aborted) {
        this.#set(item.id, { progress: share, state: share >= 1 ? 'analysing' : 'sending' })
        this.changed()
      }
    }
    try {
      const song = await this.#send(item.file, item.type, progress, controller.signal)
      this.#set(item.id, { state: 'added', progress: 1, song })
      this.onAdded(song)
    } catch (error) {
      if (!controller.signal.aborted) {
        this.#fail(item.id, error)
      }
    } finally {
      this.#running.delete(item.id)
      this.#pump()
    }
  }

  #fail(id: number, error: unknown): void {
    if (!(error instanceof ApiProblem)) {
      this.#set(id, { state: 'failed', error })
      return
    }
    const songId = error.members['song_id']
    if (error.problem === 'song-exists' && typeof songId === 'string') {
      this.#set(id, { state: 'twin', error, twin: { id: songId, archived: error.members['archived'] === true } })
    } else if (LATER.has(error.status)) {
      const seconds = error.retryAfterSeconds ?? 5
      this.#set(id, { state: 'delayed', error, wait: new Wait(seconds, this.#monotonic) })
      this.#timers.set(id, setTimeout(() => this.retry(id), seconds * 1000))
    } else {
      this.#set(id, { state: error.status >= 500 ? 'failed' : 'refused', error })
    }
  }

  #find(id: number): UploadItem | undefined {
    return this.items.find((item) => item.id === id)
  }

  #set(id: number, change: Partial<UploadItem>): void {
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...change } : item))
  }

  #clearTimer(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }
}

/** Whether something is still to come by itself. */
export function isOpen(state: UploadState): boolean {
  return state === 'waiting' || state === 'sending' || state === 'analysing' || state === 'delayed'
}

/** Whether the file can be sent again. */
export function canRetry(item: UploadItem): boolean {
  return item.state === 'failed' || item.state === 'cancelled' || item.state === 'delayed' || (item.state === 'refused' && item.error instanceof ApiProblem)
}
