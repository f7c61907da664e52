package roomtone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages that both services share: what each may depend on. */
class ArchitectureTest {

  private static final JavaClasses SHARED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("roomtone");

  @Test
  void packages_form_no_cycle() {
    slices().matching("roomtone.(*)..").should().beFreeOfCycles().check(SHARED);
  }

  @Test
  void the_model_depends_on_no_other_package() {
    noClasses()
        .that()
        .resideInAPackage("roomtone.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(EDGE)
        .check(SHARED);
  }

  @Test
  void what_speaks_http_does_not_depend_on_the_model() {
    noClasses()
        .that()
        .resideInAnyPackage(EDGE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.model..")
        .check(SHARED);
  }

  private static final String[] EDGE = {
    "roomtone.auth..",
    "roomtone.client..",
    "roomtone.database..",
    "roomtone.limit..",
    "roomtone.meter..",
    "roomtone.openapi..",
    "roomtone.page..",
    "roomtone.problem..",
    "roomtone.shutdown..",
    "roomtone.startup..",
    "roomtone.text..",
    "roomtone.trace..",
    "roomtone.webpage.."
  };
}
