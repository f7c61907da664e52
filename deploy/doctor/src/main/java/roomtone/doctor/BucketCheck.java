package roomtone.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whether the manager can store, read, list and remove files, and devices and pages can fetch them.
 * It stores a probe of its own, whose name is that of no song, and removes it again.
 */
final class BucketCheck {

  private static final String SUBJECT = "bucket";

  /** Policies may admit the prefix of the songs alone. */
  private static final String PREFIX = "songs/";

  private static final String TEXT = "A probe of ./dev doctor. It may be removed.";
  private static final String CLOCK = "S3";

  private final Deployment deployment;
  private final Http http;

  BucketCheck(Deployment deployment, Http http) {
    this.deployment = deployment;
    this.http = http;
  }

  void run(Findings findings) {
    if (!deployment.hasManager()) {
      findings.unchecked(SUBJECT, "these are the settings of the brain, which uses none");
      return;
    }
    Optional<Bucket> bucket = Bucket.of(deployment);
    if (bucket.isEmpty()) {
      findings.unchecked(
          SUBJECT,
          "ROOMTONE_STORAGE_BUCKET, AWS_REGION, AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set; a manager that has a role of its cluster needs no keys");
      return;
    }
    try (Bucket open = bucket.get()) {
      check(open, findings);
    }
  }

  private void check(Bucket bucket, Findings findings) {
    String key = PREFIX + "roomtone-doctor-" + UUID.randomUUID() + ".txt";
    if (!attempt(bucket, "put a file", "s3:PutObject", () -> bucket.put(key, TEXT), findings)) {
      findings.unchecked("signed addresses", "there is no file to fetch");
      return;
    }
    boolean isGood = true;
    try {
      isGood =
          attempt(bucket, "read a file", "s3:GetObject", () -> readBack(bucket, key), findings);
      isGood &= attempt(bucket, "list files", "s3:ListBucket", () -> bucket.list(PREFIX), findings);
      checkAddress(bucket.signedAddress(key), findings);
    } finally {
      isGood &=
          attempt(bucket, "remove a file", "s3:DeleteObject", () -> bucket.delete(key), findings);
    }
    if (isGood) {
      findings.good(SUBJECT, bucket.name() + ": put, read, list and remove work");
    }
  }

  private static void readBack(Bucket bucket, String key) {
    if (!bucket.get(key).equals(TEXT)) {
      throw SdkException.builder().message("another content came back").build();
    }
  }

  /** Tries a call; a failure becomes a finding. */
  private static boolean attempt(
      Bucket bucket, String action, String permission, Runnable call, Findings findings) {
    try {
      call.run();
      return true;
    } catch (SdkException failure) {
      StorageFault fault = StorageFault.of(failure, bucket.name(), action, permission);
      findings.mend(SUBJECT, fault.text(), fault.mend());
      return false;
    }
  }

  /** Fetches the probe as a page of each origin does, at the address that devices get. */
  private void checkAddress(URI address, Findings findings) {
    String place = address.getScheme() + "://" + address.getAuthority();
    String mend =
        "Devices and pages fetch sounds there. Correct ROOMTONE_STORAGE_PUBLIC_ENDPOINT, and let a proxy in front pass Host and the query unchanged.";
    List<String> origins = deployment.origins();
    boolean isAllowed = false;
    try {
      for (String origin : origins.isEmpty() ? List.of("") : origins) {
        HttpResponse<String> answer =
            http.get(CLOCK, address, origin.isEmpty() ? Map.of() : Map.of("Origin", origin));
        if (answer.statusCode() != 200 || !answer.body().equals(TEXT)) {
          findings.mend(
              "signed addresses",
              answer.statusCode() == 200
                  ? place + " answers with another content"
                  : "%s answers %d to a signed address".formatted(place, answer.statusCode()),
              mend);
          return;
        }
        String allowed = answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
        isAllowed |= allowed.equals("*") || (allowed.equals(origin) && !origin.isEmpty());
      }
    } catch (IOException failure) {
      findings.mend("signed addresses", "%s: %s".formatted(place, failure.getMessage()), mend);
      return;
    }
    findings.good("signed addresses", place + " answers to a signed address");
    reportCors(origins, isAllowed, findings);
  }

  private static void reportCors(List<String> origins, boolean isAllowed, Findings findings) {
    if (origins.isEmpty()) {
      findings.unchecked(
          "CORS",
          "the origin of the manager's pages is unknown; name it with --origin, such as https://staff.example.org");
    } else if (isAllowed) {
      findings.good("CORS", "pages of %s may fetch files".formatted(String.join(", ", origins)));
    } else {
      findings.mend(
          "CORS",
          "the bucket does not let pages of %s fetch files".formatted(String.join(", ", origins)),
          "The admin panel and the browser player stay silent. Add a CORS rule to the bucket: AllowedOrigins this origin, AllowedMethods GET and HEAD, AllowedHeaders *, ExposeHeaders ETag and Content-Length.");
    }
  }
}
