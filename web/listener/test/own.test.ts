import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HOSTILE, refusal } from './fake-brain'
import { NOON, OpenPage } from './page-test'

describe('what is one\'s own', () => {
  let open: OpenPage
  beforeEach(async () => {
    vi.useFakeTimers({ now: NOON })
    open = await new OpenPage().open()
  })
  afterEach(() => {
    open.close()
    vi.useRealTimers()
  })

  it('thanks for the answer to the question, which is gone by then', async () => {
    open = new OpenPage()
    await open.open()
    open.button('Sea waves').click()
    await open.settle()
    expect(open.text()).not.toContain('Which do you like best?')
    expect(open.text()).toContain('Sea waves it is. Thank you!')
  })

  it('a survey states the taste, and five zeros are refused before they are sent', async () => {
    await open.go('taste')
    slide([0, 0, 0, 0, 0])
    await submit('rt-survey')
    expect(open.text()).toContain('Move at least one slider')
    expect(open.brain.calls).not.toContain('PUT /api/preferences')
    slide([0, 50, 0, 0, 100])
    await submit('rt-survey')
    expect(open.brain.bodies.at(-1)).toEqual({ preference_vector: [0, 0.5, 0, 0, 1] })
    expect(open.text()).toContain('Your taste is saved')
  })

  it('the board shows names as text, and one\'s own place', async () => {
    await open.go('board')
    expect(open.text()).toContain('Your place: 2, with 20 votes')
    expect(open.text()).toContain(HOSTILE.replace(/\s+/g, ' '))
    expect(open.all('img')).toHaveLength(0)
  })

  it('the board waits for the sign-in when the page opens with it', async () => {
    open.close()
    location.hash = '#/board'
    open = await new OpenPage().open()
    expect(open.text()).toContain('Your place: 2, with 20 votes')
    expect(open.page.guest.phase.kind).toBe('in')
  })

  it('a display name is saved, and a refused one explained', async () => {
    await open.go('board')
    open.find<HTMLInputElement>('#name').value = ' Ada '
    await submit('rt-name-form')
    expect(open.brain.displayName).toBe('Ada')
    open.brain.refusals.set('PUT /api/me', refusal(400, 'invalid-name'))
    open.find<HTMLInputElement>('#name').value = 'x'
    await submit('rt-name-form')
    expect(open.text()).toContain('At most 50 characters')
  })

  it('an e-mail address keeps the taste, and the page says what to do', async () => {
    await open.go('you')
    open.find<HTMLInputElement>('#email').value = 'ada@venue.test'
    await submit('rt-account-card')
    await open.settle()
    expect(open.brain.calls).toContain('PUT /auth/v1/user')
    expect(open.text()).toContain('We sent a mail to ada@venue.test')
  })

  it('an address that is none is refused before it is sent', async () => {
    await open.go('you')
    open.find<HTMLInputElement>('#email').value = ''
    await submit('rt-account-card')
    expect(open.text()).toContain('Enter an e-mail address')
    expect(open.brain.calls).not.toContain('PUT /auth/v1/user')
  })

  it('an erasure asks first, says what remains, and ends the visit', async () => {
    await open.go('you')
    open.button('Erase').click()
    await open.settle()
    expect(open.text()).toContain('This cannot be undone')
    expect(open.brain.calls).not.toContain('DELETE /api/me')
    open.button('Erase all').click()
    await open.settle()
    expect(open.brain.calls).toContain('DELETE /api/me')
    expect(open.text()).toContain('Erased: 0 votes and 1 visit')
    expect(open.text()).toContain('kept by Supabase Auth')
    open.all('rt-dialog').forEach((dialog) => dialog.shadowRoot?.querySelector('dialog')?.close())
    await open.settle()
    expect(open.page.guest.phase.kind).toBe('left')
  })

  it('an export is a file to keep', async () => {
    const create = vi.fn(() => 'blob:x')
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: create, revokeObjectURL: () => undefined }))
    await open.go('you')
    open.button('Download').click()
    await open.settle()
    expect(open.brain.calls).toContain('GET /api/me/export')
    expect(create).toHaveBeenCalledOnce()
    vi.unstubAllGlobals()
  })

  it('the language is chosen by hand and kept', async () => {
    await open.go('you')
    const select = open.find<HTMLSelectElement>('#language')
    select.value = 'de'
    select.dispatchEvent(new Event('change'))
    await open.settle()
    expect(open.text()).toContain('Dein Besuch')
    expect(open.store.get('language')).toBe('de')
  })

  function slide(values: readonly number[]): void {
    values.forEach((value, index) => {
      const slider = open.find<HTMLInputElement>(`#d${index}`)
      slider.value = String(value)
      slider.dispatchEvent(new Event('input'))
    })
  }

  async function submit(element: string): Promise<void> {
    const form = open.find(element).shadowRoot?.querySelector('form')
    form?.dispatchEvent(new Event('submit', { cancelable: true }))
    await open.settle()
  }
})
