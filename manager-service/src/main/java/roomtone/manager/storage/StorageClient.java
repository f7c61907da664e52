package roomtone.manager.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Produces the S3 client of the extension with one setting more: for servers other than those of
 * AWS the bucket stands in the path.
 */
class StorageClient {

  @Produces
  @ApplicationScoped
  S3Client client(
      S3ClientBuilder builder,
      @ConfigProperty(name = "quarkus.s3.endpoint-override") Optional<URI> endpoint) {
    return builder
        .serviceConfiguration(
            S3Configuration.builder().pathStyleAccessEnabled(endpoint.isPresent()).build())
        .build();
  }
}
