create function roomtone.plan_queue(p_room roomtone.room_state, p_candidates roomtone.candidate[], p_complete boolean, p_now timestamptz)
returns setof roomtone.planned_entry
language plpgsql stable rows 5 set search_path = ''
as $$
declare
  v_cool_down constant interval := (roomtone.rules()).cool_down;
  v_length constant int := least((roomtone.rules()).queue_length, p_room.playable);
  v_candidates roomtone.candidate[] := coalesce(p_candidates, '{}');
  v_complete boolean := p_complete;
  v_rotation roomtone.candidate[];
  v_heard roomtone.song_start[];
  v_starts roomtone.song_start[] := p_room.kept;
  v_start roomtone.song_start;
  v_taken uuid[] := '{}';
  v_at timestamptz := p_room.next_at;
  v_cooling_down uuid[];
  v_candidate roomtone.candidate;
  v_chosen roomtone.candidate;
begin
  foreach v_start in array p_room.kept loop
    v_taken := v_taken || v_start.song_id;
    return next row(p_room.player_id, cardinality(v_taken), true, row(v_start.song_id, null, null, null, null, null, null, null)::roomtone.candidate)::roomtone.planned_entry;
  end loop;
  while cardinality(v_taken) < v_length loop
    v_chosen := null;
    v_cooling_down := null;
    if not p_room.full_cool_down then
      v_heard := coalesce(v_heard, roomtone.recent_starts(p_room.player_id, p_now));
      v_cooling_down := roomtone.cooling_down(v_heard || v_starts, v_at, p_room.playable);
    end if;
    loop
      foreach v_candidate in array v_candidates loop
        if v_candidate.song_id <> all (v_taken)
          and coalesce(v_candidate.song_id <> all (v_cooling_down), v_candidate.last_played < v_at - v_cool_down, true)
        then
          v_chosen := v_candidate;
          exit;
        end if;
      end loop;
      exit when v_complete or v_chosen.song_id is not null;
      v_candidates := roomtone.all_candidates(p_room, p_now);
      v_complete := true;
    end loop;
    if v_chosen.song_id is null then
      v_rotation := coalesce(v_rotation, roomtone.rotation_candidates(p_room));
      v_heard := coalesce(v_heard, roomtone.recent_starts(p_room.player_id, p_now));
      v_cooling_down := roomtone.cooling_down(v_heard || v_starts, v_at, p_room.playable);
      -- When all songs left are cooling down the first of them is taken: a room does not fall silent.
      foreach v_candidate in array v_rotation loop
        if v_candidate.song_id <> all (v_taken) then
          if v_candidate.song_id <> all (v_cooling_down) then
            v_chosen := v_candidate;
            exit;
          elsif v_chosen.song_id is null then
            v_chosen := v_candidate;
          end if;
        end if;
      end loop;
      exit when v_chosen.song_id is null;
    elsif v_chosen.type is null then
      select extensions.l2_normalize(s.embedding), s.type, s.duration into v_chosen.direction, v_chosen.type, v_chosen.duration
      from public.songs s where s.id = v_chosen.song_id;
    end if;
    v_taken := v_taken || v_chosen.song_id;
    v_starts := v_starts || row(v_chosen.song_id, v_at)::roomtone.song_start;
    v_at := v_at + make_interval(secs => roomtone.play_seconds(v_chosen.type, v_chosen.duration, p_room.soundscape_seconds));
    return next row(p_room.player_id, cardinality(v_taken), false, v_chosen)::roomtone.planned_entry;
  end loop;
end
$$;
comment on function roomtone.plan_queue(roomtone.room_state, roomtone.candidate[], boolean, timestamptz) is 'The queue of a room, entry by entry: those that stand; then for each place the best candidate that does not cool down when it would start; where there is none, the song that was played least recently. At most as many entries as songs are playable.';
