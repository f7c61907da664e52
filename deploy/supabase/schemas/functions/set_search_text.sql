create function roomtone.set_search_text() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.search_text := roomtone.folded(concat_ws(' ', new.title, new.artist));
  return new;
end
$$;
comment on function roomtone.set_search_text() is 'Trigger on songs: keeps search_text.';
