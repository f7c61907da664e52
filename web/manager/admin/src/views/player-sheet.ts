import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, loading } from '../core/parts'
import { t } from '../core/text'
import type { Player } from '../core/types'

interface Sheet {
  readonly player: Player
  /** The address of the picture in this page. */
  readonly picture: string
}

/** A sheet to print and put up in a room: its name, how to take part, and the QR code that the service draws. */
@customElement('admin-player-sheet')
export class PlayerSheetElement extends Panel {
  @property() playerId = ''
  private readonly loader = new Loader<Sheet>(this, async (signal) => {
    const path = { id: this.playerId }
    const player = (await app().api.get('/api/admin/players/{id}', { path, signal })) as Player
    const response = await app().api.response('get', '/api/admin/players/{id}/qr.svg', { path, signal, headers: { Accept: 'image/svg+xml' } })
    // An <img> runs no script, whatever the picture holds.
    return { player, picture: URL.createObjectURL(new Blob([await response.blob()], { type: 'image/svg+xml' })) }
  })

  constructor() {
    super()
    new Watch(this, app().router)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    if (this.loader.value !== null) {
      URL.revokeObjectURL(this.loader.value.picture)
      this.loader.value = null
    }
  }

  protected override willUpdate(_: PropertyValues): void {
    this.loader.follow(this.playerId)
  }

  protected override render(): TemplateResult {
    const { value, failure } = this.loader
    const { router } = app()
    return html`
      <div class="row no-print sheet-bar">
        <a href=${router.href('player-device', { id: this.playerId })}>← ${t('sheet.back')}</a>
        <button type="button" class="primary" aria-disabled=${value === null} @click=${() => value !== null && print()}>${t('sheet.print')}</button>
      </div>
      ${value === null ? (failure === null ? loading() : failed(failure, this.loader.reload)) : sheet(value)}
    `
  }
}

function sheet({ player, picture }: Sheet): TemplateResult {
  return html`<article class="sheet-paper">
    <h1 tabindex="-1">${player.name}</h1>
    <p class="lead">${t('sheet.lead')}</p>
    <img src=${picture} alt=${t('sheet.alt', { link: player.join_url })} width="320" height="320" />
    <p>${t('sheet.how')}</p>
    ${player.presence === 'code' ? html`<p>${t('sheet.code')}</p>` : nothing}
    <p class="link">${player.join_url}</p>
  </article>`
}
