package roomtone.local.demo;

/**
 * A room of the demo.
 *
 * @param token of its device; everybody can read it here, so it is for the demo alone
 */
record DemoRoom(String name, String slug, String token) {

  /** Has its own library, and a headless device that plays it. */
  static final DemoRoom GARDEN = new DemoRoom("Garden", "garden", "demo-token-garden");

  /** Has the whole catalogue and waits for the visitor's own device. */
  static final DemoRoom LOBBY = new DemoRoom("Lobby", "lobby", "demo-token-lobby");
}
