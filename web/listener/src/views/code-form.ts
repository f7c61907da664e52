import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'

/**
 * A field for six digits.
 *
 * @fires rt-code with the digits as detail
 */
@customElement('rt-code-form')
export class CodeFormElement extends LitElement {
  static override styles = [
    base,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
        max-width: 20rem;
        margin: 0 auto;
        text-align: left;
      }

      input {
        font-variant-numeric: tabular-nums;
        font-size: 1.5rem !important;
        letter-spacing: 0.15em;
        text-align: center;
      }
    `,
  ]

  @property() label = ''
  @property() action = ''
  /** What was wrong with the last code; empty while nothing was. */
  @property() error = ''
  /** What to say when there are not six digits. */
  @property() incomplete = ''
  @property({ type: Boolean }) disabled = false
  /** Whether the last code is being checked: the focus stays where it is. */
  @property({ type: Boolean }) busy = false
  @query('input') private readonly input!: HTMLInputElement

  override focus(): void {
    this.input.focus()
  }

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${this.onSubmit}>
      <label for="code">${this.label}</label>
      <input
        id="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        maxlength="12"
        aria-describedby="error"
        aria-invalid=${this.error !== ''}
        ?disabled=${this.disabled}
        ?readonly=${this.busy}
      />
      <p id="error" class="error" role="alert">${this.error === '' ? nothing : this.error}</p>
      <button class="primary" ?disabled=${this.disabled} aria-disabled=${this.busy}>${this.action}</button>
    </form>`
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault()
    if (this.busy) {
      return
    }
    const digits = this.input.value.replace(/\D/g, '')
    if (digits.length !== 6) {
      this.error = this.incomplete
      this.input.focus()
      return
    }
    this.dispatchEvent(new CustomEvent<string>('rt-code', { detail: digits }))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-code-form': CodeFormElement
  }
}
