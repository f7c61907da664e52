package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether both logins have the rights that the migrations give them, and no others. Every login may
 * ask the catalogue for this, so that one of the two is enough.
 */
final class GrantsCheck {

  private static final String SUBJECT = "grants";

  /** Of many findings the first ones tell enough. */
  private static final int MOST_LISTED = 8;

  private static final List<String> ROLES = List.of(Login.BRAIN, Login.MANAGER);

  private final Connection connection;
  private final AccessMatrix matrix = AccessMatrix.ofThisCheckout();
  private final Map<String, String> faults = new TreeMap<>();
  private final Set<String> views = new HashSet<>();

  GrantsCheck(Connection connection) {
    this.connection = connection;
  }

  void run(Findings findings) throws SQLException {
    connection.setAutoCommit(false);
    try {
      // Types of other schemas are then written with their schema, as in the matrix.
      Rows.of(connection, "select set_config('search_path', '', true)");
      checkRoles();
      checkTables();
      checkCallables();
      checkPolicies();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    faults.entrySet().stream()
        .limit(MOST_LISTED)
        .forEach(fault -> findings.mend(SUBJECT, fault.getKey(), fault.getValue()));
    if (faults.size() > MOST_LISTED) {
      findings.mend(
          SUBJECT,
          "and %d more".formatted(faults.size() - MOST_LISTED),
          "Compare with deploy/supabase/schemas, one file for each table and function.");
    }
    if (faults.isEmpty()) {
      findings.good(
          SUBJECT, "brain_service and manager_service may do what they need, and no more");
    }
  }

  private void checkRoles() throws SQLException {
    for (List<String> row :
        Rows.of(
            connection,
            """
            select rolname, rolsuper or rolbypassrls, s.schema from pg_catalog.pg_roles
            left join unnest(array['public', 'extensions', 'roomtone']) s (schema)
              on not has_schema_privilege(rolname, s.schema, 'usage')
            where rolname in ('brain_service', 'manager_service')
            """)) {
      if (row.get(1).equals("t")) {
        faults.put(
            row.get(0) + " is a superuser or passes row level security by",
            "As a superuser: alter role %s nosuperuser nobypassrls;".formatted(row.get(0)));
      }
      if (row.get(2) != null) {
        faults.put(
            "%s may not use schema %s".formatted(row.get(0), row.get(2)),
            "As postgres: grant usage on schema %s to %s;".formatted(row.get(2), row.get(0)));
      }
    }
  }

  private void checkTables() throws SQLException {
    Map<String, Set<String>> columns = new TreeMap<>();
    Rows.of(
            connection,
            """
            select format('%I.%I', n.nspname, c.relname), a.attname, c.relkind
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where n.nspname in ('public', 'roomtone') and c.relkind in ('r', 'p', 'v')
            """)
        .forEach(
            row -> {
              columns.computeIfAbsent(row.get(0), table -> new TreeSet<>()).add(row.get(1));
              if (row.get(2).equals("v")) {
                views.add(row.get(0));
              }
            });
    Set<List<String>> granted = new HashSet<>(grantedColumns());
    granted.addAll(grantedDeletes());
    for (String table : matrix.tables()) {
      if (!columns.containsKey(table)) {
        faults.put(
            table + " is missing", "Restore it from a backup, or from deploy/supabase/schemas.");
        continue;
      }
      for (String role : ROLES) {
        AccessMatrix.TableRights rights = matrix.of(role, table);
        compare(role, table, "select", "read", rights.reads(), columns.get(table), granted);
        compare(role, table, "insert", "insert", rights.inserts(), columns.get(table), granted);
        compare(role, table, "update", "update", rights.updates(), columns.get(table), granted);
        boolean mayDelete = granted.contains(List.of(role, "delete", table, ""));
        if (rights.deletes() && !mayDelete) {
          lacks(role, "delete from " + table, "delete on " + table);
        } else if (!rights.deletes() && mayDelete) {
          exceeds(role, "delete from " + table, table);
        }
      }
    }
  }

  private void compare(
      String role,
      String table,
      String privilege,
      String verb,
      AccessMatrix.Columns expected,
      Set<String> columns,
      Set<List<String>> granted) {
    Set<String> lacking = new TreeSet<>();
    Set<String> exceeding = new TreeSet<>();
    for (String column : columns) {
      boolean may = granted.contains(List.of(role, privilege, table, column));
      if (expected.covers(column) && !may) {
        lacking.add(column);
      } else if (!expected.covers(column) && may) {
        exceeding.add(column);
      }
    }
    if (!lacking.isEmpty()) {
      String list = String.join(", ", lacking);
      lacks(
          role,
          "%s %s of %s".formatted(verb, list, table),
          "%s (%s) on %s".formatted(privilege, list, table));
    }
    if (!exceeding.isEmpty()) {
      exceeds(role, "%s %s of %s".formatted(verb, String.join(", ", exceeding), table), table);
    }
  }

  private void lacks(String role, String action, String right) {
    faults.put(
        "%s may not %s".formatted(role, action),
        "As postgres: grant %s to %s;".formatted(right, role));
  }

  private void exceeds(String role, String action, String table) {
    faults.put(
        "%s may %s, which it does not need".formatted(role, action),
        "As postgres: revoke all on %s from %s, public; then grant again what deploy/supabase/schemas/%s grants on it."
            .formatted(table, role, views.contains(table) ? "views" : "tables"));
  }

  private List<List<String>> grantedColumns() throws SQLException {
    return Rows.of(
        connection,
        """
        select r.role, p.privilege, format('%I.%I', n.nspname, c.relname), a.attname
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        cross join unnest(array['brain_service', 'manager_service']) r (role)
        cross join unnest(array['select', 'insert', 'update']) p (privilege)
        where n.nspname in ('public', 'roomtone') and c.relkind in ('r', 'p', 'v')
          and has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
        """);
  }

  private List<List<String>> grantedDeletes() throws SQLException {
    return Rows.of(
        connection,
        """
        select r.role, 'delete', format('%I.%I', n.nspname, c.relname), ''
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        cross join unnest(array['brain_service', 'manager_service']) r (role)
        where n.nspname in ('public', 'roomtone') and c.relkind in ('r', 'p', 'v')
          and has_table_privilege(r.role, c.oid, 'delete')
        """);
  }

  private void checkCallables() throws SQLException {
    Set<List<String>> granted =
        new HashSet<>(
            Rows.of(
                connection,
                """
                select r.role, format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes))
                from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                cross join unnest(array['brain_service', 'manager_service']) r (role)
                where n.nspname in ('public', 'roomtone') and has_function_privilege(r.role, p.oid, 'execute')
                union all
                select r.role, format('%I.%I', n.nspname, c.relname)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                cross join unnest(array['brain_service', 'manager_service']) r (role)
                where n.nspname in ('public', 'roomtone') and c.relkind = 'S' and has_sequence_privilege(r.role, c.oid, 'usage')
                """));
    for (String callable : matrix.callables()) {
      boolean isFunction = callable.endsWith(")");
      String right = (isFunction ? "execute on function " : "usage on sequence ") + callable;
      for (String role : ROLES) {
        boolean may = granted.contains(List.of(role, callable));
        if (matrix.mayCall(role, callable) && !may) {
          lacks(role, "use " + callable, right);
        } else if (!matrix.mayCall(role, callable) && may) {
          faults.put(
              "%s may use %s, which it does not need".formatted(role, callable),
              "As postgres: revoke %s from %s, public;".formatted(right, role));
        }
      }
    }
  }

  /** Whether row level security is on, and policies admit the logins to the rows they need. */
  private void checkPolicies() throws SQLException {
    Set<String> unsecured = new HashSet<>();
    Set<List<String>> admitted = new HashSet<>();
    for (List<String> row :
        Rows.of(
            connection,
            """
            select format('%I.%I', n.nspname, c.relname), c.relrowsecurity, p.cmd, r.role
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join unnest(array['brain_service', 'manager_service']) r (role)
            left join pg_policies p on p.schemaname = n.nspname and p.tablename = c.relname
              and p.roles && array[r.role::name, 'public']
            where n.nspname in ('public', 'roomtone') and c.relkind = 'r'
            """)) {
      String table = row.get(0);
      if (row.get(1).equals("f")) {
        unsecured.add(table);
      }
      if (row.get(2) != null) {
        for (String command :
            row.get(2).equals("ALL") ? List.of("SELECT", "UPDATE") : List.of(row.get(2))) {
          admitted.add(List.of(table, command, row.get(3)));
        }
      }
    }
    for (String table : matrix.tables()) {
      if (unsecured.contains(table)) {
        faults.put(
            "row level security of " + table + " is off",
            "As postgres: alter table %s enable row level security;".formatted(table));
      }
      for (String role : ROLES) {
        AccessMatrix.TableRights rights = matrix.of(role, table);
        boolean sees = admitted.contains(List.of(table, "SELECT", role));
        boolean changes = admitted.contains(List.of(table, "UPDATE", role));
        boolean needsPolicy = !views.contains(table) && !unsecured.contains(table);
        if (needsPolicy
            && ((rights.reads().allRows() && !sees) || (rights.updates().allRows() && !changes))) {
          faults.put(
              "no policy admits %s to the rows of %s".formatted(role, table),
              "Create it again, from the file of the table in deploy/supabase/schemas/tables.");
        }
      }
    }
  }
}
