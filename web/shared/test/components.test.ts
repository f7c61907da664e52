import { afterEach, describe, expect, it, vi } from 'vitest'
import '../src/components/countdown'
import '../src/components/dialog'
import '../src/components/status'
import '../src/components/toast'
import { Wait } from '../src/wait'

describe('components', () => {
  afterEach(() => {
    document.body.replaceChildren()
    vi.useRealTimers()
  })

  it('a dialog opens as a modal one with its heading, and says when it was closed', async () => {
    const dialog = document.createElement('rt-dialog')
    dialog.heading = 'Leave?'
    dialog.open = true
    let closes = 0
    dialog.addEventListener('rt-close', () => closes++)
    document.body.append(dialog)
    await dialog.updateComplete
    const inner = dialog.shadowRoot?.querySelector('dialog')
    expect(inner?.open).toBe(true)
    expect(dialog.shadowRoot?.getElementById(inner?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Leave?')
    dialog.shadowRoot?.querySelector('button')?.click()
    expect(closes).toBe(1)
    expect(dialog.open).toBe(false)
  })

  it('a toast is read to screen readers, offers its action and goes after its time', async () => {
    vi.useFakeTimers()
    const toasts = document.createElement('rt-toasts')
    document.body.append(toasts)
    const run = vi.fn()
    toasts.show({ text: 'Voted <b>', action: { label: 'Undo', run }, seconds: 10 })
    await toasts.updateComplete
    expect(toasts.shadowRoot?.querySelector('[role=status]')?.textContent).toContain('Voted <b>')
    toasts.shadowRoot?.querySelector('button')?.click()
    expect(run).toHaveBeenCalledOnce()
    toasts.show({ text: 'Again', seconds: 3 })
    await vi.advanceTimersByTimeAsync(2999)
    expect(toasts.shadowRoot?.textContent).toContain('Again')
    await vi.advanceTimersByTimeAsync(1)
    await toasts.updateComplete
    expect(toasts.shadowRoot?.textContent).not.toContain('Again')
  })

  it('a countdown counts the exact wait down and says once that it is over', async () => {
    vi.useFakeTimers()
    const countdown = document.createElement('rt-countdown')
    let overs = 0
    countdown.addEventListener('rt-over', () => overs++)
    countdown.wait = new Wait(62, () => Date.now())
    document.body.append(countdown)
    await countdown.updateComplete
    expect(countdown.textContent?.trim()).toBe('1:02')
    await vi.advanceTimersByTimeAsync(3000)
    expect(countdown.textContent?.trim()).toBe('0:59')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(countdown.textContent?.trim()).toBe('0:00')
    expect(overs).toBe(1)
  })

  it('a state of failure is an alert', async () => {
    const status = document.createElement('rt-status')
    status.heading = 'Offline'
    status.urgent = true
    document.body.append(status)
    await status.updateComplete
    expect(status.shadowRoot?.querySelector('[role=alert] h2')?.textContent).toBe('Offline')
  })
})
