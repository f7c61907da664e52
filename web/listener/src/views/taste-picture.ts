import { css, html, nothing, svg, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { colored } from './colored'
import { PageElement } from './element'
import { dimensionPicture } from './pictures'

/**
 * Five amounts as bars with their names and numbers, and what they were before. The numbers stand there in words, so that nothing depends on
 * the picture.
 */
@customElement('rt-taste-picture')
export class TastePictureElement extends PageElement {
  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
      }

      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.5rem;
      }

      li {
        display: grid;
        grid-template-columns: 1.75rem minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 0.625rem;
      }

      .icon {
        grid-row: span 2;
      }

      .name {
        min-width: 0;
        font-size: var(--rt-small);
        overflow-wrap: anywhere;
        hyphens: auto;
      }

      .number {
        color: var(--rt-muted);
        font-size: var(--rt-small);
        font-variant-numeric: tabular-nums;
      }

      .bar {
        grid-column: 2 / -1;
        width: 100%;
        height: 0.625rem;
        overflow: visible;
      }

      .track {
        fill: var(--rt-raised);
      }

      .value {
        fill: currentcolor;
      }

      .before {
        stroke: var(--rt-text);
        stroke-width: 2;
      }

      /* Large text: the number stands under the name. */
      @container (max-width: 14rem) {
        li {
          grid-template-columns: 1.75rem minmax(0, 1fr);
        }

        .icon {
          grid-row: span 3;
        }
      }
    `,
  ]

  /** Five numbers from 0 to 1. */
  @property({ attribute: false }) amounts: readonly number[] = []
  /** The same before a change; null when there is nothing to compare. */
  @property({ attribute: false }) earlier: readonly number[] | null = null

  protected override render(): TemplateResult {
    return html`<ul>
      ${this.page.config.dimensions.map((name, index) => this.#row(name, index))}
    </ul>`
  }

  #row(name: string, index: number): TemplateResult {
    const amount = this.amounts[index] ?? 0
    const before = this.earlier?.[index]
    const percent = (value: number) => this.page.messages.number(value, { style: 'percent', maximumFractionDigits: 0 })
    const isChanged = before !== undefined && percent(before) !== percent(amount)
    return html`<li>
      <span class="icon" ${colored(index)}>${dimensionPicture(name)}</span>
      <span class="name">${this.page.dimensionName(index)}</span>
      <span class="number"
        >${isChanged ? this.t('taste.from.to', { from: percent(before), to: percent(amount) }) : percent(amount)}</span
      >
      <svg class="bar" aria-hidden="true" ${colored(index)}>
        <rect class="track" width="100%" height="100%" rx="5" />
        <rect class="value" width="${(Math.min(1, Math.max(0, amount)) * 100).toFixed(1)}%" height="100%" rx="5" />
        ${
          isChanged
            ? svg`<line class="before" x1="${(before * 100).toFixed(1)}%" x2="${(before * 100).toFixed(1)}%" y1="-2" y2="12" />`
            : nothing
        }
      </svg>
    </li>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rt-taste-picture': TastePictureElement
  }
}
