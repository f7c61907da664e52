package roomtone.manager.song;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A song as staff see it: every column of its row. */
@Schema(name = "Song")
public record SongView(
    UUID id,
    @Schema(examples = "Rain on a tent") String title,
    @Schema(nullable = true, examples = "The Clouds") String artist,
    @Schema(
            description = "Where the file lies in S3; readable only with a signature.",
            examples =
                "https://sounds.s3.eu-central-1.amazonaws.com/songs/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.ogg")
        String fileUrl,
    @Schema(enumeration = {"soundscape", "instrumental"}) String type,
    @Schema(
            nullable = true,
            description = "How much of each of the five dimensions is heard, 0..1; null: unknown.",
            examples = "[0.81, 0.07, 0.05, 0.05, 0.02]")
        List<Float> embedding,
    @Schema(nullable = true, description = "Seconds, rounded up; null: unknown.", examples = "183")
        Integer duration,
    Instant createdAt,
    @Schema(nullable = true, description = "Of instrumental music.", examples = "null") Float bpm,
    @Schema(nullable = true, examples = "audio/ogg") String contentType,
    @Schema(nullable = true, examples = "3133874") Long sizeBytes,
    @Schema(
            nullable = true,
            examples = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
        String sha256,
    @Schema(nullable = true, description = "Integrated, ITU-R BS.1770-4.", examples = "-23.4")
        Float loudnessLufs,
    @Schema(nullable = true, description = "Highest sample.", examples = "-3.1") Float peakDbfs,
    @Schema(
            enumeration = {"model", "manual"},
            nullable = true,
            description = "model: heard; manual: somebody stated it, or confirmed what was heard.")
        String embeddingSource,
    @Schema(nullable = true, description = "Of what was heard, 0..1.", examples = "0.78")
        Float embeddingConfidence,
    @Schema(
            nullable = true,
            description = "Heard with too little confidence; picks nothing until confirmed.",
            examples = "null")
        List<Float> suggestedEmbedding,
    @Schema(
            enumeration = {"whole", "partial"},
            nullable = true,
            description =
                "whole: listened to from beginning to end; partial: the time was up before; null: not listened to yet. "
                    + "Unless whole, POST /api/admin/songs/{id}/analysis tries again.")
        String analysis,
    @Schema(
            nullable = true,
            description = "Since when it may not be picked; null: in use.",
            examples = "null")
        Instant archivedAt,
    @Schema(
            nullable = true,
            description =
                "When the file was given up, 30 days after archiving; it has to be uploaded again before the song can be used.",
            examples = "null")
        Instant fileRemovedAt,
    Instant updatedAt) {

  public static SongView of(CatalogueSong song) {
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
