import { describe, expect, it } from 'vitest'
import { dayBounds, midnight, stretches, today } from '../src/core/timeline'
import type { PlayRecord } from '../src/core/types'
import type { PlayerHistoryElement } from '../src/views/player-history'
import type { PlayerVotesElement } from '../src/views/player-votes'
import '../src/views/player-history'
import '../src/views/player-votes'
import { byWords, problem, ROOM, settle, show, textOf, type, world } from './world'

const PLAY: PlayRecord = {
  play_id: 'p',
  song_id: 's',
  title: '<b>Rain</b>',
  artist: null,
  started_at: '2026-11-24T15:00:00Z',
  ended_at: '2026-11-24T15:03:00Z',
  started_local: '2026-11-24T16:00:00+01:00',
  ended_local: '2026-11-24T16:03:00+01:00',
  seconds: 180,
  outcome: 'finished',
  reason: 'house',
}

describe('a day of a room', () => {
  it('begins and ends at midnight in its timezone, also when the clock changes', () => {
    expect(dayBounds('2026-11-24', 'Europe/Berlin')).toEqual({ from: '2026-11-23T23:00:00.000Z', to: '2026-11-24T23:00:00.000Z' })
    expect(dayBounds('2026-10-25', 'Europe/Berlin')).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' })
    expect(midnight('2026-10-04', 'Australia/Sydney')).toBe('2026-10-03T14:00:00.000Z')
    expect(midnight('2026-11-24', 'Asia/Kathmandu')).toBe('2026-11-23T18:15:00.000Z')
    expect(today(Date.parse('2026-11-24T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-25')
  })

  it('shows each play where the clock on the wall stood, cut at midnight', () => {
    const late = { ...PLAY, started_local: '2026-11-24T23:58:00+01:00', ended_local: '2026-11-25T00:02:00+01:00' }
    const runs = { ...PLAY, started_local: '2026-11-24T12:00:00+01:00', ended_local: null, seconds: null }
    const found = stretches([PLAY, late, runs, { ...PLAY, started_local: '2026-11-23T10:00:00+01:00', ended_local: '2026-11-23T10:01:00+01:00' }], '2026-11-24')
    expect(found.map(({ left, width }) => [Math.round(left * 1440), Math.round(width * 1440)])).toEqual([[960, 3], [1438, 2], [720, 1]])
  })
})

describe('the history of a room', () => {
  it('asks for whole days of its timezone, and says the picture in words and as a table', async () => {
    const app = world({ path: `/admin/players/${ROOM.id}/history?day=2026-11-24&from=2026-11-01&to=2026-11-24` })
    app.players.take({ players: [ROOM], gone: [] })
    app.answer(`GET /api/admin/players/${ROOM.id}`, ROOM)
    app.answer(`GET /api/admin/players/${ROOM.id}/history`, { items: [PLAY], page: 1, size: 50, total: 1 })
    const view = document.createElement('admin-player-history') as PlayerHistoryElement
    view.playerId = ROOM.id
    await show(view)
    const lines = app.requests.map((request) => decodeURIComponent(request.line))
    expect(lines).toContain(`GET /api/admin/players/${ROOM.id}/history?from=2026-10-31T23:00:00.000Z&to=2026-11-24T23:00:00.000Z&page=1&size=50`)
    expect(lines).toContain(`GET /api/admin/players/${ROOM.id}/history?from=2026-11-23T23:00:00.000Z&to=2026-11-24T23:00:00.000Z&page=1&size=200`)
    expect(view.querySelector('.day-picture svg')?.getAttribute('aria-label')).toBe('1 play; sound in 0% of the day.')
    expect(textOf(view.querySelector('details tbody'))).toContain('16:00<b>Rain</b>3:00')
    expect(textOf(view)).toContain('votes of the room')
    expect(view.querySelector('tbody b')).toBeNull()
  })
})

describe('the votes of a room', () => {
  async function votes(brain: boolean, items: object[] = []) {
    const app = world({ path: `/admin/players/${ROOM.id}/votes`, brain })
    app.players.take({ players: [ROOM], gone: [] })
    app.answer(`GET /api/admin/players/${ROOM.id}`, ROOM)
    app.answer(`GET /api/players/${ROOM.id}/vote-exclusions`, { items, page: 1, size: 20, total: items.length })
    const view = document.createElement('admin-player-votes') as PlayerVotesElement
    view.playerId = ROOM.id
    return { app, view: await show(view) }
  }

  it('cannot be taken out when the service does not say where the brain is', async () => {
    const { view } = await votes(false)
    expect(textOf(view)).toContain('ROOMTONE_LISTENER_URL')
    expect(view.querySelector('form')).toBeNull()
  })

  it('of a span are taken out, with what is wrong said in words', async () => {
    const { app, view } = await votes(true)
    type(view, '#votes-from', '2026-11-24T18:00')
    type(view, '#votes-to', '2026-11-24T18:30')
    const submit = async () => {
      view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
      await settle()
    }
    app.answer(`POST /api/players/${ROOM.id}/vote-exclusions`, problem(409, 'too-many-vote-exclusions'))
    await submit()
    expect(textOf(view.querySelector('[role=alert]'))).toContain('A room can have 100 exclusions.')
    app.answer(`POST /api/players/${ROOM.id}/vote-exclusions`, { id: 'x', votes: 41 })
    await submit()
    const sent = JSON.parse(String(app.requests.filter((request) => request.line.startsWith('POST')).at(-1)?.body)) as { from: string; to: string }
    expect(Date.parse(sent.to) - Date.parse(sent.from)).toBe(1_800_000)
    expect(app.said).toEqual(['41 votes no longer count.'])
  })

  it('count again after a question', async () => {
    const { app, view } = await votes(true, [{ id: 'x', from: '2026-11-24T18:00:00Z', to: '2026-11-24T18:30:00Z', votes: 41, created_at: '2026-11-24T19:00:00Z' }])
    app.answer(`DELETE /api/players/${ROOM.id}/vote-exclusions/x`, null)
    byWords(view, 'Let them count again').click()
    await settle()
    app.confirmations.answer(true)
    await settle()
    expect(app.said).toEqual(['The votes count again.'])
  })
})
