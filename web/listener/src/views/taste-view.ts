import { html, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { columns } from './columns'
import { PageElement } from './element'
import './survey'
import './taste-picture'
import './votes-list'

/** One's taste, how to state it, and the votes that shaped it. */
@customElement('rt-taste-view')
export class TasteViewElement extends PageElement {
  static override styles = [base, columns]

  protected override watched() {
    return [this.page.taste]
  }

  protected override render(): TemplateResult {
    const { vector } = this.page.taste
    return html`
      <div class="columns">
        <section class="card stack" aria-labelledby="taste">
          <h2 id="taste">${this.t('taste.heading')}</h2>
          ${
            vector === undefined
              ? html`<p class="muted" role="status">${this.t('loading')}</p>`
              : vector === null
                ? html`<p>${this.t('taste.unknown')}</p>`
                : html`<rt-taste-picture .page=${this.page} .amounts=${vector}></rt-taste-picture>`
          }
          <details>
            <summary>${this.t('survey.open')}</summary>
            <rt-survey .page=${this.page}></rt-survey>
          </details>
        </section>
        <rt-votes-list .page=${this.page}></rt-votes-list>
      </div>
    `
  }
}
