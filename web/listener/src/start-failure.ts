import '@roomtone/shared/components/status'
import { chooseLanguage } from '@roomtone/shared/messages'
import de from './messages/de.json'
import en from './messages/en.json'

/** Says that the page could not be started, before it knows its configuration. */
export function showFailure(retry: () => void): void {
  const words = chooseLanguage(navigator.languages, ['en', 'de']) === 'de' ? de : en
  const status = document.createElement('rt-status')
  status.urgent = true
  status.heading = navigator.onLine ? words['trouble.service-away.heading'] : words['trouble.offline.heading']
  status.text = navigator.onLine ? words['trouble.service-away.text'] : words['trouble.offline.text']
  const button = document.createElement('button')
  button.textContent = words['try-again']
  button.className = 'start'
  const again = (): void => {
    removeEventListener('online', again)
    retry()
  }
  button.addEventListener('click', again)
  addEventListener('online', again)
  status.append(button)
  const main = document.createElement('main')
  main.append(status)
  document.documentElement.lang = words === de ? 'de' : 'en'
  document.body.replaceChildren(main)
}
