package roomtone.manager.upload;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Describes in OpenAPI what all calls with a recording have in common: the form and its refusals.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 1)
public class UploadOpenApiFilter implements OASFilter {

  private static final String FORM = "multipart/form-data";

  private static final Map<String, String> REFUSALS =
      Map.of(
          "400",
              "file-missing, malformed-form, too-many-parts, part-header-too-large, invalid-field",
          "413", "too-large",
          "415", "unsupported-audio, unsupported-media-type",
          "422", "unreadable-audio, audio-too-large",
          "503", "uploads-busy, storage-away, disk-trouble, shutting-down",
          "507", "disk-full");

  private static final String ANY_FILE = "*";

  private static final String FILE = "file";

  private static final Map<String, Object> EXAMPLES =
      Map.of(
          FILE,
          "(the recording)",
          "title",
          "Rain on a tent",
          "artist",
          "The Clouds",
          "type",
          "soundscape",
          "embedding",
          "[1, 0, 0.25, 0, 0]");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    api.getPaths().getPathItems().values().stream()
        .map(PathItem::getOperations)
        .flatMap(operations -> operations.values().stream())
        .filter(UploadOpenApiFilter::hasForm)
        .forEach(UploadOpenApiFilter::complete);
  }

  private static boolean hasForm(Operation call) {
    return call.getRequestBody() != null && call.getRequestBody().getContent().hasMediaType(FORM);
  }

  private static void complete(Operation call) {
    APIResponses responses = call.getResponses();
    REFUSALS.forEach(
        (status, problems) ->
            responses.addAPIResponse(status, OASFactory.createAPIResponse().description(problems)));
    describe(call.getRequestBody().getContent().getMediaType(FORM));
  }

  /** Names the part of the file, of which the framework knows only that there are files. */
  private static void describe(MediaType form) {
    Map<String, Schema> parts = new LinkedHashMap<>();
    parts.put(
        FILE,
        OASFactory.createSchema()
            .addType(SchemaType.STRING)
            .format("binary")
            .description("The recording: WAV, MP3, FLAC or OGG Vorbis."));
    parts.putAll(form.getSchema().getProperties());
    parts.remove(ANY_FILE);
    form.getSchema().setProperties(parts);
    form.getSchema().setRequired(List.of(FILE));
    Map<String, Object> example = new LinkedHashMap<>();
    parts.keySet().forEach(part -> example.put(part, EXAMPLES.get(part)));
    form.setExample(example);
  }
}
