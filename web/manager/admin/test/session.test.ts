import { AuthFailure } from '@roomtone/shared/auth'
import { describe, expect, it } from 'vitest'
import type { LitElement } from 'lit'
import '../src/views/root'
import type { SongElement } from '../src/views/song'
import { ADA, byWords, problem, settle, show, SONG, textOf, type, until, world } from './world'

const OVERVIEW = { players: { total: 1, playing: 1 }, songs: { total: 3 }, problems: [], total: 0 }

describe('a session that is over', () => {
  it('holds a call back and lets it go on after signing in again', async () => {
    const app = world()
    app.answer('GET /api/admin/songs', (request: Request) => (request.headers.get('Authorization') === 'Bearer token-0' ? problem(401, 'unauthorized') : { items: [], page: 1, size: 50, total: 7 }))
    app.signIn.renewed = () => {
      app.signIn.become(null)
      return Promise.resolve(null)
    }
    const answer = app.api.get('/api/admin/songs')
    await settle()
    expect(app.gate.expired).toBe(true)
    app.signIn.become(ADA)
    expect((await answer).total).toBe(7)
    expect(app.gate.expired).toBe(false)
  })

  it('shows a dialog above the view, which stays with what was typed', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', OVERVIEW)
    const root = await show(document.createElement('admin-root'))
    const view = await until(() => root.querySelector('admin-overview'))
    app.signIn.become(null)
    await settle()
    expect(root.querySelector('admin-overview')).toBe(view)
    const again = root.querySelector('admin-sign-in')
    expect(textOf(again)).toContain('Nothing that you typed is lost')
    type(again as Element, '#password', 'secret')
    again?.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
    await settle()
    expect(app.signIn.calls).toEqual(['password ada@example.org secret'])
    expect(root.querySelector('admin-sign-in')).toBeNull()
    expect(root.querySelector('admin-overview')).toBe(view)
  })

  it('keeps its dialog when one presses Escape, and is left by its button', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', OVERVIEW)
    const root = await show(document.createElement('admin-root'))
    await until(() => root.querySelector('admin-overview'))
    app.signIn.become(null)
    await settle()
    const dialog = [...root.querySelectorAll('rt-dialog')].find((one) => one.heading === 'Your session is over')
    dialog?.shadowRoot?.querySelector('dialog')?.close()
    await settle()
    expect([dialog?.open, app.gate.expired]).toEqual([true, true])
    byWords(root, 'Sign out and give up what is not saved').click()
    await settle()
    expect(app.gate.account).toBeNull()
    expect(root.querySelector('admin-overview')).toBeNull()
  })

  it('is left when one does not sign in again: the call fails', async () => {
    const app = world()
    app.answer('GET /api/admin/songs', problem(401, 'unauthorized'))
    app.signIn.renewed = () => Promise.resolve(null)
    const answer = app.api.get('/api/admin/songs').catch((error: unknown) => error)
    await settle()
    app.gate.leave()
    expect(await answer).toMatchObject({ problem: 'unauthorized' })
  })
})

describe('the session that the browser kept', () => {
  it('is waited for, and Auth that is away is said in words', async () => {
    const app = world({ account: undefined })
    app.signIn.failure = new AuthFailure('away')
    const root = await show(document.createElement('admin-root'))
    expect(root.querySelector('admin-sign-in')).toBeNull()
    expect(textOf(root.querySelector('[role=alert]'))).toContain('The sign-in service does not answer.')
    app.signIn.failure = null
    byWords(root, 'Try again').click()
    app.signIn.become(null)
    await settle()
    expect(root.querySelector('admin-sign-in')).not.toBeNull()
  })
})

describe('a role', () => {
  it('that was taken away is said in words, and the view stays', async () => {
    const app = world({ roles: ['manager'] })
    app.answer('GET /api/admin/overview', OVERVIEW)
    const root = await show(document.createElement('admin-root'))
    await until(() => root.querySelector('admin-overview'))
    app.answer('GET /api/admin/me', { user_id: ADA.id, roles: [], admin_exists: true })
    await app.access.load()
    await settle()
    expect(textOf(root)).toContain('Your role was changed')
    expect(root.querySelector('admin-overview')).not.toBeNull()
  })

  it('is asked for once after a call that it does not allow, however often the view renders', async () => {
    const app = world()
    app.answer('GET /api/admin/overview', problem(403, 'forbidden'))
    app.answer('GET /api/admin/me', { user_id: ADA.id, roles: [], admin_exists: true })
    const root = await show(document.createElement('admin-root'))
    const view = await until(() => root.querySelector('admin-overview'))
    await until(() => app.access.revoked)
    for (let i = 0; i < 5; i++) {
      ;(view as LitElement).requestUpdate()
      await settle()
    }
    expect(app.requests.filter(({ line }) => line === 'GET /api/admin/me')).toHaveLength(1)
    expect(textOf(root)).toContain('Your role was changed')
    expect(textOf(root)).toContain('Your role does not allow this.')
  })

  it('is asked for after an action that it does not allow', async () => {
    const app = world()
    app.answer(`GET /api/admin/songs/${SONG.id}`, SONG)
    app.answer(`PATCH /api/admin/songs/${SONG.id}`, problem(403, 'forbidden'))
    await import('../src/views/song')
    const view = document.createElement('admin-song') as SongElement
    view.songId = SONG.id
    await show(view)
    app.answer('GET /api/admin/me', { user_id: ADA.id, roles: ['manager'], admin_exists: true })
    type(view, '#title', 'Hail')
    byWords(view, 'Save').click()
    await until(() => app.access.revoked)
    expect(textOf(view)).toContain('Your role does not allow this.')
    expect(view.querySelector<HTMLInputElement>('#title')?.value).toBe('Hail')
  })

  it('that is missing is asked of an admin', async () => {
    const app = world({ roles: [] })
    const root = await show(document.createElement('admin-root'))
    expect(textOf(root)).toContain('Your account has no role yet')
    expect(textOf(root.querySelector('code'))).toBe('ada@example.org')
    app.answer('GET /api/admin/me', { user_id: ADA.id, roles: ['manager'], admin_exists: true })
    app.answer('GET /api/admin/overview', OVERVIEW)
    byWords(root, 'Check again').click()
    expect(await until(() => root.querySelector('admin-overview'))).not.toBeNull()
  })

  it('of the first admin is made by a statement with the own id', async () => {
    const app = world({ roles: [] })
    app.access.me = { user_id: ADA.id, roles: [], admin_exists: false }
    const root = await show(document.createElement('admin-root'))
    expect(textOf(root.querySelector('code'))).toBe(`insert into public.roles (user_id, role) values ('${ADA.id}', 'admin');`)
  })

  it('hides what only admins may do', async () => {
    const app = world({ roles: ['manager'] })
    app.answer('GET /api/admin/overview', { ...OVERVIEW, songs: null })
    const root = await show(document.createElement('admin-root'))
    await settle()
    expect(textOf(root.querySelector('admin-nav'))).not.toContain('Staff')
  })
})
