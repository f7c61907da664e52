package roomtone.acceptance.faults;

import java.time.Duration;
import java.util.List;
import roomtone.local.testing.Sql;

/**
 * Observes the writers of queues with triggers. Its counts are sequences, which keep their values
 * when the writer's transaction is rolled back.
 */
final class QueueProbe {

  private static final String TRIGGERS =
      """
      create sequence roomtone_local.two_writers;
      create sequence roomtone_local.booked_twice;
      create sequence roomtone_local.applied_twice;
      create table roomtone_local.fills (player_id uuid, gap interval);
      create table roomtone_local.picks (player_id uuid, txid bigint);
      create table roomtone_local.bookings (player_id uuid, txid bigint);

      create function roomtone_local.see_writer() returns trigger language plpgsql security definer set search_path = '' as $$
      declare
        v_room constant int := hashtext(coalesce(new.player_id, old.player_id)::text);
      begin
        if not pg_try_advisory_xact_lock(815, v_room) then
          -- A transaction that has ended holds its advisory locks a moment longer than its rows.
          perform pg_stat_clear_snapshot();
          if exists (
            select from pg_locks held join pg_stat_activity other on other.pid = held.pid and other.backend_xid is not null
            where held.locktype = 'advisory' and held.classid = 815 and held.objid::bigint = v_room::bigint & 4294967295
              and held.granted and held.pid <> pg_backend_pid())
          then
            perform nextval('roomtone_local.two_writers');
          end if;
        end if;
        if tg_op = 'DELETE' then
          return old;
        end if;
        return new;
      end $$;
      create trigger aa_see_writer before insert or update or delete on public.player_queue
      for each row execute function roomtone_local.see_writer();

      create function roomtone_local.see_first_pick() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        if session_user = 'brain_service' and (tg_op = 'INSERT' or old.position <> 1) then
          insert into roomtone_local.picks values (new.player_id, txid_current());
        end if;
        return null;
      end $$;
      create trigger see_first_pick after insert or update on public.player_queue
      for each row when (new.position = 1) execute function roomtone_local.see_first_pick();

      create function roomtone_local.see_booking() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        if old.booked_at is not null then
          perform nextval('roomtone_local.booked_twice');
        end if;
        insert into roomtone_local.bookings values (new.player_id, txid_current());
        return null;
      end $$;
      create trigger see_booking after update of booked_at on public.songs_playing
      for each row execute function roomtone_local.see_booking();

      create function roomtone_local.see_fill() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        if old.computed_at > '-infinity' then
          insert into roomtone_local.fills values (new.player_id, new.computed_at - old.computed_at);
        end if;
        return null;
      end $$;
      create trigger see_fill after update of computed_at on roomtone.collectives
      for each row execute function roomtone_local.see_fill();

      create function roomtone_local.see_application() returns trigger language plpgsql security definer set search_path = '' as $$
      begin
        perform nextval('roomtone_local.applied_twice');
        return null;
      end $$;
      create trigger see_application after update on public.votes
      for each row when (old.applied_seq is not null and new.applied_seq is distinct from old.applied_seq)
      execute function roomtone_local.see_application();
      """;

  private final Sql owner;

  QueueProbe(Sql owner) {
    this.owner = owner;
    owner.execute(TRIGGERS);
  }

  /** How often two transactions wrote the same queue at the same time. */
  long twoWriters() {
    return seen("two_writers");
  }

  /** How often a booked play was booked again. */
  long bookedTwice() {
    return seen("booked_twice");
  }

  /** How often an applied vote was applied again. */
  long appliedTwice() {
    return seen("applied_twice");
  }

  /** Players whose first entry was picked more than once without a start of a song. */
  List<List<String>> picksWithoutStart() {
    return owner.rows(
        """
        select p.player_id, count(*) from roomtone_local.picks p
        where not exists (
          select from roomtone_local.bookings b where b.player_id = p.player_id and b.txid = p.txid)
        group by p.player_id having count(*) > 1
        """);
  }

  /** The number of fills. */
  long fills() {
    return owner.integer("select count(*) from roomtone_local.fills");
  }

  /** The longest time between two fills of a queue, up to now. */
  Duration longestGap() {
    double seconds =
        owner.decimal(
            """
            select extract(epoch from greatest(
              (select max(gap) from roomtone_local.fills),
              (select max(roomtone.now() - computed_at) from roomtone.collectives)))::float8
            """);
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private long seen(String sequence) {
    return owner.bool("select is_called from roomtone_local." + sequence)
        ? owner.integer("select last_value from roomtone_local." + sequence)
        : 0;
  }
}
