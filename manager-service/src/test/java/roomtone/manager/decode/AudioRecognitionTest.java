package roomtone.manager.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.manager.Sounds;
import roomtone.manager.Sounds.Samples;

class AudioRecognitionTest {

  @TempDir Path directory;

  private AudioFormat recognise(byte[] content) throws IOException, AudioUnreadable {
    // The name does not match the content.
    return AudioRecognition.recognise(Files.write(directory.resolve("picture.png"), content));
  }

  private String foundIn(byte[] content) {
    return assertThrows(AudioUnreadable.class, () -> recognise(content)).found();
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource(Samples.class)
  void wav_is_known_in_every_width(Samples samples) throws Exception {
    assertEquals(AudioFormat.WAV, recognise(Sounds.wav(0.1, 44100, 2, samples, false)));
    assertEquals(AudioFormat.WAV, recognise(Sounds.wav(0.1, 44100, 2, samples, true)));
  }

  @Test
  void wav_with_a_codec_inside_is_told_from_wav() {
    byte[] wav = Sounds.wav(0.1);
    wav[20] = 0x11;
    assertEquals("ADPCM in WAV", foundWhenOpened(wav));
    wav[20] = 0x55;
    assertEquals("MPEG audio in WAV", foundWhenOpened(wav));
  }

  private String foundWhenOpened(byte[] content) {
    return assertThrows(
            AudioUnreadable.class,
            () -> AudioFormat.open(Files.write(directory.resolve("picture.png"), content)))
        .found();
  }

  @Test
  void mp3_is_known_by_two_frames_in_a_row() throws Exception {
    assertEquals(AudioFormat.MP3, recognise(Sounds.mp3(3)));
    assertEquals("unknown data", foundIn(Sounds.join(Sounds.mp3(1), new byte[1000])));
  }

  @Test
  void mp3_is_known_behind_a_tag_of_any_size_and_its_padding() throws Exception {
    assertEquals(AudioFormat.MP3, recognise(Sounds.join(Sounds.id3("Rain"), Sounds.mp3(3))));
    assertEquals(
        AudioFormat.MP3, recognise(Sounds.join(Sounds.id3("Rain"), new byte[1000], Sounds.mp3(3))));
    // Seven bits a byte: 0x00 0x00 0x50 0x00 are 10,240 bytes of tag
    byte[] pictured = Sounds.join(bytes("ID3\3\0\0\0\0P\0"), new byte[10_240], Sounds.mp3(3));
    assertEquals(AudioFormat.MP3, recognise(pictured));
  }

  @Test
  void a_tag_alone_is_no_mp3() {
    assertEquals("an ID3 tag without MP3 frames behind it", foundIn(Sounds.id3("Rain")));
  }

  @Test
  void flac_is_known_also_behind_a_tag() throws Exception {
    assertEquals(AudioFormat.FLAC, recognise(Sounds.flac(1)));
    assertEquals(AudioFormat.FLAC, recognise(Sounds.join(Sounds.id3("Rain"), Sounds.flac(1))));
  }

  @Test
  void ogg_is_taken_with_vorbis_inside_only() throws Exception {
    assertEquals(AudioFormat.OGG_VORBIS, recognise(Sounds.ogg("\u0001vorbis\0\0\0\0")));
    assertEquals("Opus in Ogg", foundIn(Sounds.ogg("OpusHead\1")));
    assertEquals("FLAC in Ogg", foundIn(Sounds.ogg("\u007fFLAC\1")));
    assertEquals("Speex in Ogg", foundIn(Sounds.ogg("Speex   1.2")));
    assertEquals("Ogg with an unknown codec", foundIn(Sounds.ogg("something")));
    assertEquals("Ogg with an unknown codec", foundIn(bytes("OggS")));
  }

  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a0000, a PNG image",
    "ffd8ffe000104a464946, a JPEG image",
    "255044462d312e37, a PDF document",
    "504b030414000000, a ZIP archive",
    "000000206674797069736f6d, an MP4 file",
    "00000020667479704d344120, AAC or ALAC in MP4 (M4A)",
    "1a45dfa3a3428681, a Matroska or WebM file",
    "464f524d0000000041494646, AIFF audio",
    "fff15080007ffc, AAC (ADTS)",
    "7f454c46020101, a Linux program",
    "00000000000000, unknown data",
  })
  void the_refusal_names_the_format_of_the_file(String hex, String found) {
    assertEquals(found, foundIn(HexFormat.of().parseHex(hex)));
  }

  @Test
  void texts_and_empty_files_are_named() {
    assertEquals("a text", foundIn(bytes("Rain, rain, go away\n")));
    assertEquals("an HTML, SVG or XML text", foundIn(bytes("<html><body>404</body></html>")));
    assertEquals("an empty file", foundIn(new byte[0]));
  }

  @Test
  void a_file_cut_off_anywhere_is_recognised_or_refused() throws IOException {
    for (byte[] whole :
        new byte[][] {
          Sounds.wav(0.01), Sounds.mp3(2), Sounds.flac(1), Sounds.ogg("\u0001vorbis")
        }) {
      for (int length = 0; length < Math.min(whole.length, 600); length++) {
        try {
          recognise(Arrays.copyOf(whole, length));
        } catch (AudioUnreadable expected) {
          // Either answer is right.
        }
      }
    }
  }
}
