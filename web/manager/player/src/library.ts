import { Loop } from './backoff'
import { budgetBytes, fetchAhead, makeRoom, missing, Retries, totalBytes, unwanted, type CachedFile, type Wanted } from './cache'
import type { Clock } from './clock'
import { DownloadError, verifiedStream } from './download'
import type { Files } from './files'
import type { ProblemCode, ProblemLog } from './problems'
import type { DeviceApi } from './protocol'
import type { KnownSong } from './queue'
import type { Store } from './store'
import type { Song } from './wire'

/** The addresses of the manifest are valid for an hour at least. */
const MANIFEST_SECONDS = 3600
/** Most pages of a manifest: 50,000 songs of 200 a page, and some more. */
const MOST_PAGES = 300

/** Bytes that are tried at least after the browser has refused a file. */
const LEAST_BYTES = 16 * 1024 * 1024

/** Which download a lane is for: the queue does not wait for files that are fetched in advance. */
type Lane = 'queue' | 'ahead'

/** The songs and files of this device: reads the manifest, downloads, checks and deletes files. */
export class Library {
  /** What the browser grants in all and what of it is taken, bytes; undefined when it does not say it. */
  quota: number | undefined
  usage: number | undefined
  quotaFull = false
  manifest: Song[] | null = null
  readonly reading: Loop
  private readonly lanes: Record<Lane, Loop>
  private readonly files = new Map<string, CachedFile>()
  private readonly songs = new Map<string, KnownSong>()
  private readonly running = new Map<string, number>()
  private readonly retries: Retries
  private queue: readonly Song[] = []
  private evictAt = Infinity
  private learnedBudget = Infinity

  constructor(
    private readonly clock: Clock,
    private readonly api: DeviceApi,
    private readonly store: Store,
    private readonly disk: Files,
    private readonly problems: ProblemLog,
    private readonly inUse: () => ReadonlySet<string>,
    private readonly expired: () => void,
    private readonly estimate: () => Promise<StorageEstimate>,
    private readonly send: typeof fetch = (input, init) => fetch(input, init),
  ) {
    const now = (): number => clock.now()
    const report = (error: unknown): void => problems.add('internal', String(error))
    this.retries = new Retries(now)
    this.reading = new Loop(now, () => this.readManifest(), report)
    this.lanes = { queue: new Loop(now, () => this.fetchOne('queue'), report), ahead: new Loop(now, () => this.fetchOne('ahead'), report) }
  }

  async open(): Promise<void> {
    for (const song of await this.store.songs()) this.songs.set(song.songId, song)
    const used = new Map<string, number>()
    for (const song of this.songs.values()) used.set(song.key, Math.max(used.get(song.key) ?? 0, song.lastPlayed))
    for (const file of await this.disk.list()) this.files.set(file.key, { ...file, used: used.get(file.key) ?? 0 })
    await this.measure()
  }

  get fileCount(): number {
    return this.files.size
  }

  get bytes(): number {
    return totalBytes(this.files.values())
  }

  get budget(): number {
    return Math.min(budgetBytes(this.quota), this.learnedBudget)
  }

  has(key: string): boolean {
    return this.files.has(key)
  }

  /** The songs whose files are there. */
  cached(): KnownSong[] {
    return [...this.songs.values()].filter((song) => this.files.has(song.key))
  }

  file(key: string): Promise<Blob | null> {
    return this.disk.open(key)
  }

  lost(key: string): void {
    this.files.delete(key)
  }

  /** Notes that a song plays. */
  async played(song: Song): Promise<void> {
    const at = this.clock.wall()
    const known: KnownSong = { ...song, lastPlayed: at }
    this.songs.set(song.songId, known)
    const file = this.files.get(song.key)
    if (file !== undefined) file.used = at
    await this.store.putSongs([{ ...known, url: '' }])
  }

  /** Takes the queue of a new poll. */
  async setQueue(queue: readonly Song[]): Promise<void> {
    this.queue = queue
    this.evictAt = this.clock.now()
    await this.learn(queue)
  }

  /** @param mayRead whether the service answers; without it nothing is asked for, downloads are tried all the same */
  async tick(mayRead: boolean): Promise<void> {
    if (this.clock.now() >= this.evictAt) await this.evict()
    await Promise.all([mayRead ? this.reading.tick() : undefined, this.lanes.queue.tick(), this.lanes.ahead.tick()])
  }

  private get wanted(): Wanted {
    return { queue: this.queue, manifest: this.manifest }
  }

  private async learn(songs: readonly Song[]): Promise<void> {
    const changed: KnownSong[] = []
    for (const song of songs) {
      const before = this.songs.get(song.songId)
      const known: KnownSong = { ...song, artist: song.artist ?? before?.artist ?? null, lastPlayed: before?.lastPlayed ?? 0 }
      this.songs.set(song.songId, known)
      if (before === undefined || JSON.stringify({ ...before, url: '' }) !== JSON.stringify({ ...known, url: '' })) changed.push({ ...known, url: '' })
    }
    if (changed.length > 0) await this.store.putSongs(changed)
  }

  private async readManifest(): Promise<number> {
    const items: Song[] = []
    let revision: string | null = null
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer = await this.api.manifest(page)
      if ('kind' in answer) return answer.kind === 'unauthorized' ? 60 : this.reading.failed(answer.retryAfter)
      if (revision !== null && answer.revision !== revision) return 5
      revision = answer.revision
      items.push(...answer.items)
      if (answer.items.length === 0 || answer.page * answer.size >= answer.total) break
    }
    this.reading.succeeded()
    this.manifest = items
    await this.learn(items)
    await this.forget()
    this.evictAt = this.clock.now()
    await this.measure()
    return MANIFEST_SECONDS
  }

  /** Forgets songs that neither the manifest nor the queue lists. */
  private async forget(): Promise<void> {
    const kept = new Set([...(this.manifest ?? []), ...this.queue].map((song) => song.songId))
    const gone = [...this.songs.values()].filter((song) => !kept.has(song.songId) && !this.inUse().has(song.key)).map((song) => song.songId)
    for (const id of gone) this.songs.delete(id)
    if (gone.length > 0) await this.store.deleteSongs(gone)
  }

  private async evict(): Promise<void> {
    const inUse = this.inUse()
    const all = unwanted(this.files.values(), this.wanted, new Set())
    const kept = all.filter((key) => inUse.has(key))
    // What still plays is deleted later.
    this.evictAt = kept.length === 0 ? Infinity : this.clock.now() + 60_000
    await this.delete(all.filter((key) => !inUse.has(key)))
  }

  private async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.files.delete(key)
      await this.disk.delete(key)
    }
  }

  private async measure(): Promise<void> {
    const { quota, usage } = await this.estimate().catch((): StorageEstimate => ({}))
    this.quota = quota
    this.usage = usage
  }

  private async fetchOne(lane: Lane): Promise<number> {
    const has = (key: string): boolean => this.files.has(key) || this.running.has(key)
    const mayTry = (key: string): boolean => this.retries.mayTry(key)
    const under = [...this.running.values()].reduce((sum, bytes) => sum + bytes, 0)
    const song = lane === 'queue'
      ? missing(this.queue, has, mayTry)
      : missing(this.queue, (key) => this.files.has(key), () => true) === null
        ? fetchAhead(this.manifest ?? [], has, mayTry, this.bytes + under, this.budget)
        : null
    if (song === null) return 1
    await this.fetch(song, lane)
    return 0.1
  }

  private async fetch(song: Song, lane: Lane): Promise<void> {
    if (lane === 'queue' && !(await this.clearFor(song))) return
    this.running.set(song.key, song.sizeBytes ?? 0)
    const download = verifiedStream(song, this.send, new AbortController().signal, (ms) => new Promise((resolve) => setTimeout(resolve, ms)))
    try {
      const bytes = await this.disk.put(song.key, download.bytes)
      this.files.set(song.key, { key: song.key, bytes, used: this.songs.get(song.songId)?.lastPlayed ?? 0 })
      this.retries.succeed(song.key)
      this.quotaFull = false
    } catch (error) {
      await this.downloadFailed(song, download.problem() ?? error)
    } finally {
      this.running.delete(song.key)
    }
  }

  /** Deletes files so that one of the queue fits; false when it does not fit at all. */
  private async clearFor(song: Song): Promise<boolean> {
    const room = makeRoom(this.files.values(), this.wanted, this.inUse(), song.sizeBytes ?? 0, this.budget)
    if (room === null) {
      this.quotaFull = true
      this.retries.fail(song.key, 60)
      this.problems.add('quota-full', song.title)
      return false
    }
    await this.delete(room)
    return true
  }

  private async downloadFailed(song: Song, error: unknown): Promise<void> {
    let code: ProblemCode = 'download-failed'
    let leastSeconds = 5
    if (error instanceof DownloadError) {
      if (error.problem === 'expired') code = 'download-expired'
      else if (error.problem === 'wrong-size' || error.problem === 'wrong-hash') code = error.problem
      else if (error.problem === 'network') code = 'storage-away'
      if (code === 'download-expired') {
        this.expired()
        this.reading.soon()
      }
      if (code === 'wrong-hash' || code === 'wrong-size') leastSeconds = 60
    } else if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      code = 'quota-full'
      this.quotaFull = true
      leastSeconds = 60
      this.learnedBudget = Math.max(this.bytes, LEAST_BYTES)
      const room = makeRoom(this.files.values(), this.wanted, this.inUse(), song.sizeBytes ?? 0, this.learnedBudget)
      if (room !== null && this.queue.some((one) => one.key === song.key)) await this.delete(room)
    }
    this.retries.fail(song.key, leastSeconds)
    this.problems.add(code, song.title)
  }
}
