import { describe, expect, it } from 'vitest'
import '../src/views/songs'
import { nextSort, songFilter, songSort } from '../src/core/song-filter'
import { byWords, problem, ROOM, settle, show, SONG, textOf, type, until, world } from './world'

const page = (items: unknown[], total = items.length) => ({ items, page: 1, size: 50, total })

describe('the filters of an address', () => {
  it('are those of the API, without what it would refuse', () => {
    const query = new URLSearchParams('search= rain &type=noise&embedding=false&suggested=perhaps&archived=all&min_duration=60&max_duration=-1&in_library_of=x&page=3')
    expect(songFilter(query)).toEqual({ search: 'rain', embedding: false, archived: 'all', min_duration: 60 })
  })

  it('name an order, the newest first by default; a second click turns it round', () => {
    expect(songSort(new URLSearchParams())).toEqual({ by: 'created', down: true })
    expect(songSort(new URLSearchParams('sort=drop'))).toEqual({ by: 'created', down: true })
    expect(nextSort(new URLSearchParams('sort=title'), 'title')).toBe('-title')
    expect(nextSort(new URLSearchParams('sort=-title'), 'title')).toBe('title')
    expect(nextSort(new URLSearchParams('sort=title'), 'artist')).toBe('artist')
  })
})

describe('the list of songs', () => {
  it('asks the service for one page, by the address', async () => {
    const app = world({ path: '/admin/songs?type=soundscape&page=400&sort=title' })
    app.answer('GET /api/admin/songs', { items: [SONG], page: 400, size: 50, total: 20_000 })
    const view = await show(document.createElement('admin-songs'))
    expect(app.requests.map((request) => request.line)).toEqual(['GET /api/admin/songs?type=soundscape&page=400&size=50&sort=title'])
    expect(textOf(view)).toContain('20,000 songs match')
    expect(textOf(view.querySelector('.pager'))).toBe('Previous Page 400 of 400 Next')
    expect(view.querySelectorAll('tbody tr')).toHaveLength(1)
    expect(view.querySelector('th[aria-sort=ascending]')?.textContent).toContain('Title')
  })

  it('shows titles and names as text', async () => {
    const app = world({ path: '/admin/songs' })
    app.players.take({ players: [{ ...ROOM, name: '<script>alert(1)</script>' }], gone: [] })
    app.answer('GET /api/admin/songs', page([{ ...SONG, title: '<img src=x onerror=alert(1)>', artist: '"><script>x</script>' }]))
    const view = await show(document.createElement('admin-songs'))
    expect(view.querySelectorAll('img, script')).toHaveLength(0)
    expect(textOf(view.querySelector('tbody'))).toContain('<img src=x onerror=alert(1)> "><script>x</script>')
  })

  it('follows what one types without an entry in the history for each letter', async () => {
    const app = world({ path: '/admin/songs' })
    app.answer('GET /api/admin/songs', page([SONG]))
    const view = await show(document.createElement('admin-songs'))
    type(view, '#filter-search', 'ra')
    type(view, '#filter-search', 'rain')
    await until(() => app.requests.at(-1)?.line.includes('search=rain'))
    expect(app.surface.entries).toEqual(['/admin/songs?search=rain'])
    type(view, '#filter-type', 'instrumental')
    expect(app.surface.entries).toEqual(['/admin/songs?search=rain', '/admin/songs?search=rain&type=instrumental'])
  })

  it('has a friendly state without songs, without matches and without an answer', async () => {
    const app = world({ path: '/admin/songs' })
    app.answer('GET /api/admin/songs', page([]))
    expect(textOf(await show(document.createElement('admin-songs')))).toContain('There are no songs yet')
    const other = world({ path: '/admin/songs?search=zzz' })
    other.answer('GET /api/admin/songs', page([]))
    expect(textOf(await show(document.createElement('admin-songs')))).toContain('No song matches these filters.')
    const away = world({ path: '/admin/songs' })
    away.answer('GET /api/admin/songs', problem(503, 'database-away', { retry_after_seconds: 1 }))
    const view = await show(document.createElement('admin-songs'))
    expect(textOf(view.querySelector('[role=alert]'))).toContain('cannot reach its database')
    away.answer('GET /api/admin/songs', page([SONG]))
    byWords(view, 'Try again').click()
    await settle()
    expect(textOf(view)).toContain('Rain on a roof')
  })

  it('shows managers no way to upload', async () => {
    const app = world({ path: '/admin/songs', roles: ['manager'] })
    app.answer('GET /api/admin/songs', page([SONG]))
    expect(textOf(await show(document.createElement('admin-songs')))).not.toContain('Upload')
  })
})
