create function roomtone.catalogue() returns uuid
language sql immutable parallel safe set search_path = ''
as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
comment on function roomtone.catalogue() is 'The player_id of the catalogue''s row in roomtone.playable_sums, which no player has.';
