import { html, nothing, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { type ToastsElement } from '@roomtone/shared/components/toast'
import '@roomtone/shared/components/toast'
import { base } from '@roomtone/shared/styles'
import type { VoteEffect } from '../model/votes'
import { appStyles } from './app-styles'
import './banners'
import './board-view'
import './gate'
import { PageElement, type VoteRequest } from './element'
import { sign } from './pictures'
import './room-view'
import './rooms-list'
import './taste-view'
import './wishes-view'
import './you-view'
import { spanWords } from './words'

const VIEWS = ['room', 'wishes', 'taste', 'board', 'you'] as const

/** The views that ask the service for what belongs to the account, as soon as they open. */
const NEED_ACCOUNT: ReadonlySet<View> = new Set(['taste', 'board'])

export type View = (typeof VIEWS)[number]

/** Which view the fragment of the address names; the room if it names none. */
export function viewOf(hash: string): View {
  const name = hash.replace(/^#\/?/, '')
  return VIEWS.find((view) => view === name) ?? 'room'
}

/** The whole page: the name of the room, the view that is open, the ways to the others, and the votes of all of them. */
@customElement('rt-listener')
export class ListenerElement extends PageElement {
  static override styles = [base, appStyles]

  @state() private view: View = viewOf(location.hash)
  @state() private minute = 0
  @query('main') private readonly main!: HTMLElement
  @query('rt-toasts') private readonly toasts!: ToastsElement
  #timer: ReturnType<typeof setInterval> | undefined

  protected override watched() {
    return [this.page, this.page.guest, this.page.room, this.page.auth]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('hashchange', this.#onHash)
    this.#timer = setInterval(() => this.minute++, 15_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('hashchange', this.#onHash)
    clearInterval(this.#timer)
  }

  override updated(): void {
    document.documentElement.lang = this.page.messages.language
    const state = this.page.room?.state ?? null
    const playing = state?.current?.title
    document.title = [playing, state?.player.name, 'Roomtone'].filter((part) => part !== undefined).join(' · ')
  }

  protected override render(): TemplateResult {
    const isChoosing = this.page.guest.phase.kind === 'choosing'
    return html`
      <button class="skip" type="button" @click=${() => this.main.focus()}>${this.t('skip')}</button>
      ${this.#header()}
      <div class="page">
        ${isChoosing ? nothing : this.#navigation()}
        <main
          tabindex="-1"
          aria-label=${this.t(isChoosing ? 'rooms.heading' : `view.${this.view}`)}
          @rt-vote=${(event: CustomEvent<VoteRequest>) => void this.#vote(event.detail)}
          @rt-say=${(event: CustomEvent<string>) => this.toasts.show({ text: event.detail })}
          @rt-failed=${(event: CustomEvent<unknown>) => this.page.notify(this.page.guest.failed(event.detail))}
        >
          <rt-banners .page=${this.page}></rt-banners>
          ${isChoosing ? html`<rt-rooms-list .page=${this.page}></rt-rooms-list>` : this.#view()}
        </main>
      </div>
      <rt-toasts></rt-toasts>
    `
  }

  #header(): TemplateResult {
    const name = this.page.room?.state?.player.name
    const { session } = this.page.guest
    const left = session === null ? null : this.page.clock.until(session.expires_at)
    return html`<header>
      <div>
        <p class="brand">Roomtone</p>
        <h1>${name ?? this.t('welcome')}</h1>
      </div>
      ${left === null ? nothing : html`<a class="time" href="#/you">${this.t('session.short', { span: spanWords(this.page, left) })}</a>`}
    </header>`
  }

  #navigation(): TemplateResult {
    return html`<nav aria-label=${this.t('navigation')}>
      <ul>
        ${VIEWS.map(
          (view) =>
            html`<li>
              <a href="#/${view === 'room' ? '' : view}" aria-current=${view === this.view ? 'page' : nothing}>
                ${sign(view)}<span>${this.t(`view.${view}`)}</span>
              </a>
            </li>`,
        )}
      </ul>
    </nav>`
  }

  #view(): TemplateResult {
    if (NEED_ACCOUNT.has(this.view) && this.page.auth.account == null) {
      return this.page.guest.phase.kind === 'starting'
        ? html`<p class="muted" role="status">${this.t('loading')}</p>`
        : html`<rt-gate .page=${this.page}></rt-gate>`
    }
    switch (this.view) {
      case 'wishes':
        return html`<rt-wishes-view .page=${this.page}></rt-wishes-view>`
      case 'taste':
        return html`<rt-taste-view .page=${this.page}></rt-taste-view>`
      case 'board':
        return html`<rt-board-view .page=${this.page}></rt-board-view>`
      case 'you':
        return html`<rt-you-view .page=${this.page}></rt-you-view>`
      default:
        return html`<rt-room-view .page=${this.page}></rt-room-view>`
    }
  }

  readonly #onHash = (): void => {
    this.view = viewOf(location.hash)
    scrollTo(0, 0)
    this.main.focus({ preventScroll: true })
  }

  async #vote(vote: VoteRequest): Promise<void> {
    if (this.page.isVotingPaused) {
      return
    }
    try {
      const effect = await this.page.votes.cast(vote.songId, vote.title, vote.value)
      if (effect !== null) {
        this.page.notify(null)
        void this.page.room?.readCollective().catch(() => undefined)
        this.toasts.show({
          text: this.t(effect.countsFor === null ? 'vote.saved.alone' : 'vote.saved', { title: vote.title, step: this.t(`vote.${vote.value}`) }),
          action: { label: this.t('undo'), run: () => void this.#undo(effect) },
        })
      }
    } catch (error) {
      this.page.notify(this.page.guest.failed(error))
    }
  }

  async #undo(effect: VoteEffect): Promise<void> {
    try {
      await this.page.votes.undo(effect)
      this.toasts.show({ text: this.t('vote.undone') })
    } catch (error) {
      this.page.notify(this.page.guest.failed(error))
    }
  }
}
