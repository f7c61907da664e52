import { ServerClock, TimeScale, type Clock } from './clock'
import { Deck } from './deck'
import type { Files } from './files'
import { Library } from './library'
import { Link } from './link'
import { Outbox } from './outbox'
import type { Output } from './output'
import { Pairing } from './pairing'
import { ProblemLog } from './problems'
import { DeviceApi } from './protocol'
import { choose, QueueMemory, type Chosen } from './queue'
import type { Store } from './store'
import type { Control, Supply } from './supply'
import type { Entry, Song } from './wire'

/** What the player needs from the browser; tests bring their own. */
export interface Surroundings {
  clock: Clock
  store: Store
  files: Files
  output: Output
  send: typeof fetch
  newId: () => string
  estimate: () => Promise<StorageEstimate>
  /** Address of the manager without a slash at the end; empty for the page's own origin. */
  base: string
}

/** The player as a whole, without what is seen of it. */
export class Player {
  readonly problems: ProblemLog
  readonly scale: TimeScale
  readonly server: ServerClock
  readonly outbox: Outbox
  readonly link: Link
  readonly library: Library
  readonly deck: Deck
  readonly api: DeviceApi
  /** Null until a token is known. */
  token: string | null = null
  /** While somebody pairs the device. */
  pairing: Pairing | null = null
  private memory = new QueueMemory()
  private readonly broken = new Set<string>()
  private seenVersion = 0

  constructor(readonly around: Surroundings) {
    const { clock, store, files, output, newId } = around
    this.problems = new ProblemLog(() => clock.wall())
    this.scale = new TimeScale(clock, newId)
    this.server = new ServerClock(this.scale)
    this.outbox = new Outbox(store, this.scale, this.server)
    this.api = new DeviceApi(around.base, () => this.token, () => clock.now(), around.send)
    this.link = new Link(clock, this.api, store, this.outbox, this.server, this.problems)
    this.library = new Library(clock, this.api, store, files, this.problems, () => this.deck.keys, () => this.link.renewAddresses(), around.estimate, around.send)
    this.deck = new Deck(clock, this.scale, store, this.outbox, output, this.supply(), newId)
  }

  /** Brings back what the last run kept. */
  async open(): Promise<void> {
    const { store } = this.around
    const token = await store.get('token')
    this.token = typeof token === 'string' ? token : null
    const started = await store.get('started')
    this.memory = new QueueMemory(Array.isArray(started) ? started.filter((id) => typeof id === 'string') : [])
    await this.link.open()
    await this.library.open()
    await this.deck.open()
    if (this.link.poll !== null) await this.library.setQueue(this.link.poll.next)
  }

  /** Does what is due. It is called several times a second, and may be called late. */
  async tick(): Promise<void> {
    if (this.scale.follow()) {
      // The device slept or its clock was set: ask at once.
      this.link.polling.soon()
      await this.outbox.keepOffset()
    }
    if (this.pairing !== null) void this.guard(this.pairing.tick())
    if (this.token === null) return
    void this.guard(this.link.tick())
    if (this.link.version !== this.seenVersion) {
      this.seenVersion = this.link.version
      await this.library.setQueue(this.link.poll?.next ?? [])
    }
    void this.guard(this.library.tick(this.link.contact === 'made'))
    await this.guard(this.deck.tick(this.control))
  }

  get control(): Control {
    const room = this.link.poll?.room
    return {
      roomId: room?.id ?? '',
      mayPlay: room !== undefined && !room.paused && room.open,
      skip: room?.skip ?? null,
      crossfadeSeconds: room?.crossfadeSeconds ?? 0,
      volumeDb: room?.volumeDb ?? 0,
      traceparent: this.link.traceparent,
    }
  }

  /** What is likely to play next, for display: before what plays is repeated, a file of the queue is likely to arrive. Null when nothing can play. */
  get upNext(): Song | null {
    const playing = this.deck.playing.map((one) => one.song.songId)
    const { choice } = this.chosen(playing)
    const repeats = choice === null || (choice.queueId === null && playing.includes(choice.song.songId))
    const awaited = repeats ? this.queue.find((entry) => !this.broken.has(entry.queueId)) : undefined
    return awaited ?? choice?.song ?? null
  }

  /** Entries of the queue that have not started. */
  get queue(): readonly Entry[] {
    return this.memory.upcoming(this.link.poll?.next ?? [])
  }

  /** Takes a new token and asks with it at once. */
  async setToken(token: string): Promise<void> {
    await this.around.store.set('token', token)
    this.token = token
    this.link.renewAddresses()
    this.link.polling.soon()
    this.link.polling.succeeded()
    this.library.reading.soon()
  }

  startPairing(): Pairing {
    const { clock } = this.around
    this.pairing = new Pairing(clock, this.api, (token) => this.setToken(token), (error) => this.problems.add('internal', String(error)))
    return this.pairing
  }

  stopPairing(): void {
    this.pairing = null
  }

  private async guard(work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.problems.add('internal', String(error))
    }
  }

  private chosen(playing: readonly string[]): Chosen {
    const { library } = this
    return choose(this.memory.upcoming(this.link.poll?.next ?? []), (key) => library.has(key), (id) => this.broken.has(id), () => library.cached(), playing)
  }

  private supply(): Supply {
    return {
      choose: (playing) => this.chosen(playing),
      file: (key) => this.library.file(key),
      lost: (key) => this.library.lost(key),
      started: async (song, queueId) => {
        if (queueId !== null) {
          this.broken.delete(queueId)
          this.memory.start(queueId)
          await this.around.store.set('started', this.memory.list)
        }
        await this.library.played(song)
      },
      broken: (song, queueId, why) => {
        if (queueId !== null) this.broken.add(queueId)
        this.problems.add('cannot-play', `${song.title}: ${why}`)
      },
    }
  }
}
