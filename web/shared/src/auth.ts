import type { Session, SupabaseClient, User } from '@supabase/supabase-js'
import type { TokenSource } from './api'
import { AuthFailure, AuthFetch, failureOf } from './auth-failure'
import type { ServerClock } from './clock'
import type { PageConfig } from './config'
import { Model } from './model'
import type { Store } from './storage'
import { expiry } from './token'

export { AuthFailure, type AuthFailureKind } from './auth-failure'
export { isFromMail } from './token'

export interface SignInSettings {
  readonly config: Pick<PageConfig, 'supabaseUrl' | 'publishableKey'>
  /** Keeps the session; its prefix names the page, so that pages on one host do not share sign-ins. */
  readonly store: Store
  readonly clock: ServerClock
  /** Where the links in mails lead; by default to the site address of the project. Auth has to allow the address. */
  readonly returnTo?: string
  readonly fetch?: typeof fetch
}

/** The account of whoever is signed in. */
export interface Account {
  readonly id: string
  /** Null for an account without one, such as an anonymous one. */
  readonly email: string | null
  /** An address that waits for its confirmation. */
  readonly newEmail: string | null
  readonly anonymous: boolean
}

/** A token with less time left is renewed before it is used. */
const MARGIN_MS = 90_000

/**
 * Signs in with the unmodified supabase-js, which is loaded when it is needed first. Tokens are renewed by the server's time, not by the
 * phone's; each step runs once however many callers wait for it. All methods reject with {@link AuthFailure}.
 */
export class SignIn extends Model implements TokenSource {
  /** Whoever is signed in, null when nobody is, undefined before {@link restore}. */
  account: Account | null | undefined = undefined
  readonly #settings: SignInSettings
  readonly #fetch: AuthFetch
  #client: Promise<SupabaseClient> | null = null
  #token: string | null = null
  /** The monotonic time at which a token came whose end only the phone's clock knows. */
  #tokenEnd = 0
  #restoring: Promise<void> | null = null
  #renewing: Promise<string | null> | null = null
  #joining: Promise<void> | null = null

  constructor(settings: SignInSettings) {
    super()
    this.#settings = settings
    this.#fetch = new AuthFetch(settings.fetch ?? ((input, init) => fetch(input, init)))
  }

  /** Takes up the session that the browser kept, if it kept one. */
  restore(): Promise<void> {
    this.#restoring ??= this.#restore().catch((error: unknown) => {
      this.#restoring = null
      throw error
    })
    return this.#restoring
  }

  async token(): Promise<string | null> {
    await this.restore()
    if (this.#token === null) {
      return null
    }
    return this.#isFresh() ? this.#token : this.#renew()
  }

  async renewed(rejected: string): Promise<string | null> {
    await this.restore()
    return this.#token === rejected ? this.#renew() : this.#token
  }

  /** Signs in as a new anonymous account, unless somebody is signed in. */
  joinAnonymously(): Promise<void> {
    this.#joining ??= this.#joinAnonymously().finally(() => {
      this.#joining = null
    })
    return this.#joining
  }

  async signInWithPassword(email: string, password: string): Promise<void> {
    await this.#do(async (client) => this.#take((await unwrap(client.auth.signInWithPassword({ email, password }))).session))
  }

  /** Makes an account with an e-mail address and a password. Nobody is signed in when the address has to be confirmed first. */
  async signUp(email: string, password: string): Promise<void> {
    await this.#do(async (client) => this.#take((await unwrap(client.auth.signUp({ email, password }))).session))
  }

  /** Sends a code, with which an account that exists signs in, to its e-mail address. */
  async sendCode(email: string): Promise<void> {
    await this.#do(async (client) => {
      await unwrap(client.auth.signInWithOtp({ email, options: { shouldCreateUser: false, ...this.#returnTo() } }))
    })
  }

  /** Sends a code with which a new password can be set. The answer does not tell whether there is such an account. */
  async sendReset(email: string): Promise<void> {
    await this.#do(async (client) => {
      await unwrap(client.auth.resetPasswordForEmail(email))
    })
  }

  /** @param type what the code was sent for: a sign-in, the confirmation of a new address, or a new password */
  async verifyCode(email: string, code: string, type: 'email' | 'email_change' | 'recovery' = 'email'): Promise<void> {
    await this.#do(async (client) => this.#take((await unwrap(client.auth.verifyOtp({ email, token: code, type }))).session))
  }

  /** Gives the account an e-mail address, and a password if there is one. It stays the same account. */
  async link(email: string, password?: string): Promise<void> {
    await this.#do(async (client) => {
      const { user } = await unwrap(client.auth.updateUser({ email, ...(password === undefined ? {} : { password }) }, this.#returnTo()))
      this.#setAccount(user)
      // The token names whether the account is anonymous.
      await this.#renew().catch(() => null)
    })
  }

  async setPassword(password: string): Promise<void> {
    await this.#do(async (client) => {
      await unwrap(client.auth.updateUser({ password }))
    })
  }

  /** Asks Auth for the account as it is now, for example after an address was confirmed elsewhere. */
  async reload(): Promise<void> {
    await this.#do(async (client) => this.#setAccount((await unwrap(client.auth.getUser())).user))
  }

  /** Signs out in this browser, also when Auth does not answer. */
  async signOut(): Promise<void> {
    await this.restore().catch(() => undefined)
    const client = await this.#loaded()
    await client.auth.signOut({ scope: 'local' }).catch(() => undefined)
    this.#forget()
  }

  #returnTo(): { emailRedirectTo?: string } {
    const { returnTo } = this.#settings
    return returnTo === undefined ? {} : { emailRedirectTo: returnTo }
  }

  async #restore(): Promise<void> {
    const client = await this.#loaded()
    const { data, error } = await this.#answer(client.auth.getSession())
    if (error !== null) {
      const failure = failureOf(error, this.#fetch.retryAfterSeconds)
      if (failure.kind !== 'signed-out' && failure.kind !== 'refused') {
        throw failure
      }
    }
    this.#take(data.session)
  }

  async #joinAnonymously(): Promise<void> {
    await this.restore()
    if (this.account === null) {
      await this.#do(async (client) => this.#take((await unwrap(client.auth.signInAnonymously())).session))
    }
  }

  #renew(): Promise<string | null> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #renewOnce(): Promise<string | null> {
    const client = await this.#loaded()
    const { data, error } = await this.#answer(client.auth.refreshSession())
    if (error === null) {
      this.#take(data.session)
      return this.#token
    }
    const failure = failureOf(error, this.#fetch.retryAfterSeconds)
    if (failure.kind === 'signed-out' || failure.kind === 'refused') {
      this.#forget()
      return null
    }
    throw failure
  }

  async #do(action: (client: SupabaseClient) => Promise<void>): Promise<void> {
    await this.restore()
    const client = await this.#loaded()
    try {
      await this.#answer(action(client))
    } catch (error) {
      throw failureOf(error, this.#fetch.retryAfterSeconds)
    }
  }

  /** Waits for Auth for some time only: supabase-js repeats a failed renewal for up to 30 s by itself. */
  async #answer<T>(answer: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new AuthFailure('away', 'timeout')), 12_000)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  #loaded(): Promise<SupabaseClient> {
    this.#client ??= this.#load().catch((error: unknown) => {
      this.#client = null
      throw new AuthFailure('away', 'not-loaded', null, error)
    })
    return this.#client
  }

  async #load(): Promise<SupabaseClient> {
    const { createClient } = await import('@supabase/supabase-js')
    const { config, store } = this.#settings
    const client = createClient(config.supabaseUrl, config.publishableKey, {
      auth: {
        // supabase-js also tells other tabs of sign-ins under this name: it has to differ between pages of one host.
        storageKey: `${store.prefix}auth`,
        storage: {
          getItem: (key) => store.get(key.slice(store.prefix.length)),
          setItem: (key, value) => store.set(key.slice(store.prefix.length), value),
          removeItem: (key) => store.remove(key.slice(store.prefix.length)),
        },
        persistSession: true,
        // It goes by the phone's clock.
        autoRefreshToken: false,
        detectSessionInUrl: true,
        flowType: 'implicit',
      },
      global: { fetch: this.#fetch.fetch },
    })
    client.auth.onAuthStateChange((event, session) => {
      if (event === 'SIGNED_OUT') {
        this.#forget()
      } else if (session !== null && event !== 'INITIAL_SESSION') {
        this.#take(session)
      }
    })
    return client
  }

  #take(session: Session | null): void {
    if (session === null) {
      this.#forget()
      return
    }
    if (session.access_token !== this.#token) {
      this.#token = session.access_token
      this.#tokenEnd = this.#settings.clock.monotonic() + session.expires_in * 1000
    }
    this.#setAccount(session.user)
  }

  #setAccount(user: User | null): void {
    if (user !== null) {
      this.account = {
        id: user.id,
        email: user.email || null,
        newEmail: user.new_email || null,
        anonymous: user.is_anonymous === true,
      }
    }
    this.changed()
  }

  #forget(): void {
    this.#token = null
    this.account = null
    this.changed()
  }

  #isFresh(): boolean {
    const { clock } = this.#settings
    const now = clock.now()
    const end = now === null ? null : expiry(this.#token)
    return end === null || now === null ? clock.monotonic() < this.#tokenEnd - MARGIN_MS : end - now > MARGIN_MS
  }
}

async function unwrap<T>(answer: Promise<{ data: T; error: null } | { data: unknown; error: Error }>): Promise<T> {
  const { data, error } = await answer
  if (error !== null) {
    throw error
  }
  return data as T
}
