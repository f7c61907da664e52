package roomtone.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningHoursTest {

  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

  private static OpeningHours hours(String json) {
    try {
      return OpeningHours.parse(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void null_is_always_open() {
    assertTrue(OpeningHours.parse(null).isOpen(Instant.EPOCH, VIENNA));
    assertTrue(hours("null").isOpen(Instant.EPOCH, VIENNA));
  }

  @Test
  void an_empty_week_is_never_open() {
    assertFalse(hours("{}").isOpen(Instant.EPOCH, VIENNA));
  }

  @ParameterizedTest
  @CsvSource({
    // Vienna is an hour ahead of UTC in November, two in July. 2026-11-23 is a Monday.
    "2026-11-23T06:59:59Z, false",
    "2026-11-23T07:00:00Z, true",
    "2026-11-23T18:59:59Z, true",
    "2026-11-23T19:00:00Z, false",
    "2026-11-24T07:00:00Z, false",
    "2026-07-20T06:00:00Z, true",
    "2026-07-20T18:00:00Z, false",
  })
  void hours_are_local_time(Instant at, boolean open) {
    assertEquals(open, hours("{\"mon\": [[\"08:00\", \"20:00\"]]}").isOpen(at, VIENNA));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-27T20:59:00Z, false",
    "2026-11-27T21:00:00Z, true",
    "2026-11-28T02:59:00Z, true",
    "2026-11-28T03:00:00Z, false",
    "2026-11-28T21:30:00Z, false",
  })
  void hours_after_midnight_belong_to_the_day_on_which_they_begin(Instant at, boolean open) {
    assertEquals(open, hours("{\"fri\": [[\"22:00\", \"04:00\"]]}").isOpen(at, VIENNA));
  }

  @Test
  void sunday_night_reaches_into_monday_and_midnight_ends_a_day() {
    assertTrue(
        hours("{\"sun\": [[\"23:00\", \"01:00\"]]}")
            .isOpen(Instant.parse("2026-11-22T23:30:00Z"), VIENNA));
    OpeningHours allSunday = hours("{\"sun\": [[\"00:00\", \"24:00\"]]}");
    assertTrue(allSunday.isOpen(Instant.parse("2026-11-22T22:59:59Z"), VIENNA));
    assertFalse(allSunday.isOpen(Instant.parse("2026-11-22T23:00:00Z"), VIENNA));
  }

  @Test
  void a_lunch_break_is_closed() {
    OpeningHours hours = hours("{\"mon\": [[\"09:00\", \"12:00\"], [\"13:00\", \"18:00\"]]}");
    assertTrue(hours.isOpen(Instant.parse("2026-11-23T10:59:00Z"), VIENNA));
    assertFalse(hours.isOpen(Instant.parse("2026-11-23T11:30:00Z"), VIENNA));
    assertTrue(hours.isOpen(Instant.parse("2026-11-23T12:00:00Z"), VIENNA));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T06:30:00Z, 2026-11-23T07:00:00Z",
    "2026-11-23T19:00:00Z, 2026-11-27T21:00:00Z",
    "2026-11-28T03:00:00Z, 2026-11-30T07:00:00Z",
  })
  void a_closed_room_opens_as_its_next_hours_begin(Instant at, Instant opens) {
    OpeningHours hours =
        hours("{\"mon\": [[\"08:00\", \"20:00\"]], \"fri\": [[\"22:00\", \"04:00\"]]}");
    assertEquals(Optional.of(opens), hours.opensAt(at, VIENNA));
  }

  @Test
  void a_room_without_hours_never_opens() {
    assertEquals(Optional.empty(), hours("{}").opensAt(Instant.EPOCH, VIENNA));
    assertEquals(Optional.empty(), hours("{\"mon\": []}").opensAt(Instant.EPOCH, VIENNA));
  }

  /** Compares with a search minute by minute, around the nights in which clocks are changed. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Vienna, 2026-03-28T12:00:00Z",
    "Europe/Vienna, 2026-10-24T12:00:00Z",
    "Australia/Lord_Howe, 2026-04-04T06:00:00Z",
    "Australia/Lord_Howe, 2026-10-03T06:00:00Z",
    "UTC, 2026-06-01T00:00:00Z"
  })
  void a_room_opens_at_the_first_minute_at_which_it_is_open(ZoneId zone, Instant from) {
    Random random = new Random(12);
    for (int i = 0; i < 300; i++) {
      String week = week(random);
      OpeningHours hours = hours(week);
      Instant at = from.plus(random.nextInt(1500), ChronoUnit.MINUTES);
      if (!hours.isOpen(at, zone)) {
        Optional<Instant> expected =
            Stream.iterate(at, minute -> minute.plus(1, ChronoUnit.MINUTES))
                .limit(9 * 24 * 60)
                .filter(minute -> hours.isOpen(minute, zone))
                .findFirst();
        assertEquals(expected, hours.opensAt(at, zone), week + " from " + at);
      }
    }
  }

  /** Opening hours of two days, most of them around the hours at which clocks are changed. */
  private static String week(Random random) {
    return Stream.of("sat", "sun")
        .map(
            day ->
                "\"%s\": [[\"%s\", \"%s\"]]"
                    .formatted(day, time(random.nextInt(240)), time(random.nextInt(300))))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String time(int minute) {
    return "%02d:%02d".formatted(minute / 60, minute % 60);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"always\"",
        "{\"monday\": []}",
        "{\"mon\": \"08:00\"}",
        "{\"mon\": [\"08:00\", \"20:00\"]}",
        "{\"mon\": [[\"08:00\"]]}",
        "{\"mon\": [[\"8:00\", \"20:00\"]]}",
        "{\"mon\": [[\"08:00\", \"24:01\"]]}",
        "{\"mon\": [[\"08:60\", \"20:00\"]]}",
        "{\"mon\": [[8, 20]]}"
      })
  void malformed_hours_are_refused(String json) {
    assertThrows(IllegalArgumentException.class, () -> hours(json));
  }
}
