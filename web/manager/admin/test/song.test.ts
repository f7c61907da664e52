import { describe, expect, it } from 'vitest'
import type { SongElement } from '../src/views/song'
import '../src/views/song'
import { outlinePath } from '../src/views/waveform'
import { byWords, problem, settle, show, SONG, textOf, type, world, type World } from './world'

const ADDRESS = `/api/admin/songs/${SONG.id}`

function open(app: World, song: object = SONG): Promise<HTMLElement> {
  app.answer(`GET ${ADDRESS}`, song)
  app.answer(`GET ${ADDRESS}/outline`, { heights: [0, 128, 255] })
  const view = document.createElement('admin-song') as SongElement
  view.songId = SONG.id
  return show(view)
}

async function submit(view: HTMLElement): Promise<void> {
  view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
  await settle()
}

describe('a song', () => {
  it('says what was heard and how sure, in words and per cent', async () => {
    const view = await open(world())
    expect(textOf(view)).toContain('Heard surely: 82%.')
    expect(view.querySelector<HTMLInputElement>('#weight-0')?.value).toBe('90')
    type(view, '#weight-0', '30')
    await settle()
    expect(textOf(view.querySelector('#weight-0-heard'))).toBe('heard: 90%')
    expect(view.querySelector('.waveform path')).not.toBeNull()
  })

  it('is listened to by a link that is asked for when one plays it', async () => {
    const app = world()
    app.answer(`GET ${ADDRESS}/file`, { url: 'https://sounds.test/a.flac?X-Amz-Signature=0f' })
    const view = await open(app)
    expect(app.requests.some((request) => request.line.endsWith('/file'))).toBe(false)
    byWords(view, 'Listen').click()
    await settle()
    expect(view.querySelector('audio')?.getAttribute('src')).toBe('https://sounds.test/a.flac?X-Amz-Signature=0f')
    view.querySelector('audio')?.dispatchEvent(new Event('error'))
    await settle()
    expect(textOf(view)).toContain('The recording could not be played.')
    expect(byWords(view, 'Listen')).toBeDefined()
  })

  it('sends only what was changed', async () => {
    const app = world()
    const view = await open(app)
    type(view, '#title', 'Rain on a tent')
    type(view, '#weight-1', '40')
    app.answer(`PATCH ${ADDRESS}`, { ...SONG, title: 'Rain on a tent' })
    await submit(view)
    const sent = app.requests.find((request) => request.line.startsWith('PATCH'))
    expect(JSON.parse(String(sent?.body))).toEqual({ title: 'Rain on a tent', embedding: [0.9, 0.4, 0, 0.2, 0] })
    expect(app.drafts.size).toBe(0)
    expect(app.said).toEqual(['Saved.'])
  })

  it('keeps what was typed when one goes away and comes back', async () => {
    const app = world()
    type(await open(app), '#title', 'Half a tit')
    const again = await open(app)
    expect(again.querySelector<HTMLInputElement>('#title')?.value).toBe('Half a tit')
    expect(textOf(again)).toContain('Not saved yet')
    byWords(again, 'Discard').click()
    await settle()
    expect(again.querySelector<HTMLInputElement>('#title')?.value).toBe('Rain on a roof')
  })

  it('says what somebody else changed meanwhile, before it overwrites that', async () => {
    const app = world()
    const view = await open(app)
    type(view, '#title', 'Mine')
    app.answer(`GET ${ADDRESS}`, { ...SONG, title: '<b>Theirs</b>' })
    app.answer(`PATCH ${ADDRESS}`, { ...SONG, title: 'Mine' })
    await submit(view)
    expect(textOf(view.querySelector('.conflict'))).toContain('now <b>Theirs</b>, yours Mine')
    expect(app.requests.some((request) => request.line.startsWith('PATCH'))).toBe(false)
    byWords(view, 'Keep my values').click()
    await submit(view)
    expect(app.requests.some((request) => request.line.startsWith('PATCH'))).toBe(true)
  })

  it('takes the values of the others when one says so', async () => {
    const app = world()
    const view = await open(app)
    type(view, '#title', 'Mine')
    app.answer(`GET ${ADDRESS}`, { ...SONG, title: 'Theirs' })
    await submit(view)
    byWords(view, 'Take the new values').click()
    await settle()
    expect(view.querySelector<HTMLInputElement>('#title')?.value).toBe('Theirs')
    expect(app.drafts.size).toBe(0)
  })

  it('shows an error beside its field', async () => {
    const app = world()
    const view = await open(app)
    type(view, '#title', 'x')
    app.answer(`PATCH ${ADDRESS}`, problem(400, 'invalid-field', { detail: 'title must have at most 200 characters.', errors: [{ field: 'title', message: 'is invalid' }] }))
    await submit(view)
    expect(textOf(view.querySelector('#title-error'))).toBe('title must have at most 200 characters.')
    expect(view.querySelector('#title')?.getAttribute('aria-describedby')).toBe('title-error')
    expect(view.querySelector<HTMLInputElement>('#title')?.value).toBe('x')
  })

  it('confirms a suggestion once, however often one clicks', async () => {
    const app = world()
    const suggested = { ...SONG, embedding: null, suggested_embedding: [0, 0.4, 0, 0.3, 0], embedding_confidence: 0.41 }
    const view = await open(app, suggested)
    expect(textOf(view)).toContain('Heard with little confidence: 41%.')
    app.answer(`PATCH ${ADDRESS}`, { ...SONG, embedding_source: 'manual' })
    const confirm = byWords(view, 'Confirm')
    confirm.click()
    confirm.click()
    await settle()
    expect(app.requests.filter((request) => request.line.startsWith('PATCH')).map((request) => request.body)).toEqual(['{"confirm_suggestion":true}'])
    expect(textOf(view)).not.toContain('A suggestion waits')
  })

  it('is archived after a question, and restored', async () => {
    const app = world()
    const view = await open(app)
    byWords(view, 'Archive').click()
    await settle()
    expect(app.confirmations.question?.heading).toBe('Archive "Rain on a roof"?')
    app.confirmations.answer(false)
    await settle()
    expect(app.requests.some((request) => request.line.startsWith('DELETE'))).toBe(false)
    byWords(view, 'Archive').click()
    await settle()
    app.answer(`DELETE ${ADDRESS}`, null)
    app.answer(`GET ${ADDRESS}`, { ...SONG, archived_at: '2026-11-30T12:00:00Z' })
    app.confirmations.answer(true)
    await settle()
    expect(textOf(view)).toContain('This song is archived')
    app.answer(`PATCH ${ADDRESS}`, SONG)
    byWords(view, 'Restore').click()
    await settle()
    expect(textOf(view)).not.toContain('This song is archived')
  })

  it('refuses weights that are all zero before sending', async () => {
    const app = world()
    const view = await open(app)
    for (const [i, weight] of (SONG.embedding ?? []).entries()) {
      if (weight > 0) {
        type(view, `#weight-${i}`, '0')
        await settle()
      }
    }
    await submit(view)
    expect(textOf(view)).toContain('At least one weight has to be above 0.')
    expect(app.requests.some((request) => request.line.startsWith('PATCH'))).toBe(false)
  })

  it('that nobody knows is said in words', async () => {
    const app = world()
    const view = await open(app, problem(404, 'unknown-song'))
    expect(textOf(view)).toContain('There is no such song.')
  })

  it('can only be read by managers', async () => {
    const view = await open(world({ roles: ['manager'] }))
    expect(view.querySelector<HTMLInputElement>('#title')?.readOnly).toBe(true)
    expect(textOf(view)).not.toContain('Save')
    expect(textOf(view)).not.toContain('Archive')
  })
})

describe('the outline of a recording', () => {
  it('is symmetric about the middle', () => {
    expect(outlinePath([255, 0])).toBe('M0.5 0L1.5 49.5L1.5 50.5L0.5 100Z')
    expect(outlinePath([])).toBe('')
  })
})
