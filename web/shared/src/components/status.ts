import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { base } from '../styles'

/**
 * A whole state of a page in words, such as being offline: a picture, a heading, a text, and what can be done, in the default slot.
 * The slot `picture` takes the place of the picture.
 */
@customElement('rt-status')
export class StatusElement extends LitElement {
  static override styles = [
    base,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: center;
        gap: 1rem;
        max-width: 34rem;
        margin: 0 auto;
        padding: 2rem 0.5rem;
        text-align: center;
      }

      .picture {
        width: 9rem;
        color: var(--rt-accent);
      }

      .text {
        max-width: 30rem;
        color: var(--rt-muted);
        font-size: 1.0625rem;
        white-space: pre-line;
      }

      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 0.75rem;
        width: 100%;
      }
    `,
  ]

  @property() heading = ''
  @property() text = ''
  /** Whether a screen reader interrupts what it reads, for failures. */
  @property({ type: Boolean }) urgent = false

  protected override render(): TemplateResult {
    return html`
      <section role=${this.urgent ? 'alert' : 'status'}>
        <div class="picture" aria-hidden="true"><slot name="picture"></slot></div>
        <h2>${this.heading}</h2>
        ${this.text === '' ? nothing : html`<p class="text">${this.text}</p>`}
      </section>
      <div class="actions"><slot></slot></div>
    `
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-status': StatusElement
  }
}
