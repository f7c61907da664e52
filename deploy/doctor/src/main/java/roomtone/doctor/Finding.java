package roomtone.doctor;

/**
 * What a check found. No part of it contains a secret.
 *
 * @param verdict how the check ended
 * @param subject what was checked, such as {@code bucket}; the same words in every run
 * @param text what was found, one line
 * @param mend what to do about it, one or more lines; empty when there is nothing to do
 */
public record Finding(Verdict verdict, String subject, String text, String mend) {

  /** The lines of the report, the later ones indented. */
  public String lines() {
    String first = "%s %s: %s".formatted(verdict.symbol(), subject, text);
    return mend.isEmpty() ? first : first + "\n" + mend.indent(4).stripTrailing();
  }
}
