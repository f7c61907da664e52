import type { Api } from '@roomtone/shared/api'
import { Model } from '@roomtone/shared/model'
import type { ManagerPaths, Me } from './paths'

/** What whoever is signed in may do here. */
export class Access extends Model {
  me: Me | null = null
  /** Why it is not known; null while it loads or is known. */
  failure: unknown = null
  /** Whether somebody who had a role when the page was opened has none any more. */
  revoked = false
  readonly #api: Pick<Api<ManagerPaths>, 'get'>
  #loading: Promise<void> | null = null

  constructor(api: Pick<Api<ManagerPaths>, 'get'>) {
    super()
    this.#api = api
  }

  get isAdmin(): boolean {
    return this.me?.roles.includes('admin') ?? false
  }

  get isStaff(): boolean {
    return (this.me?.roles.length ?? 0) > 0
  }

  /** Asks for the roles, once at a time. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  /** Forgets the person who has signed out. */
  clear(): void {
    this.me = null
    this.failure = null
    this.revoked = false
    this.changed()
  }

  async #load(): Promise<void> {
    const before = this.me
    this.failure = null
    try {
      const me = await this.#api.get('/api/admin/me')
      const lost = before?.user_id === me.user_id && before.roles.some((role) => !me.roles.includes(role))
      this.revoked = lost || (this.revoked && before?.user_id === me.user_id && !before.roles.some((role) => me.roles.includes(role)))
      // What was typed stays on the page: the roles are taken away only from what is shown around it.
      this.me = lost && me.roles.length === 0 && before !== null ? { ...before, admin_exists: me.admin_exists } : me
    } catch (error) {
      this.failure = error
    }
    this.changed()
  }
}
