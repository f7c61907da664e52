package roomtone.manager.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.manager.analysis.AudioAnalysis.SoundType;
import roomtone.manager.decode.Sounds;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.measure.Waveform;

class AudioAnalysisTest {

  private static final int RATE = 22_050;

  @TempDir Path directory;

  @Test
  void a_soundscape_is_measured_and_embedded() throws Exception {
    Analysis analysis = analyse(noise(12 * RATE + 11), SoundType.SOUNDSCAPE);
    assertEquals(12 + 11.0 / RATE, analysis.durationSeconds(), 1e-9);
    assertEquals(-6.02, analysis.peakDbfs(), 0.05);
    assertTrue(
        analysis.loudnessLufs() > -12 && analysis.loudnessLufs() < -6,
        "" + analysis.loudnessLufs());
    assertNull(analysis.bpm());
    assertTrue(analysis.complete());
    float[] weights = analysis.embedding().weights();
    float sum = 0;
    for (float weight : weights) {
      assertTrue(weight >= 0 && weight <= 1);
      sum += weight;
    }
    assertEquals(1, sum, 1e-5);
  }

  @Test
  void the_outline_follows_the_sound() throws Exception {
    IntToDoubleFunction halves = i -> i < 5 * RATE ? 0 : 0.5 * Math.sin(0.3 * i);
    Waveform waveform =
        analyse(Sounds.wav(Sounds.Wav.INT_16, RATE, 10 * RATE, halves), SoundType.SOUNDSCAPE)
            .waveform();
    assertEquals(Waveform.POINTS, waveform.points().length);
    assertEquals(0, waveform.height(0));
    assertEquals(0, waveform.height(98));
    assertEquals(128, waveform.height(101), 2);
    assertEquals(128, waveform.height(199), 2);
  }

  @Test
  void a_single_click_is_seen_in_its_place_however_long_the_rest() throws Exception {
    int frames = 40 * RATE;
    IntToDoubleFunction click = i -> i == frames / 4 ? 1 : 0;
    Waveform waveform =
        analyse(Sounds.wav(Sounds.Wav.FLOAT_32, RATE, frames, click), SoundType.SOUNDSCAPE)
            .waveform();
    int highest = 0;
    for (int i = 0; i < Waveform.POINTS; i++) {
      highest = waveform.height(i) > waveform.height(highest) ? i : highest;
    }
    assertEquals(50, highest, 1);
    assertEquals(255, waveform.height(highest));
  }

  @Test
  void silence_has_a_length_and_nothing_else() throws Exception {
    Analysis analysis =
        analyse(Sounds.wav(Sounds.Wav.INT_16, RATE, 3 * RATE, i -> 0), SoundType.SOUNDSCAPE);
    assertEquals(3, analysis.durationSeconds());
    assertNull(analysis.loudnessLufs());
    assertNull(analysis.peakDbfs());
    assertNull(analysis.embedding());
  }

  @Test
  void music_has_a_beat_and_its_embedding_is_a_suggestion() throws Exception {
    IntToDoubleFunction noise = Sounds.noise(0.5, 3);
    IntToDoubleFunction pulse = i -> noise.applyAsDouble(i) * Math.exp(-(i % (RATE / 2)) / 800.0);
    Analysis analysis =
        analyse(Sounds.wav(Sounds.Wav.INT_16, RATE, 30 * RATE, pulse), SoundType.INSTRUMENTAL);
    assertEquals(120, analysis.bpm(), 1);
    assertTrue(analysis.embedding().suggestion());
  }

  @Test
  void the_title_confirms_or_contradicts_the_estimate() throws Exception {
    byte[] sound = noise(10 * RATE);
    EmbeddingEstimate untitled = analyse(sound, SoundType.SOUNDSCAPE).embedding();
    EmbeddingEstimate named = analyse(sound, SoundType.SOUNDSCAPE, "Summer RAIN").embedding();
    EmbeddingEstimate contradicted =
        analyse(sound, SoundType.SOUNDSCAPE, "Birds in a café").embedding();
    assertEquals(0, top(untitled.weights()), "white noise sounds like rain");
    assertTrue(named.weights()[0] > untitled.weights()[0]);
    assertTrue(named.confidence() > untitled.confidence());
    assertFalse(named.suggestion());
    assertTrue(contradicted.suggestion());
  }

  @Test
  void when_the_time_is_up_the_result_holds_for_the_part_before() throws Exception {
    AtomicLong now = new AtomicLong();
    AudioAnalysis slow =
        new AudioAnalysis(
            Duration.ofSeconds(60),
            AudioAnalysis.MAX_SECONDS,
            () -> now.getAndAdd(10_000_000_000L));
    Path file = Sounds.file(directory, "long", noise(20 * RATE));
    Analysis analysis = slow.analyse(file, SoundType.SOUNDSCAPE, List.of());
    assertFalse(analysis.complete());
    assertEquals(20, analysis.durationSeconds(), "as the header says");
    assertNull(analysis.embedding());
    assertNotNull(analysis.loudnessLufs());
  }

  @Test
  void an_interrupt_ends_the_analysis() {
    Path file = Sounds.file(directory, "sound", noise(20 * RATE));
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () -> new AudioAnalysis().analyse(file, SoundType.SOUNDSCAPE, List.of()));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void many_threads_get_the_same_result() throws Exception {
    AudioAnalysis analysis = new AudioAnalysis();
    List<Path> files =
        List.of(
            Sounds.file(directory, "a.mp3", Sounds.encoded("tones.mp3")),
            Sounds.file(directory, "b.ogg", Sounds.encoded("tones.ogg")),
            Sounds.file(directory, "c.flac", Sounds.encoded("tones-24.flac")));
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Callable<Analysis>> calls = new ArrayList<>();
      for (int i = 0; i < 18; i++) {
        Path file = files.get(i % files.size());
        calls.add(() -> analysis.analyse(file, SoundType.INSTRUMENTAL, List.of()));
      }
      List<Future<Analysis>> results = threads.invokeAll(calls);
      for (int i = files.size(); i < results.size(); i++) {
        Analysis first = results.get(i % files.size()).get();
        Analysis again = results.get(i).get();
        assertEquals(first.loudnessLufs(), again.loudnessLufs());
        assertEquals(first.peakDbfs(), again.peakDbfs());
        assertArrayEquals(first.waveform().points(), again.waveform().points());
      }
    }
  }

  /** Recordings that are named after a dimension; two others belong to none. */
  @Test
  void the_strongest_weight_of_each_recording_is_the_dimension_of_its_name() throws Exception {
    Map<String, Integer> dimensions =
        Map.of("rain.ogg", 0, "waves.ogg", 1, "storm.ogg", 2, "wind.ogg", 3, "fireplace.ogg", 4);
    for (Path recording : Sounds.recordings(AudioAnalysisTest.class)) {
      EmbeddingEstimate embedding =
          new AudioAnalysis().analyse(recording, SoundType.SOUNDSCAPE, List.of()).embedding();
      Integer wanted = dimensions.get(recording.getFileName().toString());
      if (wanted == null) {
        assertTrue(embedding.suggestion(), recording + " is none of the five");
      } else {
        assertEquals(wanted, top(embedding.weights()), recording.toString());
        assertFalse(embedding.suggestion(), recording.toString());
      }
    }
  }

  private static byte[] noise(int frames) {
    return Sounds.wav(Sounds.Wav.FLOAT_32, RATE, frames, Sounds.noise(0.5, 11));
  }

  private Analysis analyse(byte[] content, SoundType type, String... words) throws Exception {
    return new AudioAnalysis()
        .analyse(Sounds.file(directory, "sound", content), type, List.of(words));
  }

  private static int top(float[] weights) {
    int top = 0;
    for (int i = 1; i < weights.length; i++) {
      top = weights[i] > weights[top] ? i : top;
    }
    return top;
  }
}
