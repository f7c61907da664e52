import { expect, test } from 'vitest'
import { OneAtATime } from '../src/one-at-a-time'

const wanted = new AbortController().signal

test('work begins when the work before it has ended, also by an error', async () => {
  const queue = new OneAtATime()
  const begun: string[] = []
  let fail: (error: Error) => void = () => undefined
  const first = queue.run(() => {
    begun.push('first')
    return new Promise((_, reject) => { fail = reject })
  }, wanted)
  const second = queue.run(async () => { begun.push('second') }, wanted)
  await Promise.resolve()
  expect(begun).toEqual(['first'])

  fail(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  await second
  expect(begun).toEqual(['first', 'second'])
})

test('work that is abandoned before its turn does not begin', async () => {
  const queue = new OneAtATime()
  const abandoned = new AbortController()
  let end: () => void = () => undefined
  const first = queue.run(() => new Promise<void>((resolve) => { end = resolve }), wanted)
  let begun = false
  const second = queue.run(async () => { begun = true }, abandoned.signal)
  await Promise.resolve()

  abandoned.abort()
  end()
  await first
  await expect(second).rejects.toThrow()
  expect(begun).toBe(false)
})
