import { describe, expect, it } from 'vitest'
import { libraryOf, removalOf, Selection, WHOLE_CATALOGUE, withSelection } from '../src/core/library'
import type { PlayerLibraryElement } from '../src/views/player-library'
import '../src/views/player-library'
import { byWords, ROOM, settle, show, SONG, textOf, type, until, world, type World } from './world'

const ADDRESS = `/api/admin/players/${ROOM.id}/library`
const OTHER = { ...SONG, id: '00000000-0000-4000-8000-000000000002', title: 'Waves' }

async function open(app: World, ids: string[], total = 2): Promise<PlayerLibraryElement> {
  app.players.take({ players: [ROOM], gone: [] })
  app.answer(`GET /api/admin/players/${ROOM.id}`, ROOM)
  app.answer(`GET ${ADDRESS}`, { song_ids: ids })
  app.answer('GET /api/admin/songs', { items: [SONG, OTHER], page: 1, size: 50, total })
  const view = document.createElement('admin-player-library') as PlayerLibraryElement
  view.playerId = ROOM.id
  return show(view)
}

const path = `/admin/players/${ROOM.id}/library`
const bodies = (app: World, method: string) => app.requests.filter((request) => request.line.startsWith(method)).map((request) => [request.line, request.body])

describe('the selection', () => {
  it('holds across pages and is cleared by other filters', () => {
    const selection = new Selection()
    selection.follow('search=rain')
    selection.togglePage(['a', 'b'], true)
    selection.toggle('c', true)
    selection.toggle('a', false)
    expect([selection.page(['a', 'b']), selection.page(['c']), selection.page(['x']), selection.size]).toEqual(['some', 'all', 'none', 2])
    selection.follow('search=rain')
    expect(selection.size).toBe(2)
    selection.follow('search=wind')
    expect(selection.size).toBe(0)
  })
})

describe('a library', () => {
  const state = libraryOf(['a', 'b'])

  it('takes songs in and gives them back', () => {
    expect(withSelection(state, new Set(['b', 'c']), true)).toEqual(['a', 'b', 'c'])
    expect(withSelection(state, new Set(['b', 'c']), false)).toEqual(['a'])
    expect(withSelection(WHOLE_CATALOGUE, new Set(['c']), true)).toEqual(['c'])
  })

  it('that would be empty means the whole catalogue, so that it needs a question', () => {
    expect(removalOf(state, new Set(['a']))).toBe('removes')
    expect(removalOf(state, new Set(['a', 'b', 'c']))).toBe('empties')
    expect(removalOf(WHOLE_CATALOGUE, new Set(['a']))).toBe('impossible')
  })
})

describe('the library picker', () => {
  it('says that a room without a library plays the whole catalogue', async () => {
    const view = await open(world({ path }), [], 20_000)
    expect(textOf(view)).toContain('it plays the whole catalogue')
    expect(textOf(view)).toContain('20,000 songs match')
    expect(view.querySelectorAll('tbody tr')).toHaveLength(2)
  })

  it('adds what is selected to what others have added meanwhile', async () => {
    const app = world({ path })
    const view = await open(app, [SONG.id])
    const box = view.querySelectorAll<HTMLInputElement>('tbody input')[1] as HTMLInputElement
    box.checked = true
    box.dispatchEvent(new Event('change'))
    await settle()
    app.answer(`GET ${ADDRESS}`, { song_ids: [SONG.id, 'added-by-others'] })
    app.answer(`PUT ${ADDRESS}`, { song_ids: [SONG.id, 'added-by-others', OTHER.id] })
    byWords(view, 'Add').click()
    await settle()
    expect(bodies(app, 'PUT')).toEqual([[`PUT ${ADDRESS}`, JSON.stringify({ song_ids: [SONG.id, 'added-by-others', OTHER.id] })]])
    expect(app.said).toEqual(['The library has 3 songs now.'])
    expect(textOf(view)).toContain('0 selected')
  })

  it('asks before the last song is taken out', async () => {
    const app = world({ path })
    const view = await open(app, [SONG.id])
    const box = view.querySelector<HTMLInputElement>('tbody input') as HTMLInputElement
    box.checked = true
    box.dispatchEvent(new Event('change'))
    await settle()
    app.answer(`PUT ${ADDRESS}?global=true`, { song_ids: [] })
    byWords(view, 'Take out').click()
    await settle()
    expect(app.confirmations.question?.heading).toBe('Play the whole catalogue?')
    expect(bodies(app, 'PUT')).toEqual([])
    app.confirmations.answer(true)
    await settle()
    expect(bodies(app, 'PUT')).toEqual([[`PUT ${ADDRESS}?global=true`, '{"song_ids":[]}']])
  })

  it('adds all that match by the filters, after a question', async () => {
    const app = world({ path: `${path}?search=rain&type=soundscape` })
    const view = await open(app, [SONG.id], 312)
    app.answer(`POST ${ADDRESS}/add`, { songs: 313, added: 312, removed: 0 })
    byWords(view, 'Add all 312 songs that match').click()
    await settle()
    app.confirmations.answer(true)
    await settle()
    expect(bodies(app, 'POST')[0]?.[0]).toBe(`POST ${ADDRESS}/add?search=rain&type=soundscape`)
    expect(app.said).toEqual(['The library has 313 songs now.'])
  })

  it('offers that only when there is a filter, because the service refuses it otherwise', async () => {
    const view = await open(world({ path }), [SONG.id])
    expect(textOf(view)).toContain('Search or filter to change all songs that match.')
    expect(textOf(view)).not.toContain('Add all')
  })

  it('searches by the service', async () => {
    const app = world({ path })
    const view = await open(app, [])
    type(view, '#filter-search', 'wind')
    await until(() => app.requests.at(-1)?.line.includes('search=wind'))
    expect(app.requests.at(-1)?.line).toBe('GET /api/admin/songs?search=wind&sort=title&page=1&size=50')
  })
})
