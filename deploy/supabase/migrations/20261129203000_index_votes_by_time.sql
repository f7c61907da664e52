-- The leaderboard counts the votes of a month by who cast them: from an index that has no more than that.

create index votes_vote_time_idx on public.votes (vote_time) include (user_id);

update roomtone.schema_version set version = 20261129203000;
