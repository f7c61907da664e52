package roomtone.webpage;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import roomtone.problem.Problem;

/** Answers the calls for the files of one page. */
final class WebPage {

  private static final String SHELL = "index.html";
  private static final String CONFIG = "config.json";
  private static final String ALLOWED = "GET, HEAD";

  private static final int PERMANENT_REDIRECT = 308;
  private static final int NOT_MODIFIED = 304;

  private final PagePlace place;
  private final Optional<PageFiles> files;
  private final PageFile config;
  private final String policy;
  private final Function<HttpServerRequest, Optional<Problem>> limit;

  /**
   * @param files empty when the build left the page out
   * @param config config.json
   * @param policy the Content-Security-Policy of the shell
   * @param limit counts a call and finds the problem to answer instead, if there is one
   */
  WebPage(
      PagePlace place,
      Optional<PageFiles> files,
      PageFile config,
      String policy,
      Function<HttpServerRequest, Optional<Problem>> limit) {
    this.place = place;
    this.files = files;
    this.config = config;
    this.policy = policy;
    this.limit = limit;
  }

  /**
   * Adds the paths of the page. A page at the root of a service takes only the folders and names of
   * its files, a page below it takes all paths there.
   */
  void register(Router router) {
    if (!place.mount().equals("/")) {
      router.route(withoutSlash(place.mount())).handler(this::answer);
      router.route(place.mount() + "*").handler(this::answer);
      return;
    }
    Set<String> paths = new TreeSet<>(Set.of("", CONFIG));
    files.ifPresent(
        built -> built.paths().forEach(path -> paths.add(path.replaceFirst("/.*", "/*"))));
    paths.forEach(path -> router.route("/" + path).handler(this::answer));
  }

  private static String withoutSlash(String mount) {
    return mount.substring(0, mount.length() - 1);
  }

  private void answer(RoutingContext call) {
    HttpMethod method = call.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      Problem.of("method-not-allowed").header("Allow", ALLOWED).send(call.response());
      return;
    }
    Optional<Problem> refused = limit.apply(call.request());
    if (refused.isPresent()) {
      refused.get().send(call.response());
      return;
    }
    // Normalized: "." and ".." are gone, so that the names below are compared with those listed.
    String path = call.normalizedPath();
    if (path.length() < place.mount().length()) {
      redirectToPage(call);
      return;
    }
    String name = path.substring(place.mount().length());
    if (name.equals(CONFIG)) {
      send(call, config);
    } else if (files.isEmpty()) {
      Problem.of("page-not-built").send(call.response());
    } else {
      find(files.get(), name)
          .ifPresentOrElse(
              file -> send(call, file), () -> Problem.of("not-found").send(call.response()));
    }
  }

  private Optional<PageFile> find(PageFiles built, String name) {
    Optional<PageFile> file = built.at(name);
    boolean isView = name.isEmpty() || (place.deepPaths() && !looksLikeFile(built, name));
    return file.isEmpty() && isView ? built.at(SHELL) : file;
  }

  /** Names with a dot, and all in folders of files, are no views. */
  private static boolean looksLikeFile(PageFiles built, String name) {
    String folder = name.substring(0, name.indexOf('/') + 1);
    return name.contains(".")
        || (!folder.isEmpty() && built.paths().stream().anyMatch(path -> path.startsWith(folder)));
  }

  private void redirectToPage(RoutingContext call) {
    String query = call.request().query();
    call.response()
        .setStatusCode(PERMANENT_REDIRECT)
        .putHeader(
            HttpHeaders.LOCATION, query == null ? place.mount() : place.mount() + "?" + query)
        .end();
  }

  private void send(RoutingContext call, PageFile file) {
    PageFile.Copy copy = file.copyFor(call.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
    HttpServerResponse response = call.response();
    MultiMap headers = response.headers();
    headers.set(HttpHeaders.ETAG, copy.etag());
    headers.set(HttpHeaders.CACHE_CONTROL, file.cacheControl());
    headers.set(HttpHeaders.VARY, "Accept-Encoding");
    if (file.isShell()) {
      // With 304 as well: caches replace the headers that they keep by those of the 304.
      headers.set("Content-Security-Policy", policy);
    }
    if (matches(call.request().getHeader(HttpHeaders.IF_NONE_MATCH), copy.etag())) {
      response.setStatusCode(NOT_MODIFIED).end();
      return;
    }
    headers.set(HttpHeaders.CONTENT_TYPE, file.contentType());
    if (!copy.encoding().equals(PageFile.IDENTITY)) {
      headers.set(HttpHeaders.CONTENT_ENCODING, copy.encoding());
    }
    if (call.request().method().equals(HttpMethod.HEAD)) {
      headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(copy.content().length()));
      response.end();
    } else {
      response.end(copy.content());
    }
  }

  /** Whether If-None-Match names this ETag; the comparison is weak, as RFC 9110 says. */
  private static boolean matches(String ifNoneMatch, String etag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(",", -1))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
  }
}
