import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { addSpan, changeSpan, copyDay, crossesMidnight, EMPTY_WEEK, hoursOf, MAX_SPANS, removeSpan, spanProblem, type Week, weekOf } from '../core/hours'
import { Panel } from '../core/panel'
import { t } from '../core/text'
import { DAYS, type Day, type OpeningHours } from '../core/types'

const WORKING_WEEK: Week = { ...EMPTY_WEEK, ...Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [{ from: '09:00', to: '18:00' }]])) }

/**
 * The opening hours of a week.
 *
 * @fires admin-hours with the new hours, also while a time is incomplete
 */
@customElement('admin-hours')
export class HoursElement extends Panel {
  /** Null: always open. */
  @property({ attribute: false }) hours: OpeningHours = null

  protected override render(): TemplateResult {
    const always = this.hours === null
    return html`<fieldset class="stack">
      <legend><strong>${t('hours.legend')}</strong></legend>
      <label class="choice"><input type="radio" name="hours" .checked=${always} @change=${() => this.tell(null)} /> ${t('hours.always')}</label>
      <label class="choice"><input type="radio" name="hours" .checked=${!always} @change=${() => this.tell(hoursOf(WORKING_WEEK))} /> ${t('hours.week')}</label>
      ${always ? nothing : this.week(weekOf(this.hours))}
    </fieldset>`
  }

  private week(week: Week): TemplateResult {
    return html`<div class="week">${DAYS.map((day) => this.day(week, day))}</div>`
  }

  private day(week: Week, day: Day): TemplateResult {
    const name = t(`day.${day}`)
    return html`<fieldset class="day">
      <legend>${name}</legend>
      <div class="stack">
        ${week[day].length === 0 ? html`<p class="muted">${t('hours.closed')}</p>` : nothing}
        ${week[day].map((span, i) => {
          const problem = spanProblem(week, day, i)
          const id = `hours-${day}-${i}`
          const time = (which: 'from' | 'to') => html`<input id=${`${id}-${which}`} inputmode="numeric" maxlength="5" placeholder="00:00" .value=${span[which]}
            aria-label=${t(which === 'from' ? 'hours.from' : 'hours.to', { day: name })} aria-invalid=${problem === 'time'}
            aria-describedby=${problem === null ? nothing : `${id}-problem`}
            @change=${(event: Event) => this.change(changeSpan(week, day, i, { [which]: completed((event.target as HTMLInputElement).value) }))} />`
          return html`<div class="row span">
            ${time('from')} <span aria-hidden="true">–</span> ${time('to')}
            ${crossesMidnight(span) ? html`<span class="tag">${t('hours.next-day')}</span>` : nothing}
            <button type="button" class="quiet small-button" aria-label=${t('hours.remove', { day: name, from: span.from, to: span.to })} @click=${() => this.change(removeSpan(week, day, i))}>✕</button>
            ${problem === null ? nothing : html`<p class="error" id=${`${id}-problem`}>${t(`hours.problem.${problem}`)}</p>`}
          </div>`
        })}
        <div class="row">
          ${week[day].length >= MAX_SPANS ? nothing : html`<button type="button" class="small-button" aria-label=${t('hours.add', { day: name })} @click=${() => this.change(addSpan(week, day))}>${t('hours.add-short')}</button>`}
          <button type="button" class="quiet small-button" aria-label=${t('hours.copy', { day: name })} @click=${() => this.change(copyDay(week, day, DAYS))}>${t('hours.copy-short')}</button>
        </div>
      </div>
    </fieldset>`
  }

  private change(week: Week): void {
    this.tell(hoursOf(week))
  }

  private tell(hours: OpeningHours): void {
    this.dispatchEvent(new CustomEvent('admin-hours', { detail: hours }))
  }
}

/** Completes a time that was typed short: `9` is `09:00`, `930` is `09:30`. What is no time stays as it is. */
export function completed(text: string): string {
  const found = /^\s*(\d{1,2})(?:[:.h]?\s*(\d{2}))?\s*$/.exec(text)
  return found === null ? text.trim() : `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? '00'}`
}
