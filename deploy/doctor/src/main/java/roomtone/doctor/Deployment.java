package roomtone.doctor;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import roomtone.auth.SupabaseSettings;

/** The settings of a deployment, by the names of environment variables. */
public final class Deployment {

  static final String JDBC_URL = "QUARKUS_DATASOURCE_JDBC_URL";
  private static final String USERNAME = "QUARKUS_DATASOURCE_USERNAME";
  private static final String PASSWORD = "QUARKUS_DATASOURCE_PASSWORD";

  /** Names of the passwords of both logins: of docker-compose.yml, and of ./dev up. */
  private static final Map<String, String> PASSWORDS =
      Map.of(
          "BRAIN_PASSWORD", Login.BRAIN,
          "MANAGER_PASSWORD", Login.MANAGER,
          "ROOMTONE_LOCAL_BRAIN_PASSWORD", Login.BRAIN,
          "ROOMTONE_LOCAL_MANAGER_PASSWORD", Login.MANAGER);

  private final Map<String, String> settings;
  private final Optional<String> origin;
  private final boolean local;

  /**
   * Settings as an operator gives them.
   *
   * @param settings values by environment variable; a blank value counts as absent
   * @param origin of the manager's pages; without it the origins are those of ROOMTONE_CORS_ORIGINS
   * @param local whether demo data are no fault
   */
  public Deployment(Map<String, String> settings, Optional<String> origin, boolean local) {
    this.settings = Map.copyOf(settings);
    this.origin = origin;
    this.local = local;
  }

  /** The value of a variable; empty when it is absent or blank. */
  Optional<String> value(String name) {
    return Optional.ofNullable(settings.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The address in a variable; empty when it is absent or no address. */
  Optional<URI> address(String name) {
    return value(name)
        .flatMap(
            text -> {
              try {
                URI uri = URI.create(text);
                return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
              } catch (IllegalArgumentException noAddress) {
                return Optional.empty();
              }
            });
  }

  /** The logins whose passwords are known, at most one for each role. */
  List<Login> logins() {
    List<Login> logins = new ArrayList<>();
    value(USERNAME)
        .ifPresent(user -> value(PASSWORD).ifPresent(word -> logins.add(new Login(user, word))));
    PASSWORDS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                value(entry.getKey())
                    .filter(
                        word -> logins.stream().noneMatch(l -> l.role().equals(entry.getValue())))
                    .ifPresent(word -> logins.add(new Login(entry.getValue(), word))));
    return logins;
  }

  /** The settings of the service of a login. */
  Map<String, String> settingsOf(Login login) {
    Map<String, String> own = new HashMap<>(settings);
    own.put(USERNAME, login.user());
    own.put(PASSWORD, login.password());
    return own;
  }

  /** All settings. */
  Map<String, String> settings() {
    return settings;
  }

  /** Whether the settings are, perhaps among others, those of a manager. */
  boolean hasManager() {
    return value("ROOMTONE_STORAGE_BUCKET").isPresent()
        || logins().stream().anyMatch(login -> login.role().equals(Login.MANAGER));
  }

  /** The Supabase project, with the issuer that the services accept; empty without an address. */
  Optional<SupabaseSettings> project() {
    return address("SUPABASE_URL")
        .map(
            url ->
                new Project(
                    Optional.of(url),
                    value("SUPABASE_PUBLISHABLE_KEY"),
                    address("SUPABASE_JWKS_URL"),
                    value("SUPABASE_JWT_SECRET")));
  }

  private record Project(
      Optional<URI> url,
      Optional<String> publishableKey,
      Optional<URI> jwksUrl,
      Optional<String> jwtSecret)
      implements SupabaseSettings {}

  /** Origins of pages that play files of the bucket. */
  List<String> origins() {
    return origin
        .or(() -> value("ROOMTONE_CORS_ORIGINS"))
        .map(list -> Arrays.stream(list.split(",", -1)).map(String::strip).toList())
        .orElse(List.of());
  }

  /** Whether services of these settings accept demo data, whose passwords are public. */
  boolean acceptsDemo() {
    return local || value("QUARKUS_PROFILE").filter("local"::equals).isPresent();
  }
}
