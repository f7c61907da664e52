package roomtone.brain.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import roomtone.local.testing.FaultProxy;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;

/** Starts database and Auth for the brain, and injects the {@link BrainFixtures} into tests. */
public class BrainTestResource implements QuarkusTestResourceLifecycleManager {

  private LocalDatabase database;

  /** Between the service and the database. */
  private FaultProxy network;

  private LocalAuth auth;

  /** Shared by all tests, because it keeps a connection. */
  private BrainFixtures fixtures;

  @Override
  public Map<String, String> start() {
    database = LocalDatabase.fresh();
    network = FaultProxy.to(database);
    auth = LocalAuth.start(database);
    fixtures = new BrainFixtures(database, auth);
    return Map.of(
        "quarkus.datasource.jdbc.url",
        network.jdbcUrl(database),
        "quarkus.datasource.username",
        "brain_service",
        "quarkus.datasource.password",
        LocalDatabase.password("brain_service"),
        "supabase.url",
        auth.url().toString(),
        "supabase.jwks-url",
        auth.keySet().url().toString(),
        "supabase.publishable-key",
        "sb_publishable_test",
        "supabase.jwt-secret",
        LocalAuth.LEGACY_JWT_SECRET,
        "roomtone.connections.head-timeout",
        "3S");
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(network, new TestInjector.MatchesType(FaultProxy.class));
    injector.injectIntoFields(fixtures, new TestInjector.MatchesType(BrainFixtures.class));
  }

  @Override
  public void stop() {
    fixtures.close();
    auth.close();
    network.close();
    database.close();
  }
}
