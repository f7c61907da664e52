import { describe, expect, it } from 'vitest'
import type { PlayerDeviceElement } from '../src/views/player-device'
import type { PlayerSettingsElement } from '../src/views/player-settings'
import type { PlayerSheetElement } from '../src/views/player-sheet'
import '../src/views/player-device'
import '../src/views/player-settings'
import '../src/views/player-sheet'
import { byWords, problem, ROOM, settle, show, textOf, type, world, type World } from './world'

const ADDRESS = `/api/admin/players/${ROOM.id}`

async function open<T extends PlayerDeviceElement | PlayerSettingsElement>(app: World, name: string, player: object = ROOM): Promise<T> {
  app.players.take({ players: [player], gone: [] })
  app.answer(`GET ${ADDRESS}`, player)
  app.answer('GET /api/admin/roles', { items: [], page: 1, size: 200, total: 0 })
  const view = document.createElement(name) as T
  view.playerId = ROOM.id
  return show(view)
}

async function submit(view: HTMLElement): Promise<void> {
  view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
  await settle()
}

describe('the settings of a room', () => {
  it('send only what was changed', async () => {
    const app = world()
    const view = await open<PlayerSettingsElement>(app, 'admin-player-settings')
    type(view, '#volume', '-10')
    type(view, '#timezone', 'UTC')
    app.answer(`PATCH ${ADDRESS}`, { ...ROOM, volume_db: -10, timezone: 'UTC' })
    await submit(view)
    expect(JSON.parse(String(app.requests.find((request) => request.line.startsWith('PATCH'))?.body))).toEqual({ volume_db: -10, timezone: 'UTC' })
    expect(app.drafts.size).toBe(0)
  })

  it('say what another tab has changed meanwhile', async () => {
    const app = world()
    const view = await open<PlayerSettingsElement>(app, 'admin-player-settings')
    type(view, '#name', 'Mine')
    app.answer(`GET ${ADDRESS}`, { ...ROOM, name: 'Theirs' })
    await submit(view)
    expect(textOf(view.querySelector('.conflict'))).toContain('Name: now Theirs, yours Mine')
    expect(app.requests.some((request) => request.line.startsWith('PATCH'))).toBe(false)
  })

  it('are not sent with a time that is none', async () => {
    const app = world()
    const view = await open<PlayerSettingsElement>(app, 'admin-player-settings', { ...ROOM, opening_hours: { mon: [['09:00', '18:00']] } })
    type(view, '#hours-mon-0-from', '25')
    await settle()
    expect(textOf(view.querySelector('#hours-mon-0-problem'))).toContain('Enter a time')
    await submit(view)
    expect(app.requests.some((request) => request.line.startsWith('PATCH'))).toBe(false)
    type(view, '#hours-mon-0-from', '8')
    await settle()
    app.answer(`PATCH ${ADDRESS}`, ROOM)
    await submit(view)
    expect(JSON.parse(String(app.requests.find((request) => request.line.startsWith('PATCH'))?.body))).toEqual({ opening_hours: { mon: [['08:00', '18:00']] } })
  })

  it('open a room at all times again', async () => {
    const app = world()
    const view = await open<PlayerSettingsElement>(app, 'admin-player-settings', { ...ROOM, opening_hours: { mon: [['09:00', '18:00']] } })
    view.querySelector<HTMLInputElement>('admin-hours input[type=radio]')?.dispatchEvent(new Event('change'))
    app.answer(`PATCH ${ADDRESS}`, ROOM)
    await submit(view)
    expect(JSON.parse(String(app.requests.find((request) => request.line.startsWith('PATCH'))?.body))).toEqual({ opening_hours: null })
  })
})

describe('the device of a room', () => {
  it('is paired by the code that it shows', async () => {
    const app = world()
    const view = await open<PlayerDeviceElement>(app, 'admin-player-device')
    app.answer(`POST ${ADDRESS}/pair`, problem(404, 'unknown-code'))
    type(view, '#code', 'ktzw bqrm')
    await submit(view)
    expect(textOf(view.querySelector('#code-error'))).toContain('No device shows this code now.')
    expect(view.querySelector<HTMLInputElement>('#code')?.value).toBe('ktzw bqrm')
    app.answer(`POST ${ADDRESS}/pair`, null)
    await submit(view)
    expect(textOf(view)).toContain('Paired.')
    expect(app.requests.at(-1)?.body).toBe('{"code":"ktzw bqrm"}')
  })

  it('gets a new token after a question, shown once', async () => {
    const app = world()
    const view = await open<PlayerDeviceElement>(app, 'admin-player-device')
    app.answer(`POST ${ADDRESS}/token`, { token: 'new-token' })
    byWords(view, 'Give a new token').click()
    await settle()
    expect(app.requests.some((request) => request.line.endsWith('/token'))).toBe(false)
    app.confirmations.answer(true)
    await settle()
    expect(textOf(view.querySelector('code'))).toBe('new-token')
    expect(textOf(await open<PlayerDeviceElement>(app, 'admin-player-device'))).not.toContain('new-token')
  })

  it('is taken out of use after a question', async () => {
    const app = world({ path: `/admin/players/${ROOM.id}/device` })
    const view = await open<PlayerDeviceElement>(app, 'admin-player-device')
    app.answer(`DELETE ${ADDRESS}`, null)
    byWords(view, 'Archive the room').click()
    await settle()
    app.confirmations.answer(true)
    await settle()
    expect(app.surface.entries.at(-1)).toBe('/admin/players')
    expect(app.players.get(ROOM.id)).toBeNull()
  })
})

describe('the sheet of a room', () => {
  it('shows the picture of the service in an image, and the name as text', async () => {
    const app = world({ path: `/admin/players/${ROOM.id}/sheet` })
    app.answer(`GET ${ADDRESS}`, { ...ROOM, name: '<i>Lobby</i>', presence: 'code', join_url: 'https://listen.test/?player=lobby' })
    app.answer(`GET ${ADDRESS}/qr.svg`, () => new Response('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', { headers: { 'Content-Type': 'image/svg+xml' } }))
    const view = document.createElement('admin-player-sheet') as PlayerSheetElement
    view.playerId = ROOM.id
    await show(view)
    expect(view.querySelector('img')?.getAttribute('src')).toMatch(/^blob:/)
    expect(view.querySelector('svg, script')).toBeNull()
    expect(textOf(view.querySelector('h1'))).toBe('<i>Lobby</i>')
    expect(textOf(view)).toContain('the six digits that the screen in this room shows')
  })
})
