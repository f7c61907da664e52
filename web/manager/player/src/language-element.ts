import { base } from '@roomtone/shared/styles'
import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Words } from './words'

/**
 * Chooses the language of the page.
 *
 * @fires player-language with the code of the language
 */
@customElement('player-language')
export class LanguageElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        justify-self: end;
        max-width: 100%;
      }

      label {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: end;
        gap: 0.25rem 0.5rem;
        font-weight: 400;
      }

      select {
        width: auto;
        max-width: 100%;
      }
    `,
  ]

  @property({ attribute: false }) words!: Words

  protected override render(): TemplateResult {
    const { words } = this
    return html`<label>${words.t('language')}
      <select @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
        ${words.languages.map((language) => html`<option value=${language} lang=${language} ?selected=${language === words.language}>${nameOf(language)}</option>`)}
      </select>
    </label>`
  }

  private choose(language: string): void {
    this.dispatchEvent(new CustomEvent('player-language', { detail: language, bubbles: true, composed: true }))
  }
}

/** The name of a language in itself. */
function nameOf(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
}

declare global {
  interface HTMLElementTagNameMap {
    'player-language': LanguageElement
  }
}
