import type { CastVote, Collective, RoomState } from '../src/model/types'

export const ROOM = 'afe72417-8b03-396b-8ab3-f00ad61449ab'
export const DIMENSIONS = ['rain', 'sea_waves', 'thunderstorm', 'wind', 'crackling_fire']

/** A title with a script in it: it has to be shown as text. */
export const HOSTILE = '<img src=x onerror="document.title=\'stolen\'"><script>alert(1)</script>'

const SONGS = ['Rain on a roof', 'Waves at night', 'A storm far away', 'Wind in the birches', 'Embers', 'Morning rain', HOSTILE]

export function songId(index: number): string {
  return `e5c27d73-ce5a-4cbe-90e5-1765ab8eb9${String(60 + index)}`
}

/** The calls that need no sign-in. */
const OPEN = /^GET \/api\/(players|players\/[^/]+\/(now-playing|collective|events)|leaderboard)$/

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function refusal(status: number, name: string, members: object = {}): Answer {
  return { status, body: { type: `urn:roomtone:problem:${name}`, title: name, status, detail: `Detail of ${name}.`, ...members } }
}

/**
 * A brain and an Auth in memory, as far as the listener's page calls them. Tests set its state and the refusals of single calls; it does not
 * compute: a vote moves the taste a little towards the first dimension.
 */
export class FakeBrain {
  /** The time of the server in ms. */
  now: () => number
  room: RoomState
  collective: Collective = { vector: null, listeners: null, disclosure_minimum: 4 }
  taste: readonly number[] | null = null
  votes: CastVote[] = []
  session: { session_id: string; player_id: string; checked_in_at: string; expires_at: string } | null = null
  displayName: string | null = null
  /** Who signs in. */
  user = 'u1'
  /** An address that waits for its confirmation. */
  email = ''
  presenceCode: string | null = null
  /** What calls are answered instead, by method and path without parameters, for example `POST /api/votes`. `down`: no answer. */
  readonly refusals = new Map<string, Answer | 'down'>()
  /** The calls that came, as method and path. */
  readonly calls: string[] = []
  readonly keys: (string | null)[] = []
  readonly bodies: unknown[] = []
  /** Whether calls wait until {@link release}. */
  #held: (() => void)[] | null = null
  #streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  #counter = 0

  constructor(now: () => number = () => Date.now()) {
    this.now = now
    this.room = {
      server_time: this.time(),
      player: { id: ROOM, slug: 'garden', name: 'Garden', status: 'playing', presence: 'open' },
      state: 'playing',
      opens_at: null,
      current: {
        song_id: songId(0),
        title: SONGS[0] ?? '',
        artist: 'Nature',
        started_at: this.time(-60_000),
        play_seconds: 180,
        reason: 'collective',
        why: [{ kind: 'taste', dimension: 'rain', text: 'People here like rain' }],
        dimensions: null,
      },
      next: [1, 2, 3, 4, 5].map((index) => ({
        queue_id: `q${index}`,
        song_id: songId(index),
        title: SONGS[index] ?? '',
        artist: index === 2 ? 'The Clouds' : null,
        position: index,
        reason: index === 5 ? ('rotation' as const) : null,
        changeable: index > 1,
        why: index === 5 ? [{ kind: 'rotation' as const, dimension: null, text: 'Not heard here for a while' }] : [],
        dimensions: null,
      })),
    }
  }

  time(offset = 0): string {
    return new Date(this.now() + offset).toISOString()
  }

  /** Shows what follows from the tastes of ten people. */
  disclose(): void {
    const dimensions = (song: readonly number[]) =>
      DIMENSIONS.map((dimension, index) => ({ dimension, name: dimension, wanted: [0.75, 0.5, 0, 0.25, 0][index] ?? 0, song: song[index] ?? 0 }))
    this.collective = { vector: [0.75, 0.5, 0, 0.25, 0], listeners: '10+', disclosure_minimum: 4 }
    if (this.room.current !== null) {
      this.room.current.dimensions = dimensions([0.9, 0.1, 0.2, 0.1, 0])
    }
    this.room.next.forEach((entry) => {
      entry.reason = 'collective'
      entry.why = [{ kind: 'taste', dimension: 'rain', text: 'People here like rain' }]
      entry.dimensions = dimensions([0.5, 0.8, 0, 0, 0])
    })
  }

  /** Sends the room to all open streams. */
  push(): void {
    for (const stream of this.#streams) {
      stream.enqueue(this.#event())
    }
  }

  /** Lets calls wait for their answers. */
  hold(): void {
    this.#held ??= []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = null
    held.forEach((resume) => resume())
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    const url = new URL(address, 'http://room.test')
    const method = (init?.method ?? 'GET').toUpperCase()
    const headers = new Headers(init?.headers)
    const call = `${method} ${url.pathname}`
    this.calls.push(call)
    if (call === 'POST /api/votes') {
      this.keys.push(headers.get('Idempotency-Key'))
    }
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
    if (body !== undefined) {
      this.bodies.push(body)
    }
    if (this.#held !== null && !call.endsWith('/events')) {
      const held = this.#held
      await new Promise<void>((resume) => held.push(resume))
    }
    const refused = this.refusals.get(call)
    if (refused === 'down') {
      throw new TypeError('Failed to fetch')
    }
    if (refused === undefined && call.endsWith('/events')) {
      return this.#stream(init?.signal ?? null)
    }
    const isOpen = url.pathname.startsWith('/auth/') || OPEN.test(call)
    const isRefused = !isOpen && !headers.has('Authorization')
    const answer = refused ?? (isRefused ? refusal(401, 'unauthorized') : null) ?? this.answer(method, url, body as Record<string, unknown> | undefined)
    const type = answer.status >= 400 ? 'application/problem+json' : 'application/json'
    return answer.status === 204
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify(answer.body), {
          status: answer.status,
          headers: { 'Content-Type': type, Date: new Date(this.now()).toUTCString(), ...answer.headers },
        })
  }

  answer(method: string, url: URL, body: Record<string, unknown> | undefined): Answer {
    const path = url.pathname
    const ok = (json: unknown, status = 200): Answer => ({ status, body: json })
    const page = (items: readonly unknown[]) => {
      const [at, size] = [Number(url.searchParams.get('page') ?? 1), Number(url.searchParams.get('size') ?? 20)]
      return ok({ items: items.slice((at - 1) * size, at * size), page: at, size, total: items.length })
    }
    switch (`${method} ${path}`) {
      case 'POST /auth/v1/signup':
      case 'POST /auth/v1/token':
        return ok(this.#signedIn())
      case 'PUT /auth/v1/user':
        this.email = String(body?.['email'] ?? this.email)
        return ok(this.#user())
      case 'GET /api/players':
        return ok([{ ...this.room.player, state: this.room.state, opens_at: this.room.opens_at, server_time: this.time() }])
      case 'GET /api/players/garden/now-playing':
        return ok({ ...this.room, server_time: this.time(), next: this.room.next.slice(0, 1) })
      case 'GET /api/players/garden/collective':
        return ok(this.collective)
      case 'GET /api/players/garden/songs': {
        const q = (url.searchParams.get('q') ?? '').toLowerCase()
        return page(
          SONGS.map((title, index) => ({ song_id: songId(index), title, artist: index % 2 === 0 ? 'Nature' : null })).filter((song) =>
            song.title.toLowerCase().includes(q),
          ),
        )
      }
      case 'GET /api/session':
        return this.session === null ? refusal(404, 'no-session') : ok(this.session)
      case 'POST /api/checkin':
        return this.#checkIn(body ?? {})
      case 'POST /api/checkout':
        this.session = null
        return { status: 204 }
      case 'POST /api/session/renew':
        if (this.session === null) {
          return refusal(404, 'no-session')
        }
        this.session = { ...this.session, expires_at: this.time(3_600_000) }
        return ok(this.session)
      case 'GET /api/preferences':
        return ok({ preference_vector: this.taste })
      case 'PUT /api/preferences': {
        const stated = body?.['preference_vector'] as number[]
        const length = Math.hypot(...stated)
        this.taste = stated.map((value) => value / length)
        return ok({ preference_vector: this.taste })
      }
      case 'GET /api/votes':
        return page(this.votes)
      case 'POST /api/votes':
        return this.#vote(body ?? {})
      case 'GET /api/me':
        return ok({ id: 'u1', name: null, display_name: this.displayName, created_at: this.time() })
      case 'PUT /api/me':
        this.displayName = (body?.['display_name'] as string | null) ?? null
        return ok({ id: 'u1', name: null, display_name: this.displayName, created_at: this.time() })
      case 'DELETE /api/me': {
        const erased = { votes: this.votes.length, sessions: 1, note: '' }
        this.votes = []
        this.taste = null
        this.session = null
        return ok(erased)
      }
      case 'GET /api/me/export':
        return ok({ votes: this.votes.map((vote) => ({ ...vote, song: vote.title })) })
      case 'GET /api/leaderboard':
        return ok({ month: '2026-11', items: [{ rank: 1, display_name: 'Ada', votes: 37 }, { rank: 3, display_name: HOSTILE, votes: 12 }] })
      case 'GET /api/leaderboard/me':
        return ok({ month: '2026-11', rank: 2, votes: 20 })
    }
    const vote = /^\/api\/votes\/(.+)$/.exec(path)?.[1]
    if (vote !== undefined) {
      return this.#change(method, vote, body ?? {})
    }
    return refusal(404, path.startsWith('/api/players/') ? 'unknown-player' : 'not-found')
  }

  #checkIn(body: Record<string, unknown>): Answer {
    if (this.presenceCode !== null && body['code'] !== this.presenceCode) {
      return refusal(403, body['code'] === undefined ? 'presence-code-required' : 'presence-code-wrong')
    }
    queueMicrotask(() => this.push())
    this.session = { session_id: `s${++this.#counter}`, player_id: ROOM, checked_in_at: this.time(), expires_at: this.time(3_600_000) }
    return {
      status: 201,
      body: { ...this.session, server_time: this.time(), state: this.room.state, opens_at: this.room.opens_at, presence: this.room.player.presence },
    }
  }

  #titleOf(song: string): string {
    return SONGS.find((_, index) => songId(index) === song) ?? `Title of ${song}`
  }

  #vote(body: Record<string, unknown>): Answer {
    const song = String(body['song_id'])
    const value = Number(body['vote_value'])
    const earlier = this.votes.find((vote) => vote.song_id === song)
    const vote = earlier ?? { id: `v${++this.#counter}`, song_id: song, title: this.#titleOf(song), artist: null, vote_value: value, vote_time: this.time(), player_id: ROOM }
    vote.vote_value = value
    if (earlier === undefined) {
      this.votes.unshift(vote)
    }
    return { status: earlier === undefined ? 201 : 200, body: this.#voteAnswer(vote) }
  }

  #change(method: string, id: string, body: Record<string, unknown>): Answer {
    const vote = this.votes.find((candidate) => candidate.id === id)
    if (vote === undefined) {
      return refusal(404, 'unknown-vote')
    }
    if (method === 'DELETE') {
      this.votes = this.votes.filter((candidate) => candidate !== vote)
      return { status: 204 }
    }
    vote.vote_value = Number(body['vote_value'])
    return { status: 200, body: this.#voteAnswer(vote) }
  }

  #voteAnswer(vote: CastVote): object {
    const moved = (this.taste ?? [0, 0, 0, 0, 0]).map((value, index) => (index === 0 ? value + 0.2 * (vote.vote_value - 2) : value))
    const length = Math.hypot(...moved)
    this.taste = length === 0 ? null : moved.map((value) => value / length)
    return {
      ...vote,
      preference_vector: this.taste,
      counts_for: this.session === null ? null : ROOM,
      why_not: this.session === null ? 'no-session' : null,
      session_expires_at: this.session?.expires_at ?? null,
    }
  }

  #stream(signal: AbortSignal | null): Response {
    let own: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller
        this.#streams.add(controller)
        controller.enqueue(this.#event())
        signal?.addEventListener('abort', () => this.#streams.delete(controller))
      },
      cancel: () => void this.#streams.delete(own),
    })
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream', Date: new Date(this.now()).toUTCString() } })
  }

  #event(): Uint8Array {
    const room = { ...this.room, server_time: this.time(), next: this.session === null ? this.room.next.slice(0, 1) : this.room.next }
    return new TextEncoder().encode(`event: state\nretry: 3000\ndata: ${JSON.stringify(room)}\n\n`)
  }

  #signedIn(): object {
    const part = (json: object) => btoa(JSON.stringify(json)).replace(/=+$/, '')
    const end = Math.round(this.now() / 1000) + 3600
    return {
      access_token: `${part({ alg: 'ES256' })}.${part({ sub: 'u1', exp: end, n: ++this.#counter })}.c2ln`,
      token_type: 'bearer',
      expires_in: 3600,
      expires_at: end,
      refresh_token: `r${this.#counter}`,
      user: this.#user(),
    }
  }

  #user(): object {
    return { id: this.user, aud: 'authenticated', email: '', new_email: this.email, is_anonymous: true, app_metadata: {}, user_metadata: {}, created_at: '2026-11-30T12:00:00Z' }
  }
}
