import { base } from '@roomtone/shared/styles'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import './language-element'
import type { PairingState } from './pairing'
import { isToken } from './protocol'
import type { Words } from './words'

/**
 * The set-up: a pairing code that staff confirm, or a token that is pasted.
 *
 * @fires player-pair, player-stop, player-back
 * @fires player-token with the token
 */
@customElement('player-setup')
export class SetupElement extends LitElement {
  static override styles = [
    base,
    css`
      main {
        display: grid;
        gap: 1.25rem;
        max-width: 44rem;
        margin: 0 auto;
        padding: clamp(1rem, 4vw, 3rem) 1rem;
      }

      .card {
        display: grid;
        gap: 1rem;
        justify-items: start;
        box-shadow: var(--rt-shadow);
      }

      .code {
        font-family: ui-monospace, "SFMono-Regular", Consolas, monospace;
        font-size: clamp(2rem, 9vw, 4rem);
        font-weight: 700;
        letter-spacing: 0.06em;
        line-height: 1.2;
        overflow-wrap: normal;
        white-space: nowrap;
      }

      progress {
        width: 100%;
        height: 0.5rem;
        accent-color: var(--rt-accent);
      }

      form {
        display: grid;
        gap: 0.75rem;
        width: 100%;
        justify-items: start;
      }

      .kiosk {
        overflow-wrap: anywhere;
      }
    `,
  ]

  @property({ attribute: false }) words!: Words
  @property({ attribute: false }) pairing: PairingState | null = null
  /** Share of the code's time that is left. */
  @property({ attribute: false }) left: number | null = null
  /** What is left of the code, or until the next attempt, as a time. */
  @property({ attribute: false }) seconds = ''
  @property({ attribute: false }) canGoBack = false
  @state() private wrong = false
  @query('input') private readonly input!: HTMLInputElement

  protected override render(): TemplateResult {
    const { words } = this
    return html`<main>
      <player-language .words=${words}></player-language>
      <h1>${words.t('setup.heading')}</h1>
      <p class="muted">${words.t('setup.text')}</p>
      <section class="card" aria-labelledby="pair">
        <h2 id="pair">${words.t('setup.pair.heading')}</h2>
        ${this.pairCard()}
      </section>
      <section class="card" aria-labelledby="token-heading">
        <h2 id="token-heading">${words.t('setup.token.heading')}</h2>
        <p class="muted">${words.t('setup.token.text')}</p>
        <form novalidate @submit=${(event: Event) => this.submit(event)}>
          <label for="token">${words.t('setup.token.label')}</label>
          <input id="token" type="password" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="400"
            aria-invalid=${this.wrong ? 'true' : 'false'} aria-describedby="wrong" @input=${() => { this.wrong = false }}>
          <p id="wrong" class="error" role="alert" ?hidden=${!this.wrong}>${this.wrong ? words.t('setup.token.wrong') : nothing}</p>
          <button type="submit">${words.t('setup.token.save')}</button>
        </form>
      </section>
      ${this.canGoBack ? html`<div><button class="quiet" type="button" @click=${() => this.fire('back')}>${words.t('setup.back')}</button></div>` : nothing}
      <p class="muted small kiosk">${words.t('setup.kiosk')}</p>
    </main>`
  }

  private pairCard(): TemplateResult {
    const { words, pairing } = this
    const stop = html`<button type="button" @click=${() => this.fire('stop')}>${words.t('setup.pair.stop')}</button>`
    switch (pairing?.kind) {
      case 'asking':
        return html`<p role="status">${words.t('setup.pair.asking')}</p>${stop}`
      case 'code':
        return html`
          <p class="muted" id="code-label">${words.t('setup.pair.code')}</p>
          <p class="code" role="status" aria-describedby="code-label">${pairing.code}</p>
          <p>${words.t('setup.pair.how')}</p>
          <progress max="1" .value=${this.left ?? 0} aria-label=${words.t('setup.pair.left', { time: this.seconds })}></progress>
          <p class="muted" role="timer">${words.t('setup.pair.left', { time: this.seconds })}</p>
          ${stop}`
      case 'waiting':
        return html`<p role="timer">${words.t('setup.pair.wait', { time: this.seconds })}</p>${stop}`
      default:
        return html`<p class="muted">${words.t('setup.pair.text')}</p>
          <button class="primary" type="button" @click=${() => this.fire('pair')}>${words.t('setup.pair.start')}</button>`
    }
  }

  private submit(event: Event): void {
    event.preventDefault()
    const token = this.input.value.trim()
    if (!isToken(token)) {
      this.wrong = true
      this.input.focus()
      return
    }
    this.input.value = ''
    this.dispatchEvent(new CustomEvent('player-token', { detail: token }))
  }

  private fire(name: string): void {
    this.dispatchEvent(new CustomEvent(`player-${name}`))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'player-setup': SetupElement
  }
}
