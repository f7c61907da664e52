create type roomtone.rules as (
  queue_length int, -- entries of a full queue
  cool_down interval, -- how long before its start an entry may not have started already
  recency_weight double precision, -- penalty for a play that starts now, in units of cosine distance
  recency_decay interval, -- time in which the penalty for a play falls to 1/e
  recency_span interval, -- age of a play from which on there is no penalty for it
  recency_songs double precision, -- below so many playable songs the penalty grows, by the root of this number over theirs
  reputation_weight double precision, -- weight of a song's reputation, in units of cosine distance
  prior_votes double precision, -- weight of the neutral votes that every mean of votes begins with
  suspension_failures int, -- failed plays in a row that suspend a song at a player
  suspension_span interval, -- how long the last of them suspends it
  dropped_span interval, -- how long an entry that was dropped from a queue is kept for a late report
  ledger_decay double precision, -- factor of the old balance of a ledger when a play is booked
  ledger_gain double precision, -- factor of the play that is booked
  min_listener_weight double precision, -- least weight g of a listener in a collective
  max_listener_weight double precision, -- greatest weight g of a listener in a collective
  zero_length double precision, -- a sum of vectors shorter than this, relative to its weights, is rounding noise and has no direction
  sum_scale double precision, -- units of the sums in roomtone.playable_sums for a component of 1
  search_width int, -- songs that the index search for the nearest looks at, at most
  rank_tolerance double precision, -- adjusted distances closer than this to the edge of a search may be out of order by rounding
  direction_tolerance double precision, -- error of a distance that is computed from directions in single precision, at most
  default_play_seconds int, -- how long an instrumental of unknown duration plays
  end_report_grace interval, -- how long after its length a play whose end nobody reported counts as running
  rate_window interval, -- span in which the votes and sessions of a listener are counted for their limits
  session_length interval, -- length of a session after check-in, and after a renewal
  renewal_threshold interval, -- time left of a session from which on a renewal changes nothing
  max_session_length interval, -- greatest length of a session after check-in, however often it is renewed
  room_window interval, -- span in which the listeners who check in to a room are counted for its limit
  presence_period interval, -- how long a presence code is shown; it is accepted for as long again
  presence_renewal_span interval, -- age of a session from which on a renewal in a room with presence codes needs a code
  wrong_codes int, -- wrong presence codes of one listener in rate_window from which on no code is compared
  max_advance_age interval, -- age of a reported start from which on it no longer moves the queue on
  max_clock_error interval, -- how far in the future a reported time may be
  max_time_shift interval, -- how far before its start a play may seem to end, because its two reports were corrected separately
  max_report_age interval -- age of a start from which on its report is rejected
);
comment on type roomtone.rules is 'The weights, spans and limits of picks, queues, votes and sessions; their values are in roomtone.rules().';
