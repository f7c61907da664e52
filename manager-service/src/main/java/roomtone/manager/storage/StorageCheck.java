package roomtone.manager.storage;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ends a start without credentials for S3 or with a wrong endpoint. Whether the server answers is
 * not checked: it may be unavailable for a while.
 */
@ApplicationScoped
class StorageCheck {

  private static final int BEFORE_SCHEDULER = -1;

  void check(
      @Observes @Priority(BEFORE_SCHEDULER) StartupEvent event,
      StorageSettings settings,
      S3Client s3) {
    settings.publicEndpoint().ifPresent(StorageCheck::checkEndpoint);
    try {
      s3.serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
    } catch (SdkException | CompletionException e) {
      throw new ConfigurationException(
          "Roomtone cannot start: there are no credentials for S3. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the service a role.");
    }
  }

  private static void checkEndpoint(URI endpoint) {
    boolean usable =
        ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
            && endpoint.getHost() != null;
    if (!usable) {
      throw new ConfigurationException(
          "Roomtone cannot start: ROOMTONE_STORAGE_PUBLIC_ENDPOINT is no address such as https://s3.example.org: "
              + endpoint);
    }
  }
}
