import type { TokenSource } from '@roomtone/shared/api'
import type { Account } from '@roomtone/shared/auth'
import { Model } from '@roomtone/shared/model'

/** What the gate needs of the sign-in. */
export interface SignedIn extends TokenSource, Pick<Model, 'watch'> {
  readonly account: Account | null | undefined
}

/**
 * Holds calls back while the session of whoever works here is over, until they have signed in again. So a call that was refused goes on
 * afterwards, and the view with all that was typed stays.
 */
export class SessionGate extends Model implements TokenSource {
  /** Whether a session that worked is over and one has to sign in again. */
  expired = false
  /** Whoever worked here last. */
  account: Account | null = null
  readonly #signIn: SignedIn
  #waiting: (() => void)[] = []

  constructor(signIn: SignedIn) {
    super()
    this.#signIn = signIn
    signIn.watch(() => this.#follow())
    this.#follow()
  }

  async token(): Promise<string | null> {
    return (await this.#signIn.token()) ?? this.#afterSignIn()
  }

  async renewed(rejected: string): Promise<string | null> {
    return (await this.#signIn.renewed(rejected)) ?? this.#afterSignIn()
  }

  /** Ends the work of this person: what waits is given up. */
  leave(): void {
    this.account = null
    this.expired = false
    this.#release()
    this.changed()
  }

  #afterSignIn(): Promise<string | null> | null {
    if (this.account === null) {
      return null
    }
    if (!this.expired) {
      this.expired = true
      this.changed()
    }
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => (this.account === null ? null : this.#signIn.token()))
  }

  #follow(): void {
    const { account } = this.#signIn
    if (account === undefined) {
      return
    }
    if (account === null) {
      this.expired = this.account !== null
    } else {
      this.account = account
      this.expired = false
      this.#release()
    }
    this.changed()
  }

  #release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) {
      go()
    }
  }
}
