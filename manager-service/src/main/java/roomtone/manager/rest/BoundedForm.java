package roomtone.manager.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;
import roomtone.problem.Problem;

/**
 * A form as it arrives. It is refused when it has more than {@value #MAX_PARTS} parts or more than
 * {@value #MAX_HEADER_BYTES} bytes outside of contents, because the server keeps the headers of
 * parts in memory, however long they are; and when a part is described in a way that the server
 * would answer with an internal error. The server's own parser finds the parts here, too, so that
 * both see the same ones.
 */
final class BoundedForm extends FilterInputStream {

  /** The largest form of the API has five parts. */
  static final int MAX_PARTS = 100;

  /** The maximum before the first part and in the header of each; exceeded by one read at most. */
  static final int MAX_HEADER_BYTES = 16 * 1024;

  /** The part of the recording, in each form of the API that has one. */
  private static final String FILE_PART = "file";

  /** The values of Content-Transfer-Encoding that RFC 7578 still allows. */
  private static final Set<String> IDENTITY_ENCODINGS = Set.of("7bit", "8bit", "binary");

  private final Parts parts = new Parts();
  private final MultipartParser.ParseState parser;
  private int headerBytes;

  BoundedForm(InputStream form, String boundary) {
    super(form);
    parser =
        MultipartParser.beginParse(
            parts,
            boundary.getBytes(StandardCharsets.US_ASCII),
            StandardCharsets.ISO_8859_1.name());
  }

  /** Follows where the parser is. */
  private static final class Parts implements MultipartParser.PartHandler {
    private int count;
    private boolean inContent;

    @Override
    public void beginPart(CaseInsensitiveMap<String> headers) {
      count++;
      inContent = true;
      String encoding = headers.getFirst(MultipartParser.CONTENT_TRANSFER_ENCODING);
      if (encoding != null && !IDENTITY_ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
        throw malformed(
            "A part names a Content-Transfer-Encoding. Send its content as it is, without one.");
      }
      String disposition = headers.getFirst(HttpHeaders.CONTENT_DISPOSITION);
      String name = parameter(disposition, "name");
      if (name == null) {
        throw malformed("A part has no name. Send it with Content-Disposition: form-data; name=…");
      }
      if (fileName(disposition) == null && name.equals(FILE_PART)) {
        throw Problem.withDetail(
            "file-missing", "The part 'file' has no filename. Send the recording with one.");
      }
      requireKnownCharset(headers.getFirst(HttpHeaders.CONTENT_TYPE));
    }

    @Override
    public void data(ByteBuffer content) {}

    @Override
    public void endPart() {
      inContent = false;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read > 0 && !parser.isComplete()) {
      follow(ByteBuffer.wrap(target, offset, read));
    }
    return read;
  }

  private void follow(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    int before = parts.count;
    try {
      parser.parse(bytes);
    } catch (MultipartParser.MalformedMessageException e) {
      throw malformed("The header of a part is malformed. Send a form that follows RFC 7578.");
    }
    headerBytes = parts.inContent || parts.count > before ? 0 : headerBytes + length;
    if (headerBytes > MAX_HEADER_BYTES) {
      throw Problem.of("part-header-too-large", MAX_HEADER_BYTES / 1024);
    }
    if (parts.count > MAX_PARTS) {
      throw Problem.of("too-many-parts", MAX_PARTS);
    }
  }

  /**
   * @param type of a form or a part; null: none is named
   */
  static void requireKnownCharset(String type) {
    String charset = parameter(type, "charset");
    if (charset != null && !isKnown(charset)) {
      throw malformed("The form names an unknown charset. Use UTF-8.");
    }
  }

  /**
   * Reads a parameter of a header as the server does.
   *
   * @param header null: there is none
   * @return null when the header or the parameter is missing
   * @throws Problem malformed-form where the server would fail with an internal error
   */
  static String parameter(String header, String name) {
    return header == null ? null : read(HeaderUtil::extractQuotedValueFromHeader, header, name);
  }

  /** Reads the name of a file, which may be encoded; null when the part is no file. */
  private static String fileName(String disposition) {
    return read(HeaderUtil::extractQuotedValueFromHeaderWithEncoding, disposition, "filename");
  }

  private static String read(BinaryOperator<String> reader, String header, String name) {
    try {
      return reader.apply(header, name);
    } catch (RuntimeException e) {
      // The reader throws exceptions of several types, such as for an index or an encoding.
      throw malformed(
          "The value of " + name + " cannot be read. Send a form that follows RFC 7578.");
    }
  }

  private static boolean isKnown(String charset) {
    try {
      return Charset.isSupported(charset);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static Problem malformed(String detail) {
    return Problem.withDetail("malformed-form", detail);
  }
}
