import type { Api } from '@roomtone/shared/api'
import type { SignIn } from '@roomtone/shared/auth'
import type { ServerClock } from '@roomtone/shared/clock'
import type { PageConfig } from '@roomtone/shared/config'
import type { EventStream } from '@roomtone/shared/events'
import type { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'
import type { Access } from './access'
import type { Confirmations } from './confirmations'
import type { Drafts } from './drafts'
import type { SessionGate } from './gate'
import type { LivePlayers } from './live-players'
import type { BrainPaths, ManagerPaths } from './paths'
import type { Router } from './router'
import type { Toasts } from './toasts'
import type { UploadQueue } from './upload-queue'

/** What the views of the panel share. */
export interface App {
  readonly config: PageConfig
  /** The address of the brain, whose calls the panel makes for vote exclusions; null when the service does not say. */
  readonly brain: Api<BrainPaths> | null
  readonly api: Api<ManagerPaths>
  readonly signIn: Pick<
    SignIn,
    'account' | 'restore' | 'signInWithPassword' | 'signUp' | 'sendCode' | 'sendReset' | 'verifyCode' | 'setPassword' | 'signOut' | 'watch'
  >
  readonly gate: SessionGate
  readonly access: Access
  readonly clock: ServerClock
  readonly router: Router
  readonly drafts: Drafts
  readonly players: LivePlayers
  readonly stream: Model & Pick<EventStream, 'status' | 'wait' | 'start' | 'stop'>
  readonly uploads: UploadQueue
  readonly toasts: Toasts
  readonly confirmations: Confirmations
  readonly store: Store
}

let current: App | null = null

/** Sets what the views share; once at the start of the page, and by each test. */
export function provide(app: App): void {
  current = app
}

export function app(): App {
  if (current === null) {
    throw new Error('the panel is used before it was started')
  }
  return current
}

/** The server's time in ms, or the browser's while no answer has told it. */
export function now(): number {
  return app().clock.now() ?? Date.now()
}
