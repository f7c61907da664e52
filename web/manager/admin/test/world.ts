import { Api } from '@roomtone/shared/api'
import type { Account } from '@roomtone/shared/auth'
import { ServerClock } from '@roomtone/shared/clock'
import { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'
import { Access } from '../src/core/access'
import { type App, provide } from '../src/core/app'
import { Confirmations } from '../src/core/confirmations'
import { Drafts } from '../src/core/drafts'
import { SessionGate } from '../src/core/gate'
import { LivePlayers } from '../src/core/live-players'
import type { BrainPaths, ManagerPaths } from '../src/core/paths'
import { Router } from '../src/core/router'
import { speak } from '../src/core/text'
import { Toasts } from '../src/core/toasts'
import type { Player, Song } from '../src/core/types'
import { type Send, UploadQueue } from '../src/core/upload-queue'
import en from '../src/messages/en.json'

/** A store in memory. */
export class MemoryStore implements Store {
  readonly values = new Map<string, string>()
  readonly prefix = 'roomtone-test-'
  constructor(readonly persistent = true) {}
  get(key: string): string | null {
    return this.values.get(key) ?? null
  }
  set(key: string, value: string): void {
    this.values.set(key, value)
  }
  remove(key: string): void {
    this.values.delete(key)
  }
}

export const ADA: Account = { id: '6f1e2d3c-4b5a-4678-9abc-def012345678', email: 'ada@example.org', newEmail: null, anonymous: false }

/** A sign-in without Supabase, whose session a test ends. */
export class FakeSignIn extends Model {
  account: Account | null | undefined
  tokens = 0
  calls: string[] = []
  failure: unknown = null
  constructor(account: Account | null | undefined) {
    super()
    this.account = account
  }
  token = () => Promise.resolve(this.account ? `token-${this.tokens}` : null)
  renewed = () => Promise.resolve(this.account ? `token-${++this.tokens}` : null)
  become(account: Account | null): void {
    this.account = account
    this.tokens++
    this.changed()
  }
  #did(call: string): Promise<void> {
    if (call !== 'restore') {
      this.calls.push(call)
    }
    return this.failure === null ? Promise.resolve() : Promise.reject(this.failure as Error)
  }
  async signInWithPassword(email: string, password: string): Promise<void> {
    await this.#did(`password ${email} ${password}`)
    this.become({ ...ADA, email })
  }
  signUp = (email: string) => this.#did(`sign-up ${email}`)
  sendCode = (email: string) => this.#did(`code ${email}`)
  sendReset = (email: string) => this.#did(`reset ${email}`)
  verifyCode = (email: string, code: string, type = 'email') => this.#did(`verify ${email} ${code} ${type}`)
  setPassword = (password: string) => this.#did(`set ${password}`)
  restore = () => this.#did('restore')
  signOut = () => {
    this.become(null)
    return Promise.resolve()
  }
}

/** A window whose address a test sets. */
export class FakeSurface {
  readonly location = { origin: 'https://manager.test', pathname: '/admin/', search: '' }
  readonly entries: string[] = []
  #popstate: () => void = () => undefined
  readonly history = {
    pushState: (_: unknown, __: string, url?: string | URL | null) => this.#move(String(url), true),
    replaceState: (_: unknown, __: string, url?: string | URL | null) => this.#move(String(url), false),
  }
  constructor(path = '/admin/') {
    this.#set(path)
    this.entries.push(path)
  }
  addEventListener(_: 'popstate', listener: () => void): void {
    this.#popstate = listener
  }
  back(): void {
    this.entries.pop()
    this.#set(this.entries.at(-1) ?? '/admin/')
    this.#popstate()
  }
  #move(url: string, added: boolean): void {
    if (!added) {
      this.entries.pop()
    }
    this.entries.push(url)
    this.#set(url)
  }
  #set(url: string): void {
    const [pathname = '', search = ''] = url.split('?')
    this.location.pathname = pathname
    this.location.search = search === '' ? '' : `?${search}`
  }
}

export type Answer = unknown | ((request: Request) => unknown)

/** An answer that reports an error. */
export function problem(status: number, name: string, members: object = {}): Response {
  const body = { type: `urn:roomtone:problem:${name}`, title: name, status, detail: `Detail of ${name}.`, ...members }
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } })
}

export interface World extends App {
  readonly signIn: FakeSignIn & App['signIn']
  readonly surface: FakeSurface
  readonly requests: { readonly line: string; readonly body: unknown }[]
  readonly said: string[]
  /** Sets what a call answers: JSON, a Response, or a function; for example `GET /api/admin/me`. */
  answer(line: string, answer: Answer): void
}

/** Provides an app whose service answers what a test says. */
export function world(settings: { path?: string; account?: Account | null | undefined; send?: Send; roles?: string[]; brain?: boolean } = {}): World {
  const store = new MemoryStore()
  speak('en', en, store)
  const answers = new Map<string, Answer>()
  const requests: World['requests'] = []
  const fetcher: typeof fetch = async (input, init) => {
    const request = new Request(new URL(String(input), 'https://manager.test'), init)
    const url = new URL(request.url)
    const line = `${request.method} ${url.pathname}${url.search}`
    requests.push({ line, body: typeof init?.body === 'string' ? init.body : (init?.body ?? null) })
    const found = answers.has(line) ? answers.get(line) : answers.get(`${request.method} ${url.pathname}`)
    const answer: unknown = typeof found === 'function' ? await (found as (request: Request) => unknown)(request) : found
    if (answer instanceof Response) {
      return answer.clone()
    }
    return answer === undefined ? problem(404, 'not-found') : answer === null ? new Response(null, { status: 204 }) : Response.json(answer)
  }
  const clock = new ServerClock()
  const signIn = new FakeSignIn('account' in settings ? settings.account : ADA)
  const gate = new SessionGate(signIn)
  const shared = { tokens: gate, clock, language: () => 'en', fetch: fetcher }
  const api = new Api<ManagerPaths>(shared)
  const surface = new FakeSurface(settings.path)
  const said: string[] = []
  const toasts = new (class extends Toasts {
    override say(text: string): void {
      said.push(text)
    }
  })()
  const made: World = {
    config: { supabaseUrl: 'http://auth.test', publishableKey: 'k', languages: ['en', 'de'], dimensions: ['rain', 'sea_waves', 'thunderstorm', 'wind', 'crackling_fire'], links: {}, page: null },
    brain: settings.brain === true ? new Api<BrainPaths>({ ...shared, base: 'https://brain.test' }) : null,
    api,
    signIn: signIn as World['signIn'],
    gate,
    access: new Access(api),
    clock,
    router: new Router(surface),
    drafts: new Drafts(new MemoryStore()),
    players: new LivePlayers(),
    stream: Object.assign(new Model(), { status: 'open' as const, wait: null, start: () => undefined, stop: () => undefined }),
    uploads: new UploadQueue(settings.send ?? (() => new Promise(() => undefined))),
    toasts,
    confirmations: new Confirmations(),
    store,
    surface,
    requests,
    said,
    answer: (line, answer) => answers.set(line, answer),
  }
  answers.set('GET /api/admin/me', { user_id: ADA.id, roles: settings.roles ?? ['admin'], admin_exists: true })
  made.access.me = { user_id: ADA.id, roles: (settings.roles ?? ['admin']) as ('admin' | 'manager')[], admin_exists: true }
  provide(made)
  return made
}

/** Puts an element into the page and waits until it shows what it has loaded. */
export async function show<T extends HTMLElement>(element: T): Promise<T> {
  document.body.replaceChildren(element)
  await settle()
  return element
}

/** Waits until pending answers have come and elements have rendered. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) {
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

/** Waits, at most three seconds, for what a condition returns when it is there. */
export async function until<T>(condition: () => T | null | undefined | false): Promise<T> {
  const end = Date.now() + 3000
  for (;;) {
    const value = condition()
    if (value) {
      return value
    }
    if (Date.now() > end) {
      throw new Error(`never became true: ${condition.toString()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The text of an element as one reads it. */
export function textOf(element: Element | null): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
}

/** Finds a button or link by its words. */
export function byWords(element: Element, words: string): HTMLElement {
  const found = [...element.querySelectorAll<HTMLElement>('button, a')].find((one) => textOf(one) === words)
  if (found === undefined) {
    throw new Error(`no button or link "${words}" in: ${textOf(element)}`)
  }
  return found
}

/** Types into a field as a person does. */
export function type(element: Element, selector: string, value: string): void {
  const input = element.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(selector)
  if (input === null) {
    throw new Error(`no field ${selector} in: ${textOf(element)}`)
  }
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.dispatchEvent(new Event('change', { bubbles: true }))
}

export const ROOM: Player = {
  id: 'afe72417-8b03-396b-8ab3-f00ad61449ab',
  name: 'Lobby',
  slug: 'lobby',
  join_url: 'https://listen.test/?player=lobby',
  manager_id: null,
  status: 'playing',
  current_song_id: 'e5c27d73-ce5a-3cbe-90e5-1765ab8eb960',
  last_poll: '2026-11-30T12:00:00Z',
  timezone: 'Europe/Berlin',
  volume_db: -3.5,
  opening_hours: null,
  paused: false,
  crossfade_seconds: 5,
  soundscape_seconds: 180,
  checkins_per_hour: 300,
  presence: 'open',
  skip_play_id: null,
  created_at: '2026-11-01T12:00:00Z',
  archived_at: null,
  open: true,
  current: { play_id: 'ce59b873-0ff3-3a9f-88ba-b80f766678b2', song_id: 'e5c27d73-ce5a-3cbe-90e5-1765ab8eb960', title: 'Rain on a roof', artist: 'Roomtone', started_at: '2026-11-30T11:59:00Z', play_seconds: 180 },
  next: { song_id: 'e5c27d73-ce5a-3cbe-90e5-1765ab8eb961', title: 'Waves at night', artist: null },
  queue_length: 5,
  token_changed_at: '2026-11-01T12:00:00Z',
}

export const SONG: Song = {
  id: 'e5c27d73-ce5a-3cbe-90e5-1765ab8eb960',
  title: 'Rain on a roof',
  artist: 'Roomtone',
  file_url: 'https://sounds.test/songs/a.flac',
  type: 'soundscape',
  embedding: [0.9, 0.1, 0, 0.2, 0],
  duration: 64,
  created_at: '2026-11-01T12:00:00Z',
  bpm: null,
  content_type: 'audio/flac',
  size_bytes: 4230144,
  sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
  loudness_lufs: -23.4,
  peak_dbfs: -3.1,
  embedding_source: 'model',
  embedding_confidence: 0.82,
  suggested_embedding: null,
  analysis: 'whole',
  archived_at: null,
  file_removed_at: null,
  updated_at: '2026-11-01T12:00:00Z',
}
