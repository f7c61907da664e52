import type { Api } from '@roomtone/shared/api'
import type { ServerClock } from '@roomtone/shared/clock'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { Model } from '@roomtone/shared/model'
import { ApiProblem, ApiUnreachable } from '@roomtone/shared/problem'
import { newUuid } from '@roomtone/shared/uuid'
import { backOff } from '@roomtone/shared/wait'
import type { TasteModel } from './taste'
import { type CastVote, isVoteValue, type VoteAnswer, type VoteValue } from './types'

/** What a vote changed. */
export interface VoteEffect {
  readonly songId: string
  readonly title: string
  readonly value: VoteValue
  /** Null for a new vote. */
  readonly previous: VoteValue | null
  readonly voteId: string
  readonly tasteBefore: readonly number[] | null
  readonly tasteAfter: readonly number[] | null
  /** The room in which it counts; null with the reason in whyNot. */
  readonly countsFor: string | null
  readonly whyNot: VoteAnswer['why_not']
}

interface Own {
  readonly id: string
  readonly value: VoteValue
  readonly time: number
}

/** A vote that the service has not answered. */
interface Unanswered {
  value: VoteValue
  key: string
}

/** Votes that are older are not shown as the vote for a song that plays again. */
const SHOWN_MS = 60 * 60_000

/** For how long a vote is sent again when no answer comes. Later the room has moved on. */
const KEPT_MS = 10 * 60_000

/**
 * Votes of whoever is signed in, each song guarded, so that a double tap is one vote. A vote that gets no answer is kept and sent again with
 * its key, so that it counts once.
 */
export class VotesModel extends Model {
  /** What the last vote changed; null before it and after it was taken back. */
  effect: VoteEffect | null = null
  readonly #api: Api<paths>
  readonly #clock: ServerClock
  readonly #taste: TasteModel
  readonly #own = new Map<string, Own>()
  readonly #sending = new Map<string, VoteValue>()
  readonly #unanswered = new Map<string, Unanswered>()
  readonly #pauses = new Set<() => void>()
  readonly #onAnswer: (answer: VoteAnswer) => void

  readonly #room: () => string | undefined

  /**
   * @param onAnswer hears of each answer, which tells when the session ends
   * @param room the id of the room that is shown, if there is one
   */
  constructor(api: Api<paths>, clock: ServerClock, taste: TasteModel, onAnswer: (answer: VoteAnswer) => void, room: () => string | undefined) {
    super()
    this.#api = api
    this.#clock = clock
    this.#taste = taste
    this.#onAnswer = onAnswer
    this.#room = room
  }

  /** Reads the newest votes. */
  async load(): Promise<void> {
    this.remember((await this.page(1, 50)).items)
  }

  /** Reads a page of one's votes, newest first; pages count from 1. */
  page(page: number, size = 20) {
    return this.#api.get('/api/votes', { query: { page, size } })
  }

  remember(votes: readonly CastVote[]): void {
    for (const vote of votes) {
      const time = Date.parse(vote.vote_time)
      if (isVoteValue(vote.vote_value) && time >= (this.#own.get(vote.song_id)?.time ?? 0)) {
        this.#own.set(vote.song_id, { id: vote.id, value: vote.vote_value, time })
      }
    }
    this.changed()
  }

  /** The vote that is shown for a song: the one that is on its way, else the newest of the last hour. */
  valueFor(song: string): VoteValue | null {
    return this.#sending.get(song) ?? this.#recent(song)?.value ?? null
  }

  isSending(song: string): boolean {
    return this.#sending.has(song)
  }

  /** Whether a vote is kept because the service did not answer it. */
  get isKeeping(): boolean {
    return this.#unanswered.size > 0
  }

  /** Sends what is kept at once, because the service answers again. */
  resend(): void {
    for (const end of [...this.#pauses]) {
      end()
    }
  }

  /**
   * Votes for a song. A vote that is kept gets the new value.
   *
   * @returns what it changed; null when nothing was sent, because the same vote stands or another one for the song is on its way
   */
  async cast(song: string, title: string, value: VoteValue): Promise<VoteEffect | null> {
    const kept = this.#unanswered.get(song)
    if (kept !== undefined && kept.value !== value) {
      // The service may have the earlier vote: another value needs another key.
      Object.assign(kept, { value, key: newUuid() })
      this.#sending.set(song, value)
      this.changed()
    }
    const before = this.#recent(song)
    if (this.#sending.has(song) || before?.value === value) {
      return null
    }
    return this.#send(song, value, async () => {
      const tasteBefore = this.#taste.vector ?? null
      const vote = { value, key: newUuid() }
      const answer = await this.#untilAnswered(song, vote)
      if (answer === null) {
        return null
      }
      // The service says by the id whether it changed the earlier vote or made a new one.
      const previous = before !== null && before.id === answer.id ? before.value : null
      return this.#took(answer, title, vote.value, previous, tasteBefore)
    })
  }

  /** Changes a vote of the list. */
  async change(vote: CastVote, title: string, value: VoteValue): Promise<VoteEffect | null> {
    if (this.#sending.has(vote.song_id) || vote.vote_value === value) {
      return null
    }
    return this.#send(vote.song_id, value, () => this.#put(vote.song_id, vote.id, title, value, isVoteValue(vote.vote_value) ? vote.vote_value : null))
  }

  /** Takes a vote back. One that is gone already is taken back, too. */
  async remove(song: string, id: string): Promise<void> {
    if (this.#sending.has(song)) {
      return
    }
    await this.#send(song, null, async () => {
      await this.#api.delete('/api/votes/{id}', { path: { id } }).catch((error: unknown) => {
        if (!(error instanceof ApiProblem && error.problem === 'unknown-vote')) {
          throw error
        }
      })
      if (this.#own.get(song)?.id === id) {
        this.#own.delete(song)
      }
      if (this.effect?.voteId === id) {
        this.effect = null
      }
    })
    // The answer is empty; what became of the taste has to be asked.
    await this.#taste.load()
  }

  /** Makes the last vote as if it had not been: a new one goes, a changed one gets its value back. */
  async undo(effect: VoteEffect): Promise<void> {
    if (effect.previous === null) {
      await this.remove(effect.songId, effect.voteId)
      return
    }
    const previous = effect.previous
    await this.#send(effect.songId, previous, () => this.#put(effect.songId, effect.voteId, effect.title, previous, null))
    this.effect = null
    this.changed()
  }

  dismissEffect(): void {
    this.effect = null
    this.changed()
  }

  forget(): void {
    this.#own.clear()
    this.#unanswered.clear()
    this.resend()
    this.effect = null
    this.changed()
  }

  /** Sends a vote until it is answered. Null: it was forgotten meanwhile. */
  async #untilAnswered(song: string, vote: Unanswered): Promise<VoteAnswer | null> {
    const room = this.#room()
    const began = this.#clock.monotonic()
    try {
      for (let failures = 1; ; failures++) {
        const { value, key } = vote
        try {
          const body = { song_id: song, vote_value: value, ...(room === undefined ? {} : { player_id: room }) }
          const answer = await this.#api.post('/api/votes', { body, idempotencyKey: key })
          if (vote.key === key) {
            return answer
          }
        } catch (error) {
          if (!isUnanswered(error) || this.#clock.monotonic() - began > KEPT_MS) {
            throw error
          }
          this.#unanswered.set(song, vote)
          this.changed()
          await this.#pause(error instanceof ApiProblem ? (error.retryAfterSeconds ?? backOff(failures)) : backOff(failures))
          if (this.#unanswered.get(song) !== vote) {
            return null
          }
        }
      }
    } finally {
      this.#unanswered.delete(song)
    }
  }

  #pause(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#pauses.delete(end)
        resolve()
      }
      const timer = setTimeout(end, seconds * 1000)
      this.#pauses.add(end)
    })
  }

  async #put(song: string, id: string, title: string, value: VoteValue, previous: VoteValue | null): Promise<VoteEffect> {
    const tasteBefore = this.#taste.vector ?? null
    const answer = await this.#api.put('/api/votes/{id}', { path: { id }, body: { vote_value: value } })
    return this.#took({ ...answer, song_id: song }, title, value, previous, tasteBefore)
  }

  async #send<T>(song: string, value: VoteValue | null, action: () => Promise<T>): Promise<T> {
    this.#sending.set(song, value ?? this.#own.get(song)?.value ?? 3)
    this.changed()
    try {
      return await action()
    } finally {
      this.#sending.delete(song)
      this.changed()
    }
  }

  #took(answer: VoteAnswer, title: string, value: VoteValue, previous: VoteValue | null, tasteBefore: readonly number[] | null): VoteEffect {
    this.#own.set(answer.song_id, { id: answer.id, value, time: Date.parse(answer.vote_time) })
    this.#taste.set(answer.preference_vector)
    this.effect = {
      songId: answer.song_id,
      title,
      value,
      previous,
      voteId: answer.id,
      tasteBefore,
      tasteAfter: answer.preference_vector,
      countsFor: answer.counts_for,
      whyNot: answer.why_not,
    }
    this.#onAnswer(answer)
    return this.effect
  }

  #recent(song: string): Own | null {
    const own = this.#own.get(song)
    const now = this.#clock.now()
    return own === undefined || (now !== null && now - own.time > SHOWN_MS) ? null : own
  }
}

/** Whether nobody can tell if the service has taken a vote, or will take it in a moment. */
function isUnanswered(error: unknown): boolean {
  return error instanceof ApiUnreachable || (error instanceof ApiProblem && error.status === 503)
}
