package roomtone.webpage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one page, which the build put on the class path. The build lists them in files.json;
 * nothing else is read, and nothing is read later.
 */
final class PageFiles {

  private static final String FOLDER = "roomtone/pages/";
  private static final String LISTING = "/files.json";

  private final String hash;
  private final Map<String, PageFile> byPath;

  private PageFiles(String hash, Map<String, PageFile> byPath) {
    this.hash = hash;
    this.byPath = byPath;
  }

  /**
   * Reads all files into memory.
   *
   * @param page the name of the page's folder, for example {@code listener}
   * @return empty when the build left the page out
   * @throws IllegalStateException when a listed file is missing
   */
  static Optional<PageFiles> read(ClassLoader loader, String page) {
    byte[] listing = bytes(loader, FOLDER + page + LISTING);
    if (listing == null) {
      return Optional.empty();
    }
    JsonObject content = new JsonObject(new String(listing, StandardCharsets.UTF_8));
    Map<String, PageFile> files = new HashMap<>();
    for (Object entry : content.getJsonArray("files")) {
      JsonObject file = (JsonObject) entry;
      files.put(file.getString("path"), read(loader, FOLDER + page + "/", file));
    }
    return Optional.of(new PageFiles(content.getString("page"), Map.copyOf(files)));
  }

  private static PageFile read(ClassLoader loader, String folder, JsonObject file) {
    String path = folder + file.getString("path");
    String sha256 = file.getString("sha256");
    List<PageFile.Copy> copies = new ArrayList<>();
    for (Object encoding : file.getJsonArray("encodings", new JsonArray())) {
      String name = (String) encoding;
      String ending = name.equals("gzip") ? ".gz" : "." + name;
      copies.add(PageFile.Copy.of(name, sha256, required(loader, path + ending)));
    }
    copies.add(PageFile.Copy.of(PageFile.IDENTITY, sha256, required(loader, path)));
    return new PageFile(file.getString("type"), file.getBoolean("immutable"), List.copyOf(copies));
  }

  private static byte[] required(ClassLoader loader, String path) {
    byte[] content = bytes(loader, path);
    if (content == null) {
      throw new IllegalStateException(path + " is listed but missing. Build the pages again.");
    }
    return content;
  }

  private static byte[] bytes(ClassLoader loader, String path) {
    try (InputStream stream = loader.getResourceAsStream(path)) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash of the page, which its shell contains too: 16 hexadecimal digits. */
  String hash() {
    return hash;
  }

  /** The paths of all files, relative to the page, for example {@code assets/index-Dx3_9aZk.js}. */
  Set<String> paths() {
    return byPath.keySet();
  }

  /** The file with exactly this path; empty when the build listed none. */
  Optional<PageFile> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }
}
