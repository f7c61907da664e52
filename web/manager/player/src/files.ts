import type { CachedFile } from './cache'

/** Where files are kept. A file is there as a whole or not at all. */
export interface Files {
  /** False when nothing outlives the page. */
  readonly lasting: boolean
  list(): Promise<CachedFile[]>
  /** Stores what the stream brings; when the stream fails nothing is stored and the promise fails. Answers the number of bytes. */
  put(key: string, bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number>
  /** The file, read from the disk as it is used; null when it is not there. */
  open(key: string): Promise<Blob | null>
  delete(key: string): Promise<void>
}

const CACHE = 'roomtone-player-files'
const address = (key: string): string => `/roomtone-player-files/${key}`

/** Counts the bytes that pass. */
function counted(bytes: ReadableStream<Uint8Array<ArrayBuffer>>, count: (length: number) => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  return bytes.pipeThrough(new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      count(chunk.byteLength)
      controller.enqueue(chunk)
    },
  }))
}

/**
 * Files in the Cache API. `put` stores an entry only when its whole body has arrived, so a file that fails its check, and one
 * that is under way when the power fails, is never there.
 */
export class CacheFiles implements Files {
  readonly lasting = true

  private constructor(private readonly cache: Cache) {}

  /** @throws when the browser keeps no data for this page */
  static async open(): Promise<CacheFiles> {
    return new CacheFiles(await caches.open(CACHE))
  }

  async list(): Promise<CachedFile[]> {
    const files: CachedFile[] = []
    for (const request of await this.cache.keys()) {
      const response = await this.cache.match(request)
      const key = new URL(request.url).pathname.split('/').at(-1) ?? ''
      if (response !== undefined) files.push({ key, bytes: (await response.blob()).size, used: 0 })
    }
    return files
  }

  async put(key: string, bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number> {
    let length = 0
    const body = counted(bytes, (more) => { length += more })
    await this.cache.put(address(key), new Response(body, { headers: { 'Content-Type': 'application/octet-stream' } }))
    return length
  }

  async open(key: string): Promise<Blob | null> {
    return (await (await this.cache.match(address(key)))?.blob()) ?? null
  }

  async delete(key: string): Promise<void> {
    await this.cache.delete(address(key))
  }
}

/** Files that last as long as the page, for browsers that keep no data for it. */
export class MemoryFiles implements Files {
  readonly lasting = false
  private readonly blobs = new Map<string, Blob>()

  async list(): Promise<CachedFile[]> {
    return [...this.blobs].map(([key, blob]) => ({ key, bytes: blob.size, used: 0 }))
  }

  async put(key: string, bytes: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number> {
    const blob = await new Response(bytes).blob()
    this.blobs.set(key, blob)
    return blob.size
  }

  async open(key: string): Promise<Blob | null> {
    return this.blobs.get(key) ?? null
  }

  async delete(key: string): Promise<void> {
    this.blobs.delete(key)
  }
}

/** The Cache API, or memory when the browser refuses it. */
export async function openFiles(): Promise<Files> {
  try {
    return await CacheFiles.open()
  } catch {
    return new MemoryFiles()
  }
}
