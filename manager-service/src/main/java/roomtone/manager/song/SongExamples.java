package roomtone.manager.song;

/** Answers as the description of the API shows them. */
final class SongExamples {

  static final String SONG =
      """
      {"id": "6f1c2a50-3d0e-4f0a-9a5f-0d6a3f1f3b11", "title": "Rain on a tin roof", "artist": "The Clouds",
       "file_url": "https://roomtone.s3.eu-central-1.amazonaws.com/songs/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.ogg",
       "type": "soundscape", "embedding": [0.81, 0.07, 0.05, 0.05, 0.02], "duration": 183, "created_at": "2026-11-24T09:30:00Z",
       "bpm": null, "content_type": "audio/ogg", "size_bytes": 3133874,
       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "loudness_lufs": -23.4, "peak_dbfs": -3.1,
       "embedding_source": "model", "embedding_confidence": 0.78, "suggested_embedding": null, "analysis": "whole",
       "archived_at": null, "file_removed_at": null, "updated_at": "2026-11-24T09:30:00Z"}
      """;

  static final String FILE_MISSING =
      """
      {"type": "urn:roomtone:problem:file-missing", "title": "File missing", "status": 400,
       "detail": "There is a file in the part 'audio'. Send one recording, as the part 'file' of a multipart form."}
      """;

  static final String SONG_EXISTS =
      """
      {"type": "urn:roomtone:problem:song-exists", "title": "Song exists", "status": 409,
       "detail": "The same recording is in the catalogue as 'Rain on a tin roof'.",
       "song_id": "6f1c2a50-3d0e-4f0a-9a5f-0d6a3f1f3b11", "archived": false}
      """;

  static final String UNSUPPORTED =
      """
      {"type": "urn:roomtone:problem:unsupported-audio", "title": "Unsupported audio", "status": 415,
       "detail": "This is Opus in Ogg. Upload WAV, MP3, FLAC or OGG Vorbis; what counts is the content, not the name.",
       "found": "Opus in Ogg"}
      """;

  static final String SONG_PLAYS =
      """
      {"type": "urn:roomtone:problem:song-plays", "title": "Song plays", "status": 409,
       "detail": "The song plays at the moment. Replace its file when it has ended, or skip it first."}
      """;

  static final String OUTLINE = "{\"heights\": [0, 12, 130, 255, 131, 9]}";

  static final String UPLOADS =
      """
      {"items": [
         {"id": "0b9f6f0e-7d0c-4b43-9c57-8a3b6d1a7f10", "file_name": "Rain on a tin roof", "size_bytes": 3133874, "step": "analysing",
          "song_id": null, "problem": null, "started_by": "5b1d0c52-6f3e-4d53-8f0a-1a2b3c4d5e6f",
          "started_at": "2026-11-24T09:29:58Z", "changed_at": "2026-11-24T09:29:59Z"}],
       "page": 1, "size": 50, "total": 1}
      """;

  private SongExamples() {}
}
