package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/** Finds songs in a catalogue of tens of thousands. */
@ApplicationScoped
public class SongSearch {

  private final Session database;
  private final Staff staff;

  SongSearch(Session database, Staff staff) {
    this.database = database;
    this.staff = staff;
  }

  /**
   * A page of songs.
   *
   * @param order as {@link SongOrder#by} gives it
   */
  @Transactional
  Page<SongView> page(SongFilter filter, String order, PageRequest page) {
    checkLibrary(filter);
    Map<String, Object> values = new HashMap<>();
    String where = filter.where(values);
    long total =
        database
            .createNativeQuery(countSql(where), Long.class)
            .setProperties(values)
            .getSingleResult();
    List<SongView> items =
        database
            .createNativeQuery(pageSql(where, order), CatalogueSong.class)
            .setProperties(values)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .stream()
            .map(SongView::of)
            .toList();
    return page.with(items, total);
  }

  static String countSql(String where) {
    return "select count(*) from (select from public.songs s where %s limit %d) counted"
        .formatted(where, PageParameters.MAX_COUNTED);
  }

  static String pageSql(String where, String order) {
    return "select s.* from public.songs s where %s order by %s limit :size offset :first"
        .formatted(where, order);
  }

  /**
   * The songs that meet the conditions, in no order.
   *
   * @param max the most that are returned
   */
  @Transactional
  public List<UUID> ids(SongFilter filter, int max) {
    checkLibrary(filter);
    Map<String, Object> values = new HashMap<>();
    String where = filter.where(values);
    return database
        .createNativeQuery(
            "select s.id from public.songs s where %s limit %d".formatted(where, max), UUID.class)
        .setProperties(values)
        .list();
  }

  /**
   * Checks that the caller may see the library that the filter names.
   *
   * @throws Problem 404 when not
   */
  public void checkLibrary(SongFilter filter) {
    if (filter.library() == null) {
      return;
    }
    boolean known =
        database
            .createNativeQuery(
                """
                select exists (
                  select from public.players p
                  where p.id = :player and p.archived_at is null and (:all or p.manager_id = :staff))
                """,
                Boolean.class)
            .setParameter("player", filter.library())
            .setParameter("all", staff.isAdmin())
            .setParameter("staff", staff.id())
            .getSingleResult();
    if (!known) {
      throw Problem.of("unknown-player");
    }
  }
}
