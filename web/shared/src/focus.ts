/** What Tab may reach. */
const REACHABLE = 'a[href], button, input, select, textarea, summary, [tabindex]'

/** Returns the element that has the focus, in whichever shadow root; null when none has it. */
export function focusedElement(): HTMLElement | null {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement != null) {
    active = active.shadowRoot.activeElement
  }
  return active instanceof HTMLElement && active !== document.body ? active : null
}

/**
 * Where the focus was before a change of the page. When the change takes the focused element away, or moves it, browsers leave the focus nowhere:
 * whoever uses a keyboard or a screen reader would begin at the top again.
 */
export class FocusPlace {
  readonly #element: HTMLElement
  /** Whether the focus is shown, as it is after keys and not after a tap. */
  readonly #isShown: boolean
  /** What Tab reaches before it, the nearest first. */
  readonly #before: readonly HTMLElement[]
  /** The open dialog around it, or the body: the focus stays inside. */
  readonly #around: Element

  private constructor(element: HTMLElement) {
    this.#element = element
    this.#isShown = element.matches(':focus-visible')
    this.#around = [...ancestors(element)].find((node) => node instanceof Element && node.matches('dialog[open]')) as Element ?? document.body
    const reachable = elementsIn(this.#around).filter((other) => other === element || isReachable(other))
    this.#before = reachable.slice(0, Math.max(0, reachable.indexOf(element))).reverse()
  }

  /** Notes where the focus is; null when it is not in this element. */
  static within(element: Element): FocusPlace | null {
    const focused = focusedElement()
    return focused !== null && [...ancestors(focused)].includes(element) ? new FocusPlace(focused) : null
  }

  /**
   * Gives the focus back if nothing has it now: to the element itself, or, once what took its place is rendered, to what Tab reaches next from
   * there. It scrolls only where the focus is shown.
   */
  restore(): void {
    if (focusedElement() !== null) {
      return
    }
    if (this.#element.isConnected) {
      this.#focus(this.#element)
    }
    if (focusedElement() === null) {
      // After the elements that are rendered in microtasks.
      setTimeout(() => this.#goOn())
    }
  }

  #goOn(): void {
    if (focusedElement() !== null) {
      return
    }
    const around = this.#around.isConnected && !this.#around.matches('dialog:not([open])') ? this.#around : document.body
    const reachable = elementsIn(around).filter((element) => isReachable(element) && isSeen(element))
    const nearest = this.#before.find((element) => reachable.includes(element))
    const next = reachable[nearest === undefined ? 0 : reachable.indexOf(nearest) + 1] ?? nearest
    if (next !== undefined) {
      this.#focus(next)
    }
  }

  #focus(element: HTMLElement): void {
    element.focus({ preventScroll: !this.#isShown })
  }
}

function isReachable(element: HTMLElement): boolean {
  return element.matches(REACHABLE) && element.tabIndex >= 0 && !element.matches(':disabled')
}

function isSeen(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true })
}

/** The element and all around it, through slots and shadow roots. */
function* ancestors(element: Element): Generator<Node> {
  for (let node: Node | null = element; node !== null; node = above(node)) {
    yield node
  }
}

function above(node: Node): Node | null {
  return (node instanceof Element ? node.assignedSlot : null) ?? node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)
}

/** All elements below one, in the order of Tab, through slots and shadow roots. */
function elementsIn(root: Element): HTMLElement[] {
  const slotted = root instanceof HTMLSlotElement ? root.assignedElements() : []
  const children = slotted.length > 0 ? slotted : [...(root.shadowRoot ?? root).children]
  return children.flatMap((child) => (child instanceof HTMLElement ? [child, ...elementsIn(child)] : []))
}
