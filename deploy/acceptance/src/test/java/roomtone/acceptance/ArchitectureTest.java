package roomtone.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The packages of the acceptance tests: what each may depend on. */
class ArchitectureTest {

  private static final JavaClasses ACCEPTANCE =
      new ClassFileImporter().importPackages("roomtone.acceptance");

  @Test
  void packages_form_no_cycle() {
    slices().matching("roomtone.acceptance.(*)..").should().beFreeOfCycles().check(ACCEPTANCE);
  }

  @Test
  void the_story_does_not_depend_on_the_tests_of_faults_scripts_and_documents() {
    noClasses()
        .that()
        .resideInAPackage("roomtone.acceptance")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.acceptance.*..")
        .check(ACCEPTANCE);
  }

  @Test
  void the_services_are_called_over_http_alone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("roomtone.brain..", "roomtone.manager..", "roomtone.model..")
        .check(ACCEPTANCE);
  }
}
