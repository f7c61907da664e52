package roomtone.acceptance.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.doctor.Deployment;
import roomtone.doctor.Doctor;
import roomtone.doctor.Finding;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;

/** The doctor finds each planted fault, names it and no other, and says what to mend. */
class PlantedFaultsTest extends DoctorTestBase {

  @Test
  void a_missing_setting() {
    settings.remove("ROOMTONE_LISTENER_URL");
    assertOnlyFault(
        "settings of manager_service", "missing: ROOMTONE_LISTENER_URL", "Set them", findings());
  }

  @Test
  void a_malformed_setting() {
    settings.put("ROOMTONE_CORS_ORIGINS", "*");
    List<Finding> findings = findings();
    assertEquals(
        List.of(
            "settings of manager_service: malformed: ROOMTONE_CORS_ORIGINS",
            "settings of brain_service: malformed: ROOMTONE_CORS_ORIGINS"),
        faults(findings).stream()
            .map(fault -> fault.subject() + ": " + fault.text())
            .limit(2)
            .toList(),
        report(findings));
  }

  @Test
  void a_wrong_password() {
    settings.put("BRAIN_PASSWORD", "another word");
    List<Finding> findings = findings();
    assertOnlyFault(
        "login brain_service",
        "refuses the login or its password",
        "alter role brain_service password",
        findings);
    assertFalse(report(findings).contains("another word"), "a password is shown");
  }

  @Test
  void a_database_that_does_not_answer() {
    settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/postgres");
    List<Finding> faults = faults(findings());
    assertEquals(
        List.of("login manager_service", "login brain_service"),
        faults.stream().map(Finding::subject).toList());
    assertTrue(
        faults.getFirst().text().contains("127.0.0.1:1/postgres cannot be reached"),
        report(faults));
  }

  @Test
  void a_login_of_neither_service() {
    settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    settings.put("QUARKUS_DATASOURCE_PASSWORD", LocalDatabase.password("postgres"));
    assertOnlyFault("login postgres", "neither service", "QUARKUS_DATASOURCE_USERNAME", findings());
  }

  @Test
  void a_transaction_pooler_without_the_setting_that_it_needs() throws Exception {
    try (TransactionPool pool = new TransactionPool(system.database())) {
      assertOnlyFault(
          "pooler",
          "transaction pooler",
          "prepareThreshold=0",
          findings(new Doctor(deployment(), pool, Clock.systemUTC())));
    }
  }

  @Test
  void an_extension_in_another_schema() {
    execute("supabase_admin", "alter extension pg_trgm set schema public");
    try {
      assertOnlyFault(
          "extensions",
          "pg_trgm is in schema public",
          "alter extension pg_trgm set schema extensions",
          findings());
    } finally {
      execute("supabase_admin", "alter extension pg_trgm set schema extensions");
    }
  }

  @Test
  void a_schema_version_of_the_release_before() {
    execute("postgres", "update roomtone.schema_version set version = version - 1");
    try {
      assertOnlyFault(
          "schema version", "and this checkout needs", "Apply the migrations", findings());
    } finally {
      execute("postgres", "update roomtone.schema_version set version = version + 1");
    }
  }

  @Test
  void a_database_without_migrations() {
    try (LocalDatabase empty = LocalDatabase.empty()) {
      settings.put("QUARKUS_DATASOURCE_JDBC_URL", empty.jdbcUrl());
      List<String> texts = faults(findings()).stream().map(Finding::text).toList();
      assertEquals(3, texts.size(), texts.toString());
      assertEquals("cube is missing", texts.get(0));
      assertEquals("pg_trgm is missing", texts.get(1));
      assertTrue(texts.get(2).startsWith("the database has no migrations"), texts.get(2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          revoke update (expires_at) on public.sessions from brain_service | grant update (expires_at) on public.sessions to brain_service; | brain_service may not update expires_at of public.sessions
          revoke delete on public.roles from manager_service | grant delete on public.roles to manager_service; | manager_service may not delete from public.roles
          revoke execute on function roomtone.queue_fill(uuid[], interval, uuid[]) from brain_service | grant execute on function roomtone.queue_fill(uuid[], interval, uuid[]) to brain_service; | brain_service may not use roomtone.queue_fill(uuid[], interval, uuid[])
          alter table public.songs disable row level security | alter table public.songs enable row level security; | row level security of public.songs is off
          """)
  void a_changed_right_with_the_statement_that_mends_it(String plant, String mend, String text) {
    execute("postgres", plant);
    try {
      assertOnlyFault("grants", text, "As postgres: " + mend, findings());
    } finally {
      execute("postgres", mend);
    }
    assertEquals(List.of(), faults(findings()));
  }

  @Test
  void a_right_that_a_login_does_not_need() {
    execute("postgres", "grant select (vote_value) on public.votes to manager_service");
    try {
      assertOnlyFault(
          "grants",
          "manager_service may read vote_value of public.votes, which it does not need",
          "revoke all on public.votes from manager_service",
          findings());
    } finally {
      execute("postgres", "revoke select (vote_value) on public.votes from manager_service");
    }
  }

  @Test
  void a_policy_that_hides_the_rows_from_a_login() {
    execute("postgres", "alter policy \"Brain keeps sessions\" on public.sessions to postgres");
    try {
      assertOnlyFault(
          "grants",
          "no policy admits brain_service to the rows of public.sessions",
          "deploy/supabase/schemas/tables",
          findings());
    } finally {
      execute(
          "postgres", "alter policy \"Brain keeps sessions\" on public.sessions to brain_service");
    }
  }

  @Test
  void a_login_that_waits_for_locks_without_end() {
    execute("postgres", "alter role brain_service reset lock_timeout");
    try {
      assertOnlyFault(
          "login brain_service",
          "lock_timeout is 0, not 4s",
          "alter role brain_service set lock_timeout = '4s'",
          findings());
    } finally {
      execute("postgres", "alter role brain_service set lock_timeout = '4s'");
    }
  }

  @Test
  void an_unknown_address_of_the_keys() {
    settings.put("SUPABASE_JWKS_URL", system.auth().issuer() + "/keys.json");
    assertOnlyFault("keys", "/keys.json answers 404", "SUPABASE_JWKS_URL", findings());
  }

  @Test
  void a_project_that_signs_with_its_legacy_secret_which_is_not_set() throws Exception {
    settings.remove("SUPABASE_JWT_SECRET");
    HttpServer keys =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/",
        exchange -> {
          byte[] none = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, none.length);
          exchange.getResponseBody().write(none);
          exchange.close();
        });
    keys.start();
    try {
      settings.put("SUPABASE_JWKS_URL", "http://127.0.0.1:" + keys.getAddress().getPort() + "/");
      assertOnlyFault("keys", "publishes no key", "SUPABASE_JWT_SECRET", findings());
      settings.put("SUPABASE_JWT_SECRET", "a legacy secret that is long enough for HS256");
      assertEquals(List.of(), faults(findings()));
    } finally {
      keys.stop(0);
    }
  }

  @Test
  void a_legacy_secret_of_another_project() {
    settings.put(
        "SUPABASE_PUBLISHABLE_KEY",
        system.auth().sign(Map.of("role", "anon"), LocalAuth.Signature.LEGACY_SECRET));
    assertOnlyFault("keys", "SUPABASE_JWT_SECRET is not the secret", "same project", findings());
  }

  @Test
  void another_issuer() {
    String url = system.auth().url().toString();
    settings.put("SUPABASE_URL", url.replace("127.0.0.1", "localhost"));
    assertOnlyFault(
        "issuer", "tokens are issued by %s/auth/v1".formatted(url), "Set SUPABASE_URL", findings());
  }

  @Test
  void a_missing_bucket() {
    settings.put("ROOMTONE_STORAGE_BUCKET", "no-such-bucket");
    assertOnlyFault(
        "bucket", "there is no bucket no-such-bucket", "ROOMTONE_STORAGE_BUCKET", findings());
  }

  @Test
  void a_wrong_key_of_the_storage() {
    settings.put("AWS_SECRET_ACCESS_KEY", "another-secret-key");
    assertOnlyFault("bucket", "S3 does not accept the keys", "AWS_SECRET_ACCESS_KEY", findings());
  }

  @Test
  void an_address_at_which_devices_find_no_files() {
    settings.put("ROOMTONE_STORAGE_PUBLIC_ENDPOINT", system.auth().url().toString());
    assertOnlyFault(
        "signed addresses",
        "answers 404 to a signed address",
        "ROOMTONE_STORAGE_PUBLIC_ENDPOINT",
        findings());
  }

  @Test
  void a_bucket_without_cors() {
    system.storage().close();
    system.storage().startAgainWithoutCors();
    try {
      assertOnlyFault("CORS", "pages of http://127.0.0.1:8081", "AllowedOrigins", findings());
    } finally {
      system.storage().close();
      system.storage().startAgain();
    }
  }

  @Test
  void a_database_whose_clock_is_wrong() {
    system.database().setClock(Duration.ofMinutes(7));
    try {
      assertOnlyFault(
          "clock of the database", "ahead of the clock of this machine", "NTP", findings());
    } finally {
      system.database().setClock(Duration.ZERO);
    }
  }

  @Test
  void a_wrong_clock_of_this_machine() {
    assertOnlyFault(
        "clock of this machine",
        "behind all others",
        "NTP",
        findings(
            new Doctor(deployment(), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-7)))));
  }

  @Test
  void demo_data_in_production() {
    execute("postgres", "update roomtone.installation set demo = true");
    try {
      assertOnlyFault("demo data", "passwords are public", "database of its own", findings());
      Deployment local = new Deployment(settings, Optional.empty(), true);
      assertEquals(List.of(), faults(findings(new Doctor(local, Clock.systemUTC()))));
    } finally {
      execute("postgres", "update roomtone.installation set demo = false");
    }
  }
}
