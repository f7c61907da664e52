import type { Api } from '@roomtone/shared/api'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { Model } from '@roomtone/shared/model'
import type { Store } from '@roomtone/shared/storage'

const SKIPPED = 'question-skipped'

/** The taste of whoever is signed in: five numbers of unit length, null while it is unknown. */
export class TasteModel extends Model {
  /** Undefined until the service has said it. */
  vector: readonly number[] | null | undefined = undefined
  readonly #api: Api<paths>
  readonly #store: Store

  constructor(api: Api<paths>, store: Store) {
    super()
    this.#api = api
    this.#store = store
  }

  async load(): Promise<void> {
    this.set((await this.#api.get('/api/preferences')).preference_vector)
  }

  /** @param values five numbers from 0 to 1, not all of them 0 */
  async state(values: readonly number[]): Promise<void> {
    const { preference_vector } = await this.#api.put('/api/preferences', { body: { preference_vector: [...values] } })
    this.set(preference_vector)
  }

  /** States that one dimension is liked best. */
  favour(dimension: number): Promise<void> {
    return this.state([0, 1, 2, 3, 4].map((index) => (index === dimension ? 1 : 0)))
  }

  set(vector: readonly number[] | null): void {
    this.vector = vector
    this.changed()
  }

  /** Whether to ask which is liked best: while the taste is unknown, and once. */
  get isAsked(): boolean {
    return this.vector === null && this.#store.get(SKIPPED) === null
  }

  skipQuestion(): void {
    this.#store.set(SKIPPED, '1')
    this.changed()
  }

  forget(): void {
    this.#store.remove(SKIPPED)
    this.vector = undefined
    this.changed()
  }
}
