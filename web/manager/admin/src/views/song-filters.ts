import { html, nothing, type TemplateResult } from 'lit'
import { app } from '../core/app'
import { FILTERS, isFiltered, songFilter } from '../core/song-filter'
import { type MessageKey, t } from '../core/text'

let typing: ReturnType<typeof setTimeout> | undefined

/**
 * The controls that filter a list of songs. They stand for the query of the address, so that back, reload and bookmarks keep them.
 *
 * @param hidden filters that the list sets itself
 */
export function songFilters(hidden: readonly (typeof FILTERS)[number][] = []): TemplateResult {
  const { router, players } = app()
  const { query } = router.place
  const shown = (name: (typeof FILTERS)[number]) => !hidden.includes(name)
  const select = (name: (typeof FILTERS)[number], label: MessageKey, options: readonly (readonly [string, string])[]) =>
    !shown(name)
      ? nothing
      : html`<div class="field">
          <label for=${`filter-${name}`}>${t(label)}</label>
          <select id=${`filter-${name}`} @change=${(event: Event) => router.filter({ [name]: (event.target as HTMLSelectElement).value })}>
            ${options.map(([value, words]) => html`<option value=${value} .selected=${(query.get(name) ?? '') === value}>${words}</option>`)}
          </select>
        </div>`
  const minutes = (name: 'min_duration' | 'max_duration', label: MessageKey) => {
    const seconds = songFilter(query)[name]
    return html`<div class="field">
      <label for=${`filter-${name}`}>${t(label)}</label>
      <input id=${`filter-${name}`} type="number" min="0" step="any" inputmode="decimal" .value=${seconds === undefined ? '' : String(seconds / 60)}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLInputElement
          router.filter({ [name]: value === '' ? null : Math.round(Number(value) * 60) })
        }} />
    </div>`
  }
  return html`<form class="filters" role="search" aria-label=${t('filter.label')} @submit=${(event: Event) => event.preventDefault()}>
    <div class="field wide">
      <label for="filter-search">${t('filter.search')}</label>
      <input id="filter-search" type="search" maxlength="200" .value=${query.get('search') ?? ''} @input=${onSearch} />
    </div>
    <details class="more-filters" ?open=${isWide() || FILTERS.some((name) => name !== 'search' && shown(name) && query.has(name))}>
      <summary>${t('filter.more')}</summary>
      <div class="filters">
    ${select('type', 'filter.type', [['', t('filter.any')], ['soundscape', t('type.soundscape')], ['instrumental', t('type.instrumental')]])}
        ${select('embedding', 'filter.embedding', [['', t('filter.any')], ['true', t('filter.embedding.true')], ['false', t('filter.embedding.false')]])}
        ${select('suggested', 'filter.suggested', [['', t('filter.any')], ['true', t('filter.suggested.true')], ['false', t('filter.suggested.false')]])}
        ${select('archived', 'filter.archived', [['', t('filter.archived.false')], ['true', t('filter.archived.true')], ['all', t('filter.archived.all')]])}
        ${select('in_library_of', 'filter.library', [['', t('filter.any')], ...players.all.map((player): [string, string] => [player.id, player.name])])}
        ${minutes('min_duration', 'filter.min')} ${minutes('max_duration', 'filter.max')}
      </div>
    </details>
    ${
      isFiltered(songFilter(query))
        ? html`<button type="button" class="quiet" @click=${() => router.filter(Object.fromEntries(FILTERS.map((name) => [name, null])))}>${t('filter.clear')}</button>`
        : nothing
    }
  </form>`
}

/** A phone shows the search alone at first, so that the list begins on the first screen. */
function isWide(): boolean {
  return matchMedia('(min-width: 48rem)').matches
}

/** While one types, the address changes without a new entry in the history, and not with each letter. */
function onSearch(event: Event): void {
  const { value } = event.target as HTMLInputElement
  const { router } = app()
  const { name } = router.place
  clearTimeout(typing)
  typing = setTimeout(() => {
    // One may have gone to another view meanwhile.
    if (router.place.name === name) {
      router.filter({ search: value.trim() }, 'replace')
    }
  }, 250)
}
