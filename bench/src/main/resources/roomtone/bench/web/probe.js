// Runs in each page before the page's own scripts, and measures when something was painted. Times are those of performance.now(), in ms.
// roomtoneReady is the CSS selector of what can be used when the page is interactive.
(() => {
  const PATIENCE_MS = 15_000
  const probe = { readyAt: null, result: null }
  globalThis.roomtoneProbe = probe

  const isUsable = (element) => element.getClientRects().length > 0 && !element.disabled && element.getAttribute('aria-disabled') !== 'true'

  // Whether the document or one of its shadow roots has a usable element with this selector and text.
  const isShown = (root, selector, text = '') => {
    for (const element of root.querySelectorAll(selector)) {
      if ((text === '' || element.textContent.trim() === text) && isUsable(element)) return true
    }
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null && isShown(element.shadowRoot, selector, text)) return true
    }
    return false
  }

  // Looks in each frame while it is wanted. A message is handled after the frame in which it was sent was painted.
  const whenPainted = (isWanted, selector, text, then) => {
    const look = () => {
      if (!isWanted()) return
      if (!isShown(document, selector, text)) {
        requestAnimationFrame(look)
        return
      }
      const channel = new MessageChannel()
      channel.port1.onmessage = () => then(performance.now())
      channel.port2.postMessage(null)
    }
    requestAnimationFrame(look)
  }

  whenPainted(
    () => true,
    globalThis.roomtoneReady,
    '',
    (at) => {
      probe.readyAt = at
    },
  )

  let measurement = null

  const happens = (event, at) => {
    const current = measurement
    if (current === null || current.from !== null || !current.is(event)) return
    current.from = at
    whenPainted(
      () => measurement === current,
      current.selector,
      current.text,
      (painted) => current.end({ millis: painted - at }),
    )
  }

  // From the next click, or from the next data of a stream that contain the text `event`, to the paint of an element.
  probe.measure = (event, selector, text) => {
    probe.result = null
    const end = (result) => {
      if (measurement !== current) return
      measurement = null
      clearTimeout(timer)
      probe.result = result
    }
    const current = { selector, text, from: null, end, is: (data) => (event === 'click' ? data === event : data.includes(event)) }
    const timer = setTimeout(() => end({ error: current.from === null ? `no event with ${event}` : `${selector} ${text} was not painted` }), PATIENCE_MS)
    measurement = current
    if (isShown(document, selector, text)) end({ error: `${selector} ${text} is shown before the event` })
  }

  addEventListener('click', (event) => happens('click', event.timeStamp), { capture: true })

  const original = globalThis.fetch
  globalThis.fetch = async (...asked) => {
    const answer = await original(...asked)
    if (answer.body === null || !(answer.headers.get('content-type') ?? '').startsWith('text/event-stream')) return answer
    const decoder = new TextDecoder()
    const noted = new TransformStream({
      transform(chunk, to) {
        const at = performance.now()
        happens(decoder.decode(chunk, { stream: true }), at)
        to.enqueue(chunk)
      },
    })
    return new Response(answer.body.pipeThrough(noted), { status: answer.status, statusText: answer.statusText, headers: answer.headers })
  }
})()
