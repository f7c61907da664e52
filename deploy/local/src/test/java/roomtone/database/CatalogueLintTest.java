package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;

/** The rules of Supabase's linter and our own, checked in the system catalogue. */
class CatalogueLintTest {

  private static Fixtures fixtures;

  @BeforeAll
  static void migrate() {
    fixtures = Fixtures.atEight();
  }

  @AfterAll
  static void close() {
    fixtures.close();
  }

  private static void nothing(String query) {
    assertEquals(List.of(), fixtures.owner().column(query));
  }

  @Test
  void row_level_security_is_on_everywhere() {
    nothing(
        """
        select c.oid::regclass from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'roomtone'::regnamespace)
          and c.relkind in ('r', 'p') and not c.relrowsecurity
        """);
  }

  @Test
  void every_table_with_a_policy_has_row_level_security_enabled() {
    nothing(
        """
        select p.polname || ' on ' || c.oid::regclass from pg_policy p join pg_class c on c.oid = p.polrelid
        where not c.relrowsecurity
        """);
  }

  @Test
  void policies_read_the_user_id_once_and_not_per_row() {
    nothing(
        """
        select policyname || ' on ' || tablename from pg_policies
        where schemaname in ('public', 'roomtone')
          and regexp_replace(coalesce(qual, '') || ' ' || coalesce(with_check, ''),
            '\\( SELECT auth\\.(uid|jwt|role)\\(\\)', '', 'g') ~ 'auth\\.(uid|jwt|role)\\(|current_setting\\('
        """);
  }

  @Test
  void every_policy_names_the_roles_it_is_for() {
    nothing(
        """
        select policyname || ' on ' || tablename from pg_policies
        where schemaname in ('public', 'roomtone') and 'public' = any (roles)
        """);
  }

  @Test
  void no_function_takes_its_search_path_from_the_caller() {
    nothing(
        """
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace in ('public'::regnamespace, 'roomtone'::regnamespace)
          and not exists (select from unnest(p.proconfig) setting where setting = 'search_path=""')
          -- The names in a body that is no text were looked up when the function was made.
          and p.prosqlbody is null
        """);
  }

  @Test
  void no_extension_is_in_schema_public() {
    nothing("select extname from pg_extension where extnamespace = 'public'::regnamespace");
  }

  @Test
  void every_foreign_key_has_an_index_that_leads_with_its_columns() {
    nothing(
        """
        select k.conname || ' on ' || k.conrelid::regclass from pg_constraint k
        where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'roomtone'::regnamespace)
          and not exists (
            select from pg_index i
            where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
              and k.conkey <@ (i.indkey::int2[])[0:cardinality(k.conkey) - 1])
        """);
  }

  @Test
  void every_table_column_and_function_has_a_comment() {
    nothing(
        """
        select c.oid::regclass::text from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'roomtone'::regnamespace)
          and c.relkind in ('r', 'p', 'v', 'm', 'S') and obj_description(c.oid, 'pg_class') is null
          -- the sequence of an identity column is part of the column
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
        union all
        select c.oid::regclass || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace in ('public'::regnamespace, 'roomtone'::regnamespace)
          and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
          and col_description(c.oid, a.attnum) is null
        union all
        select p.oid::regprocedure::text from pg_proc p
        where p.pronamespace in ('public'::regnamespace, 'roomtone'::regnamespace) and obj_description(p.oid, 'pg_proc') is null
        union all
        select n.nspname from pg_namespace n where n.nspname = 'roomtone' and obj_description(n.oid, 'pg_namespace') is null
        order by 1
        """);
  }

  @Test
  void no_function_with_the_owners_rights_can_be_called_by_a_browser() {
    nothing(
        """
        select p.oid::regprocedure || ' by ' || r.rolname
        from pg_proc p cross join pg_roles r
        where p.pronamespace in ('public'::regnamespace, 'roomtone'::regnamespace) and p.prosecdef
          and r.rolname in ('anon', 'authenticated', 'service_role') and has_function_privilege(r.oid, p.oid, 'execute')
        """);
  }

  @Test
  void a_browser_has_no_access_to_schema_roomtone() {
    nothing(
        """
        select rolname from pg_roles
        where rolname in ('anon', 'authenticated', 'service_role') and has_schema_privilege(oid, 'roomtone', 'usage')
        """);
  }

  @Test
  void what_is_sensitive_is_not_shown_to_the_public() {
    nothing(
        """
        select c.oid::regclass || '.' || a.attname
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace in ('public'::regnamespace, 'roomtone'::regnamespace) and a.attnum > 0 and not a.attisdropped
          and a.attname ~ '(token|mail|preference|survey|password|secret|user_id|role|file_url|manager)'
          and has_column_privilege('anon', c.oid, a.attnum, 'select')
        """);
  }

  @Test
  void no_browser_reads_how_a_song_sounds() {
    nothing(
        """
        select r.rolname || ' ' || a.attname
        from pg_attribute a cross join pg_roles r
        where a.attrelid in ('public.songs'::regclass, 'public.votes'::regclass) and a.attname ~ '(embedding|direction|vector)'
          and r.rolname in ('anon', 'authenticated') and has_column_privilege(r.oid, a.attrelid, a.attnum, 'select')
        """);
  }

  @Test
  void no_view_in_public_reads_with_the_owners_rights() {
    nothing(
        """
        select c.oid::regclass from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
          and not coalesce('security_invoker=true' = any (c.reloptions), false)
        """);
  }

  @Test
  void everything_belongs_to_the_role_that_migrates() {
    nothing(
        """
        select c.oid::regclass::text from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'roomtone'::regnamespace) and c.relkind in ('r', 'v', 'S')
          and c.relowner <> 'postgres'::regrole
        union all
        select p.oid::regprocedure::text from pg_proc p
        where p.pronamespace in ('public'::regnamespace, 'roomtone'::regnamespace) and p.proowner <> 'postgres'::regrole
        """);
  }

  @Test
  void the_services_have_no_rights_beyond_their_grants() {
    nothing(
        """
        select rolname from pg_roles
        where rolname in ('brain_service', 'manager_service')
          and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit or not rolcanlogin)
        """);
    nothing(
        "select roleid::regrole from pg_auth_members where member in ('brain_service'::regrole, 'manager_service'::regrole)");
  }

  @Test
  void the_version_is_that_of_the_newest_migration() {
    assertEquals(
        fixtures
            .owner()
            .text(
                "select max(version) from roomtone_local_migrations.applied where version is not null"),
        fixtures.owner().text("select version from roomtone.schema_version"));
  }
}
