import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import type { RouteName } from '../core/router'
import { LANGUAGES, type MessageKey, spoken, t } from '../core/text'
import './new-password'

interface Entry {
  readonly to: 'overview' | 'songs' | 'players' | 'roles' | 'audit'
  readonly label: MessageKey
  /** Views below it. */
  readonly holds: (name: RouteName) => boolean
  readonly adminOnly?: boolean
  readonly picture: string
}

const ENTRIES: readonly Entry[] = [
  { to: 'overview', label: 'nav.overview', holds: (name) => name === 'overview', picture: 'M3 10.5 10 4l7 6.5M5 9v7.5h10V9' },
  {
    to: 'players',
    label: 'nav.players',
    holds: (name) => name.startsWith('player') || name === 'new-player',
    picture: 'M4 4h12v12H4zM10 13a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M10 6h.01',
  },
  {
    to: 'songs',
    label: 'nav.songs',
    holds: (name) => name === 'songs' || name === 'song' || name === 'upload' || name === 'import',
    picture: 'M8 15V4.5l8-1.5v10.5M8 15a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0M16 13.5a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0',
  },
  { to: 'roles', label: 'nav.roles', adminOnly: true, holds: (name) => name === 'roles', picture: 'M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 17c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5' },
  { to: 'audit', label: 'nav.audit', holds: (name) => name.startsWith('audit'), picture: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2' },
]

/** The navigation: a column at the side, or a bar at the lower edge of a phone. */
@customElement('admin-nav')
export class NavElement extends Panel {
  @state() private changesPassword = false

  constructor() {
    super()
    const { router, access, uploads, gate } = app()
    new Watch(this, router, access, uploads, gate)
  }

  protected override render(): TemplateResult {
    const { router, access, uploads, gate, config } = app()
    const { name } = router.place
    const entries = ENTRIES.filter((entry) => entry.adminOnly !== true || access.isAdmin)
    const languages = LANGUAGES.filter((one) => config.languages.length === 0 || config.languages.includes(one))
    return html`
      <nav class="bar" aria-label=${t('nav.label')}>
        <a class="brand" href=${router.href('overview')}>Roomtone</a>
        <div class="links">
          <ul>
            ${entries.map(
              (entry) => html`<li>
                <a href=${router.href(entry.to)} aria-current=${entry.holds(name) ? 'page' : nothing}>
                  <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=${entry.picture} fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round" /></svg>
                  <span>${t(entry.label)}</span>
                </a>
              </li>`,
            )}
          </ul>
        </div>
        <div class="account">
          ${uploads.open > 0 ? html`<a class="uploads" href=${router.href('upload')}>${t('nav.uploads', { count: uploads.open })}</a>` : nothing}
          <details>
            <summary>${t('nav.account')}</summary>
            <div class="menu">
              <p><strong>${gate.account?.email ?? ''}</strong><br /><span class="muted">${t(access.isAdmin ? 'role.admin' : 'role.manager')}</span></p>
              ${
                languages.length < 2
                  ? nothing
                  : html`<label for="language">${t('nav.language')}</label>
                      <select id="language" @change=${this.onLanguage}>
                        ${languages.map((one) => html`<option value=${one} lang=${one} ?selected=${one === spoken()}>${one === 'de' ? 'Deutsch' : 'English'}</option>`)}
                      </select>`
              }
              <button type="button" @click=${() => (this.changesPassword = true)}>${t('password.change')}</button>
              <button type="button" @click=${this.signOut}>${t('sign-out')}</button>
            </div>
          </details>
        </div>
      </nav>
      <rt-dialog .open=${this.changesPassword} .heading=${t('password.change')} .closeLabel=${t('close')} @rt-close=${() => (this.changesPassword = false)}>
        ${this.changesPassword ? html`<admin-new-password @admin-done=${() => (this.changesPassword = false)}></admin-new-password>` : nothing}
      </rt-dialog>
    `
  }

  private readonly onLanguage = (event: Event) => {
    app().store.set('language', (event.target as HTMLSelectElement).value)
    location.reload()
  }

  private readonly signOut = async () => {
    const { drafts, uploads, confirmations, gate, signIn } = app()
    if (drafts.size > 0 || uploads.open > 0) {
      const yes = await confirmations.ask({ heading: t('sign-out.heading'), text: t('sign-out.text'), yes: t('sign-out'), danger: true })
      if (!yes) {
        return
      }
    }
    uploads.cancelAll()
    drafts.clear()
    gate.leave()
    await signIn.signOut()
  }
}
