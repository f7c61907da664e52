import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import './account-card'
import './code-form'
import { columns } from './columns'
import './data-card'
import { PageElement, report } from './element'
import { spanWords } from './words'

/** The session, the account, the language, and one's data. */
@customElement('rt-you-view')
export class YouViewElement extends PageElement {
  static override styles = [
    base,
    columns,
    css`
      select {
        max-width: 16rem;
      }
    `,
  ]

  @state() private minute = 0
  @state() private busy = false
  #timer: ReturnType<typeof setInterval> | undefined

  protected override watched() {
    return [this.page.guest, this.page.room]
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.minute++, 15_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override render(): TemplateResult {
    return html`<div class="columns">
      <div class="stack">${this.#session()} ${this.#language()} ${this.#links()}</div>
      <div class="stack">
        <div class="card"><rt-account-card .page=${this.page}></rt-account-card></div>
        <div class="card"><rt-data-card .page=${this.page}></rt-data-card></div>
      </div>
    </div>`
  }

  #session(): TemplateResult {
    const { session, renewal, phase } = this.page.guest
    const name = this.page.room?.state?.player.name ?? ''
    const left = session === null ? null : this.page.clock.until(session.expires_at)
    return html`<section class="card stack" aria-labelledby="session">
      <h2 id="session">${this.t('session.heading')}</h2>
      ${
        session === null
          ? html`<p>${this.t('session.none')}</p>
              ${phase.kind === 'left' || phase.kind === 'over' ? html`<div><button class="primary" type="button" @click=${() => void this.page.guest.enter(null)}>${this.t('check-in')}</button></div>` : nothing}`
          : html`<p>${this.t('session.in', { name })}</p>
              ${left === null ? nothing : html`<p>${this.t('session.left', { span: spanWords(this.page, left) })}</p>`}
              <p class="muted small">${this.t('session.text')}</p>
              ${
                renewal === null
                  ? nothing
                  : html`<p>${this.t('session.code')}</p>
                      <rt-code-form
                        .label=${this.t('code.label')}
                        .action=${this.t('session.stay')}
                        .error=${renewal.kind === 'code-needed' ? '' : this.page.troubleText(renewal)}
                        .incomplete=${this.t('trouble.code-malformed.text')}
                        @rt-code=${(event: CustomEvent<string>) => void this.page.guest.renew(event.detail)}
                      ></rt-code-form>`
              }
              <div><button type="button" aria-disabled=${this.busy} @click=${() => void this.#leave()}>${this.t('check-out')}</button></div>`
      }
    </section>`
  }

  #language(): TemplateResult | typeof nothing {
    const { messages } = this.page
    if (messages.languages.length < 2) {
      return nothing
    }
    return html`<section class="card stack" aria-labelledby="language-heading">
      <h2 id="language-heading">${this.t('language.heading')}</h2>
      <label class="visually-hidden" for="language">${this.t('language.heading')}</label>
      <select id="language" @change=${(event: Event) => messages.choose((event.target as HTMLSelectElement).value)}>
        ${messages.languages.map(
          (language) =>
            html`<option value=${language} lang=${language} ?selected=${language === messages.language}>
              ${new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language}
            </option>`,
        )}
      </select>
    </section>`
  }

  #links(): TemplateResult | typeof nothing {
    const { links } = this.page.config
    const named = (['privacy', 'imprint', 'support'] as const).filter((name) => links[name] !== undefined)
    return named.length === 0
      ? nothing
      : html`<p class="row small">${named.map((name) => html`<a href=${links[name] ?? ''} rel="noopener">${this.t(`links.${name}`)}</a>`)}</p>`
  }

  async #leave(): Promise<void> {
    if (this.busy) {
      return
    }
    this.busy = true
    try {
      await this.page.guest.leave()
      location.hash = '#/'
    } catch (error) {
      report(this, error)
    } finally {
      this.busy = false
    }
  }
}
