import { beforeEach, describe, expect, it } from 'vitest'
import { entry, song, START, World } from './world'

describe('the player', () => {
  let world: World

  beforeEach(() => {
    world = new World()
    world.fill()
  })

  const iso = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

  it('plays the queue with overlaps and reports starts and ends', async () => {
    await world.open()
    await world.run(130)
    expect(world.titles).toEqual(['Song 1', 'Song 2', 'Song 3'])
    const [first, second] = world.output.heard
    expect(((second?.at ?? 0) - (first?.at ?? 0)) / 1000).toBeCloseTo(54, 1)
    expect(first?.fadeOut?.seconds).toBeCloseTo(6)
    expect(second?.fadeIn).toBeCloseTo(6)
    expect(world.reports('start')).toHaveLength(3)
    expect(world.reports('finished')).toHaveLength(2)
    const [start, end] = [world.reports('start')[0], world.reports('finished')[0]]
    expect(Date.parse(end?.ended_at ?? '') - Date.parse(start?.started_at ?? '')).toBe(60_000)
    expect(start?.queue_id).toBe(entry(1).queueId)
  })

  it('stores the report of a start before the song sounds', async () => {
    world.manager.status = null
    await world.open()
    const start = world.store.addReport.bind(world.store)
    const order: string[] = []
    world.store.addReport = async (report) => {
      order.push(`stored with ${world.output.heard.length} heard`)
      return start(report)
    }
    await world.run(5)
    expect(order[0]).toBe('stored with 0 heard')
    expect(world.titles).toEqual(['Song 1'])
  })

  it('plays on without network, alone the longest unheard first, and sends all plays later', async () => {
    await world.open()
    await world.run(20)
    world.manager.online = false
    await world.run(400)
    const heard = world.titles
    expect(heard.slice(0, 3)).toEqual(['Song 1', 'Song 2', 'Song 3'])
    expect(heard.slice(3, 6)).toEqual(['Song 4', 'Song 5', 'Song 6'])
    expect(heard[6]).toBe('Song 1')
    expect(world.player.link.contact).toBe('lost')
    world.manager.online = true
    await world.run(90)
    expect(world.player.outbox.waiting).toBe(0)
    const ids = new Set(world.reports('start').map((report) => report.play_id))
    expect(ids.size).toBe(world.titles.length)
    expect(world.reports('start').every((report, i) => (report.queue_id === null) === (i >= 3))).toBe(true)
  })

  it('goes on in the middle of a song after a reload without network, as the same play', async () => {
    await world.open()
    await world.run(30)
    world.manager.online = false
    await world.open()
    await world.run(5)
    expect(world.titles).toEqual(['Song 1'])
    expect(world.output.heard[0]?.from).toBeGreaterThan(25)
    await world.run(40)
    expect(world.titles).toEqual(['Song 1', 'Song 2'])
    world.manager.online = true
    await world.run(80)
    const plays = world.manager.plays.filter((report) => report.song_id === song(1).songId)
    expect(new Set(plays.map((report) => report.play_id)).size).toBe(1)
    expect(plays.at(-1)).toMatchObject({ outcome: 'finished' })
  })

  it('reports what was interrupted by a long power failure, and goes on with the next entry', async () => {
    await world.open()
    await world.run(30)
    world.clock.mono += 3600_000
    await world.open()
    await world.run(10)
    expect(world.titles).toEqual(['Song 2'])
    const [cut] = world.reports('interrupted')
    expect(cut?.song_id).toBe(song(1).songId)
    expect(Date.parse(cut?.ended_at ?? '')).toBeLessThanOrEqual(Date.parse(iso(31)))
  })

  it('knows after a reload during an overlap until when the first of both songs played', async () => {
    await world.open()
    await world.run(58)
    expect(world.player.deck.playing).toHaveLength(2)
    await world.open()
    await world.run(10)
    const [cut] = world.reports('interrupted')
    expect(cut?.song_id).toBe(song(1).songId)
    expect(Date.parse(cut?.ended_at ?? '')).toBeGreaterThan(Date.parse(iso(54)))
    expect(world.titles).toEqual(['Song 2'])
  })

  it('starts the right song on time when the page is reloaded just before its start', async () => {
    await world.open()
    for (let i = 0; i < 400 && world.titles.length < 2; i++) await world.run(0.25)
    const due = world.output.heard[1]?.at ?? 0
    expect(due).toBeGreaterThan(world.clock.now() + 500)
    await world.open()
    await world.run(10)
    expect(world.titles).toEqual(['Song 2'])
    expect(world.output.heard[0]?.at).toBeCloseTo(due, -1)
    expect(world.output.heard[0]?.from).toBe(0)
    await world.run(60)
    expect(world.reports('interrupted').map((report) => report.song_id)).toEqual([song(1).songId])
    const plays = world.manager.plays.filter((report) => report.song_id === song(2).songId)
    expect(new Set(plays.map((report) => report.play_id)).size).toBe(1)
    expect(plays.at(-1)).toMatchObject({ outcome: 'finished' })
    expect(Date.parse(plays.at(-1)?.ended_at ?? '') - Date.parse(plays[0]?.started_at ?? '')).toBe(60_000)
  })

  it('starts a song once when the page ends while its start is being stored', async () => {
    await world.open()
    await world.run(50)
    const store = world.store
    const add = store.addReport.bind(store)
    let ended = false
    store.addReport = async () => {
      ended = true
      throw new Error('the page ends')
    }
    for (let i = 0; i < 40 && !ended; i++) await world.run(0.25)
    expect(ended).toBe(true)
    store.addReport = add
    world.manager.online = false
    await world.open()
    await world.run(70)
    expect(world.titles).toEqual(['Song 2', 'Song 3'])
    world.manager.online = true
    await world.run(70)
    const plays = world.manager.plays.filter((report) => report.song_id === song(2).songId)
    expect(new Set(plays.map((report) => report.play_id)).size).toBe(1)
    expect(plays.map((report) => report.outcome ?? 'start')).toEqual(['start', 'finished'])
  })

  it('fades out when staff pause the room, and starts nothing until they go on', async () => {
    await world.open()
    await world.run(10)
    world.manager.room = { paused: true }
    world.manager.changed()
    await world.run(30)
    expect(world.output.heard[0]?.cut).not.toBeNull()
    expect(world.reports('interrupted')).toHaveLength(1)
    expect(world.titles).toHaveLength(1)
    expect(world.output.open).toBe(0)
    world.manager.room = {}
    world.manager.changed()
    await world.run(10)
    expect(world.titles).toEqual(['Song 1', 'Song 2'])
  })

  it('ends the play that staff skip, and starts the next', async () => {
    await world.open()
    await world.run(10)
    world.manager.room = { skip: world.player.deck.current?.play.playId }
    world.manager.changed()
    await world.run(10)
    expect(world.reports('skipped')).toHaveLength(1)
    expect(world.titles).toEqual(['Song 1', 'Song 2'])
    await world.run(10)
    expect(world.titles).toEqual(['Song 1', 'Song 2'])
  })

  it('reports a song that cannot be played as failed, and plays the next', async () => {
    await world.open()
    world.output.unplayable.add('Song 2')
    await world.run(70)
    expect(world.titles).toEqual(['Song 1', 'Song 3'])
    expect(world.reports('failed')).toHaveLength(1)
    expect(world.reports('failed')[0]).toMatchObject({ song_id: song(2).songId, queue_id: entry(2).queueId })
    expect(world.player.problems.lastHour().map((line) => line.code)).toContain('cannot-play')
  })

  it('ends a song that fails while it plays, and waits longer when all fail', async () => {
    await world.open()
    await world.run(10)
    const voice = world.output.heard[0]
    if (voice !== undefined) voice.problem = 'decoder stopped'
    await world.run(5)
    expect(world.reports('failed')[0]?.song_id).toBe(song(1).songId)
    expect(world.titles).toEqual(['Song 1', 'Song 2'])
    for (let n = 1; n <= 6; n++) world.output.unplayable.add(`Song ${n}`)
    const before = world.manager.plays.length
    await world.run(600)
    expect(world.manager.plays.length - before).toBeLessThan(40)
  })

  it('plays the right length with a wrong clock, and tells the right times', async () => {
    world.clock.wrong = -5 * 3600_000
    await world.open()
    await world.run(60)
    world.clock.wrong = 2 * 3600_000
    await world.run(60)
    expect(world.titles.slice(0, 2)).toEqual(['Song 1', 'Song 2'])
    for (const report of world.reports('start')) {
      expect(Date.parse(report.started_at)).toBeGreaterThanOrEqual(START)
      expect(Date.parse(report.started_at)).toBeLessThanOrEqual(world.clock.server + 1500)
    }
  })

  it('asks once a minute while its token is refused, and plays on', async () => {
    await world.open()
    await world.run(10)
    world.manager.status = 401
    const polls = (): number => world.manager.fetched.filter((url) => url.endsWith('/poll')).length
    const before = polls()
    await world.run(60)
    expect(polls() - before).toBe(1)
    await world.run(110)
    expect(polls() - before).toBe(3)
    expect(world.player.link.contact).toBe('token-invalid')
    expect(world.titles.length).toBeGreaterThanOrEqual(3)
  })

  it('waits as the service says when it is asked too often', async () => {
    await world.open()
    world.manager.status = 429
    world.manager.retryAfter = '20'
    await world.run(1)
    const calls = world.manager.fetched.length
    await world.run(19)
    expect(world.manager.fetched.length).toBe(calls)
  })

  it('discards a damaged file, says so, and plays what is whole', async () => {
    world.manager.wrongBytes.add(song(1).url)
    await world.open()
    await world.run(10)
    expect(world.titles).toEqual(['Song 2'])
    expect(world.player.problems.lastHour().map((line) => line.code)).toContain('wrong-hash')
    expect((await world.files.list()).map((file) => file.key)).not.toContain(song(1).key)
  })

  it('deletes files of songs that left the library', async () => {
    await world.open()
    await world.run(20)
    expect(await world.files.list()).toHaveLength(6)
    world.manager.library = [1, 2, 3].map((n) => song(n))
    await world.run(3700, 5000)
    expect((await world.files.list()).map((file) => file.key).sort()).toEqual([1, 2, 3].map((n) => song(n).key).sort())
  })

  it('does not play before sound is allowed, and reports nothing', async () => {
    await world.open()
    world.output.state = 'locked'
    await world.run(60)
    expect(world.manager.plays).toHaveLength(0)
    world.output.state = 'running'
    await world.run(2)
    expect(world.titles).toEqual(['Song 1'])
  })

  it('follows the volume that staff set', async () => {
    await world.open()
    await world.run(10)
    world.manager.room = { volume_db: -12 }
    world.manager.changed()
    await world.run(10)
    expect(world.output.heard[0]?.db).toBe(-15)
  })

  it('takes the presence code off five minutes after its time, when the service is away', async () => {
    world.manager.room = { presence: { code: '042917', valid_until: iso(120) } }
    await world.open()
    await world.run(10)
    expect(world.player.link.presence?.code).toBe('042917')
    world.manager.online = false
    await world.run(400, 1000)
    expect(world.player.link.presence?.code).toBe('042917')
    await world.run(12, 1000)
    expect(world.player.link.presence).toBeNull()
  })

  it('keeps no more sounds, problems and reports than it needs while it plays for hours', async () => {
    await world.open()
    await world.run(3600, 1000)
    expect(await world.store.countReports()).toBeLessThanOrEqual(2)
    world.manager.online = false
    await world.run(3600, 1000)
    expect(world.output.heard.length).toBeGreaterThan(120)
    expect(world.output.open).toBeLessThanOrEqual(3)
    expect(world.player.deck.playing.length).toBeLessThanOrEqual(2)
    expect(world.player.problems.lastHour().length).toBeLessThanOrEqual(50)
  }, 30_000)
})
