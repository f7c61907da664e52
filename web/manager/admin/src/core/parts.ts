import { html, nothing, type TemplateResult } from 'lit'
import { app } from './app'
import { problemWords } from './problems'
import { number, t } from './text'

/** A label above a control, with a hint and an error that the control refers to. */
export function field(options: {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly control: TemplateResult
}): TemplateResult {
  const { id, label, hint, error, control } = options
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${hint === undefined ? nothing : html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${control}
    ${error === undefined ? nothing : html`<p class="error" id=${`${id}-error`}>${error}</p>`}
  </div>`
}

/** The ids that describe a control of {@link field}; nothing when neither hint nor error is there. */
export function describedBy(id: string, hint: boolean, error: string | undefined): string | typeof nothing {
  const ids = [...(hint ? [`${id}-hint`] : []), ...(error === undefined ? [] : [`${id}-error`])]
  return ids.length === 0 ? nothing : ids.join(' ')
}

/** What went wrong with a form as a whole. A screen reader reads it when it comes. */
export function formProblem(problem: string | null): TemplateResult {
  return html`<div role="alert">${problem === null ? nothing : html`<p class="notice bad">${problem}</p>`}</div>`
}

/** Shown while something loads for the first time. */
export function loading(): TemplateResult {
  return html`<p class="loading" role="status"><span class="spinner" aria-hidden="true"></span>${t('loading')}</p>`
}

/** Says why something could not be loaded and offers to try again. */
export function failed(error: unknown, again: () => unknown): TemplateResult {
  return html`<div class="notice bad" role="alert">
    <p>${problemWords(error)}</p>
    <button type="button" @click=${again}>${t('try-again')}</button>
  </div>`
}

/** Heading of a view, which names the page in tabs and bookmarks, too. It gets the focus when one goes there. */
export function heading(text: string, actions: TemplateResult | typeof nothing = nothing): TemplateResult {
  document.title = `${text} · Roomtone`
  return html`<header class="view-head"><h1 tabindex="-1">${text}</h1><div class="row">${actions}</div></header>`
}

/** Links to the pages of a list. */
export function pager(page: number, size: number, total: number): TemplateResult | typeof nothing {
  const pages = Math.max(1, Math.ceil(total / size))
  if (pages === 1 && page === 1) {
    return nothing
  }
  const link = (to: number, words: string) =>
    to < 1 || to > pages
      ? html`<span class="button small-button" aria-disabled="true">${words}</span>`
      : html`<a class="button small-button" href=${app().router.withQuery({ page: to === 1 ? null : to })}>${words}</a>`
  return html`<nav class="pager" aria-label=${t('pager.label')}>
    ${link(page - 1, t('pager.previous'))}
    <span>${t('pager.where', { page: number(page), pages: number(pages) })}</span>
    ${link(page + 1, t('pager.next'))}
  </nav>`
}

/** A text with a button that copies it. */
export function copyable(text: string, label: string): TemplateResult {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      app().toasts.say(t('copied'))
    } catch {
      app().toasts.say(t('copy-by-hand'), 'bad')
    }
  }
  return html`<div class="copyable">
    <code tabindex="0" aria-label=${label}>${text}</code>
    <button type="button" class="small-button" @click=${copy}>${t('copy')}</button>
  </div>`
}

/** The value of the page in a query, at least 1. */
export function pageOf(query: URLSearchParams): number {
  const page = Number(query.get('page') ?? 1)
  return Number.isInteger(page) && page >= 1 ? Math.min(page, 100_000) : 1
}
