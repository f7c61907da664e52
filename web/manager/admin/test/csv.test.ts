import { describe, expect, it } from 'vitest'
import { parseCsv, songDifferences } from '../src/core/csv'

describe('a table', () => {
  it('is read with quotes, line breaks in cells and a byte order mark', () => {
    expect(parseCsv('\uFEFFid,title\r\n1,"Rain, ""heavy""\nat night"\r\n2,\r\n')).toEqual({
      columns: ['id', 'title'],
      rows: [
        { id: '1', title: 'Rain, "heavy"\nat night' },
        { id: '2', title: '' },
      ],
    })
  })

  it.each([';', '\t', ','])('is read with the separator %j', (separator) => {
    expect(parseCsv(['id', 'title', 'rain'].join(separator) + '\n' + ['1', 'a', 'b'].join(separator)).rows).toEqual([{ id: '1', title: 'a', rain: 'b' }])
  })

  it('leaves out empty rows and fills in missing cells', () => {
    expect(parseCsv('id,title\n\n1\n,\n').rows).toEqual([{ id: '1', title: '' }])
    expect(parseCsv('')).toEqual({ columns: [], rows: [] })
  })
})

describe('the preview of an import', () => {
  const fields = ['title', 'artist', 'type', 'rain', 'wind']
  const exported = parseCsv("id,title,artist,type,rain,wind,duration\nA1,Rain,Ada,soundscape,0.5,0,64\nb2,'=Wind,,soundscape,,,12\nc3,Sea,,soundscape,1,0,9\n")

  it('shows each field that differs, before and after', () => {
    const imported = parseCsv('id;title;rain;wind;duration\na1;Hail;0,75;0,0;99\nb2;=Wind;;;1\nc3;Sea;1.0;0;1')
    expect(songDifferences(imported, exported, fields)).toEqual([
      {
        id: 'a1',
        title: 'Rain',
        changes: [
          { field: 'title', before: 'Rain', after: 'Hail' },
          { field: 'rain', before: '0.5', after: '0,75' },
        ],
      },
    ])
  })

  it('shows what is taken away', () => {
    const imported = parseCsv('id,artist,rain,wind\na1,,,\n')
    expect(songDifferences(imported, exported, fields)[0]?.changes).toEqual([
      { field: 'artist', before: 'Ada', after: '' },
      { field: 'rain', before: '0.5', after: '' },
      { field: 'wind', before: '0', after: '' },
    ])
  })

  it.each(['=1', '\u00a0=1', '\ufeff+1', '\u200b-1', '\u3164@a', '\uff1d1'])('takes %j and its escaped form for the same text', (title) => {
    const table = (text: string) => ({ columns: ['id', 'title'], rows: [{ id: 'a1', title: text }] })
    expect(songDifferences(table(title), table("'" + title), fields)).toEqual([])
  })

  it('leaves to the service what is not in the catalogue', () => {
    expect(songDifferences(parseCsv('id,title\nzz,x'), exported, fields)).toEqual([])
  })
})
