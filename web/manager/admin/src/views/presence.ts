import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed } from '../core/parts'
import { t, timeOfDay } from '../core/text'
import type { Player, PresenceCode } from '../core/types'

/** Whether listeners need a code to check in, and the code of now, which other staff may rotate at any time. */
@customElement('admin-presence')
export class PresenceElement extends Panel {
  @property({ attribute: false }) player: Player | null = null
  private readonly loader = new Loader<PresenceCode>(this, (signal) =>
    app().api.get('/api/admin/players/{id}/presence-code', { path: { id: this.player?.id ?? '' }, signal }),
  )
  #timer: ReturnType<typeof setInterval> | undefined
  #asked = 0

  override connectedCallback(): void {
    super.connectedCallback()
    this.#timer = setInterval(() => this.#tick(), 1000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override willUpdate(_: PropertyValues): void {
    if (this.player?.presence === 'code') {
      this.loader.follow(this.player.id)
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { player } = this
    const { value, failure } = this.loader
    if (player === null) {
      return nothing
    }
    return html`<section class="card stack" aria-labelledby="presence">
      <h2 id="presence">${t('presence.heading')}</h2>
      ${
        player.presence === 'open'
          ? html`<p>${t('presence.open')}</p>`
          : html`<p>${t('presence.code')}</p>
              ${value === null ? nothing : html`<p class="code" aria-label=${t('presence.label')}>${value.code.slice(0, 3)} ${value.code.slice(3)}</p><p class="muted">${t('presence.until', { time: timeOfDay(value.valid_until) })}</p>`}
              ${failure === null ? nothing : failed(failure, this.loader.reload)}
              <button type="button" aria-disabled=${this.actions.busy('rotate')} @click=${this.rotate}>${t('presence.rotate')}</button>`
      }
      <p><a href=${app().router.href('player-settings', { id: player.id })}>${t('presence.change')}</a></p>
    </section>`
  }

  #tick(): void {
    const { value, loading } = this.loader
    if (this.player?.presence !== 'code' || value === null || loading || document.visibilityState === 'hidden') {
      return
    }
    if (Date.parse(value.valid_until) <= now() || ++this.#asked >= 10) {
      this.#asked = 0
      void this.loader.reload()
    }
  }

  private readonly rotate = async () => {
    const yes = await app().confirmations.ask({ heading: t('presence.rotate-heading'), text: t('presence.rotate-text'), yes: t('presence.rotate') })
    if (yes) {
      await this.actions.run('rotate', async () => {
        this.loader.set(await app().api.post('/api/admin/players/{id}/presence-code/rotate', { path: { id: this.player?.id ?? '' } }))
        app().toasts.say(t('presence.rotated'))
      })
    }
  }
}
