package roomtone.manager.qrcode;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** A QR code is read again by another library than the one that made it. */
@QuarkusTest
@QuarkusTestResource(World.class)
class QrCodeResourceTest {

  /** Pixels for each module. */
  private static final int SCALE = 3;

  private static final int QUIET_ZONE = 4;

  private static final Pattern RECTANGLE = Pattern.compile("M(\\d+),(\\d+)h(\\d+)v1h-(\\d+)z");

  World world;
  LocalAuth.Session admin;
  LocalAuth.Session manager;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    manager = world.manager();
  }

  private static String path(Room room) {
    return "/api/admin/players/" + room.id() + "/qr.svg";
  }

  private static Document picture(ValidatableResponse answer) throws Exception {
    String svg = answer.statusCode(200).contentType("image/svg+xml").extract().asString();
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static Element only(Document picture, String name) {
    assertEquals(1, picture.getElementsByTagName(name).getLength(), name);
    return (Element) picture.getElementsByTagName(name).item(0);
  }

  /** The modules of a picture, its quiet zone included: rows of true for dark. */
  private static boolean[][] modules(Document picture) {
    String[] box = picture.getDocumentElement().getAttribute("viewBox").split(" ", -1);
    assertEquals(List.of("0", "0", box[2]), List.of(box[0], box[1], box[3]));
    int size = Integer.parseInt(box[2]);
    boolean[][] dark = new boolean[size][size];
    String path = only(picture, "path").getAttribute("d");
    assertEquals("", RECTANGLE.matcher(path).replaceAll(""), "nothing but rectangles");
    for (MatchResult rectangle : RECTANGLE.matcher(path).results().toList()) {
      int x = Integer.parseInt(rectangle.group(1));
      int width = Integer.parseInt(rectangle.group(3));
      assertEquals(rectangle.group(3), rectangle.group(4));
      Arrays.fill(dark[Integer.parseInt(rectangle.group(2))], x, x + width, true);
    }
    return dark;
  }

  private static Result read(boolean[][] modules) throws Exception {
    int size = modules.length * SCALE;
    int[] pixels = new int[size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = modules[i / size / SCALE][i % size / SCALE] ? 0x000000 : 0xFFFFFF;
    }
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(
                new GlobalHistogramBinarizer(new RGBLuminanceSource(size, size, pixels))),
            Map.of(DecodeHintType.PURE_BARCODE, true));
  }

  @Test
  void a_reader_shows_the_link_of_the_room_without_a_code() throws Exception {
    Room room = world.room(manager, "Printed");
    world.sql().update("update public.players set presence = 'code' where id = ?", room.id());
    Document picture = picture(as(manager).get(path(room)).then());
    boolean[][] modules = modules(picture);
    Result read = read(modules);
    assertEquals(World.LISTENER + "/?player=" + room.slug(), read.getText());
    assertTrue(
        Set.of("Q", "H")
            .contains(read.getResultMetadata().get(ResultMetadataType.ERROR_CORRECTION_LEVEL)),
        read::toString);
    assertEquals(read.getText(), only(picture, "title").getTextContent());
  }

  @Test
  void four_modules_around_the_code_are_light() throws Exception {
    boolean[][] modules = modules(picture(as(admin).get(path(world.room(admin, "Edge"))).then()));
    int size = modules.length;
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int edge = Math.min(Math.min(x, y), size - 1 - Math.max(x, y));
        assertFalse(edge < QUIET_ZONE && modules[y][x], x + " " + y);
      }
    }
    assertTrue(modules[QUIET_ZONE][QUIET_ZONE], "the code begins behind the quiet zone");
  }

  @Test
  void the_picture_needs_no_inline_style_and_has_a_role() throws Exception {
    Document picture = picture(as(admin).get(path(world.room(admin, "Strict"))).then());
    assertEquals("img", picture.getDocumentElement().getAttribute("role"));
    assertEquals("http://www.w3.org/2000/svg", picture.getDocumentElement().getNamespaceURI());
    var all = picture.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      assertFalse(((Element) all.item(i)).hasAttribute("style"));
      assertTrue(Set.of("svg", "title", "rect", "path").contains(all.item(i).getNodeName()));
    }
  }

  @Test
  void a_kept_picture_is_good_until_the_slug_changes() {
    Room room = world.room(manager, "Kept");
    String etag =
        as(manager)
            .get(path(room))
            .then()
            .statusCode(200)
            .header("Cache-Control", equalTo("private, no-cache"))
            .extract()
            .header("ETag");
    as(manager)
        .header("If-None-Match", etag)
        .get(path(room))
        .then()
        .statusCode(304)
        .header("ETag", equalTo(etag));
    as(manager)
        .contentType("application/json")
        .body(Map.of("slug", "s" + UUID.randomUUID().toString().substring(0, 8)))
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
    as(manager)
        .header("If-None-Match", etag)
        .get(path(room))
        .then()
        .statusCode(200)
        .header("ETag", not(equalTo(etag)));
  }

  @Test
  void managers_get_the_codes_of_their_own_players_in_use_only() throws Exception {
    Room room = world.room(admin, "Not theirs");
    world.refused(() -> as(manager).get(path(room)), 404, "unknown-player");
    LocalAuth.Session listener = world.listener();
    world.refused(() -> as(listener).get(path(room)), 403, "forbidden");
    assertEquals(401, anybody().get(path(room)).statusCode());
    assertEquals(401, device(room.token()).get(path(room)).statusCode());
    as(admin).delete("/api/admin/players/" + room.id()).then().statusCode(204);
    world.refused(() -> as(admin).get(path(room)), 404, "unknown-player");
    world.refused(() -> as(admin).get("/api/admin/players/lobby/qr.svg"), 404, "unknown-player");
  }
}
