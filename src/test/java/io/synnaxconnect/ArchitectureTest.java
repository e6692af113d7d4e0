package io.synnaxconnect;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Each package uses only the packages that its row in CONTRIBUTING.md names. */
class ArchitectureTest {

  private static final String ROOT = "io.synnaxconnect";
  private static final String[] WIRE = {
    "io.grpc..", "io.netty..", ROOT + ".proto..", "com.google.protobuf.."
  };

  private static final Path GUIDE = Path.of("CONTRIBUTING.md");

  /** A row of the table of packages: name, what it holds, what it uses. */
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z.()]+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);

  private static final Pattern NAME = Pattern.compile("`([a-z.()]+)`");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages(ROOT);

  @Test
  void usesOnlyWhatTheTableNames() throws IOException {
    // Given
    Map<String, Set<String>> allowed = tableOfPackages();

    // When
    Map<String, Set<String>> used = new TreeMap<>();
    for (JavaClass from : MAIN) {
      if (from.getPackageName().startsWith(ROOT + ".proto")) {
        continue;
      }
      Set<String> uses =
          used.computeIfAbsent(shortName(from.getPackageName()), name -> new TreeSet<>());
      from.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getPackageName())
          .filter(target -> target.equals(ROOT) || target.startsWith(ROOT + "."))
          .filter(target -> !target.startsWith(ROOT + ".proto"))
          .filter(target -> !target.equals(from.getPackageName()))
          .map(ArchitectureTest::shortName)
          .forEach(uses::add);
    }

    // Then
    assertThat(used).as("the table in " + GUIDE).isEqualTo(allowed);
  }

  @Test
  void hasNoCycleBetweenPackages() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void hasNoSimpleNameTwice() {
    // Given: the codec's state, which the simulator writes again on purpose
    Set<String> onPurpose = Set.of("CodecState", "CodecStates");

    // When
    Map<String, Set<String>> packagesByName = new TreeMap<>();
    for (JavaClasses classes : List.of(MAIN, TESTS)) {
      for (JavaClass one : classes) {
        if (one.isTopLevelClass() && !one.getPackageName().startsWith(ROOT + ".proto")) {
          packagesByName
              .computeIfAbsent(one.getSimpleName(), name -> new TreeSet<>())
              .add(one.getPackageName());
        }
      }
    }
    packagesByName.keySet().removeAll(onPurpose);
    packagesByName.remove("package-info");

    // Then
    assertThat(packagesByName.values()).allSatisfy(packages -> assertThat(packages).hasSize(1));
  }

  @Test
  void onlyTheTaskUsesItsGroups() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".source", ROOT + ".source.group")
        .should()
        .dependOnClassesThat(inPackages(ROOT + ".source.group.."))
        .check(MAIN);
  }

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
  void formsOfKeysKnowOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".client.tls..")
        .should()
        .onlyDependOnClassesThat(
            inPackages(ROOT + ".client.tls..", "java..", "javax.crypto..", "org.jspecify.."))
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
                ROOT + ".offset..",
                ROOT + ".telem..",
                "java.lang..",
                "java.util",
                "java.util.function..",
                "java.util.stream..",
                "org.jspecify.."))
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
  void nobodyKnowsTheAudit() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".audit..")
        .should()
        .dependOnClassesThat(inPackages(ROOT + ".audit.."))
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
  void nothingInTheWorkerUsesItsInsides() {
    noClasses()
        .that()
        // A command of its own, which reads topics.
        .resideOutsideOfPackage(ROOT + ".audit..")
        .should()
        .dependOnClassesThat(
            inPackages("org.apache.kafka.connect.runtime..", "org.apache.kafka.clients..")
                // Connect's own interface of a task has it.
                .and(not(equivalentTo(RecordMetadata.class))))
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

  /** The rows of the table: each package with those of ours that it uses. */
  private static Map<String, Set<String>> tableOfPackages() throws IOException {
    Map<String, Set<String>> table = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(GUIDE));
    while (rows.find()) {
      Set<String> uses = new TreeSet<>();
      NAME.matcher(rows.group(2)).results().forEach(name -> uses.add(name.group(1)));
      table.put(rows.group(1), uses);
    }
    return table;
  }

  private static String shortName(String packageName) {
    return packageName.equals(ROOT) ? "(root)" : packageName.substring(ROOT.length() + 1);
  }

  private static DescribedPredicate<JavaClass> inPackages(String... packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages);
  }
}
