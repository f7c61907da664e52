import type { Clock, TimeScale } from './clock'
import type { Outbox, Outcome, Play } from './outbox'
import type { Output, Sound, Voice } from './output'
import { Preparation } from './preparation'
import type { Choice } from './queue'
import { LEAD_SECONDS, nextStart, overlapSeconds, positionSeconds, resumesPlay, STOP_FADE_SECONDS, timesOf, type Times } from './schedule'
import type { Store } from './store'
import type { Control, Supply } from './supply'
import type { Song } from './wire'

/** A song is made ready when the one before has so much time left, milliseconds. */
const PREPARE_MS = 30_000
/** The deck notes so often that it still plays, milliseconds. */
const ALIVE_MS = 10_000

/** A play that sounds or is about to. */
export interface Playing {
  play: Play
  song: Song
  times: Times
  voice: Voice
  ending: { at: number; outcome: Outcome } | null
  fading: boolean
  gain: number
}

/** A play as it is kept for the next run. `starting` says that its start may not be in the outbox yet. */
interface Kept {
  play: Play
  song: Song
  starting?: boolean
}

/**
 * Starts and ends songs by the monotonic clock. Each start and end is stored in the outbox, a start before it sounds.
 * All of it goes on without the network.
 */
export class Deck {
  playing: Playing[] = []
  /** Songs in a row that could not be played. */
  failures = 0
  private resume: Kept | null = null
  private retryAt = 0
  private aliveAt = 0
  private busy = false
  private readonly preparation: Preparation

  constructor(
    private readonly clock: Clock,
    private readonly scale: TimeScale,
    private readonly store: Store,
    private readonly outbox: Outbox,
    private readonly output: Output,
    private readonly supply: Supply,
    private readonly newId: () => string,
  ) {
    this.preparation = new Preparation(output, (key) => supply.file(key), (key) => supply.lost(key),
      (choice, why) => supply.broken(choice.song, choice.queueId, why))
  }

  /** The play that listeners hear, the newest when two overlap. */
  get current(): Playing | null {
    return this.playing.filter((one) => one.ending === null).at(-1) ?? this.playing.at(-1) ?? null
  }

  /** Whether nothing sounds and nothing is to be continued. */
  get idle(): boolean {
    return this.playing.length === 0 && this.resume === null
  }

  /** Keys of the files that are in use. */
  get keys(): ReadonlySet<string> {
    const songs = this.playing.map((one) => one.song)
    if (this.preparation.now !== null) songs.push(this.preparation.now.choice.song)
    if (this.resume !== null) songs.push(this.resume.song)
    return new Set(songs.map((song) => song.key))
  }

  /** Takes up what the last run left: its newest play is continued when the gap is short, all others were interrupted. */
  async open(): Promise<void> {
    const kept = ((await this.store.get('playing')) ?? []) as Kept[]
    const alive = await this.lastAlive()
    for (const [i, one] of kept.entries()) {
      const seen = Math.max(alive, one.play.startedAt)
      const elapsed = (this.scale.at() - one.play.startedAt) / 1000
      const silent = Math.max(0, this.scale.at() - seen) / 1000
      if (i === kept.length - 1 && resumesPlay(elapsed, silent, one.song.playSeconds)) this.resume = one
      else await this.interrupt(one, seen)
    }
    await this.keep()
  }

  async tick(control: Control): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      await this.endSongs(control)
      if (!control.mayPlay) {
        await this.giveUpResume()
        this.preparation.discard()
      } else if (this.output.state === 'running' && this.clock.now() >= this.retryAt) {
        if (this.resume === null) await this.startSongs(control)
        else await this.continueLast(this.resume, control)
      }
      this.fadeLast(control)
      await this.noteAlive()
    } finally {
      this.busy = false
    }
  }

  private async endSongs(control: Control): Promise<void> {
    const now = this.clock.now()
    for (const one of [...this.playing]) {
      this.followGain(one, control)
      if (one.ending !== null && now >= one.ending.at) await this.end(one, one.ending.at, one.ending.outcome)
      else if (now >= one.times.endsAt) await this.end(one, one.times.endsAt, one.ending?.outcome ?? 'finished')
      else if (one.ending !== null) continue
      else if (one.voice.problem !== null) {
        this.supply.broken(one.song, null, one.voice.problem)
        this.countFailure()
        await this.end(one, now, 'failed')
      } else if (one.play.playId === control.skip) this.cut(one, 'skipped')
      else if (!control.mayPlay) this.cut(one, 'interrupted')
    }
  }

  private followGain(one: Playing, control: Control): void {
    const gain = one.song.gainDb + control.volumeDb
    if (gain === one.gain) return
    one.gain = gain
    one.voice.setGain(one.song.gainDb, control.volumeDb)
  }

  private cut(one: Playing, outcome: Outcome): void {
    one.voice.cut(STOP_FADE_SECONDS)
    one.ending = { at: Math.min(one.times.endsAt, this.clock.now() + STOP_FADE_SECONDS * 1000), outcome }
  }

  private async end(one: Playing, at: number, outcome: Outcome): Promise<void> {
    one.voice.stop()
    this.playing = this.playing.filter((other) => other !== one)
    await this.outbox.end(one.play, one.play.startedAt + Math.round(at - one.times.startsAt), outcome)
    await this.keep()
  }

  private countFailure(): void {
    this.failures++
    this.retryAt = this.clock.now() + Math.min(60, 2 ** Math.min(this.failures - 1, 6)) * 1000
  }

  private async startSongs(control: Control): Promise<void> {
    const active = this.playing.filter((one) => one.ending === null)
    if (active.length > 1) return
    const before = active[0] ?? null
    const { choice, passed } = this.supply.choose(this.playing.map((one) => one.song.songId))
    this.preparation.keepOnly(choice)
    if (choice === null) {
      if (before === null && passed.length > 0) await this.reportFailed(passed, control)
      return
    }
    const overlap = before === null ? 0 : overlapSeconds(control.crossfadeSeconds, before.song.playSeconds, choice.song.playSeconds)
    const left = before === null ? 0 : nextStart(before.times, overlap) - this.clock.now()
    if (left > PREPARE_MS) return
    if (this.preparation.now === null) this.preparation.start(choice)
    const ready = this.preparation.now
    if (left > LEAD_SECONDS * 1000 || ready === null) return
    if (ready.state === 'failed') {
      this.preparation.discard()
      await this.reportFailed([...passed, { ...choice.song, queueId: choice.queueId }], control)
    } else if (ready.state === 'ready' && ready.sound !== null) {
      this.preparation.take()
      for (const entry of passed) await this.report(entry, entry.queueId, control)
      await this.start(ready.choice, ready.sound, before, this.clock.now() + Math.max(0, left), overlap, control)
    }
  }

  private async start(choice: Choice, sound: Sound, before: Playing | null, startsAt: number, overlap: number, control: Control): Promise<void> {
    const play = this.newPlay(choice.song, choice.queueId, startsAt, control)
    await this.keep({ play, song: choice.song, starting: true })
    await this.noteStart(play, choice.song)
    const delay = Math.max(0, (startsAt - this.clock.now()) / 1000)
    const fade = before === null ? 0 : Math.max(0, Math.min(overlap, (before.times.endsAt - startsAt) / 1000))
    const voice = sound.start(delay, fade, choice.song.gainDb, control.volumeDb)
    if (before !== null && !before.fading) {
      before.voice.fadeOut(delay, fade)
      before.fading = true
    }
    this.failures = 0
    this.add(play, choice.song, startsAt, voice, control)
    await this.keep()
  }

  private async noteStart(play: Play, song: Song): Promise<void> {
    await this.outbox.start(play)
    await this.supply.started(song, play.queueId)
  }

  private add(play: Play, song: Song, startsAt: number, voice: Voice, control: Control): void {
    const gain = song.gainDb + control.volumeDb
    this.playing.push({ play, song, times: timesOf(startsAt, song.playSeconds), voice, ending: null, fading: false, gain })
  }

  private newPlay(song: Song, queueId: string | null, startsAt: number, control: Control): Play {
    const { roomId } = control
    const traceparent = queueId === null ? null : control.traceparent
    return { playId: this.newId(), roomId, songId: song.songId, queueId, startedAt: this.scale.at(startsAt), scale: this.scale.id, serverStart: null, traceparent }
  }

  private async reportFailed(songs: readonly (Song & { queueId: string | null })[], control: Control): Promise<void> {
    this.countFailure()
    for (const song of songs) await this.report(song, song.queueId, control)
  }

  private async report(song: Song, queueId: string | null, control: Control): Promise<void> {
    const play = this.newPlay(song, queueId, this.clock.now(), control)
    await this.outbox.start(play, { endedAt: play.startedAt, outcome: 'failed' })
    await this.supply.started(song, queueId)
  }

  /** Goes on with the play of the last run at the place where it would be now; one whose start is not due yet starts then. */
  private async continueLast({ play, song, starting }: Kept, control: Control): Promise<void> {
    const elapsed = (this.scale.at() - play.startedAt) / 1000
    const fits = elapsed >= -LEAD_SECONDS && elapsed < song.playSeconds - 1 && play.roomId === control.roomId && play.playId !== control.skip
    if (fits && this.preparation.now === null) {
      this.preparation.start({ song, queueId: play.queueId }, positionSeconds(elapsed, song.duration, song.loop))
    }
    const ready = this.preparation.now
    if (!fits || ready === null || ready.state === 'failed') {
      this.preparation.discard()
      await this.giveUpResume()
    } else if (ready.state === 'ready' && ready.sound !== null) {
      this.preparation.take()
      this.resume = null
      if (starting === true) await this.noteStart(play, song)
      const voice = ready.sound.start(Math.max(0, -elapsed), 0.5, song.gainDb, control.volumeDb)
      this.add(play, song, this.clock.now() - elapsed * 1000, voice, control)
      await this.keep()
    }
  }

  private async giveUpResume(): Promise<void> {
    if (this.resume === null) return
    const one = this.resume
    this.resume = null
    await this.interrupt(one, Math.max(one.play.startedAt, await this.lastAlive()))
    await this.keep()
  }

  /** @param seen when it was last known to play, on the time scale of the play */
  private async interrupt(one: Kept, seen: number): Promise<void> {
    await this.outbox.end(one.play, Math.min(seen, one.play.startedAt + one.song.playSeconds * 1000), 'interrupted')
  }

  /** Fades out a song that is longer than it plays, also when nothing follows. */
  private fadeLast(control: Control): void {
    for (const one of this.playing) {
      const cut = one.song.loop || one.song.duration === null || one.song.duration > one.song.playSeconds
      const overlap = overlapSeconds(control.crossfadeSeconds, one.song.playSeconds)
      const left = one.times.endsAt - this.clock.now()
      if (one.fading || one.ending !== null || !cut || overlap === 0 || left > overlap * 1000) continue
      one.voice.fadeOut(0, Math.max(0.02, left / 1000))
      one.fading = true
    }
  }

  /** @param next starts after what is kept: it is kept before its start is stored, so that a page that ends between both loses neither */
  private async keep(next: Kept | null = null): Promise<void> {
    const kept: Kept[] = this.playing.map(({ play, song }) => ({ play, song }))
    if (next !== null) kept.push(next)
    if (this.resume !== null) kept.unshift(this.resume)
    await this.store.set('playing', kept)
    if (this.playing.length > 0) await this.noteAlive(true)
  }

  private async lastAlive(): Promise<number> {
    const alive = await this.store.get('alive')
    return typeof alive === 'number' ? alive : 0
  }

  /** @param soon also when it was noted a moment ago */
  async noteAlive(soon = false): Promise<void> {
    if (this.playing.length === 0 || (!soon && this.clock.now() < this.aliveAt)) return
    this.aliveAt = this.clock.now() + ALIVE_MS
    await this.store.set('alive', this.scale.at())
  }
}
