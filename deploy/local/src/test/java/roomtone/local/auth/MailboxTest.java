package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import roomtone.local.gateway.Json;
import roomtone.local.startup.Loopback;

/** Where mails are read, and by whom. */
class MailboxTest extends AuthTestBase {

  @Test
  void a_mail_is_written_to_the_log_as_one_block() throws Exception {
    List<String> log = new CopyOnWriteArrayList<>();
    try (AuthServer server =
        AuthServer.start(
            database.dataSource("supabase_auth_admin"),
            SigningKeys.generated(),
            0,
            Clock.systemUTC(),
            log::add)) {
      HttpRequest.Builder call =
          HttpRequest.newBuilder(URI.create(server.issuer() + "/otp"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"email\": \"log@example.org\"}"));
      ok(send(call));
      Mail mail = server.mails().lastTo("log@example.org").orElseThrow();
      assertEquals(
          List.of(
              """
              Mail to log@example.org
                Subject: Your sign-in link
                Link: %s
                Code: %s\
              """
                  .formatted(mail.link().orElseThrow(), mail.code())),
          log);
    }
  }

  @Test
  void mails_are_served_to_programs_for_one_receiver_or_all() throws Exception {
    ok(post("/otp", "{\"email\": \"one@example.org\"}"));
    ok(post("/otp", "{\"email\": \"two@example.org\"}"));
    JsonNode mails = Json.parse(send(HttpRequest.newBuilder(auth.mailsUrl())).body()).get("mails");
    assertTrue(mails.size() >= 2);
    JsonNode one =
        Json.parse(
                send(HttpRequest.newBuilder(URI.create(auth.mailsUrl() + "?to=one@example.org")))
                    .body())
            .get("mails");
    assertEquals(1, one.size());
    assertEquals("one@example.org", one.get(0).get("to").textValue());
    assertTrue(one.get(0).get("code").textValue().matches("\\d{6}"));
  }

  @Test
  void no_page_reads_the_mails() throws Exception {
    ok(post("/otp", "{\"email\": \"page@example.org\"}"));
    HttpResponse<String> fromPage =
        send(HttpRequest.newBuilder(auth.mailsUrl()).header("Origin", "http://127.0.0.1:8080"));
    assertEquals(403, fromPage.statusCode());
    assertFalse(fromPage.body().contains("page@example.org"));
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "evil.example:1")) {
      String answer = getWithHost(host);
      assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
      assertFalse(answer.contains("page@example.org"));
    }
    assertTrue(getWithHost("localhost:5").startsWith("HTTP/1.1 200"));
  }

  /** A GET with a header Host of one's own, which HttpClient does not allow. */
  private static String getWithHost(String host) throws IOException {
    try (Socket socket = new Socket(Loopback.address(), auth.url().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s/mails HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(Mailbox.PREFIX, host)
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
