package roomtone.manager.decode;

import com.jcraft.jogg.Packet;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Decodes Vorbis in Ogg, also several streams of the same format one after the other. The decoder
 * gets no comments and covers.
 */
final class VorbisFrames extends FrameSource {

  private static final int IDENTIFICATION_BYTES = 30;

  /** The decoder misreads how channels are coupled unless their number is a power of two. */
  private static final int DECODABLE_CHANNELS = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8;

  private static final int MAX_PAGE = 27 + 255 + 255 * 255;

  /** A comment header without vendor and comments. */
  private static final byte[] NO_COMMENT = {
    3, 'v', 'o', 'r', 'b', 'i', 's', 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private final OggPages pages;
  private final long announced;
  private final float[][][] pcm = new float[1][][];
  private final int[] offsets;
  private DspState dsp;
  private Block block;
  private float[] samples = new float[0];

  /** Frames decoded of the current stream. */
  private long decoded;

  /** How many frames more the pages of the current stream count than were decoded. */
  private long granuleOffset;

  private boolean offsetKnown;

  private VorbisFrames(OggPages pages, Start start, long announced) throws AudioUnreadable {
    super(ChannelLayout.vorbis(start.channels), start.sampleRate);
    this.pages = pages;
    this.announced = announced;
    this.offsets = new int[start.channels];
  }

  static VorbisFrames open(Path path) throws IOException, AudioUnreadable {
    OggPages pages = OggPages.open(path);
    try {
      if (!pages.next()) {
        throw AudioUnreadable.unsupported("an Ogg file without Vorbis sound");
      }
      Start start = Start.read(pages);
      if (start.channels > 8 || (DECODABLE_CHANNELS >> start.channels & 1) == 0) {
        throw AudioUnreadable.unsupported(
            "an OGG Vorbis file with " + start.channels + " channels");
      }
      VorbisFrames frames = new VorbisFrames(pages, start, lastGranule(path));
      frames.begin(start);
      return frames;
    } catch (IOException | AudioUnreadable e) {
      pages.close();
      throw e;
    }
  }

  /** Reads the headers of a stream whose first packet is there. */
  private void begin(Start start) throws IOException, AudioUnreadable {
    Info info = new Info();
    Comment comment = new Comment();
    info.init();
    comment.init();
    headerIn(info, comment, packet(start.packet, start.packet.length, true));
    requirePacket(); // the comments
    requirePacket();
    if (pages.overlong()) {
      throw AudioUnreadable.damaged("OGG", "its set-up header");
    }
    VorbisSetup.check(pages.packet(), pages.length());
    headerIn(info, comment, packet(NO_COMMENT, NO_COMMENT.length, false));
    headerIn(info, comment, packet(pages.packet(), pages.length(), false));
    dsp = new DspState();
    dsp.synthesis_init(info);
    block = new Block(dsp);
    decoded = 0;
    granuleOffset = 0;
    offsetKnown = false;
  }

  private void requirePacket() throws IOException, AudioUnreadable {
    if (!pages.next()) {
      throw AudioUnreadable.truncated("OGG");
    }
  }

  private static void headerIn(Info info, Comment comment, Packet packet) throws AudioUnreadable {
    int result;
    try {
      result = info.synthesis_headerin(comment, packet);
    } catch (RuntimeException e) {
      throw AudioUnreadable.damaged("OGG", "its headers", e);
    }
    if (result < 0) {
      throw AudioUnreadable.damaged("OGG", "its headers");
    }
  }

  @Override
  public long announcedFrames() {
    return announced;
  }

  @Override
  public int next() throws IOException, AudioUnreadable {
    while (true) {
      if (!pages.next()) {
        if (!pages.lastPage()) {
          throw AudioUnreadable.truncated("OGG");
        }
        return -1;
      }
      if (pages.length() >= IDENTIFICATION_BYTES && Start.isAt(pages)) {
        follow();
        continue;
      }
      int frames = withinGranule(decode());
      if (frames > 0) {
        return frames;
      }
    }
  }

  /** Begins the next stream of the same file. */
  private void follow() throws IOException, AudioUnreadable {
    Start start = Start.read(pages);
    if (start.channels != channels() || start.sampleRate != sampleRate()) {
      throw AudioUnreadable.unsupported("an OGG file of several parts with different formats");
    }
    begin(start);
  }

  private int decode() throws AudioUnreadable {
    try {
      int frames = 0;
      if (pages.length() > 0
          && block.synthesis(packet(pages.packet(), pages.length(), false)) == 0) {
        dsp.synthesis_blockin(block);
      }
      int more = dsp.synthesis_pcmout(pcm, offsets);
      while (more > 0) {
        interleave(frames, more);
        frames += more;
        dsp.synthesis_read(more);
        more = dsp.synthesis_pcmout(pcm, offsets);
      }
      return frames;
    } catch (RuntimeException e) {
      // The decoder does not check its input: an exception means a damaged file.
      throw AudioUnreadable.damaged("OGG", "bad packet", e);
    }
  }

  private void interleave(int at, int frames) {
    int channels = channels();
    if (samples.length < (at + frames) * channels) {
      samples = Arrays.copyOf(samples, (at + frames) * channels);
    }
    for (int channel = 0; channel < channels; channel++) {
      float[] from = pcm[0][channel];
      int offset = offsets[channel];
      for (int i = 0, to = at * channels + channel; i < frames; i++, to += channels) {
        samples[to] = from[offset + i];
      }
    }
  }

  /** How many of the decoded frames are sound: the last page states where the sound ends. */
  private int withinGranule(int frames) {
    long granule = pages.granule();
    int kept = frames;
    if (pages.lastPage() && granule >= 0) {
      kept = Math.clamp(granule - granuleOffset - decoded, 0, frames);
    }
    decoded += frames;
    if (!offsetKnown && granule > 0 && pages.lastOfPage() && !pages.lastPage()) {
      // A stream that was cut out of a longer one does not count from 0.
      granuleOffset = granule - decoded;
      offsetKnown = true;
    }
    return kept;
  }

  @Override
  public float[] samples() {
    return samples;
  }

  @Override
  public void close() throws IOException {
    pages.close();
  }

  private static Packet packet(byte[] bytes, int length, boolean first) {
    Packet packet = new Packet();
    packet.packet_base = bytes;
    packet.bytes = length;
    packet.b_o_s = first ? 1 : 0;
    packet.granulepos = -1;
    return packet;
  }

  /**
   * The count of frames that the last page of the file states: its length, unless it was cut out of
   * a longer one.
   */
  private static long lastGranule(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      int length = (int) Math.min(file.length(), MAX_PAGE);
      byte[] tail = new byte[length];
      file.seek(file.length() - length);
      file.readFully(tail);
      for (int i = length - 27; i >= 0; i--) {
        if (tail[i] == 'O' && tail[i + 1] == 'g' && tail[i + 2] == 'g' && tail[i + 3] == 'S') {
          return Math.max(
              UNKNOWN, ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getLong(i + 6));
        }
      }
      return UNKNOWN;
    }
  }

  /** A stream's first packet. */
  private static final class Start {
    final byte[] packet;
    final int channels;
    final int sampleRate;

    private Start(byte[] packet) throws AudioUnreadable {
      this.packet = packet;
      ByteBuffer header = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
      this.channels = packet[11] & 0xff;
      this.sampleRate = header.getInt(12);
      int shortBlock = packet[28] & 0xf;
      int longBlock = packet[28] >> 4 & 0xf;
      boolean sound =
          header.getInt(7) == 0
              && channels > 0
              && shortBlock >= 6
              && longBlock <= 13
              && shortBlock <= longBlock;
      if (!sound) {
        throw AudioUnreadable.damaged("OGG", "its first header");
      }
    }

    static boolean isAt(OggPages pages) {
      byte[] packet = pages.packet();
      return packet[0] == 1 && packet[1] == 'v' && packet[2] == 'o' && packet[6] == 's';
    }

    static Start read(OggPages pages) throws AudioUnreadable {
      if (pages.length() < IDENTIFICATION_BYTES || !isAt(pages)) {
        throw AudioUnreadable.unsupported("an Ogg file without Vorbis sound");
      }
      return new Start(Arrays.copyOf(pages.packet(), IDENTIFICATION_BYTES));
    }
  }
}
