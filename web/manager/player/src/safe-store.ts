import { DatabaseStore, MemoryStore, type Store, type StoredReport, type StoredSong } from './store'

/**
 * A store that goes on in memory when the disk refuses a write, because it is full for example: the music plays on, and the reports
 * of this run are sent all the same. Reports in memory have negative numbers.
 */
export class SafeStore implements Store {
  private readonly memory = new MemoryStore()
  private readonly inMemory = new Set<string>()
  private failed = false

  constructor(private readonly disk: Store) {}

  /** False from the first write on that the disk refused, until it takes one again. */
  get lasting(): boolean {
    return this.disk.lasting && !this.failed
  }

  private async attempt<T>(work: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.failed = false
      return result
    } catch {
      this.failed = true
      return otherwise()
    }
  }

  async get(key: string): Promise<unknown> {
    if (this.inMemory.has(key)) return this.memory.get(key)
    return this.disk.get(key).catch(() => undefined)
  }

  async set(key: string, value: unknown): Promise<void> {
    await this.attempt(async () => {
      await this.disk.set(key, value)
      this.inMemory.delete(key)
    }, async () => {
      this.inMemory.add(key)
      await this.memory.set(key, value)
    })
  }

  async delete(key: string): Promise<void> {
    await this.attempt(() => this.disk.delete(key), async () => undefined)
    this.inMemory.delete(key)
  }

  async addReport(report: StoredReport): Promise<number> {
    return this.attempt(() => this.disk.addReport(report), async () => -(await this.memory.addReport(report)))
  }

  async putReport(report: StoredReport): Promise<void> {
    const seq = report.seq ?? 0
    if (seq < 0) await this.memory.putReport({ ...report, seq: -seq })
    // Without this write the report may be sent again with other times after a reload; it counts once all the same.
    else await this.attempt(() => this.disk.putReport(report), async () => undefined)
  }

  async reports(limit: number): Promise<StoredReport[]> {
    const stored = await this.disk.reports(limit).catch((): StoredReport[] => [])
    const kept = (await this.memory.reports(limit)).map((report) => ({ ...report, seq: -(report.seq ?? 0) }))
    return [...stored, ...kept].slice(0, limit)
  }

  async countReports(): Promise<number> {
    return (await this.disk.countReports().catch(() => 0)) + (await this.memory.countReports())
  }

  async deleteReports(seqs: readonly number[]): Promise<void> {
    await this.memory.deleteReports(seqs.filter((seq) => seq < 0).map((seq) => -seq))
    const stored = seqs.filter((seq) => seq > 0)
    if (stored.length > 0) await this.disk.deleteReports(stored)
  }

  songs(): Promise<StoredSong[]> {
    return this.disk.songs().catch(() => [])
  }

  async putSongs(songs: readonly StoredSong[]): Promise<void> {
    await this.attempt(() => this.disk.putSongs(songs), async () => undefined)
  }

  async deleteSongs(songIds: readonly string[]): Promise<void> {
    await this.attempt(() => this.disk.deleteSongs(songIds), async () => undefined)
  }
}

/** The database, or memory when the browser refuses one. */
export async function openStore(): Promise<Store> {
  try {
    return new SafeStore(await DatabaseStore.open())
  } catch {
    return new MemoryStore()
  }
}
