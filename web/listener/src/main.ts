import { builtPage, checkPage, loadConfig, type PageConfig } from '@roomtone/shared/config'
import { isFromMail } from '@roomtone/shared/auth'
import { openStore } from '@roomtone/shared/storage'
import { readAddress, roomAddress, withoutCode } from './model/address'
import { Page } from './model/page'
import './page.css'
import './views/app'
import { showFailure } from './start-failure'

const NAME = 'roomtone-listener'

/** A page that is shown again asks for the version of the service, once in this time, in ms. */
const VERSION_MS = 5 * 60_000

const address = readAddress(location.search)
const cleaned = withoutCode(location.href)
if (cleaned !== null) {
  history.replaceState(history.state, '', cleaned)
}

const session = openStore(NAME, 'session')

async function start(): Promise<void> {
  let config: PageConfig
  try {
    config = await loadConfig()
  } catch {
    showFailure(() => void start())
    return
  }
  if (check(config) === 'reloading') {
    return
  }
  open(config)
}

function check(config: PageConfig): ReturnType<typeof checkPage> {
  return checkPage(config, builtPage(document), session, () => location.reload())
}

function open(config: PageConfig): void {
  const returnTo = `${location.origin}${location.pathname}${address.room === null ? '' : roomAddress(address.room)}`
  const page = new Page({ config, store: openStore(NAME), address, checkVersion, returnTo })
  let checkedAt = page.clock.monotonic()
  if (check(config) === 'outdated') {
    page.outdated()
  }

  function checkVersion(): void {
    checkedAt = page.clock.monotonic()
    loadConfig()
      .then((newer) => {
        if (check(newer) === 'outdated') {
          page.outdated()
        }
      })
      .catch(() => undefined)
  }

  for (const event of ['pointerdown', 'keydown', 'scroll'] as const) {
    addEventListener(event, () => page.guest.used(), { passive: true })
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') {
      page.guest.used()
      page.tick()
      void page.guest.recheck()
      if (page.clock.monotonic() - checkedAt > VERSION_MS) {
        checkVersion()
      }
    }
  })
  addEventListener('online', () => {
    if (page.guest.phase.kind === 'trouble' && page.guest.phase.trouble.kind === 'offline') {
      void page.guest.begin()
    }
  })
  setInterval(() => page.tick(), 1000)

  const app = document.createElement('rt-listener')
  app.page = page
  document.body.replaceChildren(app)
  void enter(page)
  keepShell()
}

async function enter(page: Page): Promise<void> {
  if (isFromMail(location.hash)) {
    // The sign-in takes its tokens from the fragment, which then leaves the address bar.
    await page.auth.restore().catch(() => undefined)
    history.replaceState(history.state, '', location.pathname + location.search)
  }
  await page.guest.begin()
}

/** Lets the service worker keep the shell, where there is one: it needs a secure context. */
function keepShell(): void {
  if (!('serviceWorker' in navigator)) {
    return
  }
  navigator.serviceWorker
    .register('./sw.js')
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => {
      const loaded = performance.getEntriesByType('resource').map((entry) => entry.name)
      registration.active?.postMessage({ keep: loaded.filter((name) => name.includes('/assets/')) })
    })
    .catch(() => undefined)
}

void start()

declare global {
  interface HTMLElementTagNameMap {
    'rt-listener': import('./views/app').ListenerElement
  }
}
