package roomtone.manager.qrcode;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrCode.Ecc;

/**
 * Draws QR codes as SVG: black modules in one path on white, one unit for each module.
 *
 * @see "ISO/IEC 18004"
 */
final class QrCodeSvg {

  /** The media type. */
  static final String MEDIA_TYPE = "image/svg+xml";

  /** The light border that readers need, in modules. */
  private static final int QUIET_ZONE = 4;

  private QrCodeSvg() {}

  /**
   * Draws the code of a text. A quarter of it may be covered or dirty (level Q), or more where that
   * costs no size.
   *
   * @param text what a reader shows; also the title of the picture
   * @throws io.nayuki.qrcodegen.DataTooLongException when it has more than 1,663 bytes
   */
  static String of(String text) {
    QrCode code = QrCode.encodeText(text, Ecc.QUARTILE);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" role="img" shape-rendering="crispEdges">\
        <title>%2$s</title><rect width="%1$d" height="%1$d" fill="#fff"/><path fill="#000" d="%3$s"/></svg>
        """
        .formatted(code.size + 2 * QUIET_ZONE, escaped(text), path(code));
  }

  /** One rectangle for each row of adjacent dark modules. */
  private static String path(QrCode code) {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      int x = 0;
      while (x < code.size) {
        int from = x;
        while (code.getModule(x, y)) { // false outside of the code
          x++;
        }
        if (x > from) {
          path.append(
              "M%1$d,%2$dh%3$dv1h-%3$dz".formatted(from + QUIET_ZONE, y + QUIET_ZONE, x - from));
        }
        x++;
      }
    }
    return path.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
