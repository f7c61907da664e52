package roomtone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private final ClientAddress behindProxies =
      new ClientAddress(
          List.of("10.0.0.0/8", " 192.0.2.7", "2001:db8:aa::/48"),
          ClientAddress.Header.X_FORWARDED_FOR);
  private final ClientAddress behindForwarded =
      new ClientAddress(List.of("10.0.0.0/8"), ClientAddress.Header.FORWARDED);
  private final ClientAddress alone =
      new ClientAddress(List.of(), ClientAddress.Header.X_FORWARDED_FOR);

  @Test
  void without_named_proxies_whoever_connects_is_the_caller() {
    assertEquals("10.1.1.1", alone.of("10.1.1.1", List.of("203.0.113.9")));
    assertEquals("127.0.0.1", alone.of("127.0.0.1", List.of("203.0.113.9")));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.1.1, 203.0.113.9, 203.0.113.9",
    "192.0.2.7, 203.0.113.9, 203.0.113.9",
    // The caller wrote the first, the proxy appended the second.
    "10.1.1.1, '198.51.100.1, 203.0.113.9', 203.0.113.9",
    // Two proxies of ours in a row.
    "10.1.1.1, '198.51.100.1, 203.0.113.9, 10.2.2.2', 203.0.113.9",
    // A caller that pretends to be a proxy is still no caller we could hold to anything.
    "10.1.1.1, '203.0.113.9, 10.9.9.9', 203.0.113.9",
    "10.1.1.1, '10.3.3.3', 10.3.3.3",
    "10.1.1.1, 203.0.113.9:4711, 203.0.113.9",
    "2001:db8:aa::1, 203.0.113.9, 203.0.113.9",
    "::ffff:10.1.1.1, ::ffff:203.0.113.9, 203.0.113.9",
    // Nothing that is an address: the proxy is all that is known.
    "10.1.1.1, unknown, 10.1.1.1",
    "10.1.1.1, '', 10.1.1.1",
    "10.1.1.1, localhost, 10.1.1.1",
    "10.1.1.1, '203.0.113.9, <script>', 10.1.1.1",
  })
  void a_named_proxy_is_believed_as_far_as_it_saw_for_itself(
      String connected, String said, String caller) {
    assertEquals(caller, behindProxies.of(connected, List.of(said)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.5", "192.0.2.8", "11.0.0.1", "2001:db8:ab::1"})
  void whoever_is_no_named_proxy_convinces_nobody(String connected) {
    String caller = alone.of(connected, List.of());
    assertEquals(caller, behindProxies.of(connected, List.of("198.51.100.1")));
    assertEquals(caller, behindProxies.of(connected, List.of("10.1.1.1, 198.51.100.1")));
  }

  @Test
  void several_headers_are_one_list() {
    assertEquals(
        "203.0.113.9", behindProxies.of("10.1.1.1", List.of("198.51.100.1", "203.0.113.9")));
  }

  @Test
  void the_standard_header_is_read_where_it_is_named() {
    assertEquals(
        "203.0.113.9",
        behindForwarded.of(
            "10.1.1.1",
            List.of("for=198.51.100.1, for=\"203.0.113.9:4711\";proto=https;by=10.1.1.1")));
    assertEquals(
        "2001:db8:1:2:0:0:0:0/64",
        behindForwarded.of("10.1.1.1", List.of("For=\"[2001:db8:1:2::99]:4711\"")));
    assertEquals("10.1.1.1", behindForwarded.of("10.1.1.1", List.of("for=_hidden")));
    assertEquals("10.1.1.1", behindForwarded.of("10.1.1.1", List.of("proto=https")));
  }

  @Test
  void of_ipv6_a_network_is_one_caller() {
    String one = alone.of("2001:db8:1:2::1", List.of());
    assertEquals(one, alone.of("2001:db8:1:2:ffff::77%eth0", List.of()));
    assertTrue(!one.equals(alone.of("2001:db8:1:3::1", List.of())));
  }

  @Test
  void an_endless_list_costs_no_more_than_a_short_one() {
    String chain = "198.51.100.1, " + "10.1.1.1, ".repeat(5000) + "203.0.113.9";
    assertEquals("203.0.113.9", behindProxies.of("10.1.1.1", List.of(chain)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", "::/129", "*", ""})
  void what_is_no_address_stops_the_start(String range) {
    String complaint =
        assertThrows(
                ConfigurationException.class,
                () -> new ClientAddress(List.of(range), ClientAddress.Header.X_FORWARDED_FOR))
            .getMessage();
    assertTrue(complaint.contains("ROOMTONE_TRUSTED_PROXIES"), complaint);
  }
}
