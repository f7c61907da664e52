import { describe, expect, it } from 'vitest'
import { EventParser } from '../src/sse'

describe('the parser of event streams', () => {
  it('reads an event with its name, and the delay that the stream asks for', () => {
    const parser = new EventParser()
    expect(parser.push('event: state\nretry: 3456\ndata: {"a":1}\n\n')).toEqual([{ name: 'state', data: '{"a":1}' }])
    expect(parser.retryMs).toBe(3456)
  })

  it('gives the same events however the text is cut', () => {
    const text = '\uFEFF: hello\r\nevent: state\r\ndata: one\r\ndata: two\r\n\r\ndata:x\r\r\ndata\n\n'
    const whole = new EventParser().push(text)
    expect(whole).toEqual([
      { name: 'state', data: 'one\ntwo' },
      { name: 'message', data: 'x' },
      { name: 'message', data: '' },
    ])
    for (let size = 1; size < text.length; size++) {
      const parser = new EventParser()
      const events = []
      for (let at = 0; at < text.length; at += size) {
        events.push(...parser.push(text.slice(at, at + size)))
      }
      expect(events, `in pieces of ${size}`).toEqual(whole)
    }
  })

  it('gives nothing for comments, fields without data and an event without its end', () => {
    const parser = new EventParser()
    expect(parser.push(': still here\n\nevent: state\n\nid: 4\nunknown: x\n\ndata: unfinished\n')).toEqual([])
    expect(parser.push('\n')).toEqual([{ name: 'message', data: 'unfinished' }])
  })

  it('ignores a delay that is no number', () => {
    const parser = new EventParser()
    parser.push('retry: soon\n\n')
    expect(parser.retryMs).toBeNull()
  })
})
