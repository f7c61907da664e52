package roomtone.manager.upload;

import roomtone.manager.analysis.Analysis;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.measure.Waveform;
import roomtone.manager.song.Embedding;

/**
 * What listening to a file has told, as the row holds it.
 *
 * @param duration seconds, rounded up, at least 1
 * @param loudness LUFS; null for silence
 * @param peak dBFS; null for digital silence
 * @param bpm beats per minute; null for soundscapes and where unclear
 * @param heard the model's embedding, sure enough to be used; null otherwise
 * @param confidence 0..1, with {@code heard} or {@code suggestion}; else null
 * @param suggestion the model's embedding, not sure enough; null otherwise
 * @param outline heights for a picture
 * @param whole false when the time was up before the file's end
 */
record Findings(
    int duration,
    Float loudness,
    Float peak,
    Float bpm,
    Embedding heard,
    Float confidence,
    Embedding suggestion,
    Waveform outline,
    boolean whole) {

  static Findings of(Analysis analysis) {
    EmbeddingEstimate told = analysis.embedding();
    Embedding weights = told == null ? null : Embedding.ofColumn(told.weights());
    boolean used = told != null && !told.suggestion();
    return new Findings(
        Math.max(1, (int) Math.ceil(analysis.durationSeconds())),
        single(analysis.loudnessLufs()),
        single(analysis.peakDbfs()),
        single(analysis.bpm()),
        used ? weights : null,
        told == null ? null : told.confidence(),
        used ? null : weights,
        analysis.waveform(),
        analysis.complete());
  }

  /** How {@code songs.analysis} tells it. */
  String extent() {
    return whole ? "whole" : "partial";
  }

  private static Float single(Double value) {
    return value == null ? null : (Float) value.floatValue();
  }
}
