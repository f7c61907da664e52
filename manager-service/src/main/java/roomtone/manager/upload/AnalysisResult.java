package roomtone.manager.upload;

import roomtone.manager.analysis.Analysis;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.song.CatalogueSong;

/**
 * What the analysis of a file found.
 *
 * @param tags what the file says of itself
 * @param analysis what was measured and estimated
 */
record AnalysisResult(FileTags tags, Analysis analysis) {

  /** Writes it to a song. An embedding that somebody stated stays. */
  void writeTo(CatalogueSong song) {
    song.duration = Math.max(1, (int) Math.ceil(analysis.durationSeconds()));
    song.loudnessLufs = single(analysis.loudnessLufs());
    song.peakDbfs = single(analysis.peakDbfs());
    song.bpm = single(analysis.bpm());
    song.analysis = analysis.complete() ? "whole" : "partial";
    if (!"manual".equals(song.embeddingSource)) {
      EmbeddingEstimate estimate = analysis.embedding();
      boolean used = estimate != null && !estimate.suggestion();
      song.embedding = used ? estimate.weights() : null;
      song.embeddingSource = used ? "model" : null;
      song.embeddingConfidence = estimate == null ? null : (Float) estimate.confidence();
      song.suggestedEmbedding = used || estimate == null ? null : estimate.weights();
    }
  }

  private static Float single(Double value) {
    return value == null ? null : (Float) value.floatValue();
  }
}
