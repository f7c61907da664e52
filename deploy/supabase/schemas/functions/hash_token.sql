create function roomtone.hash_token(p_token text) returns text
language sql immutable strict parallel safe set search_path = ''
as $$ select 'sha256:' || encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
comment on function roomtone.hash_token(text) is 'A device token as it is stored: sha256:<64 hex digits> of its UTF-8 bytes.';
