import { Loop } from './backoff'
import type { Clock } from './clock'
import type { DeviceApi } from './protocol'

/** What the set-up shows of pairing. */
export type PairingState =
  | { kind: 'asking' }
  | { kind: 'code'; code: string; /** Monotonic milliseconds. */ beganAt: number; endsAt: number }
  | { kind: 'waiting'; /** Monotonic milliseconds. */ until: number; status: number }
  | { kind: 'done'; name: string }

/** Gets a token by a code that staff confirm. When nobody confirms a code in time it asks for another one. */
export class Pairing {
  state: PairingState = { kind: 'asking' }
  private secret: string | null = null
  private readonly loop: Loop

  /** @param keep stores the token, before anything else is done */
  constructor(
    private readonly clock: Clock,
    private readonly api: Pick<DeviceApi, 'pair'>,
    private readonly keep: (token: string) => Promise<void>,
    onError: (error: unknown) => void,
    random: () => number = Math.random,
  ) {
    this.loop = new Loop(() => clock.now(), () => this.ask(), onError, random)
  }

  async tick(): Promise<void> {
    if (this.state.kind === 'code' && this.clock.now() >= this.state.endsAt) {
      this.forget()
      this.loop.soon()
    }
    if (this.state.kind !== 'done') await this.loop.tick()
  }

  /** Share of the code's time that is left, from 0 to 1; null without a code. */
  get left(): number | null {
    if (this.state.kind !== 'code') return null
    const { beganAt, endsAt } = this.state
    return Math.max(0, Math.min(1, (endsAt - this.clock.now()) / (endsAt - beganAt)))
  }

  private forget(): void {
    this.secret = null
    this.state = { kind: 'asking' }
  }

  private async ask(): Promise<number> {
    const answer = await this.api.pair(this.secret)
    switch (answer.kind) {
      case 'code':
        this.secret = answer.secret
        this.state = { kind: 'code', code: answer.code, beganAt: this.clock.now(), endsAt: answer.expiresAt }
        this.loop.succeeded()
        return answer.after
      case 'waiting':
        this.loop.succeeded()
        if (this.state.kind === 'code' && answer.expiresAt !== null) this.state = { ...this.state, endsAt: answer.expiresAt }
        return answer.after
      case 'token':
        await this.keep(answer.token)
        this.state = { kind: 'done', name: answer.name }
        return 0
      case 'over':
        this.forget()
        return 0
      default: {
        const seconds = this.loop.failed(answer.retryAfter)
        // A code that is shown stays: the next attempt may find it confirmed.
        if (this.state.kind !== 'code') this.state = { kind: 'waiting', until: this.clock.now() + seconds * 1000, status: answer.status }
        return seconds
      }
    }
  }
}
