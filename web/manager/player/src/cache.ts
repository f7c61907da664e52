import type { Song } from './wire'

/** A file in the cache. */
export interface CachedFile {
  key: string
  bytes: number
  /** When it was used last, milliseconds since 1970; 0 for never. */
  used: number
}

/** Share of what the browser grants that files may take. */
export const SHARE = 0.7
/** Bytes for files when the browser does not say what it grants. */
export const ASSUMED_BYTES = 512 * 1024 * 1024
/** Bytes that are left free of what the browser grants, for reports and the page itself. */
export const RESERVE_BYTES = 32 * 1024 * 1024

/**
 * Bytes that files may take together.
 *
 * @param quota what the browser grants to this page in all, bytes; undefined when it does not say it
 */
export function budgetBytes(quota: number | undefined): number {
  if (quota === undefined || !(quota > 0)) return ASSUMED_BYTES
  return Math.max(0, Math.floor(Math.min(quota * SHARE, quota - RESERVE_BYTES)))
}

export interface Wanted {
  /** Songs of the queue and what plays, in the order in which they are needed. */
  queue: readonly Song[]
  /** The whole manifest of one revision; null until all its pages were read. */
  manifest: readonly Song[] | null
}

export const totalBytes = (files: Iterable<CachedFile>): number => {
  let sum = 0
  for (const file of files) sum += file.bytes
  return sum
}

/**
 * Files that nothing needs any more: on no page of the manifest, not in the queue, not playing. None while the manifest is not known.
 *
 * @param playing keys of the files that sound or are prepared
 */
export function unwanted(files: Iterable<CachedFile>, wanted: Wanted, playing: ReadonlySet<string>): string[] {
  if (wanted.manifest === null) return []
  const kept = new Set([...wanted.manifest, ...wanted.queue].map((song) => song.key))
  return [...files].filter((file) => !kept.has(file.key) && !playing.has(file.key)).map((file) => file.key)
}

/**
 * Files to delete so that `needed` more bytes fit: first those that nothing needs, then those of the manifest, the oldest use first.
 * Files of the queue and those that play stay. Null when it does not fit even then.
 */
export function makeRoom(files: Iterable<CachedFile>, wanted: Wanted, playing: ReadonlySet<string>, needed: number, budget: number): string[] | null {
  const all = [...files]
  let free = budget - totalBytes(all)
  const stay = new Set([...wanted.queue.map((song) => song.key), ...playing])
  const manifest = new Set((wanted.manifest ?? []).map((song) => song.key))
  const candidates = all
    .filter((file) => !stay.has(file.key))
    .sort((a, b) => Number(manifest.has(a.key)) - Number(manifest.has(b.key)) || a.used - b.used || (a.key < b.key ? -1 : 1))
  const deleted: string[] = []
  for (const file of candidates) {
    if (free >= needed) break
    deleted.push(file.key)
    free += file.bytes
  }
  return free >= needed ? deleted : null
}

/** The first song whose file is missing and which may be tried now. */
export function missing(songs: readonly Song[], has: (key: string) => boolean, mayTry: (key: string) => boolean): Song | null {
  return songs.find((song) => !has(song.key) && mayTry(song.key)) ?? null
}

/**
 * The next song of the manifest to fetch in advance: one that fits beside everything that is there.
 *
 * @param bytesUsed bytes of the files in the cache and of downloads that are under way
 */
export function fetchAhead(manifest: readonly Song[], has: (key: string) => boolean, mayTry: (key: string) => boolean, bytesUsed: number, budget: number): Song | null {
  return missing(manifest.filter((song) => bytesUsed + (song.sizeBytes ?? 0) <= budget), has, mayTry)
}

/** When a file may be tried again after failures: 5 s, 10 s, 20 s … at most 10 minutes; a wrong hash at least a minute. */
export class Retries {
  private readonly failed = new Map<string, { count: number; at: number }>()

  constructor(private readonly now: () => number) {}

  fail(key: string, leastSeconds = 5): void {
    const count = (this.failed.get(key)?.count ?? 0) + 1
    const seconds = Math.max(leastSeconds, Math.min(600, 5 * 2 ** Math.min(count - 1, 7)))
    this.failed.delete(key)
    this.failed.set(key, { count, at: this.now() + seconds * 1000 })
    while (this.failed.size > 500) this.failed.delete(this.failed.keys().next().value as string)
  }

  succeed(key: string): void {
    this.failed.delete(key)
  }

  mayTry(key: string): boolean {
    const failure = this.failed.get(key)
    return failure === undefined || this.now() >= failure.at
  }
}
