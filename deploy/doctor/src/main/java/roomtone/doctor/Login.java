package roomtone.doctor;

/**
 * A login of the database.
 *
 * @param user as the driver sends it; behind Supabase's pooler it ends with a dot and the project
 * @param password never shown
 */
public record Login(String user, String password) {

  /** The login of brain-service. */
  public static final String BRAIN = "brain_service";

  /** The login of manager-service. */
  public static final String MANAGER = "manager_service";

  /** The role in the database: the user without the project of a pooler. */
  public String role() {
    int dot = user.indexOf('.');
    return dot < 0 ? user : user.substring(0, dot);
  }

  /** Whether this is the login of one of the two services. */
  boolean isService() {
    return role().equals(BRAIN) || role().equals(MANAGER);
  }

  @Override
  public String toString() {
    return user;
  }
}
