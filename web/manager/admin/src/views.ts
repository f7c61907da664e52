import { html, type TemplateResult } from 'lit'
import type { Place, RouteName } from './core/router'

/** A view that is ready to be shown. */
export interface View {
  /** Changes when the view has to begin anew, for example for another song. */
  readonly key: string
  readonly render: () => TemplateResult
}

type Load = () => Promise<(params: Place['params']) => TemplateResult>

const detail = (import_: () => Promise<unknown>, render: (id: string) => TemplateResult): Load => async () => {
  await import_()
  return (params) => render(params['id'] ?? '')
}

const unknown = detail(() => import('./views/unknown'), () => html`<admin-unknown></admin-unknown>`)

const VIEWS: Readonly<Partial<Record<RouteName, Load>>> = {
  overview: detail(() => import('./views/overview'), () => html`<admin-overview></admin-overview>`),
  songs: detail(() => import('./views/songs'), () => html`<admin-songs></admin-songs>`),
  song: detail(() => import('./views/song'), (id) => html`<admin-song .songId=${id}></admin-song>`),
  upload: detail(() => import('./views/upload'), () => html`<admin-upload></admin-upload>`),
  import: detail(() => import('./views/import'), () => html`<admin-import></admin-import>`),
  players: detail(() => import('./views/players'), () => html`<admin-players></admin-players>`),
  'new-player': detail(() => import('./views/new-player'), () => html`<admin-new-player></admin-new-player>`),
  player: detail(() => import('./views/player'), (id) => html`<admin-player .playerId=${id}></admin-player>`),
  'player-settings': detail(() => import('./views/player-settings'), (id) => html`<admin-player-settings .playerId=${id}></admin-player-settings>`),
  'player-library': detail(() => import('./views/player-library'), (id) => html`<admin-player-library .playerId=${id}></admin-player-library>`),
  'player-device': detail(() => import('./views/player-device'), (id) => html`<admin-player-device .playerId=${id}></admin-player-device>`),
  'player-history': detail(() => import('./views/player-history'), (id) => html`<admin-player-history .playerId=${id}></admin-player-history>`),
  'player-votes': detail(() => import('./views/player-votes'), (id) => html`<admin-player-votes .playerId=${id}></admin-player-votes>`),
  'player-sheet': detail(() => import('./views/player-sheet'), (id) => html`<admin-player-sheet .playerId=${id}></admin-player-sheet>`),
  roles: detail(() => import('./views/roles'), () => html`<admin-roles></admin-roles>`),
  audit: detail(() => import('./views/audit'), () => html`<admin-audit></admin-audit>`),
  'audit-line': detail(() => import('./views/audit-line'), (id) => html`<admin-audit-line .lineId=${id}></admin-audit-line>`),
}

/** Loads the code of a view. Rejects when it cannot be had, for example because the service has a newer page. */
export async function viewOf(place: Place): Promise<View> {
  const render = await (VIEWS[place.name] ?? unknown)()
  return { key: `${place.name} ${place.params['id'] ?? ''}`, render: () => render(place.params) }
}

export function renderView(view: View): TemplateResult {
  return view.render()
}
