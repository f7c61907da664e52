package roomtone.brain.vote;

/**
 * The answer to a vote, as it is sent and as an Idempotency-Key stores it.
 *
 * @param status the HTTP status, 200 or 201
 * @param body a {@link VoteAnswer} as JSON
 */
record StoredAnswer(int status, String body) {}
