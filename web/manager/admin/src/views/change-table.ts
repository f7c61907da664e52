import { html, type TemplateResult } from 'lit'
import { fieldChanges } from '../core/changes'
import { t, tMaybe } from '../core/text'

/** What a change has changed: each field before and after. */
export function changeTable(before: unknown, after: unknown): TemplateResult {
  const cell = (value: string | null, kind: 'del' | 'ins') =>
    value === null ? html`<span class="muted">–</span>` : kind === 'del' ? html`<del class="pre-line">${value}</del>` : html`<ins class="pre-line">${value}</ins>`
  return html`<div class="table-frame" tabindex="0" role="group" aria-label=${t('audit.changes')}>
    <table>
      <thead><tr><th scope="col">${t('import.field')}</th><th scope="col">${t('audit.before')}</th><th scope="col">${t('audit.after')}</th></tr></thead>
      <tbody>${fieldChanges(before, after).map(
        (change) => html`<tr><th scope="row">${fieldName(change.field)}</th><td>${cell(change.before, 'del')}</td><td>${cell(change.after, 'ins')}</td></tr>`,
      )}</tbody>
    </table>
  </div>`
}

function fieldName(field: string): string {
  return tMaybe(`settings.${field}`) ?? tMaybe(`song.${field}`) ?? field
}
