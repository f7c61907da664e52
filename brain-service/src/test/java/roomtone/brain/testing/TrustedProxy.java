package roomtone.brain.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Tests are the trusted proxy of their callers, so that each caller can have an address. */
public class TrustedProxy implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("roomtone.trusted-proxies", "127.0.0.1/32");
  }
}
