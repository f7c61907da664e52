package roomtone.manager.upload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.audio.exceptions.CannotReadException;
import org.jaudiotagger.audio.exceptions.InvalidAudioFrameException;
import org.jaudiotagger.audio.exceptions.ReadOnlyFileException;
import org.jaudiotagger.tag.FieldKey;
import org.jaudiotagger.tag.Tag;
import org.jaudiotagger.tag.TagException;
import roomtone.manager.decode.AudioFormat;
import roomtone.manager.decode.Id3;
import roomtone.manager.song.DisplayText;

/**
 * The tags of a recording. Tags that cannot be read are no reason to refuse the sound; they are
 * then null.
 *
 * @param title one line of text, or null
 * @param artist one line of text, or null
 * @param genre one line of text, or null; evidence of what is heard
 */
record FileTags(String title, String artist, String genre) {

  private static final FileTags NONE = new FileTags(null, null, null);

  /**
   * Bytes of tags; of a file with more none are read, because the library keeps covers in memory.
   */
  private static final long MAX_BYTES = 16L << 20;

  /** The bit in the first byte of a FLAC metadata block that marks the last one. */
  private static final int LAST_BLOCK = 0x80;

  /** Reads the tags with jaudiotagger (LGPL 2.1 or later, used unmodified as a library). */
  static FileTags read(Path file, AudioFormat format) {
    try {
      if (isLarge(file, format)) {
        return NONE;
      }
      Tag tag = AudioFileIO.readAs(file.toFile(), format.extension()).getTag();
      return tag == null
          ? NONE
          : new FileTags(
              text(tag, FieldKey.TITLE), text(tag, FieldKey.ARTIST), text(tag, FieldKey.GENRE));
    } catch (CannotReadException
        | TagException
        | ReadOnlyFileException
        | InvalidAudioFrameException
        | IOException
        | RuntimeException
        | OutOfMemoryError e) {
      // The library parses files that anybody may have made: its failure is a fault of the file.
      return NONE;
    }
  }

  /** The tags that may name what is heard: title and genre. */
  List<String> words() {
    return Stream.of(title, genre).filter(Objects::nonNull).toList();
  }

  private static String text(Tag tag, FieldKey key) {
    try {
      return DisplayText.of(tag.getFirst(key));
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Whether the headers and tags of a file are larger than {@link #MAX_BYTES}. */
  private static boolean isLarge(Path file, AudioFormat format) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return switch (format) {
        case MP3 -> id3(in) > MAX_BYTES;
        case FLAC -> id3(in) > MAX_BYTES || flacBlocks(in) > MAX_BYTES;
        case OGG_VORBIS -> oggHeaders(in) > MAX_BYTES;
        case WAV -> wavLists(in) > MAX_BYTES;
      };
    }
  }

  /** Bytes of an ID3 tag at the start; leaves the stream behind it. */
  private static long id3(InputStream in) throws IOException {
    in.mark(Id3.HEADER_BYTES);
    long size = Id3.length(in.readNBytes(Id3.HEADER_BYTES));
    in.reset();
    in.skipNBytes(size);
    return size;
  }

  /** Bytes of the metadata blocks of a FLAC stream, counted until they are too many. */
  private static long flacBlocks(InputStream in) throws IOException {
    in.skipNBytes(4);
    long sum = 0;
    boolean last = false;
    while (!last && sum <= MAX_BYTES) {
      byte[] head = in.readNBytes(4);
      if (head.length < 4) {
        return sum;
      }
      int size = (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
      last = (head[0] & LAST_BLOCK) != 0;
      sum += size;
      in.skipNBytes(size);
    }
    return sum;
  }

  /** Bytes of the pages before the first one with a position in the sound: they hold headers. */
  private static long oggHeaders(InputStream in) throws IOException {
    long sum = 0;
    while (sum <= MAX_BYTES) {
      byte[] head = in.readNBytes(27);
      if (head.length < 27) {
        return sum;
      }
      byte[] lacing = in.readNBytes(head[26] & 0xff);
      boolean sound = (head[6] | head[7] | head[8] | head[9] | head[10]) > 0;
      if (sound) {
        return sum;
      }
      for (byte segment : lacing) {
        in.skipNBytes(segment & 0xff);
        sum += segment & 0xff;
      }
    }
    return sum;
  }

  /** Bytes of all chunks but the samples. */
  private static long wavLists(InputStream in) throws IOException {
    in.skipNBytes(12);
    long sum = 0;
    while (sum <= MAX_BYTES) {
      byte[] head = in.readNBytes(8);
      if (head.length < 8) {
        return sum;
      }
      long size =
          (head[4] & 0xffL)
              | (head[5] & 0xffL) << 8
              | (head[6] & 0xffL) << 16
              | (head[7] & 0xffL) << 24;
      boolean samples = head[0] == 'd' && head[1] == 'a' && head[2] == 't' && head[3] == 'a';
      sum += samples ? 0 : size;
      if (size > in.skip(size + size % 2)) {
        return sum;
      }
    }
    return sum;
  }
}
