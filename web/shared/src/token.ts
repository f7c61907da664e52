/** Whether the fragment of an address is what a link in a mail brought: supabase-js reads it when it is loaded. */
export function isFromMail(fragment: string): boolean {
  return /[#&](access_token|error_description)=/.test(fragment)
}

/** The time in ms at which a token ends, by its claim exp; null for a token that cannot be read. */
export function expiry(token: string | null): number | null {
  try {
    const payload = token?.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? ''
    const claims: unknown = JSON.parse(atob(payload))
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null
    return typeof exp === 'number' ? exp * 1000 : null
  } catch {
    return null
  }
}
