import { expect, it, vi } from 'vitest'
import { newUuid } from '../src/uuid'

it('a new UUID is of version 4, differs from the one before and needs no secure context', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const first = newUuid()
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(newUuid()).not.toBe(first)
  vi.unstubAllGlobals()
})
