import type { MessageKey } from './text'

/** The largest recording that the service takes, in bytes. */
export const MAX_BYTES = 200 * 1024 * 1024

/** What a file picker offers. */
export const ACCEPTED = '.wav,.wave,.mp3,.flac,.ogg,.oga,audio/wav,audio/mpeg,audio/flac,audio/ogg'

const EXTENSIONS = new Set(['wav', 'wave', 'mp3', 'flac', 'ogg', 'oga'])

/** Why a file is not sent. */
export class FileRefused extends Error {
  readonly words: MessageKey

  constructor(words: MessageKey) {
    super(words)
    this.name = 'FileRefused'
    this.words = words
  }
}

/**
 * Says why a file cannot be a recording that the service takes: by its name, its size and its first bytes. What it cannot tell, the service
 * decides by the content.
 *
 * @returns null when nothing speaks against it
 */
export async function refusal(file: File): Promise<FileRefused | null> {
  if (file.size === 0) {
    return new FileRefused('upload.refused.empty')
  }
  if (!EXTENSIONS.has(file.name.split('.').pop()?.toLowerCase() ?? '')) {
    return new FileRefused('upload.refused.type')
  }
  if (file.size > MAX_BYTES) {
    return new FileRefused('upload.refused.size')
  }
  let head: Uint8Array
  try {
    head = new Uint8Array(await file.slice(0, 12).arrayBuffer())
  } catch {
    return new FileRefused('upload.refused.unreadable')
  }
  return isSomethingElse(head) ? new FileRefused('upload.refused.content') : null
}

/** First bytes of what is often given the name of a recording by mistake: pictures, PDF, ZIP, MP4, HTML. */
const OTHERS: readonly (readonly [offset: number, bytes: string])[] = [
  [0, '\x89PNG'],
  [0, '\xff\xd8\xff'],
  [0, 'GIF8'],
  [0, '%PDF'],
  [0, 'PK\x03\x04'],
  [4, 'ftyp'],
  [0, '<!DO'],
  [0, '<htm'],
]

function isSomethingElse(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head)
  return OTHERS.some(([offset, bytes]) => text.startsWith(bytes, offset))
}
