package roomtone.bench.simulate;

/** The kinds of calls that the fleet makes, as the table names them. */
enum Call {
  POLL("poll"),
  PLAYS("plays"),
  CHECK_IN("check-in"),
  STREAM("stream"),
  VOTE("vote");

  private final String word;

  Call(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
