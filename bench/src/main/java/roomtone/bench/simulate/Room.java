package roomtone.bench.simulate;

import java.util.UUID;

/**
 * A player that was added for the simulation.
 *
 * @param token the token of its device
 */
record Room(UUID id, String token, RoomVotes votes) {}
