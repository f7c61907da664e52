package roomtone.doctor;

/** How a check ended. */
public enum Verdict {
  /** All right. */
  GOOD("✓"),
  /** Something to mend: a service would not start, or would not do all of its work. */
  MEND("✗"),
  /** The services work, with a restriction that an operator should know. */
  NOTE("!"),
  /** Not checked, for a reason that the text names. */
  UNCHECKED("–");

  private final String symbol;

  Verdict(String symbol) {
    this.symbol = symbol;
  }

  /** The sign at the beginning of a line of the report. */
  public String symbol() {
    return symbol;
  }
}
