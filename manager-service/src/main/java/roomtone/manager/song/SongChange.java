package roomtone.manager.song;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What admins change of a song: a component is null when the field was not sent. */
@Schema(name = "SongChange", description = "What is absent stays as it is.")
record SongChange(
    @Schema(implementation = String.class, maxLength = DisplayText.MAX_LENGTH) JsonNode title,
    @Schema(implementation = String.class, maxLength = DisplayText.MAX_LENGTH, nullable = true)
        JsonNode artist,
    @Schema(
            implementation = String.class,
            enumeration = {"soundscape", "instrumental"})
        JsonNode type,
    @Schema(
            implementation = float[].class,
            nullable = true,
            description = "Five numbers in 0..1, not all zero; null: unknown.")
        JsonNode embedding,
    @Schema(
            implementation = Boolean.class,
            description = "true takes suggested_embedding as the embedding.")
        JsonNode confirmSuggestion,
    @Schema(implementation = Boolean.class, description = "false brings an archived song back.")
        JsonNode archived) {}
