package roomtone.manager.song;

import java.io.IOException;
import java.nio.file.Path;
import org.jaudiotagger.audio.AudioFile;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.audio.exceptions.CannotReadException;
import org.jaudiotagger.audio.exceptions.InvalidAudioFrameException;
import org.jaudiotagger.audio.exceptions.ReadOnlyFileException;
import org.jaudiotagger.tag.FieldKey;
import org.jaudiotagger.tag.Tag;
import org.jaudiotagger.tag.TagException;

/**
 * What a recording says of itself.
 *
 * @param duration seconds, rounded up, at least 1
 * @param title as tagged, or null
 * @param artist as tagged, or null
 */
record AudioFacts(int duration, String title, String artist) {

  /** A recording longer than a day is a damaged header. */
  private static final double MAX_SECONDS = 24 * 60 * 60;

  /** A file of a known kind that cannot be read as one. */
  static final class Unreadable extends Exception {

    Unreadable(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /** Reads header and tags with jaudiotagger (LGPL 2.1 or later, used unmodified as a library). */
  static AudioFacts read(Path file, AudioFormat format) throws IOException, Unreadable {
    if (format == AudioFormat.WAV) {
      WavChunks.checkWhole(file);
    }
    try {
      AudioFile audio = AudioFileIO.readAs(file.toFile(), format.extension());
      double seconds = audio.getAudioHeader().getPreciseTrackLength();
      if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
        throw new Unreadable("it holds no sound, or its header is damaged", null);
      }
      Tag tag = audio.getTag();
      return new AudioFacts(
          (int) Math.ceil(seconds), text(tag, FieldKey.TITLE), text(tag, FieldKey.ARTIST));
    } catch (CannotReadException
        | TagException
        | ReadOnlyFileException
        | InvalidAudioFrameException e) {
      throw new Unreadable("its header is damaged", e);
    } catch (RuntimeException | OutOfMemoryError e) {
      // A parser of files that anybody may have made: whatever it stumbles over is the file's
      // fault.
      throw new Unreadable("its header is damaged", e);
    }
  }

  private static String text(Tag tag, FieldKey key) {
    try {
      return tag == null ? null : PlainText.of(tag.getFirst(key));
    } catch (RuntimeException e) {
      return null; // a tag that cannot be read is no reason to refuse the sound
    }
  }
}
