create function roomtone.book_plays(p_players uuid[], p_now timestamptz) returns table (player_id uuid, plays int)
language plpgsql set search_path = ''
as $$
declare
  v_rooms uuid[];
  v_seen uuid[] := '{}';
  v_held uuid[] := '{}';
  v_new uuid[];
begin
  select array_agg(distinct p.player_id) into v_rooms
  from public.songs_playing p where p.player_id = any (p_players) and p.advanced_at is not null and p.booked_at is null;
  if v_rooms is null then
    return;
  end if;
  -- Whoever is in a room stays in that session until the play is booked. Those who are about to end theirs are waited for; if they
  -- began another, the next look sees it. When a look shows nobody new, all who are there are held.
  loop
    select array_agg(s.id) into v_new
    from public.sessions s
    where s.player_id = any (v_rooms) and s.status = 'active' and s.expires_at > p_now and s.id <> all (v_seen);
    exit when v_new is null;
    v_seen := v_seen || v_new;
    v_held := v_held || array(
      select s.id from public.sessions s
      where s.id = any (v_new) and s.status = 'active' and s.expires_at > p_now
      for share of s);
  end loop;
  return query
    with due as materialized (
      select p.id, p.player_id, p.played_at, s.embedding
      from public.songs_playing p left join public.songs s on s.id = p.song_id
      where p.player_id = any (v_rooms) and p.advanced_at is not null and p.booked_at is null
    ),
    -- A song without an embedding serves nobody.
    heard as materialized (
      select d.*, row_number() over (partition by d.player_id order by d.played_at desc, d.id desc) - 1 as later
      from due d where d.embedding is not null
    ),
    present as materialized (
      select s.id as session_id, s.player_id, p.preference_vector
      from public.sessions s join public.profiles p on p.id = s.user_id
      where s.id = any (v_held) and p.preference_vector is not null
    ),
    served as materialized (
      select c.*, avg(c.cosine) over (partition by c.play_id) as mean
      from (
        select h.id as play_id, h.player_id, h.played_at, h.later, p.session_id,
          1 - (p.preference_vector operator(extensions.<=>) h.embedding) as cosine
        from heard h join present p on p.player_id = h.player_id
      ) c
    ),
    booked as (
      insert into roomtone.ledger_bookings (play_id, session_id, cosine, mean)
      select v.play_id, v.session_id, v.cosine, v.mean from served v order by v.player_id, v.played_at, v.play_id, v.session_id
    ),
    kept as (
      insert into roomtone.ledgers as known (session_id, player_id, balance)
      select v.session_id, v.player_id, sum((roomtone.rules()).ledger_gain * (v.cosine - v.mean) * power((roomtone.rules()).ledger_decay, v.later))
      from served v group by v.session_id, v.player_id order by v.session_id
      on conflict (session_id) do update
      set balance = excluded.balance
        + known.balance * power((roomtone.rules()).ledger_decay, (select count(*) from heard h where h.player_id = excluded.player_id))
    ),
    done as (
      update public.songs_playing p set booked_at = p_now from due d where p.id = d.id returning p.player_id
    )
    select d.player_id, count(*)::int from done d group by d.player_id;
end
$$;
comment on function roomtone.book_plays(uuid[], timestamptz) is 'Books the plays that moved the queues of players on into the ledgers of those who are in the room, in the order of the plays: d <- 0.9*d + 0.1*(cos(u, s) - mean). A row for each player that had any.';
