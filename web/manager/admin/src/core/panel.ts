import { LitElement } from 'lit'
import { Actions } from './actions'

/**
 * Base of the panel's elements. They render into the page itself, not into a shadow root, so that labels, descriptions and errors of one form
 * find each other by id, and one style sheet is enough.
 */
export abstract class Panel extends LitElement {
  protected readonly actions = new Actions(this)

  protected override createRenderRoot(): HTMLElement {
    return this
  }
}
