package roomtone.manager.song;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A song as staff see it: every column of its row. Copies nothing: made to be written as JSON at
 * once.
 */
@Schema(name = "Song")
record SongView(
    UUID id,
    String title,
    String artist,
    @Schema(description = "Where the file lies in S3; readable only with a signature.")
        String fileUrl,
    @Schema(description = "soundscape or instrumental.") String type,
    @Schema(description = "How much of each of the five dimensions is heard, 0..1; null: unknown.")
        List<Float> embedding,
    @Schema(description = "Seconds, rounded up; null: unknown.") Integer duration,
    Instant createdAt,
    Float bpm,
    String contentType,
    Long sizeBytes,
    String sha256,
    Float loudnessLufs,
    Float peakDbfs,
    @Schema(description = "manual or model.") String embeddingSource,
    Float embeddingConfidence,
    @Schema(description = "Heard with too little confidence; picks nothing until confirmed.")
        List<Float> suggestedEmbedding,
    @Schema(
            enumeration = {"whole", "partial"},
            nullable = true,
            description =
                "whole: listened to from beginning to end; partial: the time was up before; null: not listened to yet. "
                    + "Unless whole, POST /api/admin/songs/{id}/analysis tries again.")
        String analysis,
    @Schema(description = "Since when it may not be picked; null: in use.") Instant archivedAt,
    @Schema(
            nullable = true,
            description =
                "When the file was given up, 30 days after archiving; it has to be uploaded again before the song can be used.")
        Instant fileRemovedAt,
    Instant updatedAt) {

  static SongView of(CatalogueSong song) {
    return new SongView(
        song.id,
        song.title,
        song.artist,
        song.fileUrl,
        song.type,
        weights(song.embedding),
        song.duration,
        song.createdAt,
        song.bpm,
        song.contentType,
        song.sizeBytes,
        song.sha256,
        song.loudnessLufs,
        song.peakDbfs,
        song.embeddingSource,
        song.embeddingConfidence,
        weights(song.suggestedEmbedding),
        song.analysis,
        song.archivedAt,
        song.fileRemovedAt,
        song.updatedAt);
  }

  private static List<Float> weights(float[] column) {
    return column == null ? null : Embedding.ofColumn(column).weights();
  }
}
