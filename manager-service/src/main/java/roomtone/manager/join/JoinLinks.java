package roomtone.manager.join;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Makes the links by which listeners join rooms. */
@ApplicationScoped
public class JoinLinks {

  private final String beforeSlug;

  JoinLinks(ListenerSettings settings) {
    String page = settings.url().orElseThrow().toString();
    beforeSlug = page.replaceFirst("/+$", "") + "/?player=";
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
