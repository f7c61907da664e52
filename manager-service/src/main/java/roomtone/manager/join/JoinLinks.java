package roomtone.manager.join;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes the links by which listeners join rooms. */
@ApplicationScoped
public class JoinLinks {

  private final URI address;
  private final String beforeSlug;

  JoinLinks(ListenerSettings settings) {
    address = settings.url().orElseThrow();
    beforeSlug = address.toString().replaceFirst("/+$", "") + "/?player=";
  }

  /** The address of the listener's page. */
  public URI address() {
    return address;
  }

  /**
   * The link of a room, without a presence code: a code is appended as {@code &code=}.
   *
   * @param slug of the room
   * @return such as https://listen.example.org/?player=lobby
   */
  public String of(String slug) {
    return beforeSlug + URLEncoder.encode(slug, StandardCharsets.UTF_8);
  }
}
