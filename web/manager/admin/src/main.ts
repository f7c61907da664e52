import '@roomtone/shared/theme.css'
import './admin.css'
import { Api } from '@roomtone/shared/api'
import { SignIn } from '@roomtone/shared/auth'
import { ServerClock } from '@roomtone/shared/clock'
import { builtPage } from '@roomtone/shared/config'
import { EventStream } from '@roomtone/shared/events'
import { openStore } from '@roomtone/shared/storage'
import { base } from '@roomtone/shared/styles'
import { html, render } from 'lit'
import { Access } from './core/access'
import { provide } from './core/app'
import { Confirmations } from './core/confirmations'
import { Drafts } from './core/drafts'
import { FocusKeeper } from './core/focus'
import { SessionGate } from './core/gate'
import { LivePlayers } from './core/live-players'
import type { BrainPaths, ManagerPaths } from './core/paths'
import { Router } from './core/router'
import { sendForm } from './core/send'
import { loadWords, spoken, t } from './core/text'
import { Toasts } from './core/toasts'
import { UploadQueue } from './core/upload-queue'
import { loadPanelConfig, PageFreshness, type PanelConfig } from './page'
import './views/root'

const store = openStore('roomtone-admin')
const session = openStore('roomtone-admin', 'session')

/** Builds what the views share. */
function assemble({ page: config, listenerUrl }: PanelConfig): { drafts: Drafts; uploads: UploadQueue } {
  const clock = new ServerClock()
  const signIn = new SignIn({ config, store, clock })
  const gate = new SessionGate(signIn)
  const shared = { tokens: gate, clock, language: spoken }
  const api = new Api<ManagerPaths>(shared)
  const access = new Access(api)
  const players = new LivePlayers()
  const stream = new EventStream({
    ...shared,
    url: '/api/admin/players/events',
    event: 'players',
    onEvent: (event) => players.take(event),
    onEnd: () => void access.load(),
  })
  stream.watch(() => {
    if (stream.status === 'connecting') {
      players.expectAll()
    }
  })
  const uploads = new UploadQueue((file, type, progress, signal) => {
    const form = new FormData()
    form.append('type', type)
    form.append('file', file, file.name)
    return sendForm(gate, { method: 'POST', url: '/api/admin/songs', form, progress, signal })
  })
  const drafts = new Drafts(session)
  let worker: string | null = null
  gate.watch(() => {
    const id = gate.account?.id ?? null
    if (id !== worker) {
      if (worker !== null) {
        drafts.clear()
        uploads.cancelAll()
      }
      worker = id
      access.clear()
      players.clear()
      stream.stop()
    }
  })
  access.watch(() => {
    // Without a role the stream is refused again and again.
    if (access.isStaff && !access.revoked && stream.status === 'closed') {
      stream.start()
    }
  })
  provide({
    config,
    brain: listenerUrl === null ? null : new Api<BrainPaths>({ ...shared, base: listenerUrl }),
    api,
    signIn,
    gate,
    access,
    clock,
    router: new Router(),
    drafts,
    players,
    stream,
    uploads,
    toasts: new Toasts(),
    confirmations: new Confirmations(),
    store,
  })
  return { drafts, uploads }
}

async function start(root: HTMLElement): Promise<void> {
  let config: PanelConfig
  try {
    config = await loadPanelConfig()
  } catch {
    document.documentElement.lang = await loadWords(store, [])
    render(html`<main class="alone card" role="alert"><h1>${t('start.failed')}</h1><p>${t('problem.network')}</p>
      <button type="button" class="primary" @click=${() => location.reload()}>${t('try-again')}</button></main>`, root)
    return
  }
  document.documentElement.lang = await loadWords(store, config.page.languages)
  document.title = `Roomtone · ${t('brand')}`
  const { drafts, uploads } = assemble(config)
  const unsaved = () => uploads.open > 0 || drafts.size > 0
  addEventListener('beforeunload', (event) => {
    if (unsaved()) {
      event.preventDefault()
    }
  })
  const freshness = new PageFreshness({
    built: builtPage(document),
    session,
    unsaved,
    reload: () => location.reload(),
    tell: () => dispatchEvent(new Event('roomtone-newer-page')),
  })
  if (freshness.compare(config.page)) {
    return
  }
  freshness.start()
  render(html`<admin-root></admin-root>`, root)
  new FocusKeeper(root).start()
}

if (base.styleSheet !== undefined) {
  document.adoptedStyleSheets = [base.styleSheet, ...document.adoptedStyleSheets]
}
const root = document.getElementById('root')
if (root !== null) {
  void start(root)
}
