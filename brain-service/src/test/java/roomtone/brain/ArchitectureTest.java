package roomtone.brain;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import roomtone.page.Page;

/** Checks the dependencies between packages. */
class ArchitectureTest {

  private static final JavaClasses BRAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("roomtone.brain");

  @Test
  void packages_form_no_cycle() {
    slices().matching("roomtone.brain.(*)..").should().beFreeOfCycles().check(BRAIN);
  }

  @Test
  void nothing_depends_on_a_resource() {
    noClasses()
        .that(not(simpleNameEndingWith("Resource")).and(doNotBelongToAResource()))
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Resource")
        .check(BRAIN);
  }

  @Test
  void no_service_refers_to_the_other() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("roomtone.manager..", "roomtone.local..")
        .check(BRAIN);
  }

  @Test
  void only_resources_speak_http() {
    classes()
        .that(not(simpleNameEndingWith("Resource")).and(doNotBelongToAResource()))
        .should()
        .onlyDependOnClassesThat(
            not(
                com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                    "jakarta.ws.rs..")))
        .check(BRAIN);
  }

  /** Otherwise the type of the answer is negotiated after the work of the call is committed. */
  @Test
  void calls_of_which_the_framework_infers_no_media_type_declare_it() {
    methods()
        .that()
        .areMetaAnnotatedWith(HttpMethod.class)
        .and()
        .areNotAnnotatedWith(HEAD.class)
        .and()
        .haveRawReturnType(belongToAnyOf(Response.class, Page.class))
        .should()
        .beAnnotatedWith(Produces.class)
        .check(BRAIN);
  }

  @Test
  void time_comes_from_a_clock() {
    noClasses()
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(BRAIN);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<
          com.tngtech.archunit.core.domain.JavaClass>
      doNotBelongToAResource() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "do not belong to a resource",
        type ->
            type.getEnclosingClass()
                .map(outer -> !outer.getSimpleName().endsWith("Resource"))
                .orElse(true));
  }
}
