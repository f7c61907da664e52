package roomtone.manager;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import roomtone.page.Page;

/** Dependencies between packages, and calls that no class may make. */
@AnalyzeClasses(packages = "roomtone", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("roomtone.manager.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothing_depends_on_a_resource =
      classes()
          .that(simpleNameEndingWith("Resource"))
          .and()
          .resideInAPackage("roomtone.manager..")
          .should()
          .onlyHaveDependentClassesThat(simpleNameEndingWith("Resource").or(inAResource()));

  @ArchTest
  static final ArchRule the_manager_does_not_depend_on_the_brain =
      noClasses()
          .that()
          .resideInAPackage("roomtone.manager..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("roomtone.brain..", "roomtone.local..");

  @ArchTest
  static final ArchRule songs_and_queues_do_not_depend_on_players =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..song..",
              "..songtable..",
              "..upload..",
              "..storage..",
              "..queue..",
              "..role..",
              "..audit..",
              "..rest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "roomtone.manager.device..",
              "roomtone.manager.player..",
              "roomtone.manager.play..",
              "roomtone.manager.library..");

  @ArchTest
  static final ArchRule devices_do_not_depend_on_staff =
      noClasses()
          .that()
          .resideInAnyPackage("..manager.device..", "..manager.play..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "roomtone.manager.player..", "roomtone.manager.role..", "roomtone.manager.audit..");

  /** Sound is decoded, then measured, then embedded; none of it knows anything else of Roomtone. */
  @ArchTest static final ArchRule decoding_knows_nothing_else = knowsOnly("decode");

  @ArchTest static final ArchRule measuring_knows_decoding_alone = knowsOnly("measure", "decode");

  @ArchTest
  static final ArchRule embedding_knows_how_to_decode_and_measure =
      knowsOnly("embedding", "decode", "measure");

  @ArchTest
  static final ArchRule analysis_knows_what_is_done_with_sound =
      knowsOnly("analysis", "decode", "measure", "embedding");

  /** A song's row knows nothing of how its file came, nor of tables. */
  @ArchTest
  static final ArchRule songs_know_nothing_of_uploads_and_tables =
      noClasses()
          .that()
          .resideInAnyPackage("..manager.song..", "..manager.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..manager.upload..", "..manager.songtable..");

  @ArchTest
  static final ArchRule files_in_storage_know_nothing_of_songs =
      noClasses()
          .that()
          .resideInAPackage("..manager.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..manager.song..");

  @ArchTest
  static final ArchRule time_comes_from_the_clock_that_tests_can_move =
      noClasses()
          .that()
          .resideInAPackage("roomtone.manager..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  /** Otherwise the type of the answer is negotiated after the work of the call is committed. */
  @ArchTest
  static final ArchRule calls_of_which_the_framework_infers_no_media_type_declare_it =
      methods()
          .that()
          .areMetaAnnotatedWith(HttpMethod.class)
          .and()
          .areNotAnnotatedWith(HEAD.class)
          .and()
          .haveRawReturnType(belongToAnyOf(Response.class, Page.class))
          .should()
          .beAnnotatedWith(Produces.class);

  @ArchTest
  static final ArchRule fields_are_injected_by_constructor =
      fields().should().notBeAnnotatedWith("jakarta.inject.Inject");

  private static ArchRule knowsOnly(String feature, String... others) {
    Set<String> known = new HashSet<>(Set.of(others));
    known.add(feature);
    return noClasses()
        .that()
        .resideInAPackage("roomtone.manager." + feature)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are of Roomtone, but of none of " + known,
                type ->
                    type.getPackageName().startsWith("roomtone.")
                        && known.stream()
                            .noneMatch(
                                name -> type.getPackageName().endsWith(".manager." + name))));
  }

  private static DescribedPredicate<JavaClass> inAResource() {
    return DescribedPredicate.describe(
        "are nested in one",
        type -> type.getName().contains("Resource$") || type.getName().contains("Resource_"));
  }
}
