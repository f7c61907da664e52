/** Whether a request for something of the browser succeeded; what it does not know is left out silently. */
const quietly = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch {
    // The page works without it.
  }
}

/** Keeps the screen on while the page is visible. Browsers release the lock when the page is hidden. */
export class ScreenLock {
  private lock: WakeLockSentinel | null = null
  private asking = false

  /** Asks for the lock if it is not held; it may be called often. */
  async keep(): Promise<void> {
    if (this.asking || this.lock?.released === false || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    this.asking = true
    await quietly(async () => { this.lock = await navigator.wakeLock.request('screen') })
    this.asking = false
  }
}

/** Tells the operating system what plays. */
export function announce(title: string | null, artist: string | null, room: string): void {
  if (!('mediaSession' in navigator)) return
  navigator.mediaSession.metadata = title === null ? null : new MediaMetadata({ title, artist: artist ?? '', album: room })
  navigator.mediaSession.playbackState = title === null ? 'paused' : 'playing'
}

/** Asks the browser not to delete the data of the page by itself; whether it does not. */
export async function persistStorage(): Promise<boolean> {
  let persisted = false
  await quietly(async () => { persisted = (await navigator.storage.persisted()) || (await navigator.storage.persist()) })
  return persisted
}

export async function fullScreen(): Promise<void> {
  await quietly(() => document.documentElement.requestFullscreen({ navigationUI: 'hide' }))
}

export async function registerServiceWorker(): Promise<void> {
  if (import.meta.env.PROD) await quietly(() => navigator.serviceWorker.register('./sw.js', { scope: './', updateViaCache: 'none' }))
}

/**
 * Calls `run` once no other tab of this browser runs it, and `busy` if one does at first. The lock is held until the page is gone.
 * A browser that keeps no data for the page may refuse locks, too: then `run` is called without one.
 */
export async function onlyTab(run: () => void, busy: () => void): Promise<void> {
  const name = 'roomtone-player'
  let started = false
  const forever = (): Promise<void> => {
    started = true
    run()
    return new Promise(() => undefined)
  }
  try {
    const taken = await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null ? 'taken' : forever()))
    if (taken === 'taken') {
      busy()
      await navigator.locks.request(name, forever)
    }
  } catch {
    if (!started) run()
  }
}
