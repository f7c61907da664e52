import type { Song } from './wire'

/** Whether sound can be made: `locked` until somebody has tapped, `missing` in a browser without WebAudio. */
export type OutputState = 'running' | 'locked' | 'missing'

/** A song that sounds. */
export interface Voice {
  /** Why it cannot sound any more; null while all is well. */
  readonly problem: string | null
  /** Fades out with equal power. @param delay seconds from now */
  fadeOut(delay: number, seconds: number): void
  /** Fades out now, also during another fade. */
  cut(seconds: number): void
  /** Sets the gain of the song and the room together, dB. */
  setGain(songDb: number, volumeDb: number): void
  /** Ends the sound and frees its memory. */
  stop(): void
}

/** A song that is ready to sound. */
export interface Sound {
  /**
   * Starts it; it can be started once.
   *
   * @param delay seconds from now
   * @param fadeIn seconds
   */
  start(delay: number, fadeIn: number, songDb: number, volumeDb: number): Voice
  /** Frees the memory of a sound that was not started. */
  discard(): void
}

/** Where sounds come out. */
export interface Output {
  readonly state: OutputState
  /** Asks the browser to let sound out; it does after a tap. */
  unlock(): Promise<void>
  /**
   * Makes a file ready.
   *
   * @param from seconds from the beginning of the file
   * @param abandoned when the file is not wanted any more: it need not be made ready
   * @throws when the browser cannot play it, or when it was abandoned
   */
  prepare(song: Song, file: Blob, from: number, abandoned: AbortSignal): Promise<Sound>
}
