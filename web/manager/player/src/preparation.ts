import type { Output, Sound } from './output'
import type { Choice } from './queue'

export interface Prepared {
  choice: Choice
  state: 'loading' | 'ready' | 'failed'
  sound: Sound | null
  /** Ends the loading. */
  abandoned: AbortController
}

/** Makes one song ready to play, ahead of its start. */
export class Preparation {
  private prepared: Prepared | null = null

  /**
   * @param file reads a file from the cache
   * @param lost is told that a file is not there after all
   * @param failed is told that a file cannot be played
   */
  constructor(
    private readonly output: Output,
    private readonly file: (key: string) => Promise<Blob | null>,
    private readonly lost: (key: string) => void,
    private readonly failed: (choice: Choice, why: string) => void,
  ) {}

  get now(): Prepared | null {
    return this.prepared
  }

  /** Takes what was made ready; the caller owns its sound. */
  take(): Prepared | null {
    const taken = this.prepared
    this.prepared = null
    return taken
  }

  /** Gives up what was made ready, unless it is this choice. */
  keepOnly(choice: Choice | null): void {
    if (this.prepared === null) return
    if (choice !== null && same(this.prepared.choice, choice)) this.prepared.choice = choice
    else this.discard()
  }

  discard(): void {
    this.prepared?.abandoned.abort()
    this.prepared?.sound?.discard()
    this.prepared = null
  }

  /** @param from seconds from the beginning of the file */
  start(choice: Choice, from = 0): void {
    const prepared: Prepared = { choice, state: 'loading', sound: null, abandoned: new AbortController() }
    this.prepared = prepared
    this.load(prepared, from).catch((error: unknown) => {
      if (this.prepared !== prepared) return
      prepared.state = 'failed'
      this.failed(choice, error instanceof Error ? error.message : String(error))
    })
  }

  private async load(prepared: Prepared, from: number): Promise<void> {
    const { song } = prepared.choice
    const file = await this.file(song.key)
    if (file === null) {
      this.lost(song.key)
      if (this.prepared === prepared) this.prepared = null
      return
    }
    const sound = await this.output.prepare(song, file, from, prepared.abandoned.signal)
    if (this.prepared === prepared) {
      prepared.sound = sound
      prepared.state = 'ready'
    } else sound.discard()
  }
}

function same(a: Choice, b: Choice): boolean {
  return a.queueId === b.queueId && a.song.songId === b.song.songId && a.song.key === b.song.key
}
