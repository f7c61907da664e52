package roomtone.manager.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class BucketUrlsTest {

  private static final BucketUrls AWS = new BucketUrls("sounds", "eu-central-1", Optional.empty());
  private static final BucketUrls OWN =
      new BucketUrls("sounds", "us-east-1", Optional.of(URI.create("http://s3.example.org:9000/")));

  @Test
  void an_object_is_addressed_as_its_server_wants_it() {
    assertEquals(
        "https://sounds.s3.eu-central-1.amazonaws.com/songs/a.ogg",
        AWS.of("songs/a.ogg").toString());
    assertEquals("http://s3.example.org:9000/sounds/songs/a.ogg", OWN.of("songs/a.ogg").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "https://sounds.s3.eu-central-1.amazonaws.com/songs/a.ogg, songs/a.ogg",
    "https://sounds.s3.us-west-2.amazonaws.com/songs/a.ogg, songs/a.ogg",
    "https://sounds.s3.amazonaws.com/songs/a.ogg, songs/a.ogg",
    "http://127.0.0.1:54330/sounds/songs/a.ogg, songs/a.ogg",
    "http://s3.example.org:9000/sounds/songs/a.ogg, songs/a.ogg",
    "https://example.org/rain.mp3, ",
    "https://sounds.s3.evil.example/songs/a.ogg, ",
    "https://other.s3.eu-central-1.amazonaws.com/songs/a.ogg, ",
    "rain.mp3, ",
    "https://example.org, ",
  })
  void an_address_of_an_earlier_installation_is_recognised(String url, String key) {
    assertEquals(Optional.ofNullable(key), AWS.keyIn(url));
    assertEquals(Optional.ofNullable(key), OWN.keyIn(url));
  }

  @Test
  void a_signature_is_the_same_throughout_the_hour_and_good_for_two() {
    UrlSigner signer = new UrlSigner("eu-central-1");
    AwsBasicCredentials key = AwsBasicCredentials.create("AKIDEXAMPLE", "secret");
    URI address = AWS.of("songs/a.ogg");
    String first = signer.sign(address, key, Instant.parse("2026-11-22T10:00:00Z"));
    assertEquals(first, signer.sign(address, key, Instant.parse("2026-11-22T10:59:59.999Z")));
    assertNotEquals(first, signer.sign(address, key, Instant.parse("2026-11-22T11:00:00Z")));
    assertTrue(first.startsWith(address + "?"), first);
    assertTrue(first.contains("X-Amz-Date=20261122T100000Z"), first);
    assertTrue(first.contains("X-Amz-Expires=7200"), first);
    assertTrue(first.contains("X-Amz-SignedHeaders=host"), first);
  }

  @Test
  void a_session_token_is_part_of_the_address() {
    String signed =
        new UrlSigner("eu-central-1")
            .sign(
                AWS.of("songs/a.ogg"),
                AwsSessionCredentials.create("AKID", "secret", "session"),
                Instant.parse("2026-11-22T10:00:00Z"));
    assertTrue(signed.contains("X-Amz-Security-Token=session"), signed);
  }
}
