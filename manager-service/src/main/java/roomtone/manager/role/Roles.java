package roomtone.manager.role;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/** The rows of the roles: who is staff. */
@ApplicationScoped
public class Roles {

  private static final Logger LOG = Logger.getLogger(Roles.class);

  /** A user with all their roles. */
  @Schema(name = "UserRoles")
  record UserRoles(
      UUID userId,
      @Schema(nullable = true, examples = "ada@example.org") String email,
      @Schema(nullable = true, examples = "Ada") String displayName,
      @Schema(examples = "[\"manager\"]") List<String> roles) {}

  /** The roles of the caller. */
  @Schema(name = "OwnRoles")
  record Own(
      UUID userId,
      @Schema(description = "admin, manager, both or none.", examples = "[\"manager\"]")
          List<String> roles,
      @Schema(description = "Whether anybody is admin.") boolean adminExists) {}

  private final Session database;
  private final Audit audit;

  Roles(Session database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * The roles of a user who calls.
   *
   * @throws Problem 401 when the user was deleted
   */
  @Transactional
  Own own(UUID user) {
    Tuple known =
        database
            .createNativeQuery(
                """
                select roomtone.account_exists(:user) as account_exists,
                  exists (select from public.roles where role = 'admin') as admin_exists
                """,
                Tuple.class)
            .setParameter("user", user)
            .getSingleResult();
    if (!known.get("account_exists", Boolean.class)) {
      throw Problem.of("account-gone").header("WWW-Authenticate", "Bearer");
    }
    return new Own(user, rolesOf(user), known.get("admin_exists", Boolean.class));
  }

  /**
   * The user with an e-mail address, whatever its case.
   *
   * @throws Problem 404 when there is none, 400 when there are several, as single sign-on allows
   */
  @Transactional
  UUID userWithEmail(String email) {
    List<UUID> users =
        database
            .createNativeQuery(
                "select id from public.profiles where lower(email) = lower(:email) limit 2",
                UUID.class)
            .setParameter("email", email)
            .list();
    if (users.size() > 1) {
      throw Fields.invalid("email", "belongs to several users: send user_id instead");
    }
    return users.stream().findFirst().orElseThrow(() -> Problem.of("unknown-user"));
  }

  /** A page of the users who have a role, by e-mail. */
  @Transactional
  Page<UserRoles> list(PageRequest page) {
    long total =
        database
            .createSelectionQuery("select count(distinct userId) from RoleGrant", Long.class)
            .getSingleResult();
    List<UserRoles> items =
        database
            .createNativeQuery(
                """
                select p.id, p.email, p.display_name, string_agg(r.role, ',' order by r.role) as roles
                from public.roles r join public.profiles p on p.id = r.user_id
                group by p.id, p.email, p.display_name
                order by p.email nulls last, p.id
                limit :size offset :first
                """,
                Tuple.class)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .stream()
            .map(Roles::held)
            .toList();
    return page.with(items, total);
  }

  /**
   * Those of the users who are staff, and whether they are admins. One statement for all of them.
   */
  @Transactional
  public Map<UUID, Boolean> staffAmong(Collection<UUID> users) {
    return database
        .createNativeQuery(
            """
            select r.user_id, bool_or(r.role = 'admin') as admin from public.roles r
            where r.user_id = any (:users) and r.role in ('admin', 'manager') group by r.user_id
            """,
            Tuple.class)
        .setParameter("users", users.toArray(UUID[]::new))
        .stream()
        .collect(
            Collectors.toMap(
                row -> row.get("user_id", UUID.class), row -> row.get("admin", Boolean.class)));
  }

  private static UserRoles held(Tuple row) {
    return new UserRoles(
        row.get("id", UUID.class),
        row.get("email", String.class),
        row.get("display_name", String.class),
        Arrays.asList(row.get("roles", String.class).split(",", -1)));
  }

  /**
   * Gives a user exactly these roles.
   *
   * @throws Problem 404 when the user is unknown, 409 when no admin would be left
   */
  @Transactional
  UserRoles set(UUID user, Set<String> roles) {
    Tuple profile =
        database
            .createNativeQuery(
                "select id, email, display_name from public.profiles where id = :user", Tuple.class)
            .setParameter("user", user)
            .uniqueResultOptional()
            .orElseThrow(() -> Problem.of("unknown-user"));
    lockAdmins();
    List<String> before = rolesOf(user);
    if (!roles.contains(Staff.ADMIN)) {
      requireAnotherAdmin(user);
    }
    String[] wanted = roles.toArray(String[]::new);
    database
        .createNativeMutationQuery(
            "delete from public.roles where user_id = :user and role <> all (:roles)")
        .setParameter("user", user)
        .setParameter("roles", wanted)
        .executeUpdate();
    database
        .createNativeMutationQuery(
            """
            insert into public.roles (user_id, role) select :user, wanted.role from unnest(:roles) as wanted (role)
            on conflict (user_id, role) do nothing
            """)
        .setParameter("user", user)
        .setParameter("roles", wanted)
        .executeUpdate();
    List<String> after = roles.stream().sorted().toList();
    audit.changed(
        "change-roles", Thing.USER, user, Map.of("roles", before), Map.of("roles", after));
    LOG.infof("roles changed user=%s roles=%s", user, after);
    return new UserRoles(
        user, profile.get("email", String.class), profile.get("display_name", String.class), after);
  }

  private List<String> rolesOf(UUID user) {
    return database
        .createNativeQuery(
            "select role from public.roles where user_id = :user order by role", String.class)
        .setParameter("user", user)
        .list();
  }

  /** Lets one change of roles run at a time, so that two admins cannot remove each other. */
  private void lockAdmins() {
    database
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtext('roomtone.roles'))", Integer.class)
        .getSingleResult();
  }

  private void requireAnotherAdmin(UUID user) {
    List<UUID> admins =
        database
            .createNativeQuery("select user_id from public.roles where role = 'admin'", UUID.class)
            .list();
    if (admins.contains(user) && admins.size() == 1) {
      throw Problem.of("last-admin");
    }
  }
}
