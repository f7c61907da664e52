import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { showFailure } from '../src/start-failure'
import { HOSTILE, refusal } from './fake-brain'
import { NOON, OpenPage } from './page-test'

describe('the page of a room', () => {
  let open: OpenPage
  beforeEach(() => vi.useFakeTimers({ now: NOON }))
  afterEach(() => {
    open.close()
    vi.useRealTimers()
  })

  it('signs in without asking, checks in and shows what plays, how long, and what comes next', async () => {
    open = await new OpenPage().open()
    expect(open.brain.calls).toContain('POST /auth/v1/signup')
    expect(open.brain.bodies).toContainEqual({ slug: 'garden' })
    const text = open.text()
    for (const words of ['Garden', 'Rain on a roof', 'Nature', 'People here like rain', '2:00 left', 'Waves at night', 'Embers', '60 minutes left']) {
      expect(text).toContain(words)
    }
    expect(document.title).toBe('Rain on a roof · Garden · Roomtone')
  })

  it('counts the time left down by the time of the server', async () => {
    open = new OpenPage()
    const serverAhead = 7_200_000
    open.brain.now = () => Date.now() + serverAhead
    open.brain.room.current = { ...(open.brain.room.current ?? never()), started_at: new Date(NOON + serverAhead - 60_000).toISOString() }
    await open.open()
    expect(open.text()).toMatch(/(2:00|1:59) left/)
    await open.pass(30_000)
    expect(open.text()).toMatch(/1:(30|29) left/)
  })

  it('says which entries a vote still changes', async () => {
    open = await new OpenPage().open()
    const entries = open.all('li').filter((entry) => entry.querySelector('rt-vote-scale') !== null)
    expect(entries[0]?.textContent).toContain('Stands')
    expect(entries[1]?.textContent).not.toContain('Stands')
    expect(open.text()).toContain('A vote still changes the order, except for what has a lock')
  })

  it('speaks German to a German browser, and asks the service for German words', async () => {
    open = await new OpenPage({}, 'de-DE').open()
    expect(open.text()).toContain('Was als Nächstes kommt')
    expect(document.documentElement.lang).toBe('de')
  })

  it('shows script in titles and names as text', async () => {
    open = new OpenPage()
    open.brain.room.current = { ...(open.brain.room.current ?? never()), title: HOSTILE }
    open.brain.room.player.name = HOSTILE
    await open.open()
    await open.go('board')
    await open.go('wishes')
    await open.go('')
    expect(open.text()).toContain(HOSTILE.replace(/\s+/g, ' '))
    expect(open.all('img, script')).toHaveLength(0)
    expect(document.title).toContain('<script>')
  })

  it.each([
    ['closed', 'This room is closed'],
    ['paused', 'A pause'],
    ['offline', 'The player of this room is away'],
    ['idle', 'It is quiet just now'],
  ] as const)('says in words that it is %s', async (state, words) => {
    open = new OpenPage()
    open.brain.room = { ...open.brain.room, state, current: null, opens_at: state === 'closed' ? '2026-11-30T18:00:00Z' : null }
    await open.open()
    expect(open.text()).toContain(words)
    if (state === 'closed') {
      expect(open.text()).toContain('Open again from')
    }
  })

  it('says that nothing is planned in a room without songs', async () => {
    open = new OpenPage()
    open.brain.room = { ...open.brain.room, state: 'idle', current: null, next: [] }
    await open.open()
    expect(open.text()).toContain('Nothing is planned here yet')
  })

  it('offers the rooms when the address names none, and does not sign in', async () => {
    open = await new OpenPage({ room: null }).open()
    expect(open.text()).toContain('Where are you?')
    expect(open.find<HTMLAnchorElement>('a.card').getAttribute('href')).toBe('?player=garden')
    expect(open.brain.calls).toEqual(['GET /api/players'])
  })

  it('offers the rooms when the address names one that does not exist', async () => {
    open = await new OpenPage({ room: 'cellar' }).open()
    expect(open.text()).toContain('We do not know this room')
    expect(open.text()).toContain('Garden')
  })

  it.each([
    ['the service is away', 'POST /api/checkin', 'down', 'Roomtone does not answer'],
    ['the database is away', 'POST /api/checkin', refusal(503, 'database-away', { retry_after_seconds: 2 }), 'Roomtone does not answer'],
    ['Auth is away', 'POST /auth/v1/signup', 'down', 'The sign-in does not answer'],
    ['guests may not sign in', 'POST /auth/v1/signup', { status: 422, body: { code: 'anonymous_provider_disabled', message: '' }, headers: { 'X-Supabase-Api-Version': '2024-01-01' } }, 'Guests cannot sign in here'],
    ['the account is gone', 'GET /api/session', refusal(401, 'account-gone'), 'This account is gone'],
    ['the room is full', 'POST /api/checkin', refusal(429, 'room-check-in-throttled', { retry_after_seconds: 417 }), 'Many people are arriving'],
  ] as const)('shows the room and says it when %s', async (_, call, answer, words) => {
    open = new OpenPage()
    open.brain.refusals.set(call, answer)
    await open.open()
    expect(open.text()).toContain(words)
    expect(open.text()).toContain('Rain on a roof')
    await open.go('taste')
    expect(open.page.guest.phase).toMatchObject({ kind: 'trouble' })
    await open.go('')
    expect(open.text()).toContain(words)
    open.brain.refusals.clear()
    await open.pass(420_000)
    if (words === 'Roomtone does not answer') {
      // The stream was opened again meanwhile, which tells that the service answers.
      expect(open.page.guest.phase.kind).toBe('in')
      return
    }
    open.button(words.includes('account') ? 'Start anew' : 'Try again').click()
    await open.settle()
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it.each([
    ['the service', 'down'],
    ['the database', refusal(503, 'database-away', { retry_after_seconds: 2 })],
  ] as const)('goes on by itself when %s is there again', async (_, answer) => {
    open = new OpenPage()
    open.brain.refusals.set('GET /api/players/garden/events', 'down')
    open.brain.refusals.set('POST /api/checkin', answer)
    await open.open()
    expect(open.page.guest.phase.kind).toBe('trouble')
    open.brain.refusals.clear()
    await open.pass(60_000)
    expect(open.page.guest.phase.kind).toBe('in')
    expect(open.text()).not.toContain('Roomtone does not answer')
  })

  it('does not send votes while nobody is signed in', async () => {
    open = new OpenPage()
    open.brain.refusals.set('POST /auth/v1/signup', 'down')
    await open.open()
    const step = open.find('rt-vote-scale').shadowRoot?.querySelector('button')
    expect(step?.getAttribute('aria-disabled')).toBe('true')
    step?.click()
    await open.settle()
    expect(open.brain.calls).not.toContain('POST /api/votes')
    expect(open.text()).toContain('The sign-in does not answer')
  })

  it('counts the exact wait of Auth down', async () => {
    open = new OpenPage()
    open.brain.refusals.set('POST /auth/v1/signup', { status: 429, body: { code: 'over_request_rate_limit', message: '' }, headers: { 'Retry-After': '90', 'X-Supabase-Api-Version': '2024-01-01' } })
    await open.open()
    expect(open.text()).toContain('Many people are signing in')
    expect(open.text()).toContain('1:30')
    expect(open.button('Try again').disabled).toBe(true)
    await open.pass(31_000)
    expect(open.text()).toContain('0:59')
    await open.pass(60_000)
    expect(open.button('Try again').disabled).toBe(false)
  })

  it('says that the device is offline and goes on when it is back', async () => {
    open = new OpenPage()
    open.online = false
    open.brain.refusals.set('GET /api/players/garden/now-playing', 'down')
    await open.open()
    expect(open.text()).toContain('You are offline')
    open.online = true
    open.brain.refusals.clear()
    await open.page.guest.begin()
    await open.settle()
    expect(open.text()).not.toContain('You are offline')
  })

  it('says that the line is broken, with the time until the next attempt', async () => {
    open = new OpenPage()
    open.brain.refusals.set('GET /api/players/garden/events', refusal(503, 'too-many-streams', { retry_after_seconds: 17 }))
    await open.open()
    expect(open.text()).toContain('The connection is interrupted')
    expect(open.text()).toContain('0:17')
  })

  it('asks the service for its version when it does not know a call of the page', async () => {
    open = new OpenPage()
    open.brain.refusals.set('GET /api/session', refusal(404, 'not-found'))
    await open.open()
    expect(open.versionChecks).toBe(1)
    open.page.outdated()
    await open.settle()
    expect(open.text()).toContain('There is a newer version of this page')
  })
})

describe('a page that cannot start', () => {
  it.each([
    [true, 'en', 'Roomtone does not answer'],
    [false, 'en', 'You are offline'],
    [false, 'de', 'Du bist offline'],
  ])('says why in the language of the browser (online: %s, %s) and tries again once', async (isOnline, language, words) => {
    const retry = vi.fn()
    showFailure(retry, isOnline, [language])
    await document.querySelector('rt-status')?.updateComplete
    expect(document.querySelector('rt-status')?.shadowRoot?.textContent).toContain(words)
    document.querySelector('button')?.click()
    dispatchEvent(new Event('online'))
    expect(retry).toHaveBeenCalledOnce()
  })
})

function never(): never {
  throw new Error('the fake room plays')
}
