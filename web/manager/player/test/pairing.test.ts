import { beforeEach, describe, expect, it } from 'vitest'
import { Pairing } from '../src/pairing'
import type { PairAnswer, Refusal } from '../src/protocol'
import { TestClock } from './world'

describe('pairing', () => {
  let clock: TestClock
  let answers: (PairAnswer | Refusal)[]
  let asked: (string | null)[]
  let kept: string[]
  let pairing: Pairing

  const code = (name: string): PairAnswer => ({ kind: 'code', code: name, secret: `secret of ${name}`, expiresAt: clock.now() + 600_000, after: 5 })

  beforeEach(() => {
    clock = new TestClock()
    answers = []
    asked = []
    kept = []
    const api = {
      pair: async (secret: string | null): Promise<PairAnswer | Refusal> => {
        asked.push(secret)
        return answers.shift() ?? { kind: 'waiting', expiresAt: null, after: 5 }
      },
    }
    pairing = new Pairing(clock, api, async (token) => { kept.push(token) }, () => undefined, () => 0)
  })

  async function run(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      clock.mono += 1000
      await pairing.tick()
    }
  }

  it('shows a code and asks until staff have confirmed it', async () => {
    answers = [code('ABCD-EFGH'), { kind: 'waiting', expiresAt: null, after: 5 }, { kind: 'token', token: 't', name: 'Lobby' }]
    await pairing.tick()
    expect(pairing.state).toMatchObject({ kind: 'code', code: 'ABCD-EFGH' })
    await run(5)
    expect(pairing.state.kind).toBe('code')
    await run(5)
    expect(pairing.state).toEqual({ kind: 'done', name: 'Lobby' })
    expect(kept).toEqual(['t'])
    await run(60)
    expect(asked).toEqual([null, 'secret of ABCD-EFGH', 'secret of ABCD-EFGH'])
  })

  it('tells how much of the time is left', async () => {
    answers = [code('ABCD-EFGH')]
    await pairing.tick()
    clock.mono += 150_000
    expect(pairing.left).toBeCloseTo(0.75)
  })

  it('gets another code when the service says that this one is over', async () => {
    answers = [code('AAAA-AAAA'), { kind: 'over' }, code('BBBB-BBBB')]
    await pairing.tick()
    await run(6)
    expect(pairing.state).toMatchObject({ kind: 'code', code: 'BBBB-BBBB' })
    expect(asked).toEqual([null, 'secret of AAAA-AAAA', null])
  })

  it('gets another code when the time is over', async () => {
    answers = [code('AAAA-AAAA')]
    await pairing.tick()
    clock.mono += 600_000
    answers = [code('BBBB-BBBB')]
    await pairing.tick()
    expect(asked.at(-1)).toBeNull()
    expect(pairing.state).toMatchObject({ kind: 'code', code: 'BBBB-BBBB' })
  })

  it('waits as the service says when there are too many', async () => {
    answers = [{ kind: 'wait', status: 429, retryAfter: 30, detail: '' }, code('AAAA-AAAA')]
    await pairing.tick()
    expect(pairing.state).toEqual({ kind: 'waiting', until: clock.now() + 30_000, status: 429 })
    await run(29)
    expect(asked).toHaveLength(1)
    await run(1)
    expect(pairing.state.kind).toBe('code')
  })

  it('keeps showing a code while the network is away', async () => {
    answers = [code('AAAA-AAAA'), { kind: 'away', status: 0, retryAfter: null, detail: '' }, { kind: 'token', token: 't', name: '' }]
    await pairing.tick()
    await run(5)
    expect(pairing.state).toMatchObject({ kind: 'code', code: 'AAAA-AAAA' })
    await run(1)
    expect(pairing.state.kind).toBe('done')
  })
})
