import { describe, expect, it } from 'vitest'
import '../src/views/overview'
import { byWords, problem, settle, show, textOf, world } from './world'

function entry(problem: object): object {
  return { player_id: null, player_name: null, song_id: null, song_title: null, since: null, count: null, suspended: null, detail: 'Detail.', ...problem }
}

describe('the overview', () => {
  it('puts problems first, each with a link to where it is mended', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', {
      players: { total: 2, playing: 1, offline: 1 },
      songs: { total: 10 },
      total: 9,
      problems: [
        entry({ kind: 'player-offline', player_id: 'p1', player_name: '<b>Bar</b>', since: '2026-11-30T12:00:00Z' }),
        entry({ kind: 'queue-starving', player_id: 'p2', player_name: 'Lobby', count: 1 }),
        entry({ kind: 'song-failing', player_id: 'p2', player_name: 'Lobby', song_id: 's1', song_title: 'Rain', count: 3, suspended: true }),
        entry({ kind: 'low-confidence', count: 17 }),
        entry({ kind: 'player-never-seen', player_id: 'p3', player_name: 'Garden' }),
        entry({ kind: 'of-a-later-release', detail: '<img src=x onerror=alert(1)> is new.' }),
      ],
    })
    const view = await show(document.createElement('admin-overview'))
    expect(textOf(view)).toContain('9 problems')
    expect(textOf(view)).toContain('<img src=x onerror=alert(1)> is new.')
    expect(textOf(view)).not.toContain('Detail.')
    expect(textOf(view)).toContain('3 plays failed in the last 24 hours. The song is suspended in this room')
    expect(view.querySelector('img')).toBeNull()
    expect([...view.querySelectorAll('.problems a')].map((link) => link.getAttribute('href'))).toEqual([
      '/admin/players/p1',
      '/admin/players/p2/library',
      '/admin/songs/s1',
      '/admin/songs?suggested=true&sort=-confidence',
      '/admin/players/p3/device',
      '/admin/players',
    ])
    expect(textOf(view)).toContain('17 songs wait for you')
    expect(textOf(view)).toContain('<b>Bar</b> is offline')
    expect(textOf(view)).toContain('3 more are not shown.')
  })

  it('says that all is well when it is', async () => {
    world().answer('GET /api/admin/overview', { players: { total: 1 }, songs: { total: 1 }, problems: [], total: 0 })
    expect(textOf(await show(document.createElement('admin-overview')))).toContain('Everything plays')
  })

  it('shows an empty system its first steps', async () => {
    world().answer('GET /api/admin/overview', { players: { total: 0 }, songs: { total: 4 }, problems: [], total: 0 })
    const view = await show(document.createElement('admin-overview'))
    expect([...view.querySelectorAll('.steps li')].map((step) => step.className)).toEqual(['done', '', ''])
    expect(byWords(view, 'Add a room').getAttribute('href')).toBe('/admin/players/new')
  })

  it('says why it could not be loaded, and tries again', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', problem(503, 'database-away', { retry_after_seconds: 2 }))
    const view = await show(document.createElement('admin-overview'))
    expect(textOf(view.querySelector('[role=alert]'))).toContain('Try again in 2 seconds.')
    app.answer('GET /api/admin/overview', { players: { total: 1 }, songs: { total: 1 }, problems: [], total: 0 })
    byWords(view, 'Try again').click()
    await settle()
    expect(textOf(view)).toContain('Everything plays')
  })
})
