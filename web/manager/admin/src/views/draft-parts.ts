import { html, nothing, type TemplateResult } from 'lit'
import type { Conflict, Fields } from '../core/drafts'
import type { DraftForm } from '../core/draft-form'
import { t } from '../core/text'

/** Says what others have changed meanwhile, and asks whose values are to count. */
export function conflictNotice<F extends Fields>(form: DraftForm<F>, label: (field: string) => string, words: (value: unknown, field: string) => string): TemplateResult {
  return html`<div role="alert">${form.conflicts.length === 0 ? nothing : notice(form, label, words)}</div>`
}

function notice<F extends Fields>(form: DraftForm<F>, label: (field: string) => string, words: (value: unknown, field: string) => string): TemplateResult {
  const line = ({ field, mine, theirs }: Conflict) =>
    html`<li><strong>${label(field)}</strong>: ${t('conflict.line', { theirs: words(theirs, field), mine: words(mine, field) })}</li>`
  return html`<div class="notice warn conflict">
    <div>
      <p><strong>${t('conflict.heading')}</strong></p>
      <ul class="plain-list">${form.conflicts.map(line)}</ul>
    </div>
    <div class="row">
      <button type="button" @click=${() => form.takeTheirs()}>${t('conflict.theirs')}</button>
      <button type="button" @click=${() => form.keepMine()}>${t('conflict.mine')}</button>
    </div>
  </div>`
}

/** The buttons of a form that keeps a draft. */
export function draftButtons<F extends Fields>(form: DraftForm<F>, busy: boolean): TemplateResult {
  return html`<div class=${form.dirty ? 'row save-bar dirty' : 'row save-bar'}>
    <button class="primary" type="submit" aria-disabled=${busy || !form.dirty}>${t('save')}</button>
    ${form.dirty ? html`<button type="button" @click=${() => form.discard()}>${t('discard')}</button><span class="muted">${t('unsaved')}</span>` : nothing}
  </div>`
}
