import { describe, expect, it } from 'vitest'
import { qrCode, qrPath } from '../src/qr'
import { joinLink, readPlayerConfig, roomState, roomView, type StateFacts } from '../src/view'
import { clockText } from '../src/words'
import { song, World } from './world'

const facts: StateFacts = { output: 'running', known: true, contact: 'made', paused: false, open: true, sounds: true, hasQueue: true, hasCached: true }

describe('the room screen', () => {
  it.each([
    [{}, 'playing'],
    [{ output: 'missing' }, 'no-audio'],
    [{ known: false, contact: 'unknown' }, 'connecting'],
    [{ known: false, contact: 'lost' }, 'away'],
    [{ paused: true }, 'paused'],
    [{ open: false }, 'closed'],
    [{ output: 'locked' }, 'locked'],
    [{ sounds: false }, 'loading'],
    [{ sounds: false, hasQueue: false, hasCached: false }, 'no-songs'],
    [{ contact: 'lost' }, 'playing'],
    [{ paused: true, output: 'locked' }, 'paused'],
  ] as const)('shows for %j: %s', (change, state) => {
    expect(roomState({ ...facts, ...change })).toBe(state)
  })

  it('links to the listeners’ page with the code of now', () => {
    expect(joinLink('https://listen.example.org/?player=lobby', '042917')).toBe('https://listen.example.org/?player=lobby&code=042917')
    expect(joinLink('https://listen.example.org/?player=lobby', null)).toBe('https://listen.example.org/?player=lobby')
    expect(joinLink(null, '042917')).toBeNull()
  })

  it('announces the queue before a repetition of what plays, while the files of the queue are still to come', async () => {
    const world = new World()
    world.fill()
    for (const n of [2, 3, 4, 5, 6]) world.manager.wrongBytes.add(song(n).url)
    await world.open()
    await world.run(5)
    const view = roomView(world.player)
    expect([view.sounding?.title, view.next?.title]).toEqual(['Song 1', 'Song 2'])
  })

  it('reads the configuration, whatever it is', () => {
    expect(readPlayerConfig({ page: 'abc' })).toEqual({ page: 'abc' })
    expect(readPlayerConfig({ page: 7 })).toEqual({ page: null })
    expect(readPlayerConfig(null)).toEqual({ page: null })
  })

  it('writes times as minutes and seconds', () => {
    expect([0, 5, 65, 3600, 3725.2].map(clockText)).toEqual(['0:00', '0:05', '1:05', '1:00:00', '1:02:06'])
  })

  it('draws a QR code with its finder patterns and a quiet border', () => {
    const code = qrCode('https://listen.example.org/?player=lobby&code=042917')
    expect([0, 6].every((at) => code.isDark(0, at) && code.isDark(at, 0) && code.isDark(code.size - 1, at))).toBe(true)
    expect(code.isDark(1, 1)).toBe(false)
    const path = qrPath(code)
    expect(path.startsWith('M4 4h7v1H4z')).toBe(true)
  })
})
