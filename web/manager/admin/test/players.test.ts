import { describe, expect, it, vi } from 'vitest'
import { LivePlayers } from '../src/core/live-players'
import type { PlayerElement } from '../src/views/player'
import '../src/views/new-player'
import '../src/views/player'
import '../src/views/players'
import { byWords, problem, ROOM, settle, show, textOf, type, world, type World } from './world'

const ADDRESS = `/api/admin/players/${ROOM.id}`
const QUEUE = {
  state: 'playing',
  opens_at: null,
  current: { play_id: 'p', song_id: 's', reason: 'collective' },
  next: [{ queue_id: 'q1', position: 1, song_id: 's2', title: '<b>Waves</b>', artist: null, type: 'soundscape', play_seconds: 180, reason: 'rotation', added_at: '2026-11-30T12:00:00Z' }],
  server_time: '2026-11-30T12:00:00Z',
}

async function open(app: World, player: object = ROOM): Promise<PlayerElement> {
  app.players.take({ players: [player], gone: [] })
  app.answer(`GET ${ADDRESS}`, player)
  app.answer(`GET ${ADDRESS}/queue`, QUEUE)
  const view = document.createElement('admin-player') as PlayerElement
  view.playerId = ROOM.id
  return show(view)
}

describe('the players of the stream', () => {
  it('are those that it told of, without those that are gone', () => {
    const players = new LivePlayers()
    players.take({ players: [{ ...ROOM, id: 'b', name: 'Bar' }, { ...ROOM, id: 'a', name: 'attic' }], gone: [] })
    expect(players.all.map((player) => player.id)).toEqual(['a', 'b'])
    players.take({ players: [{ ...ROOM, id: 'a', name: 'Attic 2' }], gone: ['b'] })
    expect(players.all.map((player) => player.name)).toEqual(['Attic 2'])
    players.take('nonsense')
    expect(players.all).toHaveLength(1)
  })

  it('are after a new connection those of its first event alone', () => {
    const players = new LivePlayers()
    players.take({ players: [{ ...ROOM, id: 'a' }, { ...ROOM, id: 'b' }], gone: [] })
    players.take({ players: [{ ...ROOM, id: 'a' }], gone: [] })
    expect(players.all.map((player) => player.id)).toEqual(['a', 'b'])
    players.expectAll()
    players.take({ players: [{ ...ROOM, id: 'a' }], gone: [] })
    expect(players.all.map((player) => player.id)).toEqual(['a'])
    expect([players.isGone('a'), players.isGone('b'), players.isGone('never seen')]).toEqual([false, true, false])
    expect([players.get('b'), players.lastKnown('b')?.id, players.lastKnown('a')]).toEqual([null, 'b', null])
    players.take({ players: [{ ...ROOM, id: 'b' }], gone: [] })
    expect(players.isGone('b')).toBe(false)
  })
})

describe('a room that was taken from the manager who looks at it', () => {
  it('stays on the page and says so, without further calls', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const app = world({ roles: ['manager'] })
      const view = await open(app)
      app.answer(`GET ${ADDRESS}`, problem(404, 'unknown-player'))
      app.answer(`GET ${ADDRESS}/queue`, problem(404, 'unknown-player'))
      const polls = () => app.requests.filter(({ line }) => line === `GET ${ADDRESS}/queue`).length
      const before = polls()
      vi.advanceTimersByTime(15_000)
      await settle()
      expect(polls()).toBe(before + 1)
      app.players.take({ players: [], gone: [ROOM.id] })
      await settle()
      expect(textOf(view.querySelector('.notice.bad'))).toContain('This room was taken from you, or it is out of use.')
      expect(textOf(view)).toContain('Plays now')
      const calls = app.requests.length
      vi.advanceTimersByTime(60_000)
      await settle()
      expect(app.requests).toHaveLength(calls)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the list of rooms', () => {
  it('is live', async () => {
    const app = world({ path: '/admin/players' })
    const view = await show(document.createElement('admin-players'))
    expect(textOf(view)).toContain('Loading')
    app.players.take({ players: [{ ...ROOM, name: '<script>x</script>' }], gone: [] })
    await settle()
    expect(textOf(view.querySelector('.room'))).toContain('<script>x</script> plays')
    expect(view.querySelector('script')).toBeNull()
    app.players.take({ players: [{ ...ROOM, open: false }], gone: [] })
    await settle()
    expect(textOf(view.querySelector('.room'))).toContain('Lobby closed')
  })

  it('helps on when there is no room', async () => {
    const app = world({ path: '/admin/players' })
    app.players.take({ players: [], gone: [] })
    const view = await show(document.createElement('admin-players'))
    expect(textOf(view)).toContain('There are no rooms yet')
  })

  it('says when it is not live', async () => {
    const app = world({ path: '/admin/players' })
    app.players.take({ players: [ROOM], gone: [] })
    Object.assign(app.stream, { status: 'paused' })
    expect(textOf(await show(document.createElement('admin-players')))).toContain('what you see may be old')
  })

  it('shows archived rooms on a page of their own', async () => {
    const app = world({ path: '/admin/players?archived=true' })
    app.answer('GET /api/admin/players', { items: [{ ...ROOM, archived_at: '2026-11-30T12:00:00Z' }], page: 1, size: 50, total: 1 })
    const view = await show(document.createElement('admin-players'))
    expect(textOf(view.querySelector('.room'))).toContain('Lobby archived')
  })
})

describe('a room', () => {
  it('says what plays and why, and the whole queue', async () => {
    const view = await open(world())
    expect(textOf(view)).toContain('Rain on a roof')
    expect(textOf(view)).toContain('Picked by the tastes of those who are there')
    expect(textOf(view.querySelector('.queue'))).toContain('<b>Waves</b>')
    expect(textOf(view.querySelector('.queue'))).toContain('not played here for longest')
  })

  it('says why nothing plays', async () => {
    const view = await open(world(), { ...ROOM, status: 'offline', current: null, last_poll: null })
    expect(textOf(view)).toContain('The device is not connected.')
    expect(textOf(view)).toContain('never')
  })

  it('is paused and resumed, and a double click is one call', async () => {
    const app = world()
    const view = await open(app)
    app.answer(`POST ${ADDRESS}/pause`, { ...ROOM, paused: true })
    const pause = byWords(view, 'Pause')
    pause.click()
    pause.click()
    await settle()
    expect(app.requests.filter((request) => request.line.includes('/pause'))).toHaveLength(1)
    expect(textOf(view)).toContain('Resume')
  })

  it('says why a skip was refused', async () => {
    const app = world()
    const view = await open(app)
    app.answer(`POST ${ADDRESS}/skip`, problem(409, 'nothing-plays'))
    byWords(view, 'Skip').click()
    await settle()
    expect(app.said).toEqual(['Nothing plays that could be skipped.'])
  })

  it('shows the code of now, and makes it invalid after a question', async () => {
    const app = world()
    app.answer(`GET ${ADDRESS}/presence-code`, { code: '042917', valid_until: '2099-01-01T00:00:00Z' })
    const view = await open(app, { ...ROOM, presence: 'code' })
    expect(textOf(view.querySelector('.code'))).toBe('042 917')
    app.answer(`POST ${ADDRESS}/presence-code/rotate`, { code: '111222', valid_until: '2099-01-01T00:00:00Z' })
    byWords(view, 'Make the code invalid').click()
    await settle()
    app.confirmations.answer(true)
    await settle()
    expect(textOf(view.querySelector('.code'))).toBe('111 222')
  })

  it('that one may not see is said in words', async () => {
    const app = world()
    app.answer(`GET ${ADDRESS}`, problem(404, 'unknown-player'))
    const view = document.createElement('admin-player') as PlayerElement
    view.playerId = ROOM.id
    expect(textOf(await show(view))).toContain('There is no such room, or you may not see it.')
  })
})

describe('a new room', () => {
  it('shows its token once, and keeps what was typed when it is refused', async () => {
    const app = world()
    const view = await show(document.createElement('admin-new-player'))
    const submit = async () => {
      view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
      await settle()
    }
    type(view, '#name', 'Bar')
    type(view, '#slug', 'garden')
    app.answer('POST /api/admin/players', problem(409, 'slug-taken'))
    await submit()
    expect(textOf(view.querySelector('#slug-error'))).toBe('Another room has this short name. Choose another one.')
    expect(view.querySelector<HTMLInputElement>('#name')?.value).toBe('Bar')
    app.answer('POST /api/admin/players', { id: 'new-id', slug: 'bar', token: 'secret-token' })
    type(view, '#slug', 'bar')
    await submit()
    expect(textOf(view.querySelector('code'))).toBe('secret-token')
    expect(textOf(view)).toContain('it is shown this once')
    expect(JSON.parse(String(app.requests.at(-1)?.body))).toEqual({ name: 'Bar', presence: 'open', slug: 'bar' })
    expect(textOf(await show(document.createElement('admin-new-player')))).not.toContain('secret-token')
  })
})
