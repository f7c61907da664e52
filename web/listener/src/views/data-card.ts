import { css, html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import '@roomtone/shared/components/dialog'
import { base } from '@roomtone/shared/styles'
import { PageElement, report } from './element'

/** Export and erasure of what the service keeps of a listener. */
@customElement('rt-data-card')
export class DataCardElement extends PageElement {
  static override styles = [
    base,
    css`
      ul {
        list-style: disc;
        padding-left: 1.25rem;
      }
    `,
  ]

  @state() private asking = false
  @state() private busy = false
  @state() private erased: { readonly votes: number; readonly sessions: number } | null = null

  protected override render(): TemplateResult {
    return html`
      <section class="stack" aria-labelledby="heading">
        <h2 id="heading">${this.t('data.heading')}</h2>
        <p class="muted">${this.t('data.text')}</p>
        <div class="row">
          <button type="button" aria-disabled=${this.busy} @click=${() => void this.#export()}>${this.t('data.export')}</button>
          <button class="danger" type="button" @click=${() => (this.asking = true)}>${this.t('data.erase')}</button>
        </div>
      </section>
      <rt-dialog
        .open=${this.asking}
        .heading=${this.t('data.erase.heading')}
        .closeLabel=${this.t('close')}
        @rt-close=${() => this.#onClose()}
      >
        ${this.erased === null ? this.#question() : this.#remains(this.erased)}
      </rt-dialog>
    `
  }

  #question(): TemplateResult {
    return html`<div class="stack">
      <p>${this.t('data.erase.text')}</p>
      ${this.#keeps()}
      <div class="row">
        <button class="danger" type="button" aria-disabled=${this.busy} @click=${() => void this.#erase()}>${this.t('data.erase.yes')}</button>
        <button type="button" @click=${() => (this.asking = false)}>${this.t('cancel')}</button>
      </div>
    </div>`
  }

  #remains(erased: { readonly votes: number; readonly sessions: number }): TemplateResult {
    return html`<div class="stack" role="status">
      <p>${this.t('data.erased', { votes: this.t('votes.count', { count: erased.votes }), sessions: this.t('data.sessions', { count: erased.sessions }) })}</p>
      ${this.#keeps()}
      <div><button class="primary" type="button" @click=${() => (this.asking = false)}>${this.t('close')}</button></div>
    </div>`
  }

  #keeps(): TemplateResult {
    const { support } = this.page.config.links
    return html`<p>${this.t('data.remains')}</p>
      <ul>
        <li>${this.t('data.remains.limits')}</li>
        <li>${this.t('data.remains.board')}</li>
        <li>${this.t('data.remains.sign-in')} ${support === undefined ? nothing : html`<a href=${support}>${this.t('links.support')}</a>`}</li>
      </ul>`
  }

  async #export(): Promise<void> {
    if (this.busy) {
      return
    }
    this.busy = true
    try {
      const data = await this.page.api.get('/api/me/export', { timeoutMs: 30_000 })
      const address = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }))
      const link = document.createElement('a')
      link.href = address
      link.download = 'roomtone.json'
      link.click()
      setTimeout(() => URL.revokeObjectURL(address), 60_000)
    } catch (error) {
      report(this, error)
    } finally {
      this.busy = false
    }
  }

  async #erase(): Promise<void> {
    if (this.busy) {
      return
    }
    this.busy = true
    try {
      this.erased = await this.page.api.delete('/api/me')
      this.page.forget()
    } catch (error) {
      this.asking = false
      report(this, error)
    } finally {
      this.busy = false
    }
  }

  #onClose(): void {
    this.asking = false
    if (this.erased !== null) {
      this.erased = null
      // The erased account has no session any more.
      this.page.guest.erased()
    }
  }
}
