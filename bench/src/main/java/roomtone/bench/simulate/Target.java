package roomtone.bench.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/**
 * The deployment that is used.
 *
 * @param brain address of the brain
 * @param manager address of the manager
 * @param supabase address of the project, with Auth at {@code /auth/v1}
 * @param publishableKey the project's key for browsers
 */
record Target(URI brain, URI manager, URI supabase, String publishableKey) {

  /** The brain of {@code ./dev up}. */
  static final URI LOCAL_BRAIN = URI.create("http://127.0.0.1:8080");

  /** The manager of {@code ./dev up}. */
  static final URI LOCAL_MANAGER = URI.create("http://127.0.0.1:8081");

  /**
   * Completes what the command line does not name from the brain's config.json, which every page
   * reads.
   *
   * @throws SimulationFailure when the brain does not answer it
   */
  static Target of(Arguments arguments) throws SimulationFailure {
    if (arguments.supabase().isPresent() && arguments.publishableKey().isPresent()) {
      return new Target(
          arguments.brain(),
          arguments.manager(),
          arguments.supabase().get(),
          arguments.publishableKey().get());
    }
    JsonNode config = config(arguments.brain());
    return new Target(
        arguments.brain(),
        arguments.manager(),
        arguments.supabase().orElseGet(() -> URI.create(config.path("supabase_url").asText())),
        arguments.publishableKey().orElseGet(() -> config.path("publishable_key").asText()));
  }

  private static JsonNode config(URI brain) throws SimulationFailure {
    try (Connection connection = new Connection(brain)) {
      Connection.Reply reply = connection.call(Connection.Request.get("/config.json"));
      JsonNode config = new JsonMapper().readTree(reply.body());
      if (reply.status() == 200 && config.path("supabase_url").isTextual()) {
        return config;
      }
      throw new SimulationFailure(
          "%s/config.json is not that of a brain (status %d); check --brain or --url"
              .formatted(brain, reply.status()));
    } catch (JsonProcessingException noJson) {
      throw new SimulationFailure(
          "%s/config.json is not that of a brain; check --brain or --url".formatted(brain), noJson);
    } catch (IOException e) {
      throw new SimulationFailure(
          brain.equals(LOCAL_BRAIN)
              ? "no brain answers at %s; call ./dev up first, or name a deployment with --url"
                  .formatted(brain)
              : "no brain answers at %s (%s)".formatted(brain, e.getMessage()),
          e);
    }
  }

  /** Whether all parts are on this machine, so that nobody else is disturbed. */
  boolean isLocal() {
    return Stream.of(brain, manager, supabase).allMatch(address -> isLoopback(address.getHost()));
  }

  private static boolean isLoopback(String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
