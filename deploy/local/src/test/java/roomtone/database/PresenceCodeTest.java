package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;

/** The codes that players show to those who are present, and who knows their secrets. */
class PresenceCodeTest {

  private static final Duration PERIOD = Duration.ofMinutes(5);

  private Fixtures fixtures;
  private UUID lobby;
  private UUID garden;

  @BeforeEach
  void insertPlayers() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    setPresence(lobby, "code");
    setPresence(garden, "code");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private void setPresence(UUID player, String presence) {
    fixtures
        .manager()
        .update("update public.players set presence = ? where id = ?", presence, player);
  }

  private String secret(UUID player) {
    return fixtures
        .manager()
        .text(
            "select encode(secret, 'hex') from roomtone.presence_secrets where player_id = ?",
            player);
  }

  private String code(UUID player) {
    return reference(HexFormat.of().parseHex(secret(player)), fixtures.now());
  }

  private boolean holds(UUID player, String code) {
    return fixtures.brain().bool("select roomtone.presence_code_holds(?, ?)", player, code);
  }

  /**
   * The code as the comment on roomtone.presence_code() defines it, computed without the database.
   */
  private static String reference(byte[] secret, Instant at) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(secret);
      long period = Math.floorDiv(at.getEpochSecond(), PERIOD.toSeconds());
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(period).array());
      byte[] first = Arrays.copyOf(sha256.digest(), Long.BYTES);
      return "%06d".formatted(new BigInteger(1, first).mod(BigInteger.valueOf(1_000_000)));
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void a_code_is_six_digits_of_the_hash_of_secret_and_period() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      Instant at = Fixtures.EIGHT.plusSeconds(random.nextInt(100_000_000));
      assertEquals(
          reference(secret, at),
          fixtures
              .owner()
              .text(
                  "select roomtone.presence_code(decode(?, 'hex'), cast(? as timestamptz))",
                  HexFormat.of().formatHex(secret),
                  at.toString()));
    }
  }

  @Test
  void a_code_holds_for_its_period_and_the_next() {
    String code = code(lobby);
    assertTrue(holds(lobby, code));
    fixtures.advance(PERIOD.minusMillis(1));
    assertTrue(holds(lobby, code));
    fixtures.advance(PERIOD);
    assertTrue(holds(lobby, code), "to the end of the next period");
    fixtures.advance(Duration.ofMillis(1));
    assertFalse(holds(lobby, code));
    assertTrue(holds(lobby, code(lobby)));
    fixtures.advance(Duration.ofHours(-1));
    assertFalse(holds(lobby, code), "a code of the future, once the clock was set back");
  }

  @Test
  void nothing_but_the_code_of_the_room_holds() {
    String code = code(lobby);
    assertNotEquals(code, code(garden));
    assertFalse(holds(garden, code));
    assertFalse(holds(UUID.randomUUID(), code));
    assertFalse(holds(fixtures.player("Open"), code), "a room that never asked for codes");
    assertFalse(holds(null, code));
    for (String odd :
        Arrays.asList(null, "", code.substring(1), code + "0", code + "\n", " " + code, "abcdef")) {
      assertFalse(holds(lobby, odd));
    }
  }

  @Test
  void a_player_keeps_its_secret_while_it_is_open() {
    String secret = secret(lobby);
    assertEquals(64, secret.length());
    assertNotEquals(secret, secret(garden));
    setPresence(lobby, "open");
    assertTrue(holds(lobby, code(lobby)));
    setPresence(lobby, "code");
    assertEquals(secret, secret(lobby));
  }

  @Test
  void a_player_that_begins_with_codes_has_a_secret() {
    UUID attic = Fixtures.nextId();
    fixtures
        .manager()
        .update(
            "insert into public.players (id, name, token, presence) values (?, 'Attic', 'attic', 'code')",
            attic);
    assertTrue(holds(attic, code(attic)));
  }

  @Test
  void a_new_secret_ends_the_codes_of_the_old_one() {
    String code = code(lobby);
    fixtures.advance(Duration.ofMinutes(1));
    fixtures
        .manager()
        .update(
            "update roomtone.presence_secrets set secret = default, rotated_at = default where player_id = ?",
            lobby);
    assertFalse(holds(lobby, code));
    assertTrue(holds(lobby, code(lobby)));
    assertEquals(
        fixtures.now(),
        fixtures
            .manager()
            .instant(
                "select rotated_at from roomtone.presence_secrets where player_id = ?", lobby));
  }

  @Test
  void a_change_of_presence_has_the_queue_filled_again() {
    fixtures.owner().update("delete from roomtone.room_changes");
    setPresence(lobby, "code");
    assertEquals(0, fixtures.owner().integer("select count(*) from roomtone.room_changes"));
    setPresence(lobby, "open");
    assertEquals(
        List.of(lobby.toString()),
        fixtures.owner().column("select player_id from roomtone.room_changes"));
  }
}
