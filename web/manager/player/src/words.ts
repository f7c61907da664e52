import { Messages } from '@roomtone/shared/messages'
import { openStore } from '@roomtone/shared/storage'
import de from './messages/de.json'
import en from './messages/en.json'

export type Words = Messages<typeof en>
export type WordKey = keyof typeof en & string

/** The words of the player in the language of the browser, or in the one that was chosen here. */
export const openWords = (): Words => new Messages({ en, de }, openStore('roomtone-player'))

/** Minutes and seconds, or hours, minutes and seconds, such as `2:05`. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
