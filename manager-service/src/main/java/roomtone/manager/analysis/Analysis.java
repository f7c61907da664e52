package roomtone.manager.analysis;

import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.measure.Waveform;

/**
 * What the analysis of a file found.
 *
 * @param durationSeconds length of the sound
 * @param loudnessLufs integrated loudness; null for silence and for less than 0.4 s
 * @param peakDbfs highest sample, 0 is full scale; null for digital silence
 * @param bpm beats per minute of instrumental music; null when unclear or a soundscape
 * @param waveform outline for a picture
 * @param embedding what is heard; null when there was no sound to judge
 * @param complete false when the time was up before the end of the file: loudness, peak and outline
 *     then hold for the part before, and the embedding is null unless that part has its minute
 */
public record Analysis(
    double durationSeconds,
    Double loudnessLufs,
    Double peakDbfs,
    Double bpm,
    Waveform waveform,
    EmbeddingEstimate embedding,
    boolean complete) {}
