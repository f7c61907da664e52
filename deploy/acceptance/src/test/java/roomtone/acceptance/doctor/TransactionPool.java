package roomtone.acceptance.doctor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import roomtone.doctor.Connections;
import roomtone.doctor.Login;
import roomtone.local.testing.LocalDatabase;

/**
 * Connections of which each transaction runs in a session that is idle at its beginning, the last
 * used one first, as a pooler by transaction gives them out. It is for one thread.
 */
final class TransactionPool implements Connections, AutoCloseable {

  private final LocalDatabase database;
  private final Map<String, Deque<Connection>> idle = new HashMap<>();
  private final List<Connection> all = new ArrayList<>();

  TransactionPool(LocalDatabase database) {
    this.database = database;
  }

  @Override
  public Connection open(Login login) throws SQLException {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Connection.class}, new Client(login));
  }

  @Override
  public void close() throws SQLException {
    for (Connection session : all) {
      session.close();
    }
  }

  private Deque<Connection> idle(Login login) {
    return idle.computeIfAbsent(login.role(), role -> new ArrayDeque<>());
  }

  private Connection take(Login login) throws SQLException {
    Connection session = idle(login).poll();
    if (session == null) {
      session = database.dataSource(login.role()).getConnection();
      all.add(session);
    }
    return session;
  }

  /** A connection to the pool; it has a session during a transaction alone. */
  private final class Client implements InvocationHandler {

    private final Login login;
    private boolean autoCommit = true;
    private Connection held;

    Client(Login login) {
      this.login = login;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      switch (method.getName()) {
        case "setAutoCommit" -> autoCommit = (Boolean) arguments[0];
        case "commit", "rollback", "close" -> release();
        case "createStatement" -> {
          return call(method, arguments);
        }
        default -> throw new UnsupportedOperationException(method.getName());
      }
      return null;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      Connection session = held == null ? take(login) : held;
      if (autoCommit) {
        idle(login).push(session);
      } else {
        held = session;
        held.setAutoCommit(false);
      }
      try {
        return method.invoke(session, arguments);
      } catch (InvocationTargetException failure) {
        throw failure.getCause();
      }
    }

    private void release() throws SQLException {
      if (held != null) {
        held.rollback();
        held.setAutoCommit(true);
        idle(login).push(held);
        held = null;
      }
    }
  }
}
