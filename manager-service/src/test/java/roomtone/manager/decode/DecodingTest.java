package roomtone.manager.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

public class DecodingTest {

  private static final IntToDoubleFunction LEFT = Sounds.sine(440, 0.5, 44_100);
  private static final IntToDoubleFunction RIGHT = Sounds.sine(880, 0.25, 44_100);

  /** The encoder of the MP3 files lowers the level a little to avoid clipping. */
  private static final double LAME_GAIN = 0.95;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Sounds.Wav.class)
  void every_kind_of_wav_gives_back_its_samples(Sounds.Wav kind) throws Exception {
    Sounds.Decoded decoded = decode(Sounds.wav(kind, 44_100, 10_000, LEFT, RIGHT));
    assertEquals(10_000, decoded.frames());
    assertEquals(10_000, decoded.announced);
    float step = 1f / (1 << Math.min(23, kind.bits - 1));
    assertArrayEquals(Sounds.samples(LEFT, 10_000), decoded.channel(0), 1.5f * step);
    assertArrayEquals(Sounds.samples(RIGHT, 10_000), decoded.channel(1), 1.5f * step);
  }

  @ParameterizedTest
  @EnumSource(Sounds.Wav.class)
  void an_extensible_wav_is_the_same_with_names_for_its_channels(Sounds.Wav kind) throws Exception {
    byte[] plain = Sounds.wav(kind, 48_000, 5_001, LEFT, RIGHT);
    byte[] extensible = Sounds.extensible(kind, 48_000, 5_001, 3, LEFT, RIGHT);
    assertArrayEquals(decode(plain).channel(1), decode(extensible).channel(1));
  }

  @Test
  void a_wav_that_was_written_to_a_pipe_is_read_to_its_end() throws Exception {
    byte[] piped = Sounds.wav(Sounds.Wav.INT_16, 44_100, 3_000, LEFT);
    ByteBuffer.wrap(piped).putInt(4, -1).putInt(40, -1);
    assertEquals(3_000, decode(piped).frames());
  }

  @Test
  void bytes_after_the_samples_are_ignored() throws Exception {
    byte[] wav = Sounds.wav(Sounds.Wav.INT_16, 44_100, 3_000, LEFT);
    assertEquals(3_000, decode(concat(wav, Sounds.chunk("LIST", new byte[500]))).frames());
  }

  @Test
  void samples_that_the_mp3_encoder_added_are_removed() throws Exception {
    Sounds.Decoded decoded = decode(Sounds.encoded("tones.mp3"));
    assertTones(decoded, 44_100, 66_150, LAME_GAIN);
    assertEquals(66_150, decoded.announced);
  }

  @Test
  void mp3_without_any_header_before_its_frames_is_read_frame_by_frame() throws Exception {
    Sounds.Decoded decoded = decode(Sounds.encoded("tone-without-header.mp3"));
    assertEquals(0, decoded.frames() % 576);
    assertEquals(LAME_GAIN * 0.5, decoded.amplitude(0, 440), 0.01);
  }

  @Test
  void other_bytes_and_tags_around_mp3_frames_are_skipped() throws Exception {
    byte[] sound = Sounds.encoded("tones.mp3");
    byte[] tag = new byte[10 + 300];
    System.arraycopy(Sounds.ascii("ID3\u0003\0\0\0\0\u0002,"), 0, tag, 0, 10);
    byte[] last = new byte[128];
    System.arraycopy(Sounds.ascii("TAG"), 0, last, 0, 3);
    Sounds.Decoded decoded = decode(concat(tag, Sounds.ascii("rubbish"), withoutTag(sound), last));
    assertTones(decoded, 44_100, 66_150, LAME_GAIN);
  }

  @Test
  void ogg_vorbis_ends_where_its_last_page_says() throws Exception {
    assertTones(decode(Sounds.encoded("tones.ogg")), 44_100, 66_150, 1);
  }

  @Test
  void ogg_files_put_one_behind_the_other_play_one_after_the_other() throws Exception {
    byte[] ogg = Sounds.encoded("tones.ogg");
    assertEquals(2 * 66_150, decode(concat(ogg, ogg)).frames());
  }

  @Test
  void flac_of_24_bits_keeps_all_of_them() throws Exception {
    Sounds.Decoded decoded = decode(Sounds.encoded("tones-24.flac"));
    assertTones(decoded, 48_000, 12_000, 1);
    float[] wanted = Sounds.samples(Sounds.sine(440, 0.5, 48_000), 12_000);
    assertArrayEquals(wanted, decoded.channel(0), 2e-7f);
  }

  @Test
  void flac_that_was_written_to_a_pipe_is_read_to_its_end() throws Exception {
    byte[] piped = FlacFile.encode(new int[20_000], 1, 8_000, 16);
    piped[21] &= (byte) 0xf0;
    Arrays.fill(piped, 22, 26, (byte) 0);
    Sounds.Decoded decoded = decode(piped);
    assertEquals(FrameSource.UNKNOWN, decoded.announced);
    assertEquals(20_000, decoded.frames());
  }

  @ParameterizedTest
  @CsvSource({"1, 8000", "1, 16000", "2, 32000", "4, 48000", "8, 96000"})
  void flac_of_16_bits_is_exact_in_any_shape(int channels, int sampleRate) throws Exception {
    int[] samples = new int[9_999 * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (int) (20_000 * Math.sin(0.01 * i) + i % 17);
    }
    Sounds.Decoded decoded = decode(FlacFile.encode(samples, channels, sampleRate, 16));
    assertEquals(9_999, decoded.frames());
    float[] last = decoded.channel(channels - 1);
    for (int i = 0; i < last.length; i++) {
      assertEquals(samples[i * channels + channels - 1] / 32_768f, last[i]);
    }
  }

  @Test
  void every_recording_decodes_to_the_length_it_announces() throws Exception {
    for (Path recording : Sounds.recordings(DecodingTest.class)) {
      Sounds.Decoded decoded = Sounds.decode(recording);
      assertEquals(decoded.announced, decoded.frames(), recording.toString());
      assertTrue(decoded.frames() > 10 * decoded.sampleRate, recording.toString());
    }
  }

  private static void assertTones(Sounds.Decoded decoded, int sampleRate, int frames, double gain) {
    assertEquals(sampleRate, decoded.sampleRate);
    assertEquals(2, decoded.channels);
    assertEquals(frames, decoded.frames());
    assertEquals(gain * 0.5, decoded.amplitude(0, 440), 0.005);
    assertEquals(gain * 0.25, decoded.amplitude(1, 880), 0.005);
    assertEquals(0, decoded.amplitude(1, 440), 0.005);
  }

  private Sounds.Decoded decode(byte[] content) throws Exception {
    return Sounds.decode(Sounds.file(directory, "sound", content));
  }

  private static byte[] withoutTag(byte[] mp3) {
    int length = (int) Id3.length(mp3);
    return Arrays.copyOfRange(mp3, length, mp3.length);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
