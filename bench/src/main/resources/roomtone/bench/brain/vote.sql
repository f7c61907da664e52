-- What roomtone.brain.vote.Casting sends for one vote with an Idempotency-Key: the lock, all that it depends on, all that it leaves behind.
-- VoteStatementsTest of the brain holds the two together; what the service passes as a parameter stands between /*?*/ and /*.*/.
-- Those who vote here are others than those who vote through the service.
\set listener random(:first_listener, :last_listener)
\set song random(1, :songs)
\set vote random(1, 5)
\set first random(1, 1000000000)
\set second random(1, 1000000000)
begin;
select 1 from public.profiles where id = /*?*/md5('user' || :listener)::uuid/*.*/ for no key update;
select m.now, p.survey_at,
  (p.preference_vector::real[])[1] as taste_1, (p.preference_vector::real[])[2] as taste_2, (p.preference_vector::real[])[3] as taste_3, (p.preference_vector::real[])[4] as taste_4, (p.preference_vector::real[])[5] as taste_5,
  exists (select from public.votes w where w.user_id = p.id and w.applied_seq is null) as pending,
  r.idempotency_key is not null as asked_before,
  s.id as song_id, s.archived_at,
  (s.embedding::real[])[1] as sound_1, (s.embedding::real[])[2] as sound_2, (s.embedding::real[])[3] as sound_3, (s.embedding::real[])[4] as sound_4, (s.embedding::real[])[5] as sound_5,
  here.id as session_id, here.player_id,
  (
    select v.id from public.votes v
    where v.user_id = p.id and v.song_id = s.id and v.applied_seq is not null
      and (v.vote_time >= m.now - make_interval(secs => /*?*/600/*.*/) or v.player_id = here.player_id and v.vote_time >= (
        select newest.played_at
        from (
          select sp.song_id, sp.played_at, sp.ended_at from public.songs_playing sp
          where sp.player_id = here.player_id and sp.played_at <= m.now
          order by sp.played_at desc, sp.id limit 1
        ) newest
        join public.players pl on pl.id = here.player_id
        where newest.song_id = s.id and (newest.ended_at is null or newest.ended_at > m.now)
          -- a device that went away never says that it ended
          and newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, pl.soundscape_seconds)) > m.now))
    order by v.vote_time desc, v.id limit 1
  ) as earlier,
  i.votes_per_hour, i.room_votes_per_hour, lately.limit_reached_by, lately.room_limit_reached_by,
  (
    select count(*) from public.votes v
    where v.user_id = p.id and v.player_id = here.player_id and v.weight is not null
      and v.vote_time > m.now - make_interval(secs => /*?*/43200/*.*/) and v.vote_time <= m.now
  ) as votes_here
from (select roomtone.now() as now) m
join public.profiles p on p.id = /*?*/md5('user' || :listener)::uuid/*.*/
left join public.songs s on s.id = /*?*/md5('song' || :song)::uuid/*.*/
left join roomtone.vote_requests r on r.user_id = p.id and r.idempotency_key = /*?*/md5(:first || '-' || :second)::uuid/*.*/
left join public.sessions here
  on here.user_id = p.id and here.status = 'active' and here.expires_at > m.now
  and here.player_id = coalesce(/*?*/null::uuid/*.*/, here.player_id)
cross join roomtone.installation i
cross join lateral (
  select (array_agg(given.vote_time order by given.vote_time desc))[i.votes_per_hour] as limit_reached_by,
    (array_agg(given.vote_time order by given.vote_time desc) filter (where given.player_id = here.player_id))[i.room_votes_per_hour]
      as room_limit_reached_by
  from (
    select v.user_id, v.player_id, v.vote_time from public.votes v
    union all
    -- taking a vote back frees nothing
    select w.user_id, w.player_id, w.vote_time from roomtone.withdrawn_votes w
  ) given
  where given.user_id = p.id and given.vote_time > m.now - make_interval(secs => /*?*/3600/*.*/)
) lately;
with moved as (
  update public.profiles set preference_vector = /*?*/extensions.l2_normalize(array[:first, :second, :vote, 1, 1]::real[]::extensions.vector)/*.*/::extensions.vector where id = /*?*/md5('user' || :listener)::uuid/*.*/ and /*?*/:vote <> 3/*.*/
),
kept as (
  insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
  select /*?*/md5('user' || :listener)::uuid/*.*/, k.key, /*?*/sha256(:song::text::bytea)/*.*/, /*?*/201/*.*/, /*?*/jsonb_build_object('id', md5(:first || '-' || :second)::uuid, 'song_id', md5('song' || :song), 'vote_value', :vote::int, 'vote_time', now(), 'preference_vector', '[0.1, 0.2, 0.3, 0.4, 0.5]'::jsonb)/*.*/::jsonb from (select /*?*/md5(:first || '-' || :second)::uuid/*.*/::uuid as key) k where k.key is not null
)
insert into public.votes (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding)
values (/*?*/md5(:first || '+' || :second)::uuid/*.*/, /*?*/md5('user' || :listener)::uuid/*.*/, /*?*/md5('song' || :song)::uuid/*.*/, /*?*/:vote/*.*/, /*?*/roomtone.now()/*.*/, /*?*/md5('player' || (:listener::int % :players::int + 1))::uuid/*.*/, /*?*/md5('session' || :listener)::uuid/*.*/, nextval('roomtone.taste_seq') - /*?*/0/*.*/, /*?*/1/*.*/, /*?*/'[0.1,0.2,0.3,0.4,0.5]'/*.*/::extensions.vector);
commit;
