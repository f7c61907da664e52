package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalDatabase.DefaultGrants;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;

/**
 * Who may do what, tried out statement by statement for every table, column, function and sequence
 * that the catalogue knows, and compared with {@code access.txt}. A table or function that is new
 * is missing there, and fails the test until somebody has said who may use it.
 */
class AccessMatrixTest {

  private static final List<String> ROLES =
      List.of(
          "anon", "authenticated", "service_role", "brain_service", "manager_service", "postgres");

  /** SQLSTATE of a value for an identity column. */
  private static final String GENERATED_ALWAYS = "428C9";

  private static final String OWNER =
      "reads everything of all rows; inserts everything; updates everything of all rows; deletes";

  @ParameterizedTest
  @EnumSource
  void everybody_may_do_what_the_matrix_says_and_nothing_else(DefaultGrants grants)
      throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty(grants)) {
      database.migrate();
      UUID listener = insertRows(database);
      assertEquals(expected(), tried(database, listener));
    }
  }

  private static String expected() {
    try (var in = AccessMatrixTest.class.getResourceAsStream("access.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Puts rows of two listeners into every table, and returns the first one's id. */
  private static UUID insertRows(LocalDatabase database) throws SQLException {
    try (Sql owner = database.sql("postgres")) {
      SongRow.insert(
          owner,
          List.of(
              SongRow.titled("Drizzle").embedding(1, 0, 0, 0, 0),
              SongRow.titled("Surf").embedding(0, 1, 0, 0, 0),
              SongRow.titled("Old").embedding(0, 1, 0, 0, 0).archivedAt(Instant.now())));
      owner.execute(
          """
          insert into auth.users (id, email) values
            ('00000000-0000-0000-0000-00000000000a', 'a@example.org'), ('00000000-0000-0000-0000-00000000000b', 'b@example.org');
          update public.profiles set preference_vector = '[1,0,0,0,0]';
          insert into public.roles (user_id, role) select id, 'admin' from public.profiles;
          insert into public.players (name, token, archived_at) values ('Lobby', 'one', null), ('Garden', 'two', now());
          insert into public.player_library (player_id, song_id)
          select p.id, s.id from public.players p cross join public.songs s;
          insert into public.sessions (user_id, player_id, expires_at)
          select pr.id, p.id, now() + interval '1 hour' from public.profiles pr join public.players p on p.name = 'Lobby';
          insert into public.votes (user_id, song_id, vote_value, player_id, session_id, applied_seq, weight)
          select s.user_id, so.id, 5, s.player_id, s.id, nextval('roomtone.taste_seq'), 1
          from public.sessions s join public.songs so on so.title = 'Surf';
          select * from roomtone.queue_advance((select id from public.players where name = 'Lobby'), gen_random_uuid(),
            (select id from public.songs where title = 'Surf'), null, now());
          select * from roomtone.queue_fill((select array_agg(id) from public.players));
          select * from roomtone.exclude_votes((select id from public.players where name = 'Lobby'), '2000-01-01', '2000-01-02', gen_random_uuid(), null);
          insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
          select id, gen_random_uuid(), 'x', 201, '{}' from public.profiles;
          insert into roomtone.rejected_votes (id, user_id, vote_value, reason) select gen_random_uuid(), id, 9, 'outside' from public.profiles;
          insert into roomtone.withdrawn_votes (id, user_id, vote_time) select gen_random_uuid(), id, now() from public.profiles;
          insert into roomtone.dropped_entries (queue_id, player_id, song_id, position, reason)
          select gen_random_uuid(), p.id, s.id, 1, 'rotation' from public.players p cross join public.songs s;
          insert into roomtone.disclosed_collectives (player_id, period, vector, listeners)
          select id, roomtone.now(), '[1,0,0,0,0]', 3 from public.players;
          insert into roomtone.disclosed_entries (player_id, entry_id, period, wanted, loved, waited)
          select id, gen_random_uuid(), roomtone.now(), '[1,0,0,0,0]', false, false from public.players;
          insert into roomtone.presence_secrets (player_id) select id from public.players;
          insert into roomtone.vote_changes (user_id, changed_at) select id, now() from public.profiles;
          insert into roomtone.wrong_codes (user_id, given_at) select id, now() from public.profiles;
          insert into roomtone.audit_log (actor_id, action, thing) select id, 'create', 'song' from public.profiles;
          insert into roomtone.song_outlines (song_id, heights) select id, decode(repeat('00', 200), 'hex') from public.songs;
          insert into roomtone.uploads (id, size_bytes, step) values (gen_random_uuid(), 1, 'waiting'), (gen_random_uuid(), 2, 'waiting');
          insert into roomtone.file_claims (id, sha256, purpose, until)
          select id, encode(sha256(title::bytea), 'hex'), 'upload', now() from public.songs;
          insert into roomtone.pairings (code, secret, expires_at) values ('BCDFGHJK', 'sha256:' || repeat('0', 64), roomtone.now());
          insert into roomtone.rejected_rows (table_name, content, reason) values ('roles', '{}', 'no user');
          """);
    }
    return UUID.fromString("00000000-0000-0000-0000-00000000000a");
  }

  /** The matrix as it is: one paragraph per table, one line per role that may do anything. */
  private static String tried(LocalDatabase database, UUID listener) throws SQLException {
    Map<String, Sql> connections = new LinkedHashMap<>();
    try (Sql catalogue = database.sql("supabase_admin")) {
      for (String role : ROLES) {
        connections.put(
            role, role.equals("authenticated") ? database.sqlAs(listener) : database.sql(role));
      }
      StringBuilder matrix = new StringBuilder();
      for (List<String> table : tables(catalogue)) {
        matrix.append(table.getFirst()).append('\n');
        int rows = catalogue.integer("select count(*) from " + table.getFirst());
        assertTrue(rows > 0, table.getFirst() + " is empty: nothing can be seen of it");
        connections.forEach(
            (role, sql) -> {
              String rights =
                  new Rights(
                          sql, table.getFirst(), table.subList(2, table.size()), table.get(1), rows)
                      .tried();
              if (!rights.isEmpty()) {
                matrix.append("  ").append(role).append(": ").append(rights).append('\n');
              }
            });
      }
      for (List<String> function : functions(catalogue)) {
        String callers =
            connections.entrySet().stream()
                .filter(caller -> mayCall(caller.getValue(), function.get(1)))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        matrix.append(function.getFirst()).append(": ").append(callers).append('\n');
      }
      return matrix.toString();
    } finally {
      connections.values().forEach(Sql::close);
    }
  }

  /** Name, kind and columns of each table and view of ours. */
  private static List<List<String>> tables(Sql catalogue) {
    List<List<String>> tables = new ArrayList<>();
    for (List<String> table :
        catalogue.rows(
            """
            select format('%I.%I', n.nspname, c.relname), c.relkind, c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('public', 'roomtone') and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1
            """)) {
      List<String> all = new ArrayList<>(table.subList(0, 2));
      all.addAll(
          catalogue.column(
              "select attname from pg_attribute where attrelid = ?::oid and attnum > 0 and not attisdropped order by attnum",
              table.get(2)));
      tables.add(all);
    }
    return tables;
  }

  /** Signature and a call with nulls of each function of ours, and the same of each sequence. */
  private static List<List<String>> functions(Sql catalogue) {
    return catalogue.rows(
        """
        select format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)),
          -- "offset 0": a call with constants might be answered without a call
          format('select %I.%I(%s) from (select null as nothing offset 0) x', n.nspname, p.proname,
            (select string_agg(format('nothing::%s', format_type(t, null)), ', ' order by place)
             from unnest(p.proargtypes) with ordinality a (t, place)))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('public', 'roomtone')
        union all
        select format('%I.%I', n.nspname, c.relname), format('select nextval(%L)', format('%I.%I', n.nspname, c.relname))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'roomtone') and c.relkind = 'S'
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
        order by 1
        """);
  }

  private static boolean mayCall(Sql caller, String call) {
    return !caller.sqlState(call).equals(Sql.FORBIDDEN);
  }

  /** What one role may do with one table, found out by trying. */
  private record Rights(Sql sql, String table, List<String> columns, String kind, int rows) {

    String tried() {
      List<String> rights = new ArrayList<>();
      List<String> readable = allowed("select %s from %s limit 0");
      if (!readable.isEmpty()) {
        rights.add("reads %s of %s".formatted(named(readable), seen()));
      }
      if (kind.equals("v")) {
        return String.join("; ", rights);
      }
      List<String> insertable =
          allowed("insert into %2$s (%1$s) overriding system value select null where false");
      if (!insertable.isEmpty()) {
        rights.add("inserts " + named(insertable));
      }
      List<String> updatable = allowed("update %2$s set %1$s = default where false");
      if (!updatable.isEmpty()) {
        rights.add("updates %s of %s".formatted(named(updatable), touched(updatable)));
      }
      if (!sql.sqlState("delete from %s where false".formatted(table)).equals(Sql.FORBIDDEN)) {
        rights.add("deletes");
      }
      return String.join("; ", rights).replace(OWNER, "everything");
    }

    private List<String> allowed(String statement) {
      List<String> allowed = new ArrayList<>();
      for (String column : columns) {
        String outcome = sql.sqlState(statement.formatted("\"" + column + "\"", table));
        assertTrue(
            outcome.equals("done") || outcome.equals(Sql.FORBIDDEN),
            () -> "%s: %s".formatted(statement.formatted(column, table), outcome));
        if (outcome.equals("done")) {
          allowed.add(column);
        }
      }
      return allowed;
    }

    private String seen() {
      return share(sql.integer("select count(*) from " + table));
    }

    /** How many rows an update changes; a policy may hide rows from a role with the right. */
    private String touched(List<String> updatable) {
      String self = "update %s set %2$s = %2$s".formatted(table, updatable.getFirst());
      String anew = "update %s set %s = default".formatted(table, updatable.getFirst());
      String update = sql.sqlState(self).equals(GENERATED_ALWAYS) ? anew : self;
      int[] touched = new int[1];
      sql.rollingBack(() -> touched[0] = sql.update(update));
      return share(touched[0]);
    }

    private String share(int number) {
      return number == rows ? "all rows" : number == 0 ? "no rows" : "some rows";
    }

    private String named(List<String> some) {
      return some.equals(columns) ? "everything" : String.join(" ", some);
    }
  }
}
