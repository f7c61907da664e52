package roomtone.manager;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The two kinds of callers, for the description of the API. */
@OpenAPIDefinition(info = @Info(title = "Roomtone manager", version = "1"))
@SecurityScheme(
    securitySchemeName = ManagerApi.STAFF,
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT",
    description = "A Supabase access token of somebody who has a role in the table roles.")
@SecurityScheme(
    securitySchemeName = ManagerApi.DEVICE,
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.HEADER,
    apiKeyName = "X-API-Key",
    description = "The token of a player, 64 hex digits.")
public class ManagerApi extends Application {

  static final String STAFF = "staff";
  static final String DEVICE = "device";
}
