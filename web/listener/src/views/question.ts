import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { base } from '@roomtone/shared/styles'
import { colored } from './colored'
import { PageElement, report, say } from './element'
import { dimensionPicture } from './pictures'

/** Asks once which of the five is liked best, while the taste is unknown. It can be skipped. */
@customElement('rt-question')
export class QuestionElement extends PageElement {
  static override styles = [
    base,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }

      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(7.5rem, 100%), 1fr));
        gap: 0.75rem;
      }

      li button {
        flex-direction: column;
        width: 100%;
        height: 100%;
        padding: 1rem 0.25rem;
        border-radius: var(--rt-radius);
        font-size: 0.9375rem;
        overflow-wrap: break-word;
      }

      .icon {
        width: 3rem;
      }
    `,
  ]

  @state() private busy = false

  protected override watched() {
    return [this.page.taste, this.page.guest]
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.page.taste.isAsked || this.page.guest.phase.kind !== 'in') {
      return nothing
    }
    return html`
      <section class="card" aria-labelledby="heading">
        <div>
          <h2 id="heading">${this.t('question.heading')}</h2>
          <p class="muted">${this.t('question.text')}</p>
        </div>
        <ul>
          ${this.page.config.dimensions.map(
            (name, index) =>
              html`<li>
                <button type="button" aria-disabled=${this.busy} @click=${() => void this.#choose(index)}>
                  <span class="icon" ${colored(index)}>${dimensionPicture(name)}</span>
                  ${this.page.dimensionName(index)}
                </button>
              </li>`,
          )}
        </ul>
        <div><button class="quiet" type="button" @click=${() => this.page.taste.skipQuestion()}>${this.t('question.skip')}</button></div>
      </section>
    `
  }

  async #choose(index: number): Promise<void> {
    if (this.busy) {
      return
    }
    this.busy = true
    try {
      await this.page.taste.favour(index)
      say(this, this.t('question.thanks', { name: this.page.dimensionName(index) }))
    } catch (error) {
      report(this, error)
    } finally {
      this.busy = false
    }
  }
}
