package roomtone.bench.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import roomtone.local.demo.ServiceClient;
import roomtone.local.demo.ServiceClient.UnsuccessfulCall;

/** Signs listeners in: with accounts from a file, or as new anonymous users. */
final class Accounts {

  /** The member of the users' metadata by which operators recognise them. */
  static final String MARK = "roomtone_simulated";

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNPROCESSABLE = 422;

  /** An account that exists. */
  private record Account(String email, String password) {}

  private final ServiceClient services;
  private final Optional<List<Account>> existing;

  private Accounts(ServiceClient services, Optional<List<Account>> existing) {
    this.services = services;
    this.existing = existing;
  }

  /**
   * Reads the accounts.
   *
   * @param listeners how many are needed
   * @param file an e-mail address and a password in each line, separated by spaces; empty: the
   *     listeners sign up
   * @throws UsageError when the file cannot be read or has too few accounts
   */
  static Accounts of(ServiceClient services, int listeners, Optional<Path> file) {
    return new Accounts(services, file.map(path -> read(path, listeners)));
  }

  private static List<Account> read(Path file, int listeners) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException unreadable) {
      throw new UsageError("--accounts: cannot read " + file);
    }
    if (lines.size() < listeners) {
      throw new UsageError(
          "--accounts: %s has %d accounts, %d listeners need as many"
              .formatted(file, lines.size(), listeners));
    }
    return IntStream.range(0, listeners)
        .mapToObj(
            i -> {
              String[] parts = lines.get(i).strip().split("\\s+", 2);
              if (parts.length < 2) {
                // The line may be a password, so it is not shown.
                throw new UsageError(
                    "--accounts: line %d of %s is not an e-mail address and a password"
                        .formatted(i + 1, file));
              }
              return new Account(parts[0], parts[1]);
            })
        .toList();
  }

  /** Whether the listeners are new users, so that all that they leave can be erased. */
  boolean areNew() {
    return existing.isEmpty();
  }

  /**
   * Signs in a listener; returns the access token.
   *
   * @param number from 0
   * @throws SimulationFailure when Auth refuses it; the message says what to set there
   */
  String signIn(int number) throws SimulationFailure, InterruptedException {
    try {
      if (existing.isPresent()) {
        Account account = existing.get().get(number);
        return services.accessToken(account.email(), account.password());
      }
      return services.signUpAnonymously(MARK);
    } catch (UnsuccessfulCall refused) {
      throw new SimulationFailure(explain(refused.status(), number), refused);
    } catch (IOException e) {
      throw new SimulationFailure("Auth does not answer: " + e.getMessage(), e);
    }
  }

  private String explain(int status, int number) {
    if (status == TOO_MANY_REQUESTS) {
      return areNew()
          ? "Auth accepts no further sign-ups after about %d. Supabase allows 30 anonymous sign-ups an hour from one address: raise that in Authentication, Rate Limits, or name existing accounts with --accounts FILE"
              .formatted(number)
          : "Auth accepts no further sign-ins after about %d: raise that in Authentication, Rate Limits"
              .formatted(number);
    }
    if (status == UNPROCESSABLE && areNew()) {
      return "Auth refuses anonymous sign-ups: allow them in Authentication, Sign In / Providers, or name existing accounts with --accounts FILE";
    }
    return areNew()
        ? "Auth refuses anonymous sign-ups with status " + status
        : "Auth refuses account %d of --accounts with status %d".formatted(number + 1, status);
  }
}
