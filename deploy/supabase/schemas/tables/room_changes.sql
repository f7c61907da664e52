create table roomtone.room_changes (
  id bigint generated always as identity primary key,
  player_id uuid not null,
  playable_changed boolean not null default false,
  traceparent text default nullif(current_setting('roomtone.traceparent', true), '')
);
comment on table roomtone.room_changes is 'Rooms whose queue has to be filled again: inserted by triggers, deleted by the brain''s tick. A room may occur several times.';
comment on column roomtone.room_changes.id is 'Order of arrival.';
comment on column roomtone.room_changes.player_id is 'The room; it may be gone by now.';
comment on column roomtone.room_changes.playable_changed is 'Whether other songs may play there now, so that the fill looks for entries that may not.';
comment on column roomtone.room_changes.traceparent is 'The span from which the change follows, as W3C Trace Context writes it; null when it is not recorded. The brain sets roomtone.traceparent for the transaction.';

create index room_changes_player_id_idx on roomtone.room_changes (player_id);

alter table roomtone.room_changes enable row level security;
-- Locking a row requires the privilege to update one of its columns.
grant select, delete, update (id) on roomtone.room_changes to brain_service;
create policy "Brain takes changes" on roomtone.room_changes for all to brain_service using (true) with check (true);
