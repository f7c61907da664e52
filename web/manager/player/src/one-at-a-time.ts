/** Runs pieces of work one after the other, in the order in which they came. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve()

  /**
   * @param abandoned work that is abandoned before its turn does not begin
   * @throws the reason of the signal when the work was abandoned before its turn, else what the work throws
   */
  run<T>(work: () => Promise<T>, abandoned: AbortSignal): Promise<T> {
    const turn = this.last.then(() => {
      abandoned.throwIfAborted()
      return work()
    })
    this.last = turn.catch(() => undefined)
    return turn
  }
}
