/** A row of a table, by the names of its columns. */
export type Row = Readonly<Record<string, string>>

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** What a table changes in one song. */
export interface SongDifference {
  readonly id: string
  /** The title as it is now. */
  readonly title: string
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[]
}

/** Reads a table as RFC 4180 writes it, separated by commas, semicolons or tabs, whichever its heading has most of. */
export function parseCsv(text: string): Table {
  const content = text.replace(/^\uFEFF/, '')
  const [first = ''] = content.split(/\r\n|\r|\n/, 1)
  const count = (separator: string) => first.split(separator).length
  const separator = [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best))
  const [head = [], ...lines] = records(content, separator)
  const columns = head.map((name) => name.trim())
  const rows = lines
    .filter((line) => line.some((cell) => cell.trim() !== ''))
    .map((line) => Object.fromEntries(columns.map((name, i) => [name, line[i] ?? ''])))
  return { columns, rows }
}

function records(text: string, separator: string): string[][] {
  const found: string[][] = []
  let record: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? ''
    if (quoted) {
      if (letter !== '"') {
        cell += letter
      } else if (text[i + 1] === '"') {
        cell += '"'
        i++
      } else {
        quoted = false
      }
    } else if (letter === '"' && cell === '') {
      quoted = true
    } else if (letter === separator) {
      record.push(cell)
      cell = ''
    } else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[i + 1] === '\n') {
        i++
      }
      found.push([...record, cell])
      record = []
      cell = ''
    } else {
      cell += letter
    }
  }
  return cell !== '' || record.length > 0 ? [...found, [...record, cell]] : found
}

/**
 * Lists what a table changes, by comparing it with the table that the service exports. What the service would refuse, it says itself.
 *
 * @param fields the columns that an import can change
 */
export function songDifferences(imported: Table, exported: Table, fields: readonly string[]): SongDifference[] {
  const present = new Map(exported.rows.map((row) => [normal(row['id'] ?? ''), row]))
  const given = fields.filter((field) => imported.columns.includes(field))
  return imported.rows.flatMap((row) => {
    const id = normal(row['id'] ?? '')
    const before = present.get(id)
    if (before === undefined) {
      return []
    }
    const changes = given
      .map((field) => ({ field, before: before[field] ?? '', after: row[field] ?? '' }))
      .filter((change) => !equal(change.before, change.after))
    return changes.length === 0 ? [] : [{ id, title: plain(before['title'] ?? ''), changes }]
  })
}

function normal(id: string): string {
  return id.trim().toLowerCase()
}

/** An apostrophe before the start of a formula, with characters between them that cannot be seen. */
const ESCAPED = /^'[\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u

/** The export puts an apostrophe before what a spreadsheet would take for a formula. */
function plain(text: string): string {
  return ESCAPED.test(text) ? text.slice(1) : text
}

function equal(before: string, after: string): boolean {
  const [a, b] = [plain(before.trim()).trim(), plain(after.trim()).trim()]
  if (a === b) {
    return true
  }
  const [x, y] = [amount(a), amount(b)]
  return x !== null && y !== null && Math.abs(x - y) < 1e-6
}

/** A number that may be written with a comma; null for another text. */
function amount(text: string): number | null {
  return /^-?\d+([.,]\d+)?(e-?\d+)?$/i.test(text) ? Number(text.replace(',', '.')) : null
}
