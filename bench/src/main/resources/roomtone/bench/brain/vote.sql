-- What roomtone.brain.vote.VoteStore sends for one new vote with an Idempotency-Key: LOCK and READ, then INSERT of VoteStatements.
-- VoteStatementsTest of the brain compares the two; what the service passes as a parameter stands between /*?*/ and /*.*/.
-- The listeners of this script are not those who vote through the service.
\set listener random(:first_listener, :last_listener)
\set song random(1, :songs)
\set vote random(1, 5)
\set first random(1, 1000000000)
\set second random(1, 1000000000)
begin;
select 1 from public.profiles where id = /*?*/md5('user' || :listener)::uuid/*.*/ for no key update;
select m.cast_at, m.pending_id, m.pending_value, (p.preference_vector::real[])[1] as taste_1, (p.preference_vector::real[])[2] as taste_2, (p.preference_vector::real[])[3] as taste_3, (p.preference_vector::real[])[4] as taste_4, (p.preference_vector::real[])[5] as taste_5,
  coalesce(m.cast_at < p.survey_at, false) as before_survey,
  r.idempotency_key is not null as key_known,
  s.id as song_id, s.archived_at is not null as archived, (s.embedding::real[])[1] as song_1, (s.embedding::real[])[2] as song_2, (s.embedding::real[])[3] as song_3, (s.embedding::real[])[4] as song_4, (s.embedding::real[])[5] as song_5,
  here.id as session_id, here.player_id as session_player_id, here.expires_at as session_expires_at,
  roomtone.renewed_until(here.checked_in_at, here.expires_at, m.cast_at, here.player_id) as session_renewed_until,
  here.player_id is not null and here.stay_confirmed_at is null and m.cast_at >= here.stay_since + make_interval(secs => i.dwell_seconds) as session_confirms_stay,
  case when m.session_id is null then here.stay_confirmed_at is not null
    else exists (select from public.sessions cast_in where cast_in.id = m.session_id and cast_in.stay_confirmed_at is not null) end as stay_confirmed,
  room.player_id,
  (
    select v.id from public.votes v
    where v.user_id = p.id and v.song_id = s.id and v.applied_seq is not null
      and (v.vote_time >= m.cast_at - make_interval(secs => /*?*/600/*.*/) or v.player_id = room.player_id and v.vote_time >= (
        select newest.played_at
        from (select sp.id, sp.player_id, sp.song_id, sp.queue_id, sp.played_at, sp.ended_at, sp.outcome, sp.reason from public.songs_playing sp
        where sp.player_id = room.player_id and sp.played_at <= m.cast_at
        order by sp.played_at desc, sp.id limit 1) newest
        join public.players pl on pl.id = room.player_id
        where newest.song_id = s.id and (newest.ended_at > m.cast_at or newest.ended_at is null and newest.outcome is null)
          and roomtone.play_over_at(newest.played_at, s.type, s.duration, pl.soundscape_seconds) > m.cast_at))
    order by v.vote_time desc limit 1
  ) as earlier_id,
  i.votes_per_hour, i.room_votes_per_hour, recent.limit_reached_by, recent.room_limit_reached_by, recent.votes_here
from (
  select coalesce(pending.vote_time, roomtone.now()) as cast_at, pending.id as pending_id,
    pending.vote_value as pending_value, coalesce(pending.song_id, /*?*/md5('song' || :song)::uuid/*.*/) as song_id, pending.player_id, pending.session_id
  from (values (1)) one left join lateral (
    select v.id, v.vote_time, v.vote_value, v.song_id, v.player_id, v.session_id from public.votes v
    where v.user_id = /*?*/md5('user' || :listener)::uuid/*.*/ and v.applied_seq is null
    order by v.vote_time, v.id limit 1
  ) pending on true
) m
join public.profiles p on p.id = /*?*/md5('user' || :listener)::uuid/*.*/
left join public.songs s on s.id = m.song_id
left join roomtone.vote_requests r on r.user_id = p.id and r.idempotency_key = /*?*/md5(:first || '-' || :second)::uuid/*.*/
left join public.sessions here
  on m.pending_id is null and here.user_id = p.id and here.status = 'active' and here.expires_at > m.cast_at
cross join lateral (
  select coalesce(m.player_id, case when here.player_id = coalesce(/*?*/null::uuid/*.*/, here.player_id) then here.player_id end) as player_id
) room
cross join roomtone.installation i
cross join lateral (
  select
    (array_agg(given.vote_time order by given.vote_time desc) filter (where given.vote_time > m.cast_at - make_interval(secs => /*?*/3600/*.*/)))
      [i.votes_per_hour] as limit_reached_by,
    (array_agg(given.vote_time order by given.vote_time desc)
      filter (where given.player_id = room.player_id and given.vote_time > m.cast_at - make_interval(secs => /*?*/3600/*.*/)))
      [i.room_votes_per_hour] as room_limit_reached_by,
    count(*) filter (where given.player_id = room.player_id and given.weight is not null and given.vote_time <= m.cast_at) as votes_here
  from (
    select v.user_id, v.player_id, v.vote_time, v.weight from public.votes v
    union all
    -- a deleted vote goes on counting for the limits
    select w.user_id, w.player_id, w.vote_time, null from roomtone.withdrawn_votes w
  ) given
  where given.user_id = p.id and given.vote_time > m.cast_at - make_interval(secs => /*?*/43200/*.*/)
) recent;
with moved as (
  update public.profiles set preference_vector = /*?*/extensions.l2_normalize(array[:first, :second, :vote, 1, 1]::real[]::extensions.vector)/*.*/::extensions.vector where id = /*?*/md5('user' || :listener)::uuid/*.*/ and /*?*/:vote <> 3/*.*/
),
stored as (
  insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
  select /*?*/md5('user' || :listener)::uuid/*.*/, k.key, /*?*/sha256(:song::text::bytea)/*.*/, /*?*/201/*.*/, /*?*/jsonb_build_object('id', md5(:first || '-' || :second)::uuid, 'song_id', md5('song' || :song), 'vote_value', :vote::int, 'vote_time', now(), 'preference_vector', '[0.1, 0.2, 0.3, 0.4, 0.5]'::jsonb)/*.*/::jsonb from (select /*?*/md5(:first || '-' || :second)::uuid/*.*/::uuid as key) k where k.key is not null
)
insert into public.votes (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding, held)
values (/*?*/md5(:first || '+' || :second)::uuid/*.*/, /*?*/md5('user' || :listener)::uuid/*.*/, /*?*/md5('song' || :song)::uuid/*.*/, /*?*/:vote/*.*/, /*?*/roomtone.now()/*.*/, /*?*/md5('player' || (:listener::int % :players::int + 1))::uuid/*.*/, /*?*/md5('session' || :listener)::uuid/*.*/, nextval('roomtone.taste_seq') * /*?*/1/*.*/, /*?*/1/*.*/, /*?*/'[0.1,0.2,0.3,0.4,0.5]'/*.*/::extensions.vector, /*?*/false/*.*/);
commit;
