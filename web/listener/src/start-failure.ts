import { html, render } from 'lit'
import '@roomtone/shared/components/status'
import { chooseLanguage } from '@roomtone/shared/messages'
import de from './messages/de.json'
import en from './messages/en.json'
import { scene } from './views/pictures'

/**
 * Says that the page could not be started, before it knows its configuration.
 *
 * @param retry is called once: at a tap, or when the network is back
 */
export function showFailure(retry: () => void, isOnline = navigator.onLine, languages = navigator.languages): void {
  const language = chooseLanguage(languages, ['en', 'de'])
  const words = language === 'de' ? de : en
  const kind = isOnline ? 'service-away' : 'offline'
  const again = (): void => {
    removeEventListener('online', again)
    retry()
  }
  addEventListener('online', again)
  const root = document.createElement('div')
  render(
    html`<main class="start">
      <h1>Roomtone</h1>
      <rt-status urgent .heading=${words[`trouble.${kind}.heading`]} .text=${words[`trouble.${kind}.text`]}>
        ${scene(isOnline ? 'cloud' : 'unplugged')}
        <button type="button" @click=${again}>${words['try-again']}</button>
      </rt-status>
    </main>`,
    root,
  )
  document.documentElement.lang = language
  document.body.replaceChildren(root)
}
