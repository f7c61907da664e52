create table roomtone.ledger_bookings (
  play_id uuid not null references public.songs_playing (id) on delete cascade,
  session_id uuid not null references public.sessions (id) on delete cascade deferrable,
  cosine double precision not null,
  mean double precision not null,
  booked_at timestamptz not null default roomtone.now(),
  booking_seq bigint generated always as identity,
  primary key (play_id, session_id)
);
comment on table roomtone.ledger_bookings is $$Which play served whom how well; kept for 24 hours. The ledgers follow from it:
insert into roomtone.ledgers (session_id, player_id, balance)
select b.session_id, p.player_id, sum(0.1 * (b.cosine - b.mean) * 0.9 ^ b.later)
from (
  select play_id, session_id, cosine, mean, row_number() over (partition by session_id order by booking_seq desc) - 1 as later
  from roomtone.ledger_bookings
) b join public.songs_playing p on p.id = b.play_id join public.sessions s on s.id = b.session_id and s.status = 'active'
group by b.session_id, p.player_id
on conflict (session_id) do update set balance = excluded.balance$$;
comment on column roomtone.ledger_bookings.play_id is 'What was heard.';
comment on column roomtone.ledger_bookings.session_id is 'By whom.';
comment on column roomtone.ledger_bookings.cosine is 'cos(u, s) of the listener''s taste and the song when it was booked.';
comment on column roomtone.ledger_bookings.mean is 'The room''s mean of cosine when it was booked; kept, because those who erase their data take their rows along.';
comment on column roomtone.ledger_bookings.booked_at is 'When it was booked.';
comment on column roomtone.ledger_bookings.booking_seq is 'The order of booking.';

create index ledger_bookings_session_id_idx on roomtone.ledger_bookings (session_id);
create index ledger_bookings_booked_at_idx on roomtone.ledger_bookings (booked_at);

alter table roomtone.ledger_bookings enable row level security;
-- Locking a row requires the privilege to update one of its columns.
grant select, delete, update (booked_at) on roomtone.ledger_bookings to brain_service;
create policy "Brain forgets old bookings" on roomtone.ledger_bookings for all to brain_service using (true) with check (true);
