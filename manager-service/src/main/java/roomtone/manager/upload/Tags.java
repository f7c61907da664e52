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
import roomtone.manager.song.PlainText;

/**
 * What a recording says of itself. A tag that cannot be read is no reason to refuse the sound.
 *
 * @param title one line of text, or null
 * @param artist one line of text, or null
 * @param genre one line of text, or null; only a hint at what is heard
 */
record Tags(String title, String artist, String genre) {

  private static final Tags NONE = new Tags(null, null, null);

  /** The tag library keeps covers in memory; whoever has larger ones does without tags. */
  private static final long LARGEST = 16L << 20;

  private static final int LAST_BLOCK = 0x80;

  /** Reads the tags with jaudiotagger (LGPL 2.1 or later, used unmodified as a library). */
  static Tags read(Path file, AudioFormat format) {
    try {
      if (isLarge(file, format)) {
        return NONE;
      }
      Tag tag = AudioFileIO.readAs(file.toFile(), format.extension()).getTag();
      return tag == null
          ? NONE
          : new Tags(
              text(tag, FieldKey.TITLE), text(tag, FieldKey.ARTIST), text(tag, FieldKey.GENRE));
    } catch (CannotReadException
        | TagException
        | ReadOnlyFileException
        | InvalidAudioFrameException
        | IOException
        | RuntimeException
        | OutOfMemoryError e) {
      // A parser of files that anybody may have made: whatever it stumbles over is the file's
      // fault.
      return NONE;
    }
  }

  /** Title and genre, as hints at what is heard. */
  List<String> words() {
    return Stream.of(title, genre).filter(Objects::nonNull).toList();
  }

  private static String text(Tag tag, FieldKey key) {
    try {
      return PlainText.of(tag.getFirst(key));
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Whether what stands before the sound is more than should be held in memory. */
  private static boolean isLarge(Path file, AudioFormat format) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return switch (format) {
        case MP3 -> id3(in) > LARGEST;
        case FLAC -> id3(in) > LARGEST || flacBlocks(in) > LARGEST;
        // Of Ogg only small comments are worth reading; their page count is told by the decoder.
        case OGG_VORBIS -> oggHeaders(in) > LARGEST;
        case WAV -> wavLists(in) > LARGEST;
      };
    }
  }

  /** Bytes of the ID3 tag; leaves the stream behind it. */
  private static long id3(InputStream in) throws IOException {
    in.mark(10);
    byte[] head = in.readNBytes(10);
    if (head.length < 10 || head[0] != 'I' || head[1] != 'D' || head[2] != '3') {
      in.reset();
      return 0;
    }
    long size =
        (head[6] & 0x7fL) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | (head[9] & 0x7f);
    in.skipNBytes(size);
    return size;
  }

  private static long flacBlocks(InputStream in) throws IOException {
    in.skipNBytes(4);
    long sum = 0;
    boolean last = false;
    while (!last && sum <= LARGEST) {
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

  /** Bytes up to the first page that tells a time: behind it there are no headers. */
  private static long oggHeaders(InputStream in) throws IOException {
    long sum = 0;
    while (sum <= LARGEST) {
      byte[] head = in.readNBytes(27);
      if (head.length < 27) {
        return sum;
      }
      byte[] lacing = in.readNBytes(head[26] & 0xff);
      boolean told = (head[6] | head[7] | head[8] | head[9] | head[10]) > 0;
      if (told) {
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
    while (sum <= LARGEST) {
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
