import type { Output, OutputState, Sound, Voice } from './output'
import { CEILING_DB, factor, fadeCurve, gainDb } from './schedule'
import { Elements, type ElementSource } from './elements'
import { OneAtATime } from './one-at-a-time'
import type { Song } from './wire'

/** Files up to this size may be decoded as a whole, bytes. */
export const MAX_FILE = 10 * 1024 * 1024
/** … and only when their samples take at most so many bytes. */
export const MAX_DECODED = 32 * 1024 * 1024

/** Whether a file is decoded as a whole: then it loops without a gap and its peak is known. Others play as a stream. */
export function decodesWhole(fileBytes: number, duration: number | null, sampleRate: number): boolean {
  return fileBytes <= MAX_FILE && duration !== null && duration * sampleRate * 2 * 4 <= MAX_DECODED
}

/** What makes the sound of a voice. */
export interface Source {
  readonly node: AudioNode
  /** The highest sample, 1 is full scale; null when it is not known. */
  readonly peak: number | null
  readonly problem: string | null
  /** @param delay seconds from now */
  start(delay: number): void
  release(): void
}

/**
 * The output by WebAudio: each voice has a gain and two fades, all go through a limiter and a clipper, so that no sample exceeds
 * −1 dBFS even where two songs overlap.
 */
export class AudioOutput implements Output {
  private readonly context: AudioContext | null
  private readonly input: GainNode | null = null
  private readonly elements: Elements | null = null
  /** Decoding takes the file and its samples, up to 42 MB of memory, and on a busy machine the choice may change meanwhile. */
  private readonly decoding = new OneAtATime()

  constructor() {
    this.context = typeof AudioContext === 'undefined' ? null : new AudioContext({ latencyHint: 'playback' })
    if (this.context === null) return
    this.input = limiter(this.context)
    this.elements = new Elements(this.context)
  }

  get state(): OutputState {
    if (this.context === null || this.context.state === 'closed') return 'missing'
    return this.context.state === 'running' ? 'running' : 'locked'
  }

  async unlock(): Promise<void> {
    if (this.context?.state !== 'running') await this.context?.resume()
  }

  async prepare(song: Song, file: Blob, from: number, abandoned: AbortSignal): Promise<Sound> {
    const { context, input, elements } = this
    if (context === null || input === null || elements === null) throw new Error('no WebAudio')
    const source = decodesWhole(file.size, song.duration, context.sampleRate)
      ? new BufferSource(context, await this.decode(file, context, abandoned), song.loop, from)
      : await elements.open(file, song.loop, from)
    return {
      start: (delay, fadeIn, songDb, volumeDb) => new GraphVoice(context, input, source, delay, fadeIn, songDb, volumeDb),
      discard: () => source.release(),
    }
  }

  private decode(file: Blob, context: AudioContext, abandoned: AbortSignal): Promise<AudioBuffer> {
    return this.decoding.run(async () => context.decodeAudioData(await file.arrayBuffer()), abandoned)
  }
}

/** A chain that keeps all samples below the ceiling. */
function limiter(context: AudioContext): GainNode {
  const input = context.createGain()
  const compressor = context.createDynamicsCompressor()
  compressor.threshold.value = CEILING_DB
  compressor.knee.value = 0
  compressor.ratio.value = 20
  compressor.attack.value = 0.001
  compressor.release.value = 0.1
  // The compressor adds a gain of its own: 0.6 of what it takes away at full scale. This takes it back.
  const makeup = context.createGain()
  makeup.gain.value = factor(CEILING_DB * (1 - 1 / 20) * 0.6)
  const clipper = context.createWaveShaper()
  const ceiling = factor(CEILING_DB)
  const curve = new Float32Array(4097)
  for (let i = 0; i < curve.length; i++) curve[i] = Math.max(-ceiling, Math.min(ceiling, (i / (curve.length - 1)) * 2 - 1))
  clipper.curve = curve
  input.connect(compressor).connect(makeup).connect(clipper).connect(context.destination)
  return input
}

class BufferSource implements Source {
  readonly node: AudioBufferSourceNode
  readonly peak: number
  readonly problem = null
  private started = false

  constructor(private readonly context: AudioContext, buffer: AudioBuffer, loop: boolean, private readonly from: number) {
    this.node = context.createBufferSource()
    this.node.buffer = buffer
    this.node.loop = loop
    this.peak = peakOf(buffer)
  }

  start(delay: number): void {
    this.started = true
    this.node.start(this.context.currentTime + Math.max(0, delay), this.from)
  }

  release(): void {
    if (this.started) this.node.stop()
    this.node.disconnect()
    this.node.buffer = null
  }
}

function peakOf(buffer: AudioBuffer): number {
  let peak = 0
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const samples = buffer.getChannelData(channel)
    for (let i = 0; i < samples.length; i++) {
      const level = Math.abs(samples[i] as number)
      if (level > peak) peak = level
    }
  }
  return peak
}

class GraphVoice implements Voice {
  private readonly rise: GainNode
  private readonly fall: GainNode
  private readonly end: GainNode
  private readonly level: GainNode

  constructor(
    private readonly context: AudioContext, output: AudioNode, private readonly source: Source | ElementSource,
    delay: number, fadeIn: number, songDb: number, volumeDb: number,
  ) {
    this.rise = context.createGain()
    this.fall = context.createGain()
    this.end = context.createGain()
    this.level = context.createGain()
    this.level.gain.value = factor(gainDb(songDb, volumeDb, source.peak))
    source.node.connect(this.rise).connect(this.fall).connect(this.end).connect(this.level).connect(output)
    if (fadeIn > 0) curve(this.rise.gain, 'in', this.at(delay), fadeIn)
    source.start(Math.max(0, delay))
  }

  get problem(): string | null {
    return this.source.problem
  }

  fadeOut(delay: number, seconds: number): void {
    this.fall.gain.cancelScheduledValues(0)
    if (seconds > 0) curve(this.fall.gain, 'out', this.at(delay), seconds)
  }

  cut(seconds: number): void {
    this.end.gain.cancelScheduledValues(0)
    curve(this.end.gain, 'out', this.at(0), Math.max(0.02, seconds))
  }

  setGain(songDb: number, volumeDb: number): void {
    this.level.gain.setTargetAtTime(factor(gainDb(songDb, volumeDb, this.source.peak)), this.context.currentTime, 0.2)
  }

  stop(): void {
    this.source.release()
    for (const node of [this.rise, this.fall, this.end, this.level]) node.disconnect()
  }

  private at(delay: number): number {
    return this.context.currentTime + Math.max(0, delay)
  }
}

function curve(gain: AudioParam, direction: 'in' | 'out', at: number, seconds: number): void {
  gain.setValueCurveAtTime(fadeCurve(direction), at, seconds)
}
