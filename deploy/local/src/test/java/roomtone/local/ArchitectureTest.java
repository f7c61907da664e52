package roomtone.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of roomtone-local: what each may depend on. */
class ArchitectureTest {

  private static final JavaClasses LOCAL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("roomtone.local");

  @Test
  void packages_form_no_cycle() {
    slices().matching("roomtone.local.(*)..").should().beFreeOfCycles().check(LOCAL);
    slices().matching("roomtone.local.demo.(*)..").should().beFreeOfCycles().check(LOCAL);
  }

  @Test
  void the_parts_do_not_depend_on_the_program_that_starts_them() {
    noClasses()
        .that()
        .resideInAPackage("roomtone.local.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.local")
        .check(LOCAL);
  }

  @Test
  void the_program_does_not_depend_on_the_tests_tools() {
    noClasses()
        .that()
        .resideOutsideOfPackage("roomtone.local.testing..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.local.testing..")
        .check(LOCAL);
  }

  @Test
  void nothing_depends_on_a_service() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("roomtone.brain..", "roomtone.manager..", "roomtone.model..")
        .check(LOCAL);
  }
}
