import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../src/clock'
import { MemoryFiles } from '../src/files'
import type { Output, OutputState, Sound, Voice } from '../src/output'
import { Player } from '../src/player'
import { MemoryStore, type Store } from '../src/store'
import type { Entry, Report, ReportResult, Song } from '../src/wire'

/** Half past two on a Monday, by the service's clock. */
export const START = Date.parse('2026-03-02T14:30:00.000Z')

/** A clock that a test moves. The clock of the device may differ from the service's by `wrong` milliseconds. */
export class TestClock implements Clock {
  mono = 1000
  wrong = 0

  now(): number {
    return this.mono
  }

  wall(): number {
    return START + this.mono - 1000 + this.wrong
  }

  get server(): number {
    return START + this.mono - 1000
  }
}

/** Lets promises and streams go on. */
export const turn = async (turns = 3): Promise<void> => {
  for (let i = 0; i < turns; i++) await setImmediate()
}

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export function content(n: number, bytes = 1000): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes).fill(n % 251)
}

/** Song number `n`, with a file of its own. */
export function song(n: number, more: Partial<Song> = {}): Song {
  return {
    songId: uuid(n), title: `Song ${n}`, artist: null, playSeconds: 60, loop: false, url: `https://files.example/${n}`,
    key: bytesToHex(sha256(content(n))), sizeBytes: 1000, duration: 60, gainDb: -3, ...more,
  }
}

export const entry = (n: number, more: Partial<Song> = {}): Entry => ({ ...song(n, more), queueId: uuid(100_000 + n) })

/** What was done to a sound, for a test to read. */
export interface Heard {
  title: string
  at: number
  fadeIn: number
  from: number
  db: number
  fadeOut: { at: number; seconds: number } | null
  cut: number | null
  stoppedAt: number | null
  problem: string | null
}

/** Writes down what would sound. */
export class TestOutput implements Output {
  state: OutputState = 'running'
  readonly heard: Heard[] = []
  readonly unplayable = new Set<string>()
  open = 0

  constructor(private readonly clock: Clock) {}

  async unlock(): Promise<void> {
    this.state = 'running'
  }

  async prepare(one: Song, _file: Blob, from: number): Promise<Sound> {
    if (this.unplayable.has(one.title)) throw new Error('unknown codec')
    this.open++
    return {
      start: (delay, fadeIn, songDb, volumeDb) => this.start({
        title: one.title, at: this.clock.now() + delay * 1000, fadeIn, from, db: songDb + volumeDb, fadeOut: null, cut: null, stoppedAt: null, problem: null,
      }),
      discard: () => { this.open-- },
    }
  }

  private start(heard: Heard): Voice {
    this.heard.push(heard)
    return {
      get problem() { return heard.problem },
      fadeOut: (delay, seconds) => { heard.fadeOut = { at: this.clock.now() + delay * 1000, seconds } },
      cut: () => { heard.cut = this.clock.now() },
      setGain: (songDb, volumeDb) => { heard.db = songDb + volumeDb },
      stop: () => {
        heard.stoppedAt = this.clock.now()
        this.open--
      },
    }
  }
}

/** A manager and its storage, as far as a device sees them. */
export class TestManager {
  next: Entry[] = []
  library: Song[] = []
  room: Record<string, unknown> = {}
  online = true
  status: number | null = null
  retryAfter: string | null = null
  traceparent: string | null = null
  readonly plays: Report[] = []
  readonly bodies: string[] = []
  readonly fetched: string[] = []
  readonly headers: Headers[] = []
  wrongBytes = new Set<string>()
  private tag = 0

  constructor(private readonly clock: TestClock) {}

  changed(): void {
    this.tag++
  }

  readonly send: typeof fetch = async (input, init) => {
    const url = String(input)
    this.fetched.push(url)
    if (!this.online) throw new TypeError('Failed to fetch')
    if (url.startsWith('https://files.example/')) return this.file(url)
    this.headers.push(new Headers(init?.headers))
    if (this.status !== null) return this.answer({ detail: 'no' }, this.status, this.retryAfter === null ? {} : { 'Retry-After': this.retryAfter })
    if (url.endsWith('/api/player/poll')) return this.poll(new Headers(init?.headers).get('If-None-Match'))
    if (url.includes('/api/player/manifest')) return this.answer({ items: this.library.map(wire), page: 1, size: 200, total: this.library.length, revision: 'r1' })
    if (url.endsWith('/api/player/plays')) return this.take(String(init?.body))
    return this.answer({}, 404)
  }

  private file(url: string): Response {
    const n = Number(url.split('/').at(-1))
    return new Response(this.wrongBytes.has(url) ? content(n + 1) : content(n))
  }

  private poll(tag: string | null): Response {
    const etag = `"${this.tag}"`
    const headers = { ETag: etag, 'Roomtone-Poll-After': '5.0', ...(this.traceparent === null ? {} : { traceparent: this.traceparent }) }
    if (tag === etag) return new Response(null, { status: 304, headers: { ...headers, Date: new Date(this.clock.server).toUTCString() } })
    const room = { id: uuid(1), name: 'Lobby', volume_db: 0, paused: false, open: true, skip: null, crossfade_seconds: 6, ...this.room }
    const body = { player: room, current: null, next: this.next.map((one, i) => ({ ...wire(one), queue_id: one.queueId, position: i + 1 })), server_time: new Date(this.clock.server).toISOString() }
    return this.answer(body, 200, headers)
  }

  private take(body: string): Response {
    this.bodies.push(body)
    const reports = JSON.parse(body) as Report[]
    const results = reports.map((report): ReportResult => {
      const known = this.plays.filter((one) => one.play_id === report.play_id)
      this.plays.push(report)
      const at = this.next.findIndex((one) => one.queueId === report.queue_id)
      if (at >= 0) {
        this.next = this.next.slice(at + 1)
        this.changed()
      }
      return { play_id: report.play_id, result: known.length === 0 ? 'recorded' : 'updated', reason: null }
    })
    return this.answer(results)
  }

  private answer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', Date: new Date(this.clock.server).toUTCString(), ...headers } })
  }
}

export const wire = (one: Song): Record<string, unknown> => ({
  song_id: one.songId, title: one.title, artist: one.artist, play_seconds: one.playSeconds, loop: one.loop, url: one.url,
  sha256: one.key, size_bytes: one.sizeBytes, duration: one.duration, gain_db: one.gainDb,
})

/** A player in a world whose clock, network and loudspeaker the test holds. */
export class World {
  readonly clock = new TestClock()
  readonly manager = new TestManager(this.clock)
  store: Store = new MemoryStore()
  readonly files = new MemoryFiles()
  output = new TestOutput(this.clock)
  player!: Player
  private ids = 0

  /** Gives the manager a queue of three and a library of six songs. */
  fill(): void {
    this.manager.next = [entry(1), entry(2), entry(3)]
    this.manager.library = [1, 2, 3, 4, 5, 6].map((n) => song(n))
  }

  /** Opens the page, also again after a reload: storage and clock go on, all else begins anew. */
  async open(): Promise<void> {
    this.output = new TestOutput(this.clock)
    this.player = new Player({
      clock: this.clock, store: this.store, files: this.files, output: this.output, send: this.manager.send, newId: () => uuid(500_000 + this.ids++),
      estimate: async () => ({ quota: 1e9, usage: 0 }), base: '',
    })
    await this.player.open()
    if (this.player.token === null) await this.player.setToken('secret-token')
  }

  /** Lets time pass. */
  async run(seconds: number, stepMs = 250): Promise<void> {
    for (let passed = 0; passed < seconds * 1000; passed += stepMs) {
      this.clock.mono += stepMs
      await this.player.tick()
      await turn(1)
    }
    await turn()
  }

  get titles(): string[] {
    return this.output.heard.map((heard) => heard.title)
  }

  /** Reports of the manager by their outcome: `start` for those without one. */
  reports(outcome: string): Report[] {
    return this.manager.plays.filter((report) => (report.outcome ?? 'start') === outcome)
  }
}
