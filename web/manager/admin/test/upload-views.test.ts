import { describe, expect, it } from 'vitest'
import { ApiProblem } from '@roomtone/shared/problem'
import { speak } from '../src/core/text'
import de from '../src/messages/de.json'
import '../src/views/import'
import '../src/views/upload'
import { byWords, problem, settle, show, SONG, textOf, world } from './world'

function choose(view: HTMLElement, ...files: File[]): void {
  const input = view.querySelector<HTMLInputElement>('input[type=file]')
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  input?.dispatchEvent(new Event('change'))
}

describe('the view of uploads', () => {
  it('says for each file what became of it', async () => {
    const names: Record<string, () => Promise<typeof SONG>> = {
      'a.wav': () => Promise.resolve(SONG),
      'b.wav': () => Promise.reject(new ApiProblem(409, { type: 'urn:roomtone:problem:song-exists', song_id: 'twin-id', archived: false }, null)),
      'c.wav': () => Promise.reject(new ApiProblem(422, { type: 'urn:roomtone:problem:unreadable-audio', detail: '<i>The file ends too early.</i>' }, null)),
    }
    const app = world({ send: (file) => names[file.name]?.() ?? new Promise(() => undefined) })
    app.answer('GET /api/admin/uploads', { items: [], page: 1, size: 20, total: 0 })
    const view = await show(document.createElement('admin-upload'))
    choose(view, ...['a.wav', 'b.wav', 'c.wav', 'notes.txt'].map((name) => new File(['RIFF'], name)))
    await settle()
    const results = [...view.querySelectorAll('.uploads li')].map((item) => textOf(item))
    expect(results[0]).toContain('Rain on a roof: Rain. Heard surely: 82%.')
    expect(results[1]).toContain('The same recording is in the catalogue already.')
    expect(byWords(view, 'Show it').getAttribute('href')).toBe('/admin/songs/twin-id')
    expect(results[2]).toContain('<i>The file ends too early.</i>')
    expect(results[3]).toContain('This is no WAV, MP3, FLAC or OGG file.')
    expect(textOf(view)).toContain('All done: 1 song was added.')
  })

  it('takes files that are dropped beside its area, and leaves other drops alone', async () => {
    const app = world()
    app.answer('GET /api/admin/uploads', { items: [], page: 1, size: 20, total: 0 })
    const view = await show(document.createElement('admin-upload'))
    const drop = (types: string[], files: File[]) => {
      const event = new Event('drop', { cancelable: true, bubbles: true })
      Object.defineProperty(event, 'dataTransfer', { value: { types, files } })
      document.body.dispatchEvent(event)
      return event.defaultPrevented
    }
    expect(drop(['text/plain'], [])).toBe(false)
    expect(drop(['Files'], [new File(['RIFF'], 'a.wav')])).toBe(true)
    await settle()
    expect(view.querySelectorAll('.uploads li')).toHaveLength(1)
    view.remove()
    expect(drop(['Files'], [])).toBe(false)
  })

  it('says in the language of the page why the service refused a file', async () => {
    const app = world()
    const refused = (name: string, type: string) => ({ id: name, file_name: name, size_bytes: 10, step: 'refused', song_id: null, problem: { type: `urn:roomtone:problem:${type}`, status: 415, detail: 'This is a PNG image.' }, started_by: null, started_at: '2026-11-30T12:00:00Z', changed_at: '2026-11-30T12:00:00Z' })
    app.answer('GET /api/admin/uploads', { items: [refused('a.mp3', 'unsupported-audio'), refused('b.mp3', 'storage-away')], page: 1, size: 20, total: 2 })
    const english = await show(document.createElement('admin-recent-uploads'))
    expect([...english.querySelectorAll('.result')].map(textOf)).toEqual(['This is a PNG image.', 'The service does not reach the storage of the recordings. Try again later.'])
    speak('de', de, app.store)
    const german = await show(document.createElement('admin-recent-uploads'))
    expect(textOf(german.querySelector('.result'))).toBe('Der Inhalt dieser Datei ist kein WAV, MP3, FLAC oder OGG Vorbis. Der Inhalt entscheidet, nicht der Dateiname.')
  })

  it('shows what became of uploads whose page was closed', async () => {
    const app = world()
    const upload = { id: 'u1', file_name: '<b>x</b>', size_bytes: 10, step: 'refused', song_id: null, problem: { detail: 'Too long.' }, started_by: null, started_at: '2026-11-30T12:00:00Z', changed_at: '2026-11-30T12:00:00Z' }
    app.answer('GET /api/admin/uploads', { items: [upload], page: 1, size: 20, total: 1 })
    const view = await show(document.createElement('admin-upload'))
    expect(textOf(view.querySelector('admin-recent-uploads'))).toContain('<b>x</b>')
    expect(textOf(view.querySelector('admin-recent-uploads'))).toContain('Too long.')
  })
})

describe('the import of a table', () => {
  const TABLE = new File([`id,title\n${SONG.id},Hail\n`], 'songs.csv')
  const result = (dry: boolean) => ({ dry_run: dry, rows: 1, changed: 1, unchanged: 0, fields: { title: 1 }, ignored_columns: ['duration'] })

  it('shows what would change, and changes it after one has agreed', async () => {
    const app = world()
    app.answer('POST /api/admin/songs.csv?dry_run=true', result(true))
    app.answer('POST /api/admin/songs.csv?dry_run=false', result(false))
    app.answer('GET /api/admin/songs.csv', () => new Response(`id,title\n${SONG.id},Rain\n`, { headers: { 'Content-Type': 'text/csv' } }))
    const view = await show(document.createElement('admin-import'))
    choose(view, TABLE)
    await settle()
    expect([...view.querySelectorAll('tbody tr > *')].map(textOf)).toEqual(['Rain', 'Title', 'Rain', 'Hail'])
    expect(textOf(view)).toContain('cannot be changed and are not read: duration.')
    expect(app.requests.some((request) => request.line.includes('dry_run=false'))).toBe(false)
    byWords(view, 'Change 1 song').click()
    await settle()
    expect(app.requests.some((request) => request.line.includes('dry_run=false'))).toBe(true)
    expect(textOf(view)).toContain('1 song was changed.')
  })

  it('lists the rows that do not fit', async () => {
    const app = world()
    const errors = [{ row: 3, column: 'type', message: 'must be <soundscape> or instrumental' }]
    app.answer('POST /api/admin/songs.csv', problem(400, 'invalid-rows', { detail: '1 error, the first in row 3.', error_count: 1, errors }))
    const view = await show(document.createElement('admin-import'))
    choose(view, TABLE)
    await settle()
    expect(textOf(view.querySelector('[role=alert]'))).toBe('1 error, the first in row 3.')
    expect([...view.querySelectorAll('tbody tr > *')].map(textOf)).toEqual(['3', 'type', 'must be <soundscape> or instrumental'])
  })
})
