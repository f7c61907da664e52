/** A field of a line of the audit log, before and after. */
export interface FieldChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Puts the fields of before and after side by side; null: the field is not there. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const old = members(before)
  const fresh = members(after)
  return [...new Set([...old.keys(), ...fresh.keys()])].map((field) => ({ field, before: text(old, field), after: text(fresh, field) }))
}

function members(value: unknown): Map<string, unknown> {
  if (value === null || value === undefined) {
    return new Map()
  }
  return typeof value === 'object' && !Array.isArray(value) ? new Map(Object.entries(value)) : new Map([['', value]])
}

function text(from: ReadonlyMap<string, unknown>, field: string): string | null {
  if (!from.has(field)) {
    return null
  }
  const value = from.get(field)
  return typeof value === 'string' ? value : JSON.stringify(value, null, typeof value === 'object' && value !== null && JSON.stringify(value).length > 80 ? 1 : 0)
}
