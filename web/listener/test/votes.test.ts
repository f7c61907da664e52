import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { refusal, songId } from './fake-brain'
import { NOON, OpenPage } from './page-test'

describe('a vote', () => {
  let open: OpenPage
  beforeEach(async () => {
    vi.useFakeTimers({ now: NOON })
    open = await new OpenPage().open()
  })
  afterEach(() => {
    open.close()
    vi.useRealTimers()
  })

  it('is one tap, has a key of its own, and shows as the current one', async () => {
    step(0, 5).click()
    await open.settle()
    expect(open.brain.bodies.at(-1)).toMatchObject({ song_id: songId(0), vote_value: 5 })
    expect(open.brain.keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(step(0, 5).getAttribute('aria-checked')).toBe('true')
    expect(open.text()).toContain('Thank you!')
  })

  it('is one vote for a double tap, and for a second tap on the same step', async () => {
    open.brain.hold()
    step(0, 5).click()
    step(0, 5).click()
    step(0, 4).click()
    open.brain.release()
    await open.settle()
    step(0, 5).click()
    await open.settle()
    expect(open.brain.calls.filter((call) => call === 'POST /api/votes')).toHaveLength(1)
    expect(open.brain.votes).toHaveLength(1)
  })

  it('is repeated with its key when the answer was lost, and counts once', async () => {
    open.brain.refusals.set('POST /api/votes', 'down')
    step(0, 5).click()
    await open.settle()
    expect(open.brain.keys).toHaveLength(2)
    expect(open.text()).toContain('Your vote is kept here')
    expect(step(0, 5).getAttribute('aria-checked')).toBe('true')
    await open.pass(1_000)
    expect(open.brain.keys.length).toBeGreaterThan(2)
    open.brain.refusals.clear()
    await open.pass(10_000)
    expect(new Set(open.brain.keys).size).toBe(1)
    expect(open.brain.votes).toHaveLength(1)
    expect(open.text()).toContain('Thank you!')
    expect(open.text()).not.toContain('Your vote is kept here')
    const sent = open.brain.keys.length
    await open.pass(60_000)
    expect(open.brain.keys).toHaveLength(sent)
  })

  it('waits as long as a service asks that has no database', async () => {
    open.brain.refusals.set('POST /api/votes', refusal(503, 'database-away', { retry_after_seconds: 30 }))
    step(0, 5).click()
    await open.settle()
    await open.pass(29_000)
    expect(open.brain.keys).toHaveLength(1)
    expect(open.text()).toContain('Your vote is kept here')
    open.brain.refusals.clear()
    await open.pass(1_000)
    expect(open.brain.votes).toHaveLength(1)
  })

  it('that is kept is sent as soon as the stream is open again', async () => {
    open.brain.refusals.set('GET /api/players/garden/events', 'down')
    open.brain.refusals.set('POST /api/votes', refusal(503, 'database-away', { retry_after_seconds: 300 }))
    open.page.room?.stream.reconnect()
    step(0, 5).click()
    await open.settle()
    expect(open.text()).toContain('Your vote is kept here')
    open.brain.refusals.clear()
    await open.pass(5_000)
    expect(open.brain.votes).toHaveLength(1)
  })

  it('that is kept takes another value, with a key of its own', async () => {
    open.brain.refusals.set('POST /api/votes', 'down')
    step(0, 5).click()
    await open.settle()
    step(0, 2).click()
    await open.settle()
    expect(step(0, 2).getAttribute('aria-checked')).toBe('true')
    open.brain.refusals.clear()
    await open.pass(10_000)
    expect(open.brain.votes.map((vote) => vote.vote_value)).toEqual([2])
    expect(new Set(open.brain.keys).size).toBe(2)
  })

  it('is given up in words when no answer comes for ten minutes', async () => {
    open.brain.refusals.set('POST /api/votes', 'down')
    step(0, 5).click()
    await open.settle()
    await open.pass(11 * 60_000)
    expect(open.text()).toContain('Please try again in a moment')
    expect(open.text()).not.toContain('Your vote is kept here')
    expect(step(0, 5).getAttribute('aria-checked')).toBe('false')
  })

  it('that is kept goes with the account', async () => {
    open.brain.refusals.set('POST /api/votes', 'down')
    step(0, 5).click()
    await open.settle()
    open.page.forget()
    await open.settle()
    open.brain.refusals.clear()
    await open.pass(60_000)
    expect(open.brain.votes).toHaveLength(0)
    expect(open.page.votes.isSending(songId(0))).toBe(false)
  })

  it('goes to entries of the queue, too', async () => {
    step(2, 1).click()
    await open.settle()
    expect(open.brain.bodies.at(-1)).toMatchObject({ song_id: songId(2), vote_value: 1 })
  })

  it('can be taken back for some seconds', async () => {
    step(0, 5).click()
    await open.settle()
    open.button('Undo').click()
    await open.settle()
    expect(open.brain.votes).toHaveLength(0)
    expect(open.brain.calls.some((call) => call.startsWith('DELETE /api/votes/'))).toBe(true)
    expect(step(0, 5).getAttribute('aria-checked')).toBe('false')
    step(0, 5).click()
    await open.settle()
    await open.pass(11_000)
    expect(() => open.button('Undo')).toThrow()
  })

  it('that changed an earlier one gets its value back', async () => {
    step(0, 5).click()
    await open.settle()
    step(0, 2).click()
    await open.settle()
    open.button('Undo').click()
    await open.settle()
    expect(open.brain.votes.map((vote) => vote.vote_value)).toEqual([5])
    expect(step(0, 5).getAttribute('aria-checked')).toBe('true')
  })

  it('shows what became of the taste at once, and why the room is not shown with few people', async () => {
    open.brain.taste = [0.6, 0.8, 0, 0, 0]
    await open.page.taste.load()
    step(0, 5).click()
    await open.settle()
    expect(open.text()).toContain('What your vote did')
    expect(open.text()).toMatch(/60\s?% → /)
    expect(open.page.taste.vector?.[0]).toBeGreaterThan(0.6)
    expect(open.text()).toContain('Your vote counts here. What the room wants is shown from 4 people on')
  })

  it('shows what moved in the room from five people on', async () => {
    open.close()
    open = new OpenPage()
    open.brain.disclose()
    await open.open()
    step(0, 5).click()
    await open.settle()
    open.brain.room.next = [...open.brain.room.next.slice(0, 3), { ...open.brain.room.next[4]!, position: 4 }]
    open.brain.push()
    await open.settle()
    expect(open.text()).toContain('Since then these have moved: Morning rain')
  })

  it.each([
    ['no-session', 'you are not checked in'],
    ['other-room', 'checked in to another one'],
    ['presence', 'the code on the screen'],
  ] as const)('says why it counts in no room: %s', async (whyNot, words) => {
    const { brain } = open
    brain.refusals.set('POST /api/votes', {
      status: 201,
      body: { id: 'v', song_id: songId(0), vote_value: 5, vote_time: brain.time(), preference_vector: [1, 0, 0, 0, 0], counts_for: null, why_not: whyNot, session_expires_at: whyNot === 'no-session' ? null : brain.time(60_000) },
    })
    step(0, 5).click()
    await open.settle()
    expect(open.text()).toContain(words)
    expect(open.page.guest.phase.kind).toBe(whyNot === 'no-session' ? 'over' : 'in')
  })

  it('that was one too many says the exact wait, and all scales rest until it is over', async () => {
    open.brain.refusals.set('POST /api/votes', refusal(429, 'vote-throttled', { retry_after_seconds: 417 }))
    step(0, 5).click()
    await open.settle()
    expect(open.text()).toContain('6:57')
    expect(step(1, 3).getAttribute('aria-disabled')).toBe('true')
    step(1, 3).click()
    await open.settle()
    expect(open.brain.keys).toHaveLength(1)
    open.brain.refusals.clear()
    await open.pass(417_500)
    expect(step(1, 3).getAttribute('aria-disabled')).toBe('false')
  })

  it('is moved to with the arrows and cast with a click alone', async () => {
    const middle = step(0, 3)
    middle.focus()
    middle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
    await open.settle()
    expect(open.brain.keys).toHaveLength(0)
    expect(middle.getRootNode()).toHaveProperty('activeElement', step(0, 4))
  })

  it('is listed with its title, changed and removed', async () => {
    open.brain.votes = Array.from({ length: 25 }, (_, index) => ({ id: `old${index}`, song_id: songId(index + 10), title: `Title of ${songId(index + 10)}`, artist: null, vote_value: 4, vote_time: open.brain.time(-3_700_000), player_id: null }))
    await open.go('taste')
    expect(open.text()).toContain('25 votes')
    expect(open.text()).toContain(`Title of ${songId(10)}`)
    open.button('Show more').click()
    await open.settle()
    expect(open.all('rt-votes-list li, li.card').length).toBeGreaterThanOrEqual(25)
    open.button(`Remove your vote for Title of ${songId(10)}`).click()
    await open.settle()
    expect(open.brain.votes).toHaveLength(24)
    expect(open.text()).toContain('24 votes')
    step(0, 1).click()
    await open.settle()
    expect(open.brain.votes[0]?.vote_value).toBe(1)
  })

  it('as a wish is the strongest one', async () => {
    await open.go('wishes')
    expect(open.text()).toContain('7 songs')
    const input = open.find<HTMLInputElement>('input[type=search]')
    input.value = 'embers'
    input.dispatchEvent(new Event('input'))
    await open.pass(300)
    expect(open.text()).toContain('1 song')
    open.button('Wish for Embers').click()
    await open.settle()
    expect(open.brain.bodies.at(-1)).toMatchObject({ song_id: songId(4), vote_value: 5 })
    expect(open.text()).toContain('Wished')
  })

  function step(scale: number, value: number): HTMLButtonElement {
    const button = open.all('rt-vote-scale')[scale]?.shadowRoot?.querySelectorAll('button')[value - 1]
    if (button === undefined) {
      throw new Error(`no scale ${scale}`)
    }
    return button
  }
})
