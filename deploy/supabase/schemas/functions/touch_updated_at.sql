create function roomtone.touch_updated_at() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := roomtone.now();
  return new;
end
$$;
comment on function roomtone.touch_updated_at() is 'Trigger: keeps updated_at.';
