import { describe, expect, it } from 'vitest'
import { fieldChanges } from '../src/core/changes'
import type { AuditLineElement } from '../src/views/audit-line'
import '../src/views/audit'
import '../src/views/audit-line'
import '../src/views/roles'
import { ADA, problem, settle, show, textOf, type, world } from './world'

const STAFF = { items: [{ user_id: ADA.id, email: 'ada@example.org', display_name: '<i>Ada</i>', roles: ['admin'] }], page: 1, size: 50, total: 1 }
const LINE = {
  id: 412,
  at: '2026-11-30T12:00:00Z',
  actor_id: ADA.id,
  actor_name: '<b>Ada</b>',
  action: 'change',
  thing: 'song',
  thing_id: 'e5c27d73-ce5a-3cbe-90e5-1765ab8eb960',
  before: { title: '<img src=x>' },
  after: { title: 'Rain' },
  abridged: false,
  request_id: null,
}

describe('the staff', () => {
  it('is added by e-mail, and a person without an account is said in words', async () => {
    const app = world({ path: '/admin/roles' })
    app.answer('GET /api/admin/roles', STAFF)
    const view = await show(document.createElement('admin-roles'))
    const submit = async () => {
      view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
      await settle()
    }
    type(view, '#email', 'bob@example.org')
    app.answer('PUT /api/admin/roles', problem(404, 'unknown-user'))
    await submit()
    expect(textOf(view.querySelector('[role=alert]'))).toContain('Nobody with this e-mail address has signed in yet.')
    expect(view.querySelector<HTMLInputElement>('#email')?.value).toBe('bob@example.org')
    app.answer('PUT /api/admin/roles', { user_id: 'b', email: 'bob@example.org', display_name: null, roles: ['manager'] })
    await submit()
    expect(app.requests.filter((request) => request.line.startsWith('PUT')).at(-1)?.body).toBe('{"email":"bob@example.org","roles":["manager"]}')
    expect(app.said).toEqual(['bob@example.org is Manager now.'])
  })

  it('keeps the roles of a person who stands on a later page of the list', async () => {
    const app = world({ path: '/admin/roles' })
    app.answer('GET /api/admin/roles', { ...STAFF, total: 201 })
    app.answer('GET /api/admin/roles?page=2&size=200', { items: [{ user_id: 'b', email: 'Bob@example.org', display_name: null, roles: ['admin'] }], page: 2, size: 200, total: 201 })
    app.answer('PUT /api/admin/roles', { user_id: 'b', email: 'bob@example.org', display_name: null, roles: ['admin', 'manager'] })
    const view = await show(document.createElement('admin-roles'))
    type(view, '#email', 'bob@example.org')
    view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
    await settle()
    expect(app.requests.filter((request) => request.line.startsWith('PUT')).at(-1)?.body).toBe('{"email":"bob@example.org","roles":["admin","manager"]}')
  })

  it('loses a role after a question; a refusal puts the mark back', async () => {
    const app = world({ path: '/admin/roles' })
    app.answer('GET /api/admin/roles', STAFF)
    const view = await show(document.createElement('admin-roles'))
    expect(view.querySelector('tbody i')).toBeNull()
    const box = view.querySelector<HTMLInputElement>('tbody input') as HTMLInputElement
    app.answer('PUT /api/admin/roles', problem(409, 'last-admin'))
    box.checked = false
    box.dispatchEvent(new Event('change'))
    await settle()
    expect(app.confirmations.question?.text).toContain('This is your own role')
    app.confirmations.answer(true)
    await settle()
    expect(app.said).toEqual(['This is the only admin. Make another person admin first.'])
    expect(box.checked).toBe(true)
  })

  it('is shown to admins alone', async () => {
    const app = world({ path: '/admin/roles', roles: ['manager'] })
    const view = await show(document.createElement('admin-roles'))
    expect(textOf(view)).toContain('Only admins see who has a role.')
    expect(app.requests).toEqual([])
  })
})

describe('the log of changes', () => {
  it('shows before and after as text', async () => {
    const app = world({ path: '/admin/audit' })
    app.answer('GET /api/admin/audit', { items: [LINE, { ...LINE, id: 411, action: 'of-a-later-release', abridged: true }], page: 1, size: 50, total: 2 })
    const view = await show(document.createElement('admin-audit'))
    expect(view.querySelector('img, b')).toBeNull()
    expect(textOf(view.querySelector('tbody'))).toBe('Title<img src=x>Rain')
    expect(textOf(view)).toContain('of-a-later-release')
    expect(textOf(view)).toContain('Too long for the list')
  })

  it('asks by the filters of the address', async () => {
    const app = world({ path: `/admin/audit?thing=song&actor_id=${ADA.id}&from=2026-11-01&thing_id=nonsense&page=2` })
    app.answer('GET /api/admin/audit', { items: [], page: 2, size: 50, total: 0 })
    await show(document.createElement('admin-audit'))
    const asked = new URL(`https://x${app.requests[0]?.line.slice(4) ?? ''}`).searchParams
    expect([asked.get('thing'), asked.get('actor_id'), asked.get('thing_id'), asked.get('page')]).toEqual(['song', ADA.id, null, '2'])
    expect(Date.parse(asked.get('from') ?? '')).toBe(new Date(2026, 10, 1).getTime())
  })

  it('shows one line whole', async () => {
    const app = world()
    app.answer('GET /api/admin/audit/412', LINE)
    const view = document.createElement('admin-audit-line') as AuditLineElement
    view.lineId = '412'
    expect(textOf(await show(view))).toContain('<b>Ada</b>')
  })

  it('puts fields side by side that stand on one side only', () => {
    expect(fieldChanges(null, { name: 'Bar', hours: null })).toEqual([
      { field: 'name', before: null, after: 'Bar' },
      { field: 'hours', before: null, after: 'null' },
    ])
    expect(fieldChanges({ a: [1, 2] }, { a: [1] })).toEqual([{ field: 'a', before: '[1,2]', after: '[1]' }])
  })
})
