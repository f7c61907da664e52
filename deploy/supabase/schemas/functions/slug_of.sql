create function roomtone.slug_of(p_name text, p_id uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
  -- 35 and not 36: a name shaped like a UUID must not become one.
  v_base text := trim(both '-' from left(trim(both '-' from regexp_replace(lower(p_name), '[^a-z0-9]+', '-', 'g')), 35));
  v_slug text;
  v_number int := 1;
begin
  if length(v_base) < 3 then
    v_base := trim(both '-' from 'room-' || v_base);
  end if;
  v_slug := v_base;
  while exists (select from public.players where slug = v_slug and id <> p_id) loop
    v_number := v_number + 1;
    v_slug := trim(both '-' from left(v_base, 39 - length(v_number::text))) || '-' || v_number;
  end loop;
  return v_slug;
end
$$;
comment on function roomtone.slug_of(text, uuid) is 'A free slug made of a player''s name: lower case, digits and hyphens, 3 to 40 characters, numbered when taken.';
