/** An element and its place among its siblings when it had the focus. */
interface Step {
  readonly element: Element
  readonly index: number
}

const FOCUSABLE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], [tabindex]'

/** Elements that take the focus for some time and give it back: what had it before is what one returns to. */
const PASSING = 'rt-dialog, rt-toasts'

/**
 * Keeps the focus on the page for those who work by keyboard. When the element that has it is taken away, for example a button that its own
 * action replaces, browsers give the focus to nothing, and the next Tab begins at the top of the page. The keeper moves it to what stands in
 * the place of the lost element, else to the heading of the view. It leaves those alone who click beside all controls.
 */
export class FocusKeeper {
  readonly #root: HTMLElement
  /** What had the focus last outside of dialogs and messages, and all above it. */
  #path: readonly Step[] = []
  /** The same inside of a dialog; empty while none is open. */
  #passing: readonly Step[] = []
  /** Whether one works by touch: then there is no focus to follow, and a field that gets it opens the keyboard of a phone. */
  #touched = false
  /** How many elements are losing the focus at this moment. */
  #leaving = 0

  /** @param root holds all that can have the focus */
  constructor(root: HTMLElement) {
    this.#root = root
  }

  start(): void {
    const { ownerDocument } = this.#root
    ownerDocument.addEventListener('keydown', () => (this.#touched = false), true)
    ownerDocument.addEventListener('pointerdown', (event) => (this.#touched = event.pointerType === 'touch'), true)
    ownerDocument.addEventListener('focusin', (event) => this.#came(event.target as Element))
    ownerDocument.addEventListener('focusout', (event) => {
      // Only afterwards one can see where the focus went, and whether the element is still there.
      this.#leaving++
      setTimeout(() => {
        this.#leaving--
        this.#left(event.target as Element)
      })
    })
    new MutationObserver(() => this.#check()).observe(this.#root, { childList: true, subtree: true })
  }

  get #lost(): boolean {
    const { activeElement, body } = this.#root.ownerDocument
    return activeElement === null || activeElement === body
  }

  #came(element: Element): void {
    if (element.closest('rt-toasts') !== null) {
      return
    }
    if (element.closest(PASSING) === null) {
      this.#path = pathOf(element, this.#root)
      this.#passing = []
    } else {
      this.#passing = pathOf(element, this.#root)
    }
  }

  #left(element: Element): void {
    if (!this.#lost || this.#leaving > 0) {
      return
    }
    if (element.isConnected && element.closest(PASSING) === null) {
      this.#path = []
    } else {
      this.#check()
    }
  }

  #check(): void {
    if (!this.#lost || this.#touched || this.#leaving > 0) {
      return
    }
    const open = [...this.#root.querySelectorAll('rt-dialog')].find((dialog) => dialog.open)
    const path = open === undefined ? this.#path : this.#passing
    if (path.length > 0) {
      successor(path, open ?? this.#root)?.focus({ preventScroll: true })
    }
  }
}

function pathOf(element: Element, root: Element): Step[] {
  const path: Step[] = []
  for (let one: Element | null = element; one !== null && one !== root; one = one.parentElement) {
    path.push({ element: one, index: [...(one.parentElement?.children ?? [])].indexOf(one) })
  }
  return path
}

/** The element itself if it is still there, else the nearest that stands where it stood, else the heading of the view. */
function successor(path: readonly Step[], within: Element): HTMLElement | null {
  const first = path[0]?.element
  if (first instanceof HTMLElement && first.isConnected && isShown(first)) {
    return first
  }
  for (let i = 1; i < path.length; i++) {
    const parent = path[i]?.element
    if (parent?.isConnected !== true || !within.contains(parent) || parent.contains(heading(within))) {
      continue
    }
    const found = inPlace(parent, path[i - 1]?.index ?? 0)
    if (found !== null) {
      return found
    }
  }
  return heading(within)
}

/** The first control from a place among children on, else the last before it. */
function inPlace(parent: Element, index: number): HTMLElement | null {
  const children = [...parent.children]
  const after = children.slice(index).flatMap(controls)
  return after[0] ?? children.slice(0, index).flatMap(controls).at(-1) ?? null
}

function controls(element: Element): HTMLElement[] {
  return [...(element.matches(FOCUSABLE) ? [element] : []), ...element.querySelectorAll(FOCUSABLE)].filter((one) => one instanceof HTMLElement && isShown(one)) as HTMLElement[]
}

function heading(within: Element): HTMLElement | null {
  return within.querySelector<HTMLElement>('main h1, h1, h2')
}

/** Whether an element has a size; also true where nothing is laid out, as in tests without a browser. */
function isShown(element: HTMLElement): boolean {
  return element.checkVisibility?.({ visibilityProperty: true }) ?? true
}
