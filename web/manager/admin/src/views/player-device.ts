import { html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { copyable, describedBy, field } from '../core/parts'
import { problemWords } from '../core/problems'
import { dateTime, t } from '../core/text'
import type { Player } from '../core/types'
import { PlayerPanel } from './player-panel'

/** The device of a room: pairing by a code, its token, the sheet with the QR code, and taking the room out of use. */
@customElement('admin-player-device')
export class PlayerDeviceElement extends PlayerPanel {
  protected readonly tab = 'player-device'
  @state() private token: string | null = null
  @state() private paired = false
  @state() private wrong: string | null = null

  protected content(player: Player): TemplateResult {
    if (player.archived_at !== null) {
      return html`<p>${t('player.archived-since', { time: dateTime(player.archived_at) })}</p>`
    }
    return html`<div class="cards">${this.pairing()} ${this.tokens(player)} ${this.sheet(player)} ${this.archiving(player)}</div>`
  }

  private pairing(): TemplateResult {
    return html`<form class="card stack" @submit=${this.pair} aria-labelledby="pairing">
      <h2 id="pairing">${t('pair.heading')}</h2>
      <ol class="steps">
        <li>${t('pair.step1')} <a href="/player/" target="_blank" rel="noopener">${t('pair.player')}</a></li>
        <li>${t('pair.step2')}</li>
      </ol>
      ${field({
        id: 'code',
        label: t('pair.code'),
        hint: t('pair.hint'),
        error: this.wrong ?? undefined,
        control: html`<input id="code" name="code" required maxlength="16" autocomplete="off" autocapitalize="characters" spellcheck="false"
          aria-invalid=${this.wrong !== null} aria-describedby=${describedBy('code', true, this.wrong ?? undefined)} />`,
      })}
      <button type="submit" class="primary" aria-disabled=${this.actions.busy('pair')}>${t('pair.submit')}</button>
      <div role="status">${this.paired ? html`<p class="notice">${t('pair.done')}</p>` : nothing}</div>
    </form>`
  }

  private tokens(player: Player): TemplateResult {
    return html`<section class="card stack" aria-labelledby="token">
      <h2 id="token">${t('token.heading')}</h2>
      <p>${t('token.text')}</p>
      ${player.token_changed_at === null ? nothing : html`<p class="muted">${t('token.since', { time: dateTime(player.token_changed_at) })}</p>`}
      ${
        this.token === null
          ? nothing
          : html`<div class="notice warn" role="status"><div><p>${t('token.once')}</p>${copyable(this.token, t('token.label'))}</div></div>`
      }
      <button type="button" class="danger" aria-disabled=${this.actions.busy('token')} @click=${() => this.newToken(player)}>${t('token.new')}</button>
    </section>`
  }

  private sheet(player: Player): TemplateResult {
    return html`<section class="card stack" aria-labelledby="sheet">
      <h2 id="sheet">${t('sheet.heading')}</h2>
      <p>${t('sheet.text')}</p>
      ${copyable(player.join_url, t('sheet.link'))}
      <a class="button" href=${app().router.href('player-sheet', { id: player.id })}>${t('sheet.open')}</a>
    </section>`
  }

  private archiving(player: Player): TemplateResult {
    return html`<section class="card stack" aria-labelledby="archive">
      <h2 id="archive">${t('archive.heading')}</h2>
      <p>${t('archive.text')}</p>
      <button type="button" class="danger" aria-disabled=${this.actions.busy('archive')} @click=${() => this.archive(player)}>${t('archive.submit')}</button>
    </section>`
  }

  private readonly pair = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const code = String(new FormData(form).get('code') ?? '').trim()
    this.wrong = null
    this.paired = false
    return this.actions.run('pair', async () => {
      try {
        await app().api.post('/api/admin/players/{id}/pair', { path: { id: this.playerId }, body: { code } })
        form.reset()
        this.paired = true
      } catch (error) {
        this.wrong = problemWords(error)
      }
    })
  }

  private async newToken(player: Player): Promise<void> {
    const yes = await app().confirmations.ask({ heading: t('token.new-heading', { name: player.name }), text: t('token.new-text'), yes: t('token.new'), danger: true })
    if (yes) {
      await this.actions.run('token', async () => {
        this.token = (await app().api.post('/api/admin/players/{id}/token', { path: { id: player.id } })).token
      })
    }
  }

  private async archive(player: Player): Promise<void> {
    const yes = await app().confirmations.ask({ heading: t('archive.confirm', { name: player.name }), text: t('archive.text'), yes: t('archive.submit'), danger: true })
    if (yes) {
      await this.actions.run('archive', async () => {
        await app().api.delete('/api/admin/players/{id}', { path: { id: player.id } })
        app().players.remove(player.id)
        app().toasts.say(t('archive.done', { name: player.name }))
        app().router.go(app().router.href('players'))
      })
    }
  }
}
