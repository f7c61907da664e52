package roomtone.bench.simulate;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import roomtone.bench.figures.Report;
import roomtone.bench.simulate.Connection.Request;
import roomtone.local.demo.ServiceClient;
import roomtone.local.demo.ServiceClient.CreatedPlayer;
import roomtone.local.demo.device.RetrySchedule;

/**
 * One run: it adds players, signs listeners in, lets all of them use the deployment, and removes
 * what was added. {@link #close} removes it, too, when the run is interrupted.
 */
final class Simulation implements AutoCloseable {

  /** How many listeners a room has: few, so that votes do not overlap. */
  private static final int LISTENERS_A_ROOM = 5;

  private static final Duration SECOND = Duration.ofSeconds(1);

  /** First polls and check-ins are over so long after the last start. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int SIGN_INS_AT_ONCE = 4;
  private static final int ERASURES_AT_ONCE = 8;
  private static final int ERASURE_ATTEMPTS = 3;

  private final Arguments arguments;
  private final Target target;
  private final StaffAccount account;
  private final PrintStream out;
  private final boolean isTerminal;
  private final Measurements measurements = new Measurements();
  private final ServiceClient services;
  private final Accounts accounts;
  private final Players players;
  private final Fleet fleet;
  private final ReentrantLock closing = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Thread runner;
  private volatile boolean addsPlayers;
  private volatile List<String> accessTokens = List.of();
  private boolean closed;
  private boolean leftSomething;

  /**
   * @param isTerminal whether the table is drawn again each second
   */
  Simulation(
      Arguments arguments,
      Target target,
      StaffAccount account,
      PrintStream out,
      boolean isTerminal) {
    this.arguments = arguments;
    this.target = target;
    this.account = account;
    this.out = out;
    this.isTerminal = isTerminal;
    services = new ServiceClient(target.supabase(), target.publishableKey(), target.manager());
    accounts = Accounts.of(services, arguments.listeners(), arguments.accounts());
    players = new Players(services, Instant.now());
    fleet = new Fleet(target, measurements);
  }

  /**
   * Runs to the end and reports. The players stay until {@link #close}.
   *
   * @throws SimulationFailure when the fleet cannot be prepared
   */
  Report run() throws SimulationFailure, InterruptedException {
    runner = Thread.currentThread();
    try {
      return measure();
    } finally {
      ended.countDown();
    }
  }

  private Report measure() throws SimulationFailure, InterruptedException {
    account.signIn(services);
    List<Room> rooms = addRooms();
    accessTokens = signIn();
    Report report = new Report("simulate", false, out);
    Duration start = Fleet.startOf(arguments.devices());
    Table table = new Table(out, isTerminal);
    fleet.startDevices(rooms);
    fleet.startListeners(
        accessTokens,
        rooms.subList(0, roomsWithListeners(arguments)),
        start,
        arguments.voteEvery());
    show(table, "starting", start.plus(SETTLE));
    measurements.startMeasuring();
    Instant begin = Instant.now();
    show(table, "measuring", arguments.duration());
    Duration time = Duration.between(begin, Instant.now());
    Verdict.End end = Verdict.End.of(measurements, fleet);
    fleet.stop();
    Verdict.write(report, arguments, measurements, end, time);
    return report;
  }

  /** Listeners share as few rooms as {@value #LISTENERS_A_ROOM} in each allow. */
  static int roomsWithListeners(Arguments arguments) {
    return Math.clamp(
        Math.ceilDiv(arguments.listeners(), LISTENERS_A_ROOM), 1, arguments.devices());
  }

  private List<Room> addRooms() throws SimulationFailure, InterruptedException {
    addsPlayers = true;
    Duration quiet = RoomVotes.quietFor(arguments.voteEvery());
    List<CreatedPlayer> created =
        players.add(arguments.devices(), progress("players added", arguments.devices()));
    return created.stream()
        .map(player -> new Room(player.id(), player.token(), new RoomVotes(measurements, quiet)))
        .toList();
  }

  private List<String> signIn() throws SimulationFailure, InterruptedException {
    return Parallel.map(
        arguments.listeners(),
        SIGN_INS_AT_ONCE,
        accounts::signIn,
        progress("listeners signed in", arguments.listeners()));
  }

  private void show(Table table, String phase, Duration time) throws InterruptedException {
    Instant begin = Instant.now();
    Instant next = begin.plus(SECOND);
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; ) {
      Duration wait = Duration.between(Instant.now(), next);
      Thread.sleep(wait.isPositive() ? wait : Duration.ZERO);
      next = next.plus(SECOND);
      past = Duration.between(begin, Instant.now());
      table.show(
          "%s %s of %s".formatted(phase, Table.clock(past), Table.clock(time)), measurements);
    }
  }

  /** Prints a line for each fifth of the whole. */
  private IntConsumer progress(String what, int whole) {
    AtomicInteger shown = new AtomicInteger();
    return count -> {
      int fifth = (int) (5L * count / whole);
      if (shown.getAndAccumulate(fifth, Math::max) < fifth) {
        out.println("%,d of %,d %s".formatted(count, whole, what));
      }
    };
  }

  /**
   * Ends the run, archives the players and erases what new listeners have left; once, whoever calls
   * first.
   */
  @Override
  public void close() {
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        end();
      }
    } finally {
      closing.unlock();
    }
  }

  /** Whether something that was added is still there after {@link #close}. */
  boolean hasLeftSomething() {
    return leftSomething;
  }

  private void end() {
    // A set flag would end every call below at once.
    boolean interrupted = Thread.interrupted();
    try {
      if (runner != null && runner != Thread.currentThread()) {
        // It may just be adding players.
        runner.interrupt();
        ended.await(STOP.toSeconds(), TimeUnit.SECONDS);
      }
      fleet.stop();
      int users = eraseListeners();
      int left = addsPlayers ? removePlayers() : 0;
      leftSomething = left + users > 0;
      if (left > 0) {
        out.println(
            "%,d players could not be archived. Remove them with ./dev simulate --remove"
                .formatted(left));
      }
      if (users > 0) {
        out.println("%,d listeners could not be erased or checked out".formatted(users));
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      services.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int removePlayers() throws InterruptedException {
    try {
      // The token from the start may be over.
      account.signIn(services);
    } catch (SimulationFailure e) {
      out.println(e.getMessage());
      return arguments.devices();
    }
    return players.remove(progress("players archived", arguments.devices()));
  }

  /** Erases the data of new listeners, and checks the others out; returns how many were not. */
  private int eraseListeners() throws InterruptedException {
    List<String> tokens = accessTokens;
    try {
      return (int)
          Parallel.map(tokens.size(), ERASURES_AT_ONCE, i -> isErased(tokens.get(i)), done -> {})
              .stream()
              .filter(erased -> !erased)
              .count();
    } catch (SimulationFailure impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private boolean isErased(String token) throws InterruptedException {
    String authorization = "Authorization: Bearer " + token;
    Request last =
        accounts.areNew()
            ? Request.delete("/api/me", authorization)
            : Request.post("/api/checkout", "", authorization);
    Clock clock = Clock.systemUTC();
    RetrySchedule schedule = new RetrySchedule(RandomGenerator.getDefault());
    try (Caller brain = new Caller(new Connection(target.brain()), new Measurements(), clock)) {
      for (int i = 0; i < ERASURE_ATTEMPTS; i++) {
        if (brain.call(Call.CHECK_IN, schedule, last).isPresent()) {
          return true;
        }
        Thread.sleep(Duration.ofMillis(500L << i));
      }
      return false;
    }
  }

  /** Archives what earlier runs have left; returns how many players could not be archived. */
  static int removeLeft(Target target, StaffAccount account, PrintStream out)
      throws SimulationFailure, InterruptedException {
    try (ServiceClient services =
        new ServiceClient(target.supabase(), target.publishableKey(), target.manager())) {
      account.signIn(services);
      AtomicInteger removed = new AtomicInteger();
      int left = new Players(services, Instant.now()).removeAll(removed::set);
      out.println("%,d simulated players archived".formatted(removed.get() - left));
      return left;
    } catch (IOException e) {
      throw new SimulationFailure("the manager does not answer: " + e.getMessage(), e);
    }
  }
}
