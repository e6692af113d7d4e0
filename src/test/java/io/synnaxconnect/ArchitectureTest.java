package io.synnaxconnect;

import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.synnaxconnect.convert.Arrival;
import io.synnaxconnect.convert.ChannelKeyRanges;
import io.synnaxconnect.convert.Gap;
import io.synnaxconnect.convert.RecordShape;
import io.synnaxconnect.convert.SourceOffset;
import org.junit.jupiter.api.Test;

/** Each package knows only what it may: the table in docs/development.md. */
class ArchitectureTest {

  private static final String ROOT = "io.synnaxconnect";
  private static final String[] WIRE = {"io.grpc..", ROOT + ".proto..", "com.google.protobuf.."};

  /** What offsets are made of, and what records will be. */
  private static final Class<?>[] OFFSETS_AND_SHAPES = {
    SourceOffset.class, Gap.class, ChannelKeyRanges.class, Arrival.class, RecordShape.class
  };

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages(ROOT);

  @Test
  void telemKnowsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".telem..")
        .should()
        .onlyDependOnClassesThat(inPackages(ROOT + ".telem..", "java..", "org.jspecify.."))
        .check(MAIN);
  }

  @Test
  void codecKnowsOnlyValuesAndTheJdk() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".client.codec..")
        .should()
        .onlyDependOnClassesThat(
            inPackages(ROOT + ".client.codec..", ROOT + ".telem..", "java..", "org.jspecify.."))
        .check(MAIN);
  }

  @Test
  void clientKnowsNeitherKafkaNorTheConnector() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".client..")
        .should()
        .dependOnClassesThat(
            inPackages("org.apache.kafka..", ROOT, ROOT + ".convert..", ROOT + ".source.."))
        .check(MAIN);
  }

  @Test
  void convertKnowsNeitherTheWireNorTheThreads() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".convert..")
        .should()
        .dependOnClassesThat(
            inPackages(ROOT, ROOT + ".client..", ROOT + ".source..").or(inPackages(WIRE)))
        .check(MAIN);
  }

  @Test
  void deliveryKnowsOnlyValuesAndOffsets() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".delivery..")
        .should()
        .onlyDependOnClassesThat(
            inPackages(
                    ROOT + ".delivery..",
                    ROOT + ".telem..",
                    "java.lang..",
                    "java.util",
                    "java.util.function..",
                    "java.util.stream..",
                    "org.jspecify..")
                .or(JavaClass.Predicates.belongToAnyOf(OFFSETS_AND_SHAPES)))
        .check(MAIN);
  }

  @Test
  void deliveryHasNeitherThreadsNorAClock() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".delivery..")
        .should()
        .dependOnClassesThat(nameMatching("java\\.lang\\.Thread(\\$.*)?"))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(MAIN);
  }

  @Test
  void sourceKnowsNeitherTheWireNorTheFaces() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".source..")
        .should()
        .dependOnClassesThat(inPackages(ROOT).or(inPackages(WIRE)))
        .check(MAIN);
  }

  @Test
  void facesDoNotKnowTheWire() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat(inPackages(WIRE))
        .check(MAIN);
  }

  @Test
  void nothingUsesTheInsidesOfTheWorker() {
    noClasses()
        .should()
        .dependOnClassesThat(
            inPackages("org.apache.kafka.connect.runtime..", "org.apache.kafka.clients.."))
        .check(MAIN);
  }

  @Test
  void simulatorSharesNothingWithTheClientThatItTests() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".simulator..")
        .should()
        .dependOnClassesThat(
            inPackages(
                "org.apache.kafka..",
                ROOT,
                ROOT + ".client..",
                ROOT + ".convert..",
                ROOT + ".source.."))
        .allowEmptyShould(true)
        .check(TESTS);
  }

  private static DescribedPredicate<JavaClass> inPackages(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }
}
