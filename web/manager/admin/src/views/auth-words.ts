import { AuthFailure } from '@roomtone/shared/auth'
import { t, tMaybe } from '../core/text'

/** Says why signing in did not work. */
export function authWords(error: unknown): string {
  if (!(error instanceof AuthFailure)) {
    return t('problem.page')
  }
  if (error.kind === 'throttled') {
    return error.retryAfterSeconds === null ? t('auth.throttled') : t('auth.throttled-for', { count: error.retryAfterSeconds })
  }
  if (error.kind === 'away') {
    return t('auth.away')
  }
  return tMaybe(`auth.${error.code}`) ?? t(error.kind === 'not-allowed' ? 'auth.not-allowed' : 'auth.refused')
}
