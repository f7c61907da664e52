import { html, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { DraftForm } from '../core/draft-form'
import { Panel } from '../core/panel'
import { copyable, describedBy, field, formProblem, heading } from '../core/parts'
import { t } from '../core/text'

interface NewPlayerFields {
  readonly name: string
  readonly slug: string
  readonly presence: 'open' | 'code'
  readonly [name: string]: unknown
}

interface Created {
  readonly id: string
  readonly slug: string
  readonly token: string
}

const EMPTY: NewPlayerFields = { name: '', slug: '', presence: 'open' }

/** Adds a room, and shows its device's token once. */
@customElement('admin-new-player')
export class NewPlayerElement extends Panel {
  @state() private created: Created | null = null
  private readonly form = new DraftForm<NewPlayerFields>(this, () => 'new player', () => EMPTY)

  protected override render(): TemplateResult {
    return html`
      <p><a href=${app().router.href('players')}>← ${t('nav.players')}</a></p>
      ${this.created === null ? this.entry() : this.result(this.created)}
    `
  }

  private entry(): TemplateResult {
    const { errors, problem } = this.actions
    return html`${heading(t('players.add'))}
      <form class="card stack narrow" @submit=${this.save}>
        ${field({
          id: 'name',
          label: t('settings.name'),
          hint: t('settings.name-hint'),
          error: errors['name'],
          control: html`<input id="name" required maxlength="100" autocomplete="off" .value=${this.form.value('name')} aria-describedby=${describedBy('name', true, errors['name'])}
            aria-invalid=${errors['name'] !== undefined} @input=${(event: Event) => this.form.set('name', (event.target as HTMLInputElement).value)} />`,
        })}
        ${field({
          id: 'slug',
          label: t('settings.slug'),
          hint: t('players.slug-hint'),
          error: errors['slug'],
          control: html`<input id="slug" pattern="[a-z0-9\\-]{3,40}" autocomplete="off" autocapitalize="none" .value=${this.form.value('slug')} aria-describedby=${describedBy('slug', true, errors['slug'])}
            aria-invalid=${errors['slug'] !== undefined} @input=${(event: Event) => this.form.set('slug', (event.target as HTMLInputElement).value)} />`,
        })}
        <fieldset>
          <legend><strong>${t('settings.presence')}</strong></legend>
          ${(['open', 'code'] as const).map(
            (value) => html`<label class="choice"><input type="radio" name="presence" .checked=${this.form.value('presence') === value} @change=${() => this.form.set('presence', value)} /> ${t(`settings.presence.${value}`)}</label>`,
          )}
        </fieldset>
        ${formProblem(problem)}
        <button type="submit" class="primary" aria-disabled=${this.actions.busy('save')}>${t('players.create')}</button>
      </form>`
  }

  private result(created: Created): TemplateResult {
    const { router } = app()
    return html`${heading(t('players.created'))}
      <div class="card stack narrow attention">
        <h2>${t('token.heading')}</h2>
        <p>${t('token.once')}</p>
        ${copyable(created.token, t('token.label'))}
        <p class="muted">${t('token.or-pair')}</p>
        <div class="row">
          <a class="button primary-link" href=${router.href('player-device', { id: created.id })}>${t('players.to-device')}</a>
          <a class="button" href=${router.href('player-library', { id: created.id })}>${t('players.to-library')}</a>
        </div>
      </div>`
  }

  private readonly save = (event: Event) => {
    event.preventDefault()
    return this.actions.run(
      'save',
      async () => {
        const slug = this.form.value('slug').trim()
        const body = { name: this.form.value('name').trim(), presence: this.form.value('presence'), ...(slug === '' ? {} : { slug }) }
        this.created = await app().api.post('/api/admin/players', { body })
        this.form.discard()
      },
      'form',
    )
  }
}
