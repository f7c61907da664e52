import type { Chosen } from './queue'
import type { Song } from './wire'

/** What the room allows at the moment. */
export interface Control {
  roomId: string
  mayPlay: boolean
  skip: string | null
  crossfadeSeconds: number
  volumeDb: number
  /** Names the span of the poll that brought the queue; null when the service did not record it. */
  traceparent: string | null
}

/** What the deck asks of the rest of the player. */
export interface Supply {
  choose(playing: readonly string[]): Chosen
  file(key: string): Promise<Blob | null>
  /** A file that was listed is not there. */
  lost(key: string): void
  /** A song started, or it would have started and was reported as failed. */
  started(song: Song, queueId: string | null): Promise<void>
  /** A song cannot be played; `queueId` is null when it is known already or the device chose it. */
  broken(song: Song, queueId: string | null, why: string): void
}
