import type { Source } from './audio'

/** Seconds by which the repetition of a streamed file overlaps with its end. */
const SEAM = 0.08
/** A file that is not ready after so long cannot be played. */
const READY_MS = 15_000

interface Slot {
  element: HTMLAudioElement
  node: MediaElementAudioSourceNode
  gain: GainNode
  used: boolean
}

/** A file that plays as a stream from the disk. */
export type ElementSource = Source

/**
 * Media elements that are used again and again: an element stays connected to its WebAudio node for as long as the page lives, so a new
 * one for each song would never be freed.
 */
export class Elements {
  private readonly slots: Slot[] = []

  constructor(private readonly context: AudioContext) {}

  /** @throws when the browser cannot play the file */
  async open(file: Blob, loop: boolean, from: number): Promise<ElementSource> {
    const url = URL.createObjectURL(file)
    const slots = [this.take()]
    if (loop) slots.push(this.take())
    try {
      await Promise.all(slots.map((slot, i) => ready(slot.element, url, i === 0 ? from : 0)))
    } catch (error) {
      this.free(slots, url)
      throw error
    }
    return new Stream(this.context, slots, loop, () => this.free(slots, url))
  }

  private take(): Slot {
    let slot = this.slots.find((one) => !one.used)
    if (slot === undefined) {
      const element = new Audio()
      element.preload = 'auto'
      const node = this.context.createMediaElementSource(element)
      const gain = this.context.createGain()
      node.connect(gain)
      slot = { element, node, gain, used: true }
      this.slots.push(slot)
    }
    slot.used = true
    slot.gain.gain.cancelScheduledValues(0)
    slot.gain.gain.value = 1
    return slot
  }

  private free(slots: readonly Slot[], url: string): void {
    for (const slot of slots) {
      slot.element.pause()
      slot.element.removeAttribute('src')
      slot.element.load()
      slot.gain.disconnect()
      slot.used = false
    }
    URL.revokeObjectURL(url)
  }
}

function ready(element: HTMLAudioElement, url: string, from: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer)
      element.onerror = element.oncanplay = element.onloadedmetadata = null
      if (error === undefined) resolve()
      else reject(error)
    }
    const timer = setTimeout(() => end(new Error('the file is not ready in time')), READY_MS)
    element.onerror = () => end(new Error(element.error?.message || 'the file cannot be played'))
    element.onloadedmetadata = () => {
      if (from > 0) element.currentTime = Number.isFinite(element.duration) ? Math.min(from, Math.max(0, element.duration - 0.1)) : from
    }
    element.oncanplay = () => end()
    element.src = url
    element.load()
  })
}

class Stream implements ElementSource {
  readonly node: GainNode
  readonly peak = null
  problem: string | null = null
  private timers: ReturnType<typeof setTimeout>[] = []
  private active = 0
  private turning = false
  private released = false

  constructor(private readonly context: AudioContext, private readonly slots: readonly Slot[], loop: boolean, private readonly free: () => void) {
    this.node = context.createGain()
    for (const slot of slots) {
      slot.gain.connect(this.node)
      slot.element.onerror = () => { this.problem ??= slot.element.error?.message || 'the file cannot be played' }
      if (loop) slot.element.ontimeupdate = () => this.watchEnd(slot)
    }
  }

  start(delay: number): void {
    this.after(delay, () => this.play(this.slots[this.active] as Slot))
  }

  release(): void {
    this.released = true
    this.timers.forEach(clearTimeout)
    for (const slot of this.slots) slot.element.onerror = slot.element.ontimeupdate = null
    this.node.disconnect()
    this.free()
  }

  private play(slot: Slot): void {
    slot.element.play().catch((error: unknown) => {
      if (!this.released) this.problem ??= error instanceof Error ? error.message : 'the file cannot be played'
    })
  }

  /** Starts the other element shortly before the end of this one. */
  private watchEnd(slot: Slot): void {
    if (this.turning || slot !== this.slots[this.active]) return
    const left = slot.element.duration - slot.element.currentTime
    if (!(left < 1.2)) return
    this.turning = true
    this.after(Math.max(0, left - SEAM), () => {
      const other = this.slots[1 - this.active] as Slot
      const now = this.context.currentTime
      other.gain.gain.setValueAtTime(0, now)
      other.gain.gain.linearRampToValueAtTime(1, now + SEAM)
      slot.gain.gain.setValueAtTime(1, now)
      slot.gain.gain.linearRampToValueAtTime(0, now + SEAM)
      this.play(other)
      this.active = 1 - this.active
      this.turning = false
      this.after(SEAM + 0.2, () => {
        slot.element.pause()
        slot.element.currentTime = 0
        slot.gain.gain.cancelScheduledValues(0)
        slot.gain.gain.value = 1
      })
    })
  }

  private after(seconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers = this.timers.filter((one) => one !== timer)
      if (!this.released) work()
    }, seconds * 1000)
    this.timers.push(timer)
  }
}
