package roomtone.manager.analysis;

import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.measure.Waveform;

/**
 * What was measured in a file.
 *
 * @param durationSeconds length of the sound
 * @param loudnessLufs integrated loudness; null for silence and for less than 0.4 s
 * @param peakDbfs highest sample, 0 is full scale; null for digital silence
 * @param bpm beats per minute of instrumental music; null when unclear or a soundscape
 * @param waveform outline for a picture
 * @param embedding what is heard; null when it could not be told
 * @param complete false when the time was up before the end: loudness, peak and outline then hold
 *     for what was heard until then, and the embedding is null unless its minute had been heard
 */
public record Analysis(
    double durationSeconds,
    Double loudnessLufs,
    Double peakDbfs,
    Double bpm,
    Waveform waveform,
    EmbeddingEstimate embedding,
    boolean complete) {}
