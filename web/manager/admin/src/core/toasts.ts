import type { Toast } from '@roomtone/shared/components/toast'
import { t } from './text'

/** What shows short messages. */
export interface ToastSurface {
  show(toast: Toast): void
}

/** Says in a few words what has just happened. Failures stay longer and can be closed. */
export class Toasts {
  surface: ToastSurface | null = null

  say(text: string, kind: 'good' | 'bad' = 'good', action?: Toast['action']): void {
    const close = kind === 'bad' ? { label: t('close'), run: () => undefined } : undefined
    const shown = action ?? close
    this.surface?.show({ text, ...(shown === undefined ? {} : { action: shown }), ...(kind === 'bad' ? { seconds: 60 } : {}) })
  }
}
