/** What the address of the page says, as a QR code or a tag wrote it. */
export interface Address {
  /** The slug or id of the room, or null. */
  readonly room: string | null
  /** The presence code, or null. */
  readonly code: string | null
}

export function readAddress(search: string): Address {
  const parameters = new URLSearchParams(search)
  return { room: parameters.get('player')?.trim() || null, code: parameters.get('code')?.trim() || null }
}

/** The address without the code, so that no bookmark or shared link holds it. Null when it has none. */
export function withoutCode(href: string): string | null {
  const address = new URL(href)
  if (!address.searchParams.has('code')) {
    return null
  }
  address.searchParams.delete('code')
  return address.pathname + address.search + address.hash
}

/** The address of the page in a room. */
export function roomAddress(slug: string): string {
  return `?player=${encodeURIComponent(slug)}`
}
