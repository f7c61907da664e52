package roomtone.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects findings in the order of the checks, and passes each on at once. */
final class Findings {

  private final List<Finding> all = new ArrayList<>();
  private final Consumer<Finding> reader;

  Findings(Consumer<Finding> reader) {
    this.reader = reader;
  }

  void good(String subject, String text) {
    add(Verdict.GOOD, subject, text, "");
  }

  void mend(String subject, String text, String mend) {
    add(Verdict.MEND, subject, text, mend);
  }

  void note(String subject, String text, String mend) {
    add(Verdict.NOTE, subject, text, mend);
  }

  void unchecked(String subject, String reason) {
    add(Verdict.UNCHECKED, subject, "not checked, because " + reason, "");
  }

  List<Finding> all() {
    return List.copyOf(all);
  }

  private void add(Verdict verdict, String subject, String text, String mend) {
    Finding finding = new Finding(verdict, subject, text, mend);
    all.add(finding);
    reader.accept(finding);
  }
}
