package roomtone.local.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What the local system gives the demo.
 *
 * @param home the directory of all files
 * @param supabaseUrl the gateway, with Auth at {@code /auth/v1}
 * @param publishableKey the gateway's key for browsers
 * @param brainUrl the listeners' service
 * @param managerUrl the devices' and admins' service
 * @param managerReady answers 200 once the manager can be called
 * @param postgres connections of the role postgres
 * @param say prints one line for the person at the terminal
 */
public record DemoContext(
    Path home,
    URI supabaseUrl,
    String publishableKey,
    URI brainUrl,
    URI managerUrl,
    URI managerReady,
    DataSource postgres,
    Consumer<String> say) {}
