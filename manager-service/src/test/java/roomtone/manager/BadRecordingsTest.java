package roomtone.manager;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no recordings, and malformed descriptions of recordings. */
@QuarkusTest
class BadRecordingsTest extends BadInput {

  static Stream<Arguments> what_is_no_recording() {
    byte[] wav = Sounds.wav(1);
    return Stream.of(
        Arguments.of("an empty file", 415, "unsupported-audio", new byte[0]),
        Arguments.of("a picture called .wav", 415, "unsupported-audio", png()),
        Arguments.of("a page with a script", 415, "unsupported-audio", page()),
        Arguments.of("a page behind a tag", 415, "unsupported-audio", tagged(page())),
        Arguments.of(
            "a program", 415, "unsupported-audio", ascii("\u007fELF\2\1\1" + "x".repeat(999))),
        Arguments.of("an archive", 415, "unsupported-audio", ascii("PK\3\4" + "x".repeat(999))),
        Arguments.of("Opus in Ogg", 415, "unsupported-audio", Sounds.ogg("OpusHead\1")),
        Arguments.of("noise", 415, "unsupported-audio", noise(100_000)),
        Arguments.of("half a WAV file", 422, "unreadable-audio", Arrays.copyOf(wav, 9_000)),
        Arguments.of(
            "the beginning of a WAV file", 422, "unreadable-audio", Arrays.copyOf(wav, 30)),
        Arguments.of("half an MP3 file", 422, "unreadable-audio", half("tones.mp3")),
        Arguments.of("half an OGG file", 422, "unreadable-audio", half("tones.ogg")),
        Arguments.of("half a FLAC file", 422, "unreadable-audio", half("tones-24.flac")),
        Arguments.of("a WAV file that claims 4 GB", 422, "unreadable-audio", with(wav, 40, -16)),
        Arguments.of("a WAV file of no channels", 422, "unreadable-audio", withShort(wav, 22, 0)),
        Arguments.of(
            "a WAV file of 65,535 channels", 422, "unreadable-audio", withShort(wav, 22, -1)),
        Arguments.of("a WAV file that plays for days", 422, "audio-too-large", with(wav, 24, 1)),
        Arguments.of(
            "a FLAC file that plays for days", 422, "audio-too-large", Sounds.flac(200_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("what_is_no_recording")
  void what_is_no_recording_becomes_no_song(String what, int status, String problem, byte[] content)
      throws Exception {
    world.refused(() -> withFile(content).post(SONGS), status, problem);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("what_is_no_recording")
  void what_is_no_recording_replaces_none(String what, int status, String problem, byte[] content)
      throws Exception {
    world.refused(() -> withFile(content).put(SONGS + "/" + song + "/file"), status, problem);
  }

  private RequestSpecification withFile(byte[] content) {
    return as(admin).multiPart("file", "../../rain<script>.wav", content);
  }

  private static byte[] png() {
    return ascii("\u0089PNG\r\n\u001a\n" + "x".repeat(999));
  }

  private static byte[] page() {
    return ascii("<!doctype html><script>alert(1)</script>" + " ".repeat(999));
  }

  private static byte[] tagged(byte[] content) {
    return Sounds.join(Sounds.id3("../../etc/passwd"), content);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(4).nextBytes(bytes);
    return bytes;
  }

  private static byte[] half(String name) {
    byte[] whole = Sounds.encoded(name);
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static byte[] with(byte[] wav, int offset, int value) {
    byte[] changed = wav.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    return changed;
  }

  private static byte[] withShort(byte[] wav, int offset, int value) {
    byte[] changed = wav.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    return changed;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "title, '\u0007bell'",
    "artist, 'line\nfeed'",
    "type, podcast",
    "embedding, '[1,2,3]'",
    "embedding, '[0,0,0,0,0]'",
    "embedding, '[1e999,0,0,0,0]'",
    "embedding, '[NaN,0,0,0,0]'",
    "embedding, '{\"rain\": 1}'"
  })
  void a_malformed_description_of_a_recording_is_refused(String part, String value)
      throws Exception {
    world.refused(
        () -> withFile(Sounds.wav(1)).multiPart(part, value).post(SONGS), 400, "invalid-field");
  }

  @Test
  void a_recording_is_taken_once() throws Exception {
    byte[] wav = Sounds.wav(1);
    String id = withFile(wav).post(SONGS).then().statusCode(201).extract().path("id");
    world.refused(() -> withFile(wav).post(SONGS), 409, "song-exists").body("song_id", equalTo(id));
    world.refused(() -> withFile(wav).put(SONGS + "/" + song + "/file"), 409, "song-exists");
    world.refused(
        () -> withFile(Sounds.wav(1)).put(SONGS + "/" + NOBODY + "/file"), 404, "unknown-song");
    world.refused(
        () -> as(manager).multiPart("file", "a.wav", Sounds.wav(1)).post(SONGS), 403, "forbidden");
  }

  @Test
  void paths_and_scripts_in_names_and_tags_are_text_and_nothing_else() throws Exception {
    String script = "<script>alert(1)</script>/../../etc/passwd";
    long objects = world.objects().size();
    byte[] mp3 = Sounds.join(Sounds.id3(script), Sounds.encoded("tones.mp3"), new byte[] {0});
    as(admin)
        .multiPart("file", "../../../../tmp/evil.mp3", mp3)
        .multiPart("artist", "../<img src=x onerror=alert(1)>")
        .post(SONGS)
        .then()
        .statusCode(201)
        .contentType("application/json")
        .header("X-Content-Type-Options", "nosniff")
        .body("title", equalTo(script))
        .body("artist", equalTo("../<img src=x onerror=alert(1)>"))
        .body("file_url", containsString("/roomtone/songs/"));
    as(admin)
        .multiPart("file", "..\\..\\%2e%2e%2fevil\".wav", Sounds.wav(1))
        .post(SONGS)
        .then()
        .statusCode(201);
    // The object is named by its hash, whatever the file was called.
    List<String> added = world.objects();
    assertEquals(objects + 2, added.size());
    added.forEach(
        name -> assertEquals(true, name.matches("songs/[0-9a-f]{64}\\.[a-z0-9]+ .*"), name));
    assertEquals(false, Files.exists(java.nio.file.Path.of("/tmp/evil.mp3")));
  }
}
