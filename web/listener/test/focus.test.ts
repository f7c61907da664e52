import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { focusedElement } from '@roomtone/shared/focus'
import { OpenPage, NOON } from './page-test'

let open: OpenPage

beforeEach(() => {
  vi.useFakeTimers({ now: NOON })
  open = new OpenPage()
})

afterEach(() => {
  open.close()
  vi.useRealTimers()
})

/** Presses a button that has the focus, as Enter does. */
async function press(button: HTMLElement): Promise<void> {
  button.focus()
  expect(focusedElement()).toBe(button)
  button.click()
  await open.settle()
}

describe('The focus', () => {
  it('goes on to the queue when the question has gone', async () => {
    await open.open()
    await press(open.button('Not now'))
    expect(focusedElement()?.getAttribute('role')).toBe('radio')
    expect(open.text()).not.toContain('Which do you like best?')
  })

  it('goes on to the next vote when one has gone', async () => {
    open.brain.taste = [1, 0, 0, 0, 0]
    await open.open()
    for (const title of ['Waves at night', 'A storm far away']) {
      open.all(`[aria-label="Your vote for ${title}"] button`)[4]?.click()
      await open.settle()
    }
    await open.go('taste')
    await press(open.button('Remove your vote for A storm far away'))
    expect(open.text()).not.toContain('Remove your vote for A storm far away')
    expect(focusedElement()?.closest('li')?.textContent).toContain('Waves at night')
  })

  it('goes back to where it was when the message that had it has gone', async () => {
    open.brain.taste = [1, 0, 0, 0, 0]
    await open.open()
    const step = open.all('[aria-label="Your vote for Rain on a roof"] button')[4] as HTMLElement
    await press(step)
    await press(open.button('Undo'))
    expect(open.text()).toContain('Taken back.')
    expect(focusedElement()).toBe(step)
  })

  it('goes on inside a dialog when its content has changed', async () => {
    await open.open()
    await open.go('you')
    await press(open.button('Erase …'))
    await press(open.button('Erase all'))
    expect(open.text()).toContain('What remains:')
    expect(focusedElement()?.textContent).toContain('Close')
  })

  it('stays where somebody put it meanwhile', async () => {
    await open.open()
    const link = open.all<HTMLElement>('nav a')[1] as HTMLElement
    open.button('Not now').focus()
    open.button('Not now').click()
    link.focus()
    await open.settle()
    expect(focusedElement()).toBe(link)
  })
})
