import { AuthFailure } from '@roomtone/shared/auth-failure'
import { ApiProblem, ApiUnreachable } from '@roomtone/shared/problem'
import { app } from './app'
import { spoken, t, tMaybe } from './text'

/** Problems of which the service says more, in English, than the words of the page: what it has found in a file, and where. */
const EXACT = new Set(['unsupported-audio', 'unreadable-audio', 'audio-too-large', 'too-large'])

/**
 * Says what went wrong in the language of the page. Problems that have words of their own there are said by them, others by the detail that
 * the service wrote.
 */
export function problemWords(error: unknown): string {
  if (error instanceof ApiUnreachable) {
    return t(error.reason === 'timeout' ? 'problem.timeout' : 'problem.network')
  }
  if (error instanceof ApiProblem) {
    const wait = error.retryAfterSeconds
    const own = tMaybe(`problem.${error.problem}`, { count: wait ?? 5 })
    const said = own ?? (error.detail === '' ? t('problem.status', { status: error.status }) : error.detail)
    return error.detail !== '' && (error.problem === 'invalid-field' || (EXACT.has(error.problem) && spoken() === 'en')) ? error.detail : said
  }
  return t(error instanceof AuthFailure ? 'auth.away' : 'problem.page')
}

/** Says what is wrong with each field, by the names of the API: the member `errors` of a problem. */
export function fieldErrors(error: unknown): Record<string, string> {
  const found: Record<string, string> = {}
  if (error instanceof ApiProblem) {
    const errors = error.members['errors']
    for (const one of Array.isArray(errors) ? (errors as unknown[]) : []) {
      const { field, message } = (typeof one === 'object' && one !== null ? one : {}) as { field?: unknown; message?: unknown }
      if (typeof field === 'string') {
        found[field] = error.detail !== '' ? error.detail : String(message)
      }
    }
    if (error.problem === 'slug-taken') {
      found['slug'] = problemWords(error)
    }
  }
  return found
}

/** Asks for the roles again after a call that the caller's role does not allow: they have changed since the page asked for them. */
export function checkRole(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 403 && (error.problem === 'forbidden' || error.problem === 'not-staff')) {
    void app().access.load()
  }
}
