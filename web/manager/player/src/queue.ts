import type { Entry, Song } from './wire'

/** What the player knows of a song that it can play without the service. */
export interface KnownSong extends Song {
  /** When it was played last on this device, milliseconds since 1970; 0 for never. */
  lastPlayed: number
}

/** What may play next. */
export interface Choice {
  song: Song
  /** Null for a song that the device chose itself. */
  queueId: string | null
}

/** The choice, and the entries before it that were tried and cannot be played: they have to be reported as failed. */
export interface Chosen {
  choice: Choice | null
  passed: Entry[]
}

/** Keeps the entries of a poll whose start it does not know yet from being played twice. */
export class QueueMemory {
  private readonly started: string[]

  constructor(started: readonly string[] = []) {
    this.started = started.slice(-20)
  }

  /** The entries that were started last, the newest at the end; to be kept. */
  get list(): readonly string[] {
    return this.started
  }

  start(queueId: string): void {
    this.started.push(queueId)
    if (this.started.length > 20) this.started.shift()
  }

  /** Entries of a poll that have not started, in order. An entry that stands before one that was started is over, too. */
  upcoming(next: readonly Entry[]): Entry[] {
    let from = 0
    next.forEach((entry, i) => {
      if (this.started.includes(entry.queueId)) from = i + 1
    })
    return next.slice(from)
  }
}

/**
 * Chooses what plays next: the first entry of the queue whose file is there, else what {@link alone} says. It never waits for a file.
 *
 * @param entries that have not started, in order
 * @param isThere whether the file of a song is complete on this device
 * @param isBroken whether an entry was tried and cannot be played
 * @param cached the songs whose files are there
 * @param playing ids of the songs that sound now
 */
export function choose(
  entries: readonly Entry[], isThere: (key: string) => boolean, isBroken: (queueId: string) => boolean,
  cached: () => readonly KnownSong[], playing: readonly string[],
): Chosen {
  const passed: Entry[] = []
  for (const entry of entries) {
    if (isBroken(entry.queueId)) passed.push(entry)
    else if (isThere(entry.key)) return { choice: { song: entry, queueId: entry.queueId }, passed }
  }
  const song = alone(cached(), playing)
  return { choice: song === null ? null : { song, queueId: null }, passed }
}

/**
 * What plays when the queue has nothing that can be played: the song that was not heard for longest, songs never heard first, in
 * the order in which they became known. What plays now comes only when there is nothing else. By this order no song repeats
 * before all others were heard, so the cool-down is kept as far as the cache allows.
 *
 * @param songs whose files are there
 * @param playing ids of the songs that sound now
 */
export function alone(songs: readonly KnownSong[], playing: readonly string[]): KnownSong | null {
  let best: KnownSong | null = null
  let bestPlays = true
  for (const song of songs) {
    const plays = playing.includes(song.songId)
    if (best === null || (bestPlays && !plays) || (bestPlays === plays && song.lastPlayed < best.lastPlayed)) {
      best = song
      bestPlays = plays
    }
  }
  return best
}
