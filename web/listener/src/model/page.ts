import { Api } from '@roomtone/shared/api'
import { SignIn } from '@roomtone/shared/auth'
import { ServerClock } from '@roomtone/shared/clock'
import type { PageConfig } from '@roomtone/shared/config'
import { browser, type Surroundings } from '@roomtone/shared/events'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { type Key, Messages } from '@roomtone/shared/messages'
import { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'
import de from '../messages/de.json'
import en from '../messages/en.json'
import type { Address } from './address'
import { Guest } from './guest'
import { Room } from './room'
import { TasteModel } from './taste'
import type { Trouble } from './trouble'
import { VotesModel } from './votes'

export type MessageKey = Key<typeof en>

export interface PageSettings {
  readonly config: PageConfig
  readonly store: Store
  readonly address: Address
  readonly surroundings?: Surroundings
  readonly fetch?: typeof fetch
  readonly clock?: ServerClock
  readonly languages?: readonly string[]
  /** Where links in mails lead. */
  readonly returnTo?: string
  /** Compares the page with the one that the service has. */
  readonly checkVersion?: () => void
}

/** All that the elements of the page show and call. */
export class Page extends Model {
  readonly config: PageConfig
  readonly store: Store
  readonly clock: ServerClock
  readonly surroundings: Surroundings
  readonly messages: Messages<typeof en>
  readonly auth: SignIn
  readonly api: Api<paths>
  readonly taste: TasteModel
  readonly votes: VotesModel
  readonly room: Room | null
  readonly guest: Guest
  /** Whether the service has a newer page than this one even after a reload. */
  isOutdated = false
  /** The last failure of an action. */
  notice: Trouble | null = null
  isStorageNoteRead = false
  #ticks = 0
  #isStreamBroken = false
  #account: string | null = null

  constructor(settings: PageSettings) {
    super()
    const { config, store } = settings
    this.config = config
    this.store = store
    this.clock = settings.clock ?? new ServerClock()
    this.surroundings = settings.surroundings ?? browser
    this.messages = new Messages(catalogues(config.languages), store, settings.languages)
    const given = settings.fetch === undefined ? {} : { fetch: settings.fetch }
    const language = () => this.messages.language
    this.auth = new SignIn({
      config,
      store,
      clock: this.clock,
      ...(settings.returnTo === undefined ? {} : { returnTo: settings.returnTo }),
      ...given,
    })
    this.api = new Api<paths>({ tokens: this.auth, clock: this.clock, language, ...given })
    this.taste = new TasteModel(this.api, store)
    this.room =
      settings.address.room === null
        ? null
        : new Room({
            slug: settings.address.room,
            api: this.api,
            tokens: this.auth,
            clock: this.clock,
            language,
            surroundings: this.surroundings,
            ...given,
            onEnd: (problem) => void this.guest.streamEnded(problem),
          })
    this.votes = new VotesModel(
      this.api,
      this.clock,
      this.taste,
      (answer) => this.guest.extended(answer.session_expires_at),
      () => this.room?.state?.player.id,
    )
    this.guest = new Guest({
      api: this.api,
      auth: this.auth,
      clock: this.clock,
      surroundings: this.surroundings,
      room: this.room,
      code: settings.address.code,
      onIn: () => this.#loadOwn(),
      onGone: () => this.forget(),
      onOutdated: settings.checkVersion ?? (() => undefined),
    })
    this.auth.watch(() => {
      this.#followAccount()
      void this.#followToken()
    })
    this.messages.watch(() => this.room?.stream.reconnect())
    this.room?.stream.watch(() => this.#followStream())
  }

  readonly t = (key: MessageKey, values?: Readonly<Record<string, string | number>>): string => this.messages.t(key, values)

  /** The words for a trouble, in the language of the page. */
  troubleText(trouble: Trouble): string {
    return trouble.kind === 'unexpected' && trouble.detail !== ''
      ? this.t('trouble.unexpected.detail', { detail: trouble.detail })
      : this.t(`trouble.${trouble.kind}.text`)
  }

  /** The name of a dimension in the language of the page. */
  dimensionName(index: number): string {
    const name = this.config.dimensions[index] ?? ''
    const key = `dimension.${name}`
    return key in en ? this.t(key as MessageKey) : name.replaceAll('_', ' ')
  }

  /** Called each second. */
  tick(): void {
    this.guest.tick()
    this.room?.tick()
    this.#ticks++
    // Renewed before it ends, so that the stream goes on without a gap.
    if (this.#ticks % 30 === 0 && this.auth.account != null && this.surroundings.visible() && this.surroundings.online()) {
      this.auth.token().catch(() => undefined)
    }
  }

  /** Shows a failure above the view until its wait is over or it is put away; null takes it away. */
  notify(trouble: Trouble | null): void {
    this.notice = trouble
    this.changed()
  }

  /** Puts the note away that the browser keeps nothing. */
  readStorageNote(): void {
    this.isStorageNoteRead = true
    this.changed()
  }

  /** Whether votes are held back, because nobody is signed in or the service asked to wait. */
  get isVotingPaused(): boolean {
    if (this.auth.account == null) {
      return true
    }
    return this.notice?.kind === 'throttled' && this.notice.wait?.isOver === false
  }

  /** Forgets what the page knows of the account. */
  forget(): void {
    this.taste.forget()
    this.votes.forget()
  }

  /** Marks the page as older than the one of the service. */
  outdated(): void {
    this.isOutdated = true
    this.changed()
  }

  #loadOwn(): void {
    // The room is shown without them; each is read again when its view opens.
    const failed = (error: unknown) => void this.guest.failed(error)
    this.taste.load().catch(failed)
    this.votes.load().catch(failed)
    this.room?.readCollective().catch(() => undefined)
  }

  /** Another tab may have signed out, or in as somebody else. */
  #followAccount(): void {
    const { account } = this.auth
    if (account === undefined) {
      return
    }
    const [before, id] = [this.#account, account?.id ?? null]
    this.#account = id
    if (before === null || id === before) {
      return
    }
    if (id === null) {
      this.guest.signedOut()
    } else {
      this.forget()
      void this.guest.begin()
    }
  }

  /** A stream that is open again after failures says that the service answers again. */
  #followStream(): void {
    const status = this.room?.stream.status
    if (status === 'waiting') {
      this.#isStreamBroken = true
    }
    if (status !== 'open' || !this.#isStreamBroken) {
      return
    }
    this.#isStreamBroken = false
    this.votes.resend()
    const { phase } = this.guest
    if (phase.kind === 'trouble' && (phase.trouble.kind === 'service-away' || phase.trouble.kind === 'offline')) {
      void this.guest.begin()
    }
  }

  async #followToken(): Promise<void> {
    const token = await this.auth.token().catch(() => null)
    this.room?.stream.tokenRenewed(token)
  }
}

/** The messages of the languages that the venue offers, English if it offers none that the page speaks. */
function catalogues(offered: readonly string[]): Record<string, typeof en> {
  const known: Record<string, typeof en> = { en, de }
  const chosen = offered.filter((language) => language in known)
  return Object.fromEntries((chosen.length === 0 ? ['en'] : chosen).map((language) => [language, known[language] ?? en]))
}
