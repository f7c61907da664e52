import { Model } from '@roomtone/shared/model'

export interface Question {
  readonly heading: string
  readonly text: string
  /** The words of the button that says yes. */
  readonly yes: string
  /** Whether it cannot be undone. */
  readonly danger?: boolean
}

/** Asks before something that cannot be undone. One question is open at a time; a new one answers the old with no. */
export class Confirmations extends Model {
  question: Question | null = null
  #answer: ((yes: boolean) => void) | null = null

  /** Resolves to whether the answer was yes. */
  ask(question: Question): Promise<boolean> {
    this.answer(false)
    return new Promise((resolve) => {
      this.question = question
      this.#answer = resolve
      this.changed()
    })
  }

  answer(yes: boolean): void {
    const answer = this.#answer
    this.#answer = null
    if (this.question !== null) {
      this.question = null
      this.changed()
    }
    answer?.(yes)
  }
}
