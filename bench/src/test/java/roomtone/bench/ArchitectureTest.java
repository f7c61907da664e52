package roomtone.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The packages of the bench: what each may depend on. */
class ArchitectureTest {

  private static final JavaClasses BENCH =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("roomtone.bench");

  @Test
  void packages_form_no_cycle() {
    slices().matching("roomtone.bench.(*)..").should().beFreeOfCycles().check(BENCH);
  }

  @Test
  void the_benchmarks_do_not_depend_on_the_program_that_runs_them() {
    noClasses()
        .that()
        .resideInAPackage("roomtone.bench.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.bench")
        .check(BENCH);
  }

  @Test
  void the_brain_is_measured_from_outside() {
    noClasses().should().dependOnClassesThat().resideInAPackage("roomtone.brain..").check(BENCH);
  }

  @Test
  void the_manager_is_measured_from_outside_except_for_its_sound_model() {
    noClasses()
        .that()
        .resideOutsideOfPackage("roomtone.bench.embedding")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("roomtone.manager..")
        .check(BENCH);
    classes()
        .that()
        .resideInAPackage("roomtone.bench.embedding")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "com.fasterxml.jackson..",
            "roomtone.bench.embedding",
            "roomtone.manager.decode",
            "roomtone.manager.measure",
            "roomtone.manager.embedding")
        .check(BENCH);
  }
}
