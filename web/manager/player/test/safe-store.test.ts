import { describe, expect, it } from 'vitest'
import { SafeStore } from '../src/safe-store'
import { MemoryStore, type StoredReport } from '../src/store'
import { uuid, World } from './world'

/** A disk that can be full. */
class Disk extends MemoryStore {
  override readonly lasting: boolean = true
  full = false

  private check(): void {
    if (this.full) throw new DOMException('full', 'QuotaExceededError')
  }

  override async set(key: string, value: unknown): Promise<void> {
    this.check()
    await super.set(key, value)
  }

  override async addReport(report: StoredReport): Promise<number> {
    this.check()
    return super.addReport(report)
  }

  override async putReport(report: StoredReport): Promise<void> {
    this.check()
    await super.putReport(report)
  }
}

const report = (n: number): StoredReport =>
  ({ playId: uuid(n), roomId: uuid(1), songId: uuid(2), queueId: null, startedAt: n, endedAt: null, outcome: null, scale: 's', serverStart: null, sent: null })

describe('a store whose disk is full', () => {
  it('keeps reports in memory beside those on the disk, and deletes each where it is', async () => {
    const disk = new Disk()
    const store = new SafeStore(disk)
    await store.addReport(report(1))
    disk.full = true
    await store.addReport(report(2))
    expect(store.lasting).toBe(false)
    expect(await store.countReports()).toBe(2)
    const kept = await store.reports(10)
    expect(kept.map((one) => one.playId)).toEqual([uuid(1), uuid(2)])
    await store.deleteReports(kept.map((one) => one.seq as number))
    expect(await store.countReports()).toBe(0)
    expect(await disk.countReports()).toBe(0)
  })

  it('keeps values in memory until the disk takes them again', async () => {
    const disk = new Disk()
    const store = new SafeStore(disk)
    await store.set('poll', 1)
    disk.full = true
    await store.set('poll', 2)
    expect(await store.get('poll')).toBe(2)
    disk.full = false
    await store.set('poll', 3)
    expect(await store.get('poll')).toBe(3)
    expect(await disk.get('poll')).toBe(3)
    expect(store.lasting).toBe(true)
  })

  it('lets the music play on and sends all plays', async () => {
    const world = new World()
    const disk = new Disk()
    world.store = new SafeStore(disk)
    world.fill()
    await world.open()
    disk.full = true
    await world.run(130)
    expect(world.titles).toEqual(['Song 1', 'Song 2', 'Song 3'])
    expect(world.reports('start')).toHaveLength(3)
    expect(world.reports('finished')).toHaveLength(2)
  })
})
