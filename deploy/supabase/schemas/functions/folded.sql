create function roomtone.folded(p_text text) returns text
language sql immutable strict parallel safe set search_path = ''
as $$ select lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]', '', 'g')) $$;
comment on function roomtone.folded(text) is 'A text as it is searched: lower case, without accents.';
grant execute on function roomtone.folded(text) to manager_service;
