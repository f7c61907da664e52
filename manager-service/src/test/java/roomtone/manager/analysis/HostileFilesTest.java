package roomtone.manager.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.decode.AudioUnreadable.Reason;
import roomtone.manager.decode.DecodingTest;
import roomtone.manager.decode.FlacFile;
import roomtone.manager.decode.MpegHeader;
import roomtone.manager.decode.Sounds;

@Timeout(120)
class HostileFilesTest {

  private static final IntToDoubleFunction TONE = Sounds.sine(440, 0.5, 44_100);

  @TempDir Path directory;

  @Test
  void a_file_without_bytes_is_empty() {
    assertRefused(Reason.EMPTY, new byte[0]);
  }

  @Test
  void a_wav_without_samples_is_empty() {
    assertRefused(Reason.EMPTY, Sounds.wav(Sounds.Wav.INT_16, 44_100, 0, TONE));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void random_bytes_are_no_audio(long seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    assertRefused(Reason.NOT_AUDIO, bytes);
  }

  @Test
  void text_and_pictures_are_no_audio() {
    assertRefused(
        Reason.NOT_AUDIO, Sounds.ascii("<!doctype html><script>alert(1)</script>".repeat(1_000)));
    assertRefused(Reason.NOT_AUDIO, Sounds.ascii("\u0089PNG\r\n\u001a\n" + "x".repeat(5_000)));
    assertRefused(Reason.NOT_AUDIO, Sounds.ascii("ID3\u0003\0\0\0\0\u0002," + "y".repeat(5_000)));
  }

  @ParameterizedTest
  @CsvSource({"tones.mp3", "tones.ogg", "tones-24.flac"})
  void a_file_cut_off_anywhere_is_called_truncated(String name) {
    byte[] whole = Sounds.encoded(name);
    for (int percent : new int[] {35, 50, 77, 99}) {
      Reason reason = assertRefused(null, Arrays.copyOf(whole, whole.length * percent / 100 - 1));
      assertEquals(Reason.TRUNCATED, reason, name + " at " + percent + " %");
    }
  }

  @Test
  void a_wav_that_claims_more_than_it_has_is_truncated() {
    byte[] wav = Sounds.wav(Sounds.Wav.INT_16, 44_100, 5_000, TONE);
    assertRefused(Reason.TRUNCATED, Arrays.copyOf(wav, 7_000));
    assertRefused(Reason.TRUNCATED, Arrays.copyOf(wav, 30));
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 0xffff_fff0);
    assertRefused(Reason.TRUNCATED, wav);
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
    assertRefused(Reason.TRUNCATED, wav);
  }

  @ParameterizedTest
  @CsvSource({
    "22, 65535, DAMAGED",
    "22, 0, DAMAGED",
    "24, 1000, TOO_LARGE",
    "24, 0, DAMAGED",
    "32, 1, DAMAGED",
    "34, 16384, UNSUPPORTED",
    "20, 85, UNSUPPORTED"
  })
  void wrong_sizes_in_a_wav_header_are_found_before_memory_is_allocated(
      int offset, int value, Reason reason) {
    byte[] wav = Sounds.wav(Sounds.Wav.INT_16, 44_100, 5_000, TONE);
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    if (offset == 24) {
      ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(24, value);
    }
    assertRefused(reason, wav);
  }

  @Test
  void nine_channels_are_too_many() {
    IntToDoubleFunction[] nine = new IntToDoubleFunction[9];
    Arrays.fill(nine, TONE);
    assertRefused(Reason.TOO_LARGE, Sounds.wav(Sounds.Wav.INT_16, 44_100, 100, nine));
  }

  @Test
  void samples_that_are_no_numbers_are_damage() {
    assertRefused(
        Reason.DAMAGED,
        Sounds.wav(Sounds.Wav.FLOAT_32, 44_100, 5_000, i -> i == 4_000 ? Double.NaN : 0));
    assertRefused(
        Reason.DAMAGED,
        Sounds.wav(Sounds.Wav.FLOAT_64, 44_100, 5_000, i -> i == 4_000 ? 1e300 : 0));
  }

  @Test
  void a_small_file_that_plays_for_days_is_too_large() throws Exception {
    int[] silence = new int[4_096 * 4];
    byte[] flac = FlacFile.encode(silence, 1, 8_000, 16);
    // The count of samples has 36 bits: the lower four of byte 21 and the next four bytes.
    flac[21] |= 0x0f;
    assertRefused(Reason.TOO_LARGE, flac);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Opus|OpusHead",
        "FLAC in Ogg|\u007fFLAC",
        "Speex|Speex   ",
        "Ogg video|\u0080theora"
      })
  void other_sound_in_ogg_is_named(String name, String mark) {
    AudioUnreadable refused =
        refuse(
            Sounds.ascii(
                "OggS\0\u0002" + "\0".repeat(20) + "\u0001\u001e" + mark + "x".repeat(40)));
    assertEquals(Reason.UNSUPPORTED, refused.reason());
    assertTrue(refused.getMessage().contains(name), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MP4|0000ftypM4A ",
        "AIFF|FORM0000AIFF",
        "MIDI|MThd0000",
        "AAC|\u00ff\u00f1P",
        "layer 2|\u00ff\u00fdP"
      })
  void other_kinds_of_audio_are_named(String name, String mark) {
    AudioUnreadable refused = refuse(Sounds.ascii(mark + "x".repeat(4_000)));
    assertEquals(Reason.UNSUPPORTED, refused.reason());
    assertTrue(refused.getMessage().contains(name), refused.getMessage());
  }

  /** A damaged file is refused, or its undamaged part is used; nothing else is thrown. */
  @ParameterizedTest
  @CsvSource({"tones.mp3", "tones.ogg", "tones-24.flac"})
  void damaged_bytes_cause_no_other_error(String name) throws Exception {
    byte[] whole = Sounds.encoded(name);
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      byte[] broken = whole.clone();
      int count = 1 << random.nextInt(9);
      for (int i = 0; i < count; i++) {
        int within = round % 2 == 0 ? Math.min(600, broken.length) : broken.length;
        broken[random.nextInt(within)] = (byte) random.nextInt();
      }
      try {
        Sounds.decode(Sounds.file(directory, "broken", broken));
      } catch (AudioUnreadable refused) {
        assertFalse(refused.getMessage().isBlank());
      }
    }
  }

  @Test
  void a_vorbis_header_that_asks_for_gigabytes_is_damage() {
    // One codebook of 16 million entries of 65,535 numbers, which an ordered list of lengths states
    // in a few bytes.
    BitWriter setup = new BitWriter();
    setup.bytes(Sounds.ascii("\u0005vorbis"));
    setup.bits(0, 8);
    setup.bits(0x564342, 24);
    setup.bits(65_535, 16);
    setup.bits(0xff_ffff, 24);
    setup.bits(1, 1);
    setup.bits(23, 5);
    setup.bits(0xff_ffff, 24);
    setup.bits(0, 4);
    byte[] first = Arrays.copyOfRange(Sounds.encoded("tones.ogg"), 28, 58);
    byte[] comment = Sounds.ascii("\u0003vorbis\0\0\0\0\0\0\0\0\u0001");
    byte[] ogg =
        DecodingTest.concat(
            oggPage(2, 0, first), oggPage(0, 1, comment), oggPage(0, 2, setup.toBytes()));
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    assertRefused(Reason.DAMAGED, ogg);
    long taken = memory.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 10_000_000, "took " + taken + " bytes");
  }

  /** A page with one packet shorter than 255 bytes, of the stream with number 0. */
  private static byte[] oggPage(int flags, int number, byte[] packet) {
    ByteBuffer page = ByteBuffer.allocate(28 + packet.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put(Sounds.ascii("OggS"))
        .put((byte) 0)
        .put((byte) flags)
        .putLong(0)
        .putInt(0)
        .putInt(number);
    page.putInt(0).put((byte) 1).put((byte) packet.length).put(packet);
    int crc = 0;
    for (int i = 0; i < page.capacity(); i++) {
      crc ^= page.get(i) << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
      }
    }
    page.putInt(22, crc);
    byte[] bytes = new byte[page.capacity()];
    page.get(0, bytes);
    return bytes;
  }

  @Test
  void an_ogg_file_without_its_last_page_is_truncated() {
    byte[] whole = Sounds.encoded("tones.ogg");
    int lastPage = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("OggS");
    assertRefused(Reason.TRUNCATED, Arrays.copyOf(whole, lastPage));
  }

  @Test
  void a_flac_file_with_fewer_samples_than_it_announces_is_truncated() throws Exception {
    byte[] flac = FlacFile.encode(new int[10_000], 1, 8_000, 16);
    flac[24] ^= (byte) 0x80;
    assertRefused(Reason.TRUNCATED, flac);
  }

  @Test
  void an_mp3_file_with_half_the_frames_that_it_announces_is_truncated() {
    byte[] whole = Sounds.encoded("tones.mp3");
    // The cut is at the beginning of a frame, so that no frame is incomplete.
    int cut = whole.length / 2;
    while (MpegHeader.layer3At(whole, cut) == null
        || MpegHeader.layer3At(whole, cut + MpegHeader.layer3At(whole, cut).bytes()) == null) {
      cut++;
    }
    assertRefused(Reason.TRUNCATED, Arrays.copyOf(whole, cut));
  }

  @Test
  void a_missing_file_is_an_io_error() {
    assertThrows(
        IOException.class,
        () ->
            new AudioAnalysis()
                .analyse(directory.resolve("none"), AudioAnalysis.SoundType.SOUNDSCAPE, List.of()));
  }

  private Reason assertRefused(Reason reason, byte[] content) {
    AudioUnreadable refused = refuse(content);
    if (reason != null) {
      assertEquals(reason, refused.reason(), refused.getMessage());
    }
    assertTrue(refused.getMessage().endsWith("."), "tells what to do: " + refused.getMessage());
    return refused.reason();
  }

  private AudioUnreadable refuse(byte[] content) {
    Path file = Sounds.file(directory, "upload", content);
    AudioAnalysis analysis =
        new AudioAnalysis(Duration.ofMinutes(2), AudioAnalysis.MAX_SECONDS, System::nanoTime);
    return assertThrows(
        AudioUnreadable.class,
        () -> analysis.analyse(file, AudioAnalysis.SoundType.SOUNDSCAPE, List.of()));
  }

  /** Writes numbers bit by bit, lowest first, as Vorbis packs them. */
  private static final class BitWriter {
    private final BitSet bits = new BitSet();
    private int length;

    void bits(int value, int count) {
      for (int i = 0; i < count; i++) {
        bits.set(length++, (value >> i & 1) == 1);
      }
    }

    void bytes(byte[] values) {
      for (byte value : values) {
        bits(value, 8);
      }
    }

    byte[] toBytes() {
      return Arrays.copyOf(bits.toByteArray(), (length + 7) / 8);
    }
  }
}
