package roomtone.manager.upload;

import roomtone.manager.analysis.Analysis;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.measure.Waveform;
import roomtone.manager.song.Embedding;

/**
 * What the analysis of a file found, as the columns of a song hold it.
 *
 * @param tags what the file says of itself
 * @param duration seconds, rounded up, at least 1
 * @param loudnessLufs null for silence
 * @param peakDbfs null for digital silence
 * @param bpm beats per minute; null for soundscapes and where the beat is unclear
 * @param embedding what the model estimates with enough confidence to be used; null otherwise
 * @param confidence 0..1, of {@code embedding} or {@code suggestion}; null without both
 * @param suggestion what the model estimates with too little confidence; null otherwise
 * @param outline heights for a picture
 * @param whole false when the time was up before the file's end
 */
record AnalysisResult(
    FileTags tags,
    int duration,
    Float loudnessLufs,
    Float peakDbfs,
    Float bpm,
    Embedding embedding,
    Float confidence,
    Embedding suggestion,
    Waveform outline,
    boolean whole) {

  static AnalysisResult of(FileTags tags, Analysis analysis) {
    EmbeddingEstimate estimate = analysis.embedding();
    Embedding weights = estimate == null ? null : Embedding.ofColumn(estimate.weights());
    boolean used = estimate != null && !estimate.suggestion();
    return new AnalysisResult(
        tags,
        Math.max(1, (int) Math.ceil(analysis.durationSeconds())),
        single(analysis.loudnessLufs()),
        single(analysis.peakDbfs()),
        single(analysis.bpm()),
        used ? weights : null,
        estimate == null ? null : estimate.confidence(),
        used ? null : weights,
        analysis.waveform(),
        analysis.complete());
  }

  /** The value of {@code songs.analysis}. */
  String extent() {
    return whole ? "whole" : "partial";
  }

  private static Float single(Double value) {
    return value == null ? null : (Float) value.floatValue();
  }
}
