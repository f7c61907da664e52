/** One event of a stream. */
export interface ServerSentEvent {
  /** The name of the event; `message` when it has none. */
  readonly name: string
  readonly data: string
}

/** Reads the text/event-stream of HTML's standard, in pieces of any size. */
export class EventParser {
  /** The delay before a new connection that the stream asked for last, in ms; null when it asked for none. */
  retryMs: number | null = null
  #rest = ''
  #name = ''
  #data: string[] = []
  #first = true
  #afterCarriageReturn = false

  /** Takes the next piece and returns the events that it completes. */
  push(piece: string): ServerSentEvent[] {
    let text = piece
    if (this.#first && text !== '') {
      this.#first = false
      text = text.replace(/^\uFEFF/, '')
    }
    if (this.#afterCarriageReturn && text.startsWith('\n')) {
      text = text.slice(1)
    }
    if (text !== '') {
      this.#afterCarriageReturn = text.endsWith('\r')
    }
    const lines = (this.#rest + text).split(/\r\n|\r|\n/)
    this.#rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.#line(line))
  }

  #line(line: string): ServerSentEvent[] {
    if (line === '') {
      const events = this.#data.length === 0 ? [] : [{ name: this.#name || 'message', data: this.#data.join('\n') }]
      this.#name = ''
      this.#data = []
      return events
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') {
      this.#name = value
    } else if (field === 'data') {
      this.#data.push(value)
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.retryMs = Number(value)
    }
    return []
  }
}
