import { describe, expect, it } from 'vitest'
import { match, Router } from '../src/core/router'
import { FakeSurface } from './world'

describe('an address of the panel', () => {
  it.each([
    ['/admin/', 'overview', {}],
    ['/admin', 'overview', {}],
    ['/admin/songs', 'songs', {}],
    ['/admin/songs/', 'songs', {}],
    ['/admin/songs/upload', 'upload', {}],
    ['/admin/songs/abc', 'song', { id: 'abc' }],
    ['/admin/players/new', 'new-player', {}],
    ['/admin/players/a%2Fb/library', 'player-library', { id: 'a/b' }],
    ['/admin/players/abc/nothing', 'unknown', {}],
    ['/admin/songs/%E0%A4%A', 'unknown', {}],
    ['/elsewhere', 'unknown', {}],
  ])('%s names the view %s', (path, name, params) => {
    expect(match(path, '/admin/')).toEqual({ name, params })
  })
})

describe('the router', () => {
  it('goes, comes back, and knows how it came', () => {
    const surface = new FakeSurface('/admin/songs?type=soundscape')
    const router = new Router(surface)
    expect(router.place.query.get('type')).toBe('soundscape')
    expect(router.go(router.href('song', { id: 'x y' }))).toBe(true)
    expect(surface.entries.at(-1)).toBe('/admin/songs/x%20y')
    expect([router.place.name, router.place.params['id'], router.moved]).toEqual(['song', 'x y', 'went'])
    surface.back()
    expect([router.place.name, router.place.query.get('type'), router.moved]).toEqual(['songs', 'soundscape', 'returned'])
  })

  it('keeps filters in the query and begins at the first page when they change', () => {
    const surface = new FakeSurface('/admin/songs?page=7&type=soundscape')
    const router = new Router(surface)
    router.filter({ search: 'rain' })
    expect(surface.entries.at(-1)).toBe('/admin/songs?type=soundscape&search=rain')
    router.filter({ type: null, search: '' })
    expect(surface.entries.at(-1)).toBe('/admin/songs')
    expect(router.withQuery({ page: 2 })).toBe('/admin/songs?page=2')
  })

  it('adds no entry when nothing changes, and none while one types', () => {
    const surface = new FakeSurface('/admin/songs?search=rain')
    const router = new Router(surface)
    router.filter({ search: 'rain' })
    router.filter({ search: 'rain on' }, 'replace')
    expect(surface.entries).toEqual(['/admin/songs?search=rain+on'])
  })

  it('leaves addresses outside of the panel to the browser', () => {
    const router = new Router(new FakeSurface())
    expect(router.go('/player/')).toBe(false)
    expect(router.go('https://elsewhere.test/admin/')).toBe(false)
  })

  it('follows plain clicks on links and no others', () => {
    const router = new Router(new FakeSurface())
    document.body.addEventListener('click', router.onClick)
    const link = (id: string, href: string, download = false) => {
      const made = document.createElement('a')
      made.id = id
      made.href = href
      made.toggleAttribute('download', download)
      made.append(document.createElement('b'))
      return made
    }
    document.body.replaceChildren(link('in', '/admin/songs'), link('out', '/player/'), link('file', '/admin/x', true))
    const click = (selector: string, init: MouseEventInit = {}) => {
      const event = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...init })
      document.querySelector(selector)?.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(click('#in', { ctrlKey: true })).toBe(false)
    expect(click('#file')).toBe(false)
    expect(router.place.name).toBe('overview')
    expect(click('#in b')).toBe(true)
    expect(router.place.name).toBe('songs')
    document.body.removeEventListener('click', router.onClick)
  })
})
