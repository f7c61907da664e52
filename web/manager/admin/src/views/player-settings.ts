import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { DraftForm } from '../core/draft-form'
import { isValid, timezones, weekOf } from '../core/hours'
import { describedBy, field, formProblem } from '../core/parts'
import type { ManagerPaths } from '../core/paths'
import { number, t, tMaybe } from '../core/text'
import type { OpeningHours, Player } from '../core/types'
import { conflictNotice, draftButtons } from './draft-parts'
import './hours'
import './manager-picker'
import { PlayerPanel } from './player-panel'

interface Settings {
  readonly name: string
  readonly slug: string
  readonly manager_id: string | null
  readonly timezone: string
  readonly volume_db: number
  readonly opening_hours: OpeningHours
  readonly crossfade_seconds: number
  readonly soundscape_seconds: number
  readonly checkins_per_hour: number
  readonly presence: 'open' | 'code'
  readonly [name: string]: unknown
}

type Change = NonNullable<ManagerPaths['/api/admin/players/{id}']['patch']['requestBody']>['content']['application/json']

/** What staff set of a room. What is typed is a draft until it is saved. */
@customElement('admin-player-settings')
export class PlayerSettingsElement extends PlayerPanel {
  protected readonly tab = 'player-settings'
  private readonly form = new DraftForm<Settings>(this, () => `player ${this.playerId}`, () => settingsOf(this.player))

  protected content(player: Player): TemplateResult {
    const { isAdmin } = app().access
    return html`<form class="stack narrow" @submit=${this.save}>
      ${conflictNotice(this.form, (name) => tMaybe(`settings.${name}`) ?? name, words)}
      <div class="card stack">
        ${this.text('name', { maxlength: 100 })} ${this.text('slug', { pattern: '[a-z0-9\\-]{3,40}' })}
        ${
          isAdmin
            ? html`<admin-manager-picker .userId=${this.form.value('manager_id')} @admin-manager=${(event: CustomEvent<string | null>) => this.form.set('manager_id', event.detail)}></admin-manager-picker>`
            : nothing
        }
      </div>
      <div class="card stack">
        ${this.volume()} ${this.amount('crossfade_seconds', 0, 30, 0.5)} ${this.amount('soundscape_seconds', 10, 3600, 1)}
      </div>
      <div class="card stack">
        <admin-hours .hours=${this.form.value('opening_hours')} @admin-hours=${(event: CustomEvent<OpeningHours>) => this.form.set('opening_hours', event.detail)}></admin-hours>
        ${this.error('opening_hours')} ${this.timezone()}
      </div>
      <div class="card stack">
        <fieldset>
          <legend><strong>${t('settings.presence')}</strong></legend>
          ${(['open', 'code'] as const).map(
            (value) => html`<label class="choice"><input type="radio" name="presence" .checked=${this.form.value('presence') === value} @change=${() => this.form.set('presence', value)} /> ${t(`settings.presence.${value}`)}</label>`,
          )}
        </fieldset>
        ${this.amount('checkins_per_hour', 1, 100_000, 1)}
      </div>
      ${formProblem(this.actions.problem)}
      ${player.archived_at === null ? draftButtons(this.form, this.actions.busy('save')) : nothing}
    </form>`
  }

  private text(name: 'name' | 'slug', rules: { maxlength?: number; pattern?: string }): TemplateResult {
    const error = this.actions.errors[name]
    return field({
      id: name,
      label: t(`settings.${name}`),
      hint: t(`settings.${name}-hint`),
      error,
      control: html`<input id=${name} required maxlength=${rules.maxlength ?? nothing} pattern=${rules.pattern ?? nothing} autocomplete="off" .value=${this.form.value(name)}
        aria-invalid=${error !== undefined} aria-describedby=${describedBy(name, true, error)} @input=${(event: Event) => this.form.set(name, (event.target as HTMLInputElement).value)} />`,
    })
  }

  private amount(name: 'crossfade_seconds' | 'soundscape_seconds' | 'checkins_per_hour', min: number, max: number, step: number): TemplateResult {
    const error = this.actions.errors[name]
    return field({
      id: name,
      label: t(`settings.${name}`),
      hint: t(`settings.${name}-hint`),
      error,
      control: html`<input id=${name} type="number" required min=${min} max=${max} step=${step} .value=${String(this.form.value(name))}
        aria-invalid=${error !== undefined} aria-describedby=${describedBy(name, true, error)}
        @input=${(event: Event) => {
          const { value } = event.target as HTMLInputElement
          if (value !== '' && Number.isFinite(Number(value))) {
            this.form.set(name, Number(value))
          }
        }} />`,
    })
  }

  private volume(): TemplateResult {
    const value = this.form.value('volume_db')
    return field({
      id: 'volume',
      label: `${t('settings.volume')}: ${number(value, 1)} dB`,
      hint: t('settings.volume-hint'),
      error: this.actions.errors['volume_db'],
      control: html`<input id="volume" type="range" min="-60" max="12" step="0.5" .value=${String(value)} aria-valuetext=${`${number(value, 1)} dB`}
        aria-describedby="volume-hint" @input=${(event: Event) => this.form.set('volume_db', Number((event.target as HTMLInputElement).value))} />`,
    })
  }

  private timezone(): TemplateResult {
    const value = this.form.value('timezone')
    const error = this.actions.errors['timezone']
    return field({
      id: 'timezone',
      label: t('settings.timezone'),
      error,
      control: html`<select id="timezone" aria-describedby=${describedBy('timezone', false, error)} @change=${(event: Event) => this.form.set('timezone', (event.target as HTMLSelectElement).value)}>
        ${timezones(value).map((zone) => html`<option value=${zone} .selected=${zone === value}>${zone.replace(/_/g, ' ')}</option>`)}
      </select>`,
    })
  }

  private error(name: string): TemplateResult | typeof nothing {
    const error = this.actions.errors[name]
    return error === undefined ? nothing : html`<p class="error" role="alert">${error}</p>`
  }

  private readonly save = (event: Event) => {
    event.preventDefault()
    if (!this.form.dirty || !isValid(weekOf(this.form.value('opening_hours')))) {
      return
    }
    return this.actions.run(
      'save',
      async () => {
        const path = { id: this.playerId }
        const now = await app().api.get('/api/admin/players/{id}', { path })
        this.take(now)
        if (!this.form.agrees(settingsOf(now as Player))) {
          return
        }
        const changed = await app().api.patch('/api/admin/players/{id}', { path, body: this.form.changes as Change })
        this.form.discard()
        this.take(changed)
        app().toasts.say(t('saved'))
      },
      'form',
    )
  }
}

function settingsOf(player: Player | null): Settings {
  return {
    name: player?.name ?? '',
    slug: player?.slug ?? '',
    manager_id: player?.manager_id ?? null,
    timezone: player?.timezone ?? 'UTC',
    volume_db: player?.volume_db ?? 0,
    opening_hours: player?.opening_hours ?? null,
    crossfade_seconds: player?.crossfade_seconds ?? 0,
    soundscape_seconds: player?.soundscape_seconds ?? 180,
    checkins_per_hour: player?.checkins_per_hour ?? 300,
    presence: player?.presence ?? 'open',
  }
}

function words(value: unknown, name: string): string {
  if (name === 'opening_hours') {
    return value === null ? t('hours.always') : JSON.stringify(value)
  }
  return name === 'presence' ? (tMaybe(`settings.presence.${String(value)}`) ?? String(value)) : value === null ? '–' : String(value)
}
