import type { Outcome } from './outbox'
import type { Report, Song } from './wire'

/** A report that the service has not answered yet. Times are milliseconds of the time scale `scale`. */
export interface StoredReport {
  seq?: number
  playId: string
  roomId: string
  songId: string
  queueId: string | null
  startedAt: number
  endedAt: number | null
  outcome: Outcome | null
  scale: string
  /** The start by the service's clock, if it was known. */
  serverStart: number | null
  traceparent?: string | null
  /** The report as it was sent first: it is sent again with the same content. */
  sent: Report | null
}

/** A song whose file is or was on this device. */
export interface StoredSong extends Song {
  /** Milliseconds since 1970; 0 for never. */
  lastPlayed: number
}

/** What must survive a reload: a few named values, the reports, and the songs. */
export interface Store {
  /** False when nothing outlives the page because the browser keeps no data for it. */
  readonly lasting: boolean
  get(key: string): Promise<unknown>
  set(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
  addReport(report: StoredReport): Promise<number>
  putReport(report: StoredReport): Promise<void>
  /** The oldest reports, in the order in which they were added. */
  reports(limit: number): Promise<StoredReport[]>
  countReports(): Promise<number>
  deleteReports(seqs: readonly number[]): Promise<void>
  songs(): Promise<StoredSong[]>
  putSongs(songs: readonly StoredSong[]): Promise<void>
  deleteSongs(songIds: readonly string[]): Promise<void>
}

/** Keeps everything in memory, for browsers that keep no data and for tests. */
export class MemoryStore implements Store {
  readonly lasting: boolean = false
  private readonly values = new Map<string, unknown>()
  private readonly queue = new Map<number, StoredReport>()
  private readonly known = new Map<string, StoredSong>()
  private seq = 0

  async get(key: string): Promise<unknown> {
    return structuredClone(this.values.get(key))
  }

  async set(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value))
  }

  async delete(key: string): Promise<void> {
    this.values.delete(key)
  }

  async addReport(report: StoredReport): Promise<number> {
    const seq = ++this.seq
    this.queue.set(seq, { ...report, seq })
    return seq
  }

  async putReport(report: StoredReport): Promise<void> {
    if (report.seq !== undefined && this.queue.has(report.seq)) this.queue.set(report.seq, { ...report })
  }

  async reports(limit: number): Promise<StoredReport[]> {
    return [...this.queue.values()].slice(0, limit).map((report) => ({ ...report }))
  }

  async countReports(): Promise<number> {
    return this.queue.size
  }

  async deleteReports(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) this.queue.delete(seq)
  }

  async songs(): Promise<StoredSong[]> {
    return [...this.known.values()].map((song) => ({ ...song }))
  }

  async putSongs(songs: readonly StoredSong[]): Promise<void> {
    for (const song of songs) this.known.set(song.songId, { ...song })
  }

  async deleteSongs(songIds: readonly string[]): Promise<void> {
    for (const id of songIds) this.known.delete(id)
  }
}

const VALUES = 'values'
const REPORTS = 'reports'
const SONGS = 'songs'

const done = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
  })

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('failed'))
  })

/** Keeps everything in IndexedDB. A write is durable when its promise resolves. */
export class DatabaseStore implements Store {
  readonly lasting = true

  private database: IDBDatabase | null = null

  private constructor(private readonly name: string) {}

  /** @throws when the browser keeps no data for this page */
  static async open(name = 'roomtone-player'): Promise<DatabaseStore> {
    const store = new DatabaseStore(name)
    await store.connected()
    return store
  }

  /** The connection; browsers close it at times, for example when they run out of disk space. */
  private async connected(): Promise<IDBDatabase> {
    if (this.database !== null) return this.database
    const request = indexedDB.open(this.name, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(VALUES)
      request.result.createObjectStore(REPORTS, { keyPath: 'seq', autoIncrement: true })
      request.result.createObjectStore(SONGS, { keyPath: 'songId' })
    }
    const database = await answer(request)
    database.onclose = () => { this.database = null }
    this.database = database
    return database
  }

  private async write<T>(store: string, work: (objects: IDBObjectStore) => T, durability: IDBTransactionDurability = 'strict'): Promise<T> {
    const transaction = (await this.connected()).transaction(store, 'readwrite', { durability })
    const result = work(transaction.objectStore(store))
    await done(transaction)
    return result
  }

  private async objects(store: string): Promise<IDBObjectStore> {
    return (await this.connected()).transaction(store, 'readonly').objectStore(store)
  }

  async get(key: string): Promise<unknown> {
    return answer<unknown>((await this.objects(VALUES)).get(key))
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.write(VALUES, (objects) => objects.put(value, key), key === 'alive' ? 'relaxed' : 'strict')
  }

  async delete(key: string): Promise<void> {
    await this.write(VALUES, (objects) => objects.delete(key))
  }

  async addReport(report: StoredReport): Promise<number> {
    const { seq: _, ...unnumbered } = report
    return (await this.write(REPORTS, (objects) => objects.add(unnumbered))).result as number
  }

  async putReport(report: StoredReport): Promise<void> {
    await this.write(REPORTS, (objects) => objects.put(report))
  }

  async reports(limit: number): Promise<StoredReport[]> {
    return answer((await this.objects(REPORTS)).getAll(null, limit) as IDBRequest<StoredReport[]>)
  }

  async countReports(): Promise<number> {
    return answer((await this.objects(REPORTS)).count())
  }

  async deleteReports(seqs: readonly number[]): Promise<void> {
    await this.write(REPORTS, (objects) => seqs.forEach((seq) => objects.delete(seq)))
  }

  async songs(): Promise<StoredSong[]> {
    return answer((await this.objects(SONGS)).getAll() as IDBRequest<StoredSong[]>)
  }

  async putSongs(songs: readonly StoredSong[]): Promise<void> {
    await this.write(SONGS, (objects) => songs.forEach((song) => objects.put(song)))
  }

  async deleteSongs(songIds: readonly string[]): Promise<void> {
    await this.write(SONGS, (objects) => songIds.forEach((id) => objects.delete(id)))
  }
}
