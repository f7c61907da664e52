import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import '@roomtone/shared/components/countdown'
import { base } from '@roomtone/shared/styles'
import type { Trouble } from '../model/trouble'
import { PageElement } from './element'

/** Short notes above the view: the network, the service, the browser's storage, the version, and the last failure with its wait. */
@customElement('rt-banners')
export class BannersElement extends PageElement {
  static override styles = [
    base,
    css`
      /* The live region stays, also without notes: the gap belongs to each note. */
      .banner {
        margin-bottom: 1rem;
      }

      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem 1rem;
        padding: 0.75rem 1rem;
        border: 1px solid var(--rt-line);
        border-inline-start: 0.375rem solid var(--rt-warn);
        border-radius: var(--rt-radius-small);
        background: var(--rt-surface);
      }

      .banner > p {
        flex: 1 1 14rem;
      }

      rt-countdown {
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
    `,
  ]

  protected override watched() {
    return [this.page, this.page.room, this.page.guest, this.page.votes]
  }

  protected override render(): TemplateResult {
    return html`<div role="status">
      ${this.page.isOutdated ? this.#outdated() : nothing} ${this.#connection()} ${this.#kept()} ${this.#storage()}
      ${this.page.notice === null ? nothing : this.#notice(this.page.notice)} ${this.#renewal()}
    </div>`
  }

  #outdated(): TemplateResult {
    return html`<div class="banner">
      <p>${this.t('banner.outdated')}</p>
      <button type="button" @click=${() => location.reload()}>${this.t('reload')}</button>
    </div>`
  }

  #connection(): TemplateResult | typeof nothing {
    const stream = this.page.room?.stream
    if (!this.page.surroundings.online()) {
      return html`<p class="banner">${this.t('banner.offline')}</p>`
    }
    if (stream?.status !== 'waiting' || stream.wait === null || this.page.guest.phase.kind === 'trouble') {
      return nothing
    }
    return html`<p class="banner">
      <span>${this.t('banner.connecting')} <rt-countdown .wait=${stream.wait}></rt-countdown></span>
    </p>`
  }

  #kept(): TemplateResult | typeof nothing {
    return this.page.votes.isKeeping ? html`<p class="banner">${this.t('banner.vote-kept')}</p>` : nothing
  }

  #storage(): TemplateResult | typeof nothing {
    return this.page.store.persistent || this.page.isStorageNoteRead
      ? nothing
      : html`<div class="banner">
          <p>${this.t('banner.storage')}</p>
          <button class="quiet" type="button" @click=${() => this.page.readStorageNote()}>${this.t('close')}</button>
        </div>`
  }

  #notice(trouble: Trouble): TemplateResult {
    const isWaiting = trouble.wait?.isOver === false
    return html`<div class="banner">
      <p>
        ${this.page.troubleText(trouble)}
        ${
          isWaiting
            ? html`<span class="visually-hidden">${this.t('wait.label')}</span>
                <rt-countdown .wait=${trouble.wait} @rt-over=${() => this.page.notify(null)}></rt-countdown>`
            : nothing
        }
      </p>
      ${isWaiting ? nothing : html`<button class="quiet" type="button" @click=${() => this.page.notify(null)}>${this.t('close')}</button>`}
    </div>`
  }

  #renewal(): TemplateResult | typeof nothing {
    return this.page.guest.renewal === null
      ? nothing
      : html`<div class="banner">
          <p>${this.t('session.code')}</p>
          <a class="button" href="#/you">${this.t('code.enter')}</a>
        </div>`
  }
}
