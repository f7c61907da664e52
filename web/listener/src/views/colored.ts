import { noChange } from 'lit'
import { Directive, directive, type ElementPart, PartType, type PartInfo } from 'lit/directive.js'

/** Gives an element the colour of a dimension. A style attribute in the template would be refused by the page's content security policy. */
class Colored extends Directive {
  constructor(part: PartInfo) {
    super(part)
    if (part.type !== PartType.ELEMENT) {
      throw new Error('colored belongs into the tag of an element')
    }
  }

  override update(part: ElementPart, [index]: [number]): typeof noChange {
    ;(part.element as HTMLElement).style.setProperty('color', `var(--rt-dimension-${index})`)
    return noChange
  }

  render(_index: number): typeof noChange {
    return noChange
  }
}

/** @param index the index of the dimension, 0 to 4 */
export const colored = directive(Colored)
