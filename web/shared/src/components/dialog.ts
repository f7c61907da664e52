import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { base } from '../styles'

/**
 * A modal dialog with a heading and a button that closes it. The browser keeps the focus inside and gives it back; Escape closes it.
 *
 * @fires rt-close when it was closed, however that happened
 */
@customElement('rt-dialog')
export class DialogElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: contents;
      }

      dialog {
        width: min(32rem, 100vw - 2rem);
        max-height: calc(100dvh - 2rem);
        padding: 1.5rem;
        overflow: auto;
        border: 1px solid var(--rt-line);
        border-radius: var(--rt-radius);
        background: var(--rt-surface);
        color: var(--rt-text);
        box-shadow: var(--rt-shadow);
      }

      dialog::backdrop {
        background: rgb(5 15 12 / 55%);
      }

      header {
        display: flex;
        align-items: start;
        justify-content: space-between;
        gap: 1rem;
        margin-bottom: 1rem;
      }

      .close {
        flex: none;
        width: var(--rt-target);
        margin: -0.5rem -0.5rem 0 0;
        padding: 0;
      }
    `,
  ]

  /** Whether the dialog is shown. */
  @property({ type: Boolean }) open = false
  @property() heading = ''
  /** The words of the button that closes it. */
  @property() closeLabel = 'Close'
  /** Whether the button that closes it is shown; Escape closes it anyway. */
  @property({ type: Boolean }) closable = true

  @query('dialog') private readonly dialog!: HTMLDialogElement

  override updated(): void {
    if (this.open && !this.dialog.open) {
      this.dialog.showModal()
    } else if (!this.open && this.dialog.open) {
      this.dialog.close()
    }
  }

  protected override render(): TemplateResult {
    return html`
      <dialog aria-labelledby="heading" @close=${this.onClose}>
        <header>
          <h2 id="heading">${this.heading}</h2>
          ${
            this.closable
              ? html`<button class="quiet close" type="button" aria-label=${this.closeLabel} @click=${() => this.dialog.close()}>
                  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
                    <path d="M4 4l12 12M16 4L4 16" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
                  </svg>
                </button>`
              : nothing
          }
        </header>
        <slot></slot>
      </dialog>
    `
  }

  private onClose(): void {
    this.open = false
    this.dispatchEvent(new CustomEvent('rt-close'))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-dialog': DialogElement
  }
}
