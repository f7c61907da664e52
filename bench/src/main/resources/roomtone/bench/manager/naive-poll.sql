\set n random(1, :players)
select id, name, volume_db, paused, opening_hours, timezone, crossfade_seconds, soundscape_seconds, skip_play_id from public.players where token = 'sha256:' || encode(sha256(('bench-token-' || :n)::bytea), 'hex') and archived_at is null;
update public.players set last_poll = roomtone.now(), offline_at = roomtone.now() + interval '15 seconds' where id = md5('player' || :n)::uuid;
select q.id, q.position, s.id, s.title, s.artist, s.type, s.duration, s.file_url, s.sha256, s.size_bytes, s.loudness_lufs, s.peak_dbfs from public.player_queue q join public.songs s on s.id = q.song_id where q.player_id = md5('player' || :n)::uuid order by q.position;
