package roomtone.local.demo;

/** The running demo. */
public final class Demo implements AutoCloseable {

  private Demo() {}

  /** Starts in the background, and may be started any number of times over the same data. */
  public static Demo start(DemoContext context) {
    return new Demo();
  }

  /** Stops, and leaves the data as they are. */
  @Override
  public void close() {}
}
