package roomtone.local.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The account that runs PostgreSQL: that of this process, except for root, which PostgreSQL
 * refuses. Then it is an existing account without privileges, which owns the cluster's files.
 */
final class ServerAccount {

  private static final List<String> USUAL_ACCOUNTS = List.of("postgres", "nobody");

  private final Optional<UserPrincipal> other;
  private final List<String> prefix;

  private ServerAccount(Optional<UserPrincipal> other, List<String> prefix) {
    this.other = other;
    this.prefix = prefix;
  }

  /** The account for the user of this process. */
  static ServerAccount choose() {
    if (new UnixSystem().getUid() != 0) {
      return new ServerAccount(Optional.empty(), List.of());
    }
    return Stream.concat(
            Stream.ofNullable(System.getenv("SUDO_USER")).filter(name -> !name.equals("root")),
            USUAL_ACCOUNTS.stream())
        .sorted((a, b) -> Boolean.compare(b.equals("postgres"), a.equals("postgres")))
        .map(ServerAccount::named)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new StartupFailure(
                    Reason.MISSING,
                    "PostgreSQL does not run as root, and there is no account postgres or nobody to run it as;"
                        + " create one, or start as another user."));
  }

  private static Optional<ServerAccount> named(String name) {
    UserPrincipal user;
    try {
      user =
          Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
    } catch (IOException unknown) {
      return Optional.empty();
    }
    List<String> prefix =
        isInstalled("setpriv")
            ? List.of(
                "setpriv", "--reuid=" + name, "--regid=" + groupOf(name), "--clear-groups", "--")
            : List.of("runuser", "-u", name, "--");
    return Optional.of(new ServerAccount(Optional.of(user), prefix));
  }

  /** The command that runs the given command as this account. */
  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Makes this account the owner of a file or directory. */
  void own(Path path) throws IOException {
    if (other.isPresent()) {
      Files.getFileAttributeView(path, FileOwnerAttributeView.class).setOwner(other.get());
    }
  }

  /** Whether this account can enter the directory and all of its parents. */
  boolean reaches(Path directory) {
    if (other.isEmpty()) {
      return true;
    }
    return Command.run(command(List.of("test", "-x", directory.toString()))).succeeded();
  }

  @Override
  public String toString() {
    return other.map(UserPrincipal::getName).orElseGet(() -> System.getProperty("user.name"));
  }

  private static String groupOf(String user) {
    return Command.run("id", "-g", user).output().strip();
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
