import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryStore } from '../../shared/test/fakes'
import { readAddress, withoutCode } from '../src/model/address'
import { refusal, ROOM, songId } from './fake-brain'
import { NOON, OpenPage } from './page-test'

describe('a visit', () => {
  let open: OpenPage
  beforeEach(() => vi.useFakeTimers({ now: NOON }))
  afterEach(() => {
    open?.close()
    vi.useRealTimers()
  })

  it('begins at the address of a QR code, whose code does not stay in the address bar', () => {
    expect(readAddress('?player=garden&code=047113')).toEqual({ room: 'garden', code: '047113' })
    expect(readAddress('?player=%20')).toEqual({ room: null, code: null })
    expect(withoutCode('http://room.test/?player=garden&code=047113#/you')).toBe('/?player=garden#/you')
    expect(withoutCode('http://room.test/?player=garden')).toBeNull()
  })

  it('gives the code of the address at check-in, once', async () => {
    open = new OpenPage({ code: '047113' })
    open.brain.presenceCode = '047113'
    await open.open()
    expect(open.brain.bodies).toContainEqual({ slug: 'garden', code: '047113' })
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('gives the code of the address again when the service was away, and not when it was wrong', async () => {
    open = new OpenPage({ code: '000000' })
    open.brain.presenceCode = '047113'
    open.brain.refusals.set('POST /api/checkin', refusal(503, 'database-away'))
    await open.open()
    open.brain.refusals.clear()
    open.button('Try again').click()
    await open.settle()
    expect(open.brain.bodies.filter((body) => JSON.stringify(body).includes('000000'))).toHaveLength(2)
    await open.page.guest.begin()
    expect(open.brain.bodies.at(-1)).toEqual({ slug: 'garden' })
  })

  it('goes on with the session that there is', async () => {
    open = new OpenPage()
    open.brain.session = { session_id: 's', player_id: ROOM, checked_in_at: open.brain.time(), expires_at: open.brain.time(3_000_000) }
    await open.open()
    expect(open.brain.calls).not.toContain('POST /api/checkin')
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('shows what the room wants soon after enough people have come', async () => {
    open = new OpenPage()
    await open.open()
    expect(open.text()).toContain('This is shown from 4 people on')
    const asked = () => open.brain.calls.filter((call) => call.endsWith('/collective')).length
    expect(asked()).toBe(1)
    open.brain.disclose()
    open.brain.push()
    await open.pass(1_000)
    expect(asked(), 'not more than once in five seconds').toBe(1)
    await open.pass(5_000)
    expect(open.text()).toContain('Of 10+ people')
    await open.pass(5_000)
    expect(asked(), 'once a minute from then on').toBe(2)
  })

  it('asks for the code, takes the right one and says what is wrong with others', async () => {
    open = new OpenPage()
    open.brain.presenceCode = '047113'
    await open.open()
    expect(open.text()).toContain('This room asks for a code')
    await type('12')
    expect(open.text()).toContain('The code has six digits')
    await type('000 000')
    expect(open.text()).toContain('wrong or too old')
    await type('047-113')
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('counts the wait after too many wrong codes down', async () => {
    open = new OpenPage()
    open.brain.refusals.set('POST /api/checkin', refusal(429, 'presence-code-throttled', { retry_after_seconds: 61 }))
    await open.open()
    expect(open.text()).toContain('Too many wrong codes')
    expect(open.text()).toContain('1:01')
    expect(open.find<HTMLInputElement>('#code').disabled).toBe(true)
    await open.pass(61_000)
    expect(open.find<HTMLInputElement>('#code').disabled).toBe(false)
  })

  it('ends when its time is over, and begins again with one tap', async () => {
    open = await new OpenPage().open()
    open.visible = false
    await open.pass(3_600_000)
    expect(open.text()).toContain('Your time here has ended')
    open.visible = true
    open.button('Check in').click()
    await open.settle()
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('ends when a check-in elsewhere ended it, which the page asks when it is shown again', async () => {
    open = await new OpenPage().open()
    await open.page.guest.recheck()
    expect(open.page.guest.phase.kind).toBe('in')
    open.brain.session = { session_id: 's', player_id: 'another', checked_in_at: open.brain.time(), expires_at: open.brain.time(3_000_000) }
    await open.page.guest.recheck()
    expect(open.page.guest.phase.kind).toBe('over')
  })

  it('ends with the room, and offers the others', async () => {
    open = await new OpenPage().open()
    open.brain.refusals.set('GET /api/players/garden/events', refusal(404, 'unknown-player'))
    open.page.room?.stream.reconnect()
    await open.settle()
    expect(open.text()).toContain('We do not know this room')
  })

  it('ends by hand', async () => {
    open = await new OpenPage().open()
    await open.go('you')
    open.button('Check out').click()
    await open.settle()
    expect(open.brain.calls).toContain('POST /api/checkout')
    await open.go('')
    expect(open.text()).toContain('You are checked out')
  })

  it('is renewed while it is used, when less than 50 minutes are left, and not again at once', async () => {
    open = await new OpenPage().open()
    await open.pass(9 * 60_000)
    open.page.guest.used()
    await open.pass(60_000)
    expect(renewals()).toBe(0)
    await open.pass(1000)
    expect(renewals()).toBe(1)
    await open.pass(1000)
    expect(renewals()).toBe(1)
    expect(open.page.clock.until(open.page.guest.session?.expires_at ?? '')).toBeGreaterThan(3_590_000)
  })

  it('is not renewed while nobody uses the page', async () => {
    open = await new OpenPage().open()
    await open.pass(20 * 60_000)
    expect(renewals()).toBe(0)
  })

  it('says that the room asks for its code again, and does not ask in a loop', async () => {
    open = await new OpenPage().open()
    open.brain.refusals.set('POST /api/session/renew', refusal(403, 'presence-code-required'))
    for (let minute = 0; minute < 40; minute++) {
      open.page.guest.used()
      await open.pass(60_000)
    }
    expect(renewals()).toBe(1)
    expect(open.text()).toContain('To stay longer, enter the code')
    open.brain.refusals.clear()
    await open.go('you')
    await type('047113')
    expect(open.page.guest.renewal).toBeNull()
  })

  it('asks once which sound is liked best while the taste is unknown', async () => {
    open = await new OpenPage().open()
    expect(open.text()).toContain('Which do you like best?')
    open.button('Crackling fire').click()
    await open.settle()
    expect(open.brain.taste).toEqual([0, 0, 0, 0, 1])
    expect(open.text()).not.toContain('Which do you like best?')
  })

  it('does not ask again after it was skipped', async () => {
    const store = new MemoryStore()
    open = await new OpenPage({}, 'en', store).open()
    open.button('Not now').click()
    await open.settle()
    expect(open.text()).not.toContain('Which do you like best?')
    open.close()
    open = await new OpenPage({}, 'en', store).open()
    expect(open.text()).not.toContain('Which do you like best?')
  })

  it('says when the browser keeps nothing', async () => {
    open = await new OpenPage({}, 'en', new MemoryStore(false)).open()
    expect(open.text()).toContain('Your browser keeps nothing for this page')
  })

  it('says when another tab signed out, and begins anew with one tap', async () => {
    open = await new OpenPage().open()
    await open.page.auth.signOut()
    await open.settle()
    expect(open.text()).toContain('You are signed out')
    open.button('Start anew').click()
    await open.settle()
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('goes on as somebody else when another tab signed in', async () => {
    open = await new OpenPage().open()
    open.brain.user = 'u2'
    open.brain.taste = [0, 0, 0, 1, 0]
    await open.page.auth.signInWithPassword('ada@venue.test', 'secret')
    await open.settle()
    expect(open.page.guest.phase.kind).toBe('in')
    expect(open.page.taste.vector).toEqual([0, 0, 0, 1, 0])
  })

  it('shows an account that went away in the middle', async () => {
    open = await new OpenPage().open()
    open.brain.refusals.set('POST /api/votes', refusal(401, 'account-gone'))
    await open.page.votes.cast(songId(0), 'x', 5).catch((error: unknown) => open.page.guest.failed(error))
    await open.settle()
    expect(open.text()).toContain('This account is gone')
  })

  function renewals(): number {
    return open.brain.calls.filter((call) => call === 'POST /api/session/renew').length
  }

  async function type(code: string): Promise<void> {
    const input = open.find<HTMLInputElement>('#code')
    input.value = code
    input.closest('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await open.settle()
  }
})
