import '@roomtone/shared/components/dialog'
import '@roomtone/shared/components/toast'
import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { live } from 'lit/directives/live.js'
import { app } from '../core/app'
import type { ToastSurface } from '../core/toasts'
import { Panel } from '../core/panel'
import { failed, loading } from '../core/parts'
import type { Place } from '../core/router'
import { t } from '../core/text'
import { renderView, viewOf, type View } from '../views'
import { authWords } from './auth-words'
import './no-role'
import './shell-nav'
import './sign-in'

/** The whole page: signing in, or the navigation with the view of the address, and what stands above both. */
@customElement('admin-root')
export class RootElement extends Panel {
  @state() private view: View | null = null
  @state() private place: Place | null = null
  @state() private failure: unknown = null
  @state() private newer = false
  @state() private restoreFailure: unknown = null

  constructor() {
    super()
    const { router, gate, access, confirmations } = app()
    new Watch(this, router, gate, access, confirmations)
    addEventListener('roomtone-newer-page', () => (this.newer = true))
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.addEventListener('click', app().router.onClick)
    void this.restore()
  }

  protected override willUpdate(): void {
    const { router, gate, access } = app()
    if (gate.account !== null && access.me === null && access.failure === null) {
      void access.load()
    }
    if (this.place !== router.place) {
      this.place = router.place
      void this.load(router.place)
    }
  }

  protected override firstUpdated(): void {
    app().toasts.surface = this.querySelector('rt-toasts') as ToastSurface | null
  }

  protected override updated(changes: PropertyValues): void {
    // A reader who comes to another view begins at its heading.
    if (changes.has('view') && app().router.moved !== 'loaded' && app().router.moved !== 'filtered') {
      void this.focusHeading()
    }
  }

  protected override render(): TemplateResult {
    return html`${this.page()} ${this.sessionOver()} ${this.question()}<rt-toasts></rt-toasts>`
  }

  private page(): TemplateResult {
    const { gate, access, signIn } = app()
    if (signIn.account === undefined && gate.account === null) {
      return html`<main class="alone card">
        ${brand()} ${this.restoreFailure === null ? loading() : html`<div class="notice bad" role="alert"><p>${authWords(this.restoreFailure)}</p><button type="button" @click=${this.restore}>${t('try-again')}</button></div>`}
      </main>`
    }
    if (gate.account === null) {
      return html`<main class="alone card">${brand()}<admin-sign-in></admin-sign-in></main>`
    }
    if (access.me === null) {
      return html`<main class="alone card">
        ${brand()} ${access.failure === null ? loading() : failed(access.failure, () => access.load())}
        ${access.failure === null ? nothing : html`<button type="button" @click=${() => app().signIn.signOut()}>${t('sign-out')}</button>`}
      </main>`
    }
    if (!access.isStaff) {
      return html`<main class="alone card">${brand()}<admin-no-role></admin-no-role></main>`
    }
    if (this.place?.name === 'player-sheet') {
      return html`<main class="sheet" id="view">${this.content()}</main>`
    }
    return html`
      <a class="skip-link" href="#view" @click=${this.skip}>${t('skip')}</a>
      <admin-nav></admin-nav>
      <main id="view">
        ${this.newer ? html`<div class="notice" role="status"><p>${t('newer.text')}</p><button type="button" @click=${() => location.reload()}>${t('newer.reload')}</button></div>` : nothing}
        ${access.revoked ? html`<div class="notice bad" role="alert"><p>${t('revoked')}</p><button type="button" @click=${() => location.reload()}>${t('revoked.reload')}</button></div>` : nothing}
        ${this.content()}
      </main>
    `
  }

  private content(): TemplateResult {
    if (this.failure !== null) {
      return html`<div class="notice bad" role="alert"><p>${t('view.failed')}</p><button type="button" @click=${() => location.reload()}>${t('reload')}</button></div>`
    }
    if (this.view === null || this.place === null) {
      return loading()
    }
    return html`${keyed(this.view.key, renderView(this.view))}`
  }

  private sessionOver(): TemplateResult {
    const { gate } = app()
    return html`<rt-dialog .open=${live(gate.expired)} .heading=${t('session-over.heading')} .closable=${false} @rt-close=${this.onSessionDialogClosed}>
      ${
        gate.expired
          ? html`<admin-sign-in again .email=${gate.account?.email ?? ''}></admin-sign-in>
              <button class="quiet" type="button" @click=${() => gate.leave()}>${t('session-over.leave')}</button>`
          : nothing
      }
    </rt-dialog>`
  }

  private question(): TemplateResult {
    const { confirmations } = app()
    const { question } = confirmations
    return html`<rt-dialog .open=${question !== null} .heading=${question?.heading ?? ''} .closeLabel=${t('cancel')} @rt-close=${() => confirmations.answer(false)}>
      <p class="pre-line">${question?.text ?? ''}</p>
      <div class="row dialog-actions">
        <button type="button" @click=${() => confirmations.answer(false)}>${t('cancel')}</button>
        <button type="button" class=${question?.danger === true ? 'danger' : 'primary'} @click=${() => confirmations.answer(true)}>${question?.yes ?? ''}</button>
      </div>
    </rt-dialog>`
  }

  private readonly onSessionDialogClosed = () => {
    // Escape must not throw away what was typed: the dialog comes back until one has signed in or left by its button.
    if (app().gate.expired) {
      this.requestUpdate()
    }
  }

  private readonly skip = (event: Event) => {
    event.preventDefault()
    void this.focusHeading()
  }

  /** Takes up the session that the browser kept. */
  private readonly restore = async () => {
    this.restoreFailure = null
    try {
      await app().signIn.restore()
    } catch (error) {
      this.restoreFailure = error
    }
  }

  private async load(place: Place): Promise<void> {
    this.failure = null
    try {
      const view = await viewOf(place)
      if (this.place === place) {
        this.view = view
      }
    } catch (error) {
      if (this.place === place) {
        this.failure = error
        this.dispatchEvent(new CustomEvent('roomtone-view-missing', { bubbles: true }))
      }
    }
  }

  private async focusHeading(): Promise<void> {
    await this.updateComplete
    await new Promise((resolve) => setTimeout(resolve))
    const heading = this.querySelector<HTMLElement>('main h1')
    heading?.focus({ preventScroll: true })
    if (app().router.moved === 'went') {
      scrollTo({ top: 0 })
    }
  }
}

function brand(): TemplateResult {
  return html`<h1 class="brand" tabindex="-1">Roomtone <span>${t('brand')}</span></h1>`
}
