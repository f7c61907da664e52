import { describe, expect, it } from 'vitest'
import '../src/views/overview'
import { byWords, problem, settle, show, textOf, world } from './world'

describe('the overview', () => {
  it('puts problems first, each with a link to where it is mended', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', {
      players: { total: 2, playing: 1, offline: 1 },
      songs: { total: 10 },
      total: 9,
      problems: [
        { kind: 'made-up', player_id: 'p1', player_name: '<b>Bar</b>', detail: '<img src=x onerror=alert(1)> is offline.', since: '2026-11-30T12:00:00Z' },
        { kind: 'made-up-song', song_id: 's1', song_title: 'Rain', detail: 'It failed.' },
      ],
    })
    const view = await show(document.createElement('admin-overview'))
    expect(textOf(view)).toContain('9 problems')
    expect(textOf(view)).toContain('<img src=x onerror=alert(1)> is offline.')
    expect(view.querySelector('img')).toBeNull()
    expect([...view.querySelectorAll('.problems a')].map((link) => link.getAttribute('href'))).toEqual(['/admin/players/p1', '/admin/songs/s1'])
    expect(textOf(view)).toContain('7 more are not shown.')
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
