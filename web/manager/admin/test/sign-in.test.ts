import { AuthFailure } from '@roomtone/shared/auth'
import { describe, expect, it } from 'vitest'
import { firstAdminSql } from '../src/views/no-role'
import '../src/views/root'
import { byWords, settle, show, textOf, type, world } from './world'

async function signInView() {
  const app = world({ account: null })
  const root = await show(document.createElement('admin-root'))
  const view = root.querySelector('admin-sign-in') as HTMLElement
  const submit = async () => {
    view.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
    await settle()
  }
  return { app, root, view, submit }
}

describe('signing in', () => {
  it('by password says what is wrong', async () => {
    const { app, view, submit } = await signInView()
    app.signIn.failure = new AuthFailure('refused', 'invalid_credentials')
    type(view, '#email', 'ada@example.org')
    type(view, '#password', 'wrong')
    await submit()
    expect(textOf(view.querySelector('[role=alert]'))).toBe('The e-mail address or the password is wrong.')
    app.signIn.failure = new AuthFailure('throttled', '', 30)
    await submit()
    expect(textOf(view.querySelector('[role=alert]'))).toBe('Too many attempts. Try again in 30 seconds.')
  })

  it('by a code asks for it at the address that was given', async () => {
    const { app, view, submit } = await signInView()
    type(view, '#email', 'ada@example.org')
    byWords(view, 'Sign in with a code by e-mail').click()
    await settle()
    await submit()
    type(view, '#code', '123 456')
    await submit()
    expect(app.signIn.calls).toEqual(['code ada@example.org', 'verify ada@example.org 123456 email'])
  })

  it('sets a new password with a code', async () => {
    const { app, view, submit } = await signInView()
    type(view, '#email', 'ada@example.org')
    byWords(view, 'Forgot the password').click()
    await settle()
    await submit()
    type(view, '#code', '123456')
    type(view, '#password', 'a new password')
    await submit()
    expect(app.signIn.calls).toEqual(['reset ada@example.org', 'verify ada@example.org 123456 recovery', 'set a new password'])
    expect(app.said).toEqual(['The new password is set.'])
  })

  it('twice at once is one call', async () => {
    const { app, view, submit } = await signInView()
    type(view, '#email', 'ada@example.org')
    type(view, '#password', 'secret')
    await Promise.all([submit(), submit()])
    expect(app.signIn.calls).toHaveLength(1)
  })
})

describe('the statement for the first admin', () => {
  it('takes nothing but an id', () => {
    expect(firstAdminSql("'; drop table x; --")).not.toContain('drop')
  })
})
