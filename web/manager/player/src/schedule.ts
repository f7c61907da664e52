/** Seconds in which a song fades out on pause, closing and skip; the protocol allows two. */
export const STOP_FADE_SECONDS = 1.5

/** Peaks stay below this, dBFS. */
export const CEILING_DB = -1

/**
 * Seconds that a song overlaps with the next: the setting, but never more than a third of either.
 *
 * @param setting of the room, seconds
 */
export function overlapSeconds(setting: number, playSeconds: number, nextPlaySeconds: number = Infinity): number {
  return Math.max(0, Math.min(setting, playSeconds / 3, nextPlaySeconds / 3))
}

/** Factor of the samples for a gain in dB. */
export const factor = (db: number): number => 10 ** (db / 20)

/**
 * Gain of a song, dB: its own and the room's together, lowered where its highest sample would exceed {@link CEILING_DB}.
 *
 * @param peak the highest sample, 1 is full scale; null when it is not known: then the limiter of the output holds the peaks
 */
export function gainDb(songDb: number, volumeDb: number, peak: number | null): number {
  const wanted = songDb + volumeDb
  if (peak === null || peak <= 0) return wanted
  return Math.min(wanted, CEILING_DB - 20 * Math.log10(peak))
}

/**
 * Points of a fade of equal power: the squares of the one that comes in and the one that goes out add up to one.
 *
 * @param points at least 2
 */
export function fadeCurve(direction: 'in' | 'out', points = 65, level = 1): Float32Array<ArrayBuffer> {
  const curve = new Float32Array(points)
  for (let i = 0; i < points; i++) {
    const angle = (i / (points - 1)) * (Math.PI / 2)
    curve[i] = level * (direction === 'in' ? Math.sin(angle) : Math.cos(angle))
  }
  return curve
}

/** A start is handed to WebAudio so long before it is due, seconds: browsers delay the timers of hidden pages by a second. */
export const LEAD_SECONDS = 1.2

/** The times of one play, monotonic milliseconds. */
export interface Times {
  /** Its first sample sounds. */
  startsAt: number
  /** Its last sample sounds. */
  endsAt: number
}

export function timesOf(startsAt: number, playSeconds: number): Times {
  return { startsAt, endsAt: startsAt + playSeconds * 1000 }
}

/** When the next song starts: when the one that plays has the overlap left; monotonic milliseconds. */
export function nextStart(times: Times, overlap: number): number {
  return times.endsAt - overlap * 1000
}

/**
 * Where in its file a play is after some seconds.
 *
 * @param duration of the file, seconds; null when it is not known
 * @returns seconds from the beginning of the file
 */
export function positionSeconds(elapsed: number, duration: number | null, loop: boolean): number {
  if (elapsed <= 0) return 0
  if (!loop || duration === null || duration <= 0) return elapsed
  return elapsed % duration
}

/**
 * Whether a play that the page's last run started is continued.
 *
 * @param elapsed seconds since its start; negative when it was handed to WebAudio and its start is not due yet
 * @param silent seconds for which nothing has sounded
 */
export function resumesPlay(elapsed: number, silent: number, playSeconds: number): boolean {
  return elapsed >= -LEAD_SECONDS && silent >= 0 && silent <= 60 && playSeconds - elapsed >= 5
}
