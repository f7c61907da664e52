-- A play whose end nobody reported is over when its song is: the brain asks how long that plays.

grant execute on function roomtone.play_seconds(text, int, int) to brain_service;

update roomtone.schema_version set version = 20261129202200;
