create sequence roomtone.taste_seq as bigint;
comment on sequence roomtone.taste_seq is 'Order in which surveys and votes moved tastes: votes.applied_seq and profiles.survey_seq draw from it.';
grant usage on sequence roomtone.taste_seq to brain_service;
