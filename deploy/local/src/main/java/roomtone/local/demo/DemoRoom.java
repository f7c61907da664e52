package roomtone.local.demo;

/**
 * A room of the demo.
 *
 * @param token the token of its device; it is public and for the demo only
 */
record DemoRoom(String name, String slug, String token) {

  /** The room with a library of its own and a device without a loudspeaker. */
  static final DemoRoom GARDEN = new DemoRoom("Garden", "garden", "demo-token-garden");

  /** The room with the whole catalogue, for a visitor's own device. */
  static final DemoRoom LOBBY = new DemoRoom("Lobby", "lobby", "demo-token-lobby");
}
